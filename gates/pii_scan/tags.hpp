// What a dbt project declares of its columns: `meta`, `config.meta`, `tags` of columns, models, seeds and sources. The
// policy names the keys and values that count. Pure; reads a Project, never a database.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbt/project.hpp"
#include "gates/pii_scan/level.hpp"

namespace tollgate::pii_scan {

/// Which keys and values count as a declaration (options of the gate).
struct TagKeys {
  std::vector<std::string> meta_keys;    ///< `pii`, `contains_pii`, `classification`, `sensitivity`, …
  std::vector<std::string> meta_values;  ///< that mean personal data: `true`, `pii`, `confidential`, …; any case
  std::vector<std::string> tags;         ///< `pii`, `contains_pii`, …; any case
};

/// What is declared of one column.
struct Declaration {
  bool declared = false;       ///< anything is said, also `pii: false`
  bool personal = false;       ///< tagged
  std::optional<Level> level;  ///< `meta: {pii: pseudonymised}`, …; nothing: `raw` when personal
  std::string by;              ///< for a person: `meta.pii`, `tag contains_pii of the model`
  std::string reason;          ///< of `pii: false`; empty: none given
  bool from_relation = false;  ///< said of the whole model or source, not of the column
};

/// Column names compare as PostgreSQL folds them. A column's own word goes before its relation's.
Declaration declaration_of(const dbt::Project& project, std::string_view unique_id, std::string_view column,
                           const TagKeys& keys);

}  // namespace tollgate::pii_scan
