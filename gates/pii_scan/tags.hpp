// What a dbt project declares of its columns: `meta`, `config.meta`, `tags` of columns, models, seeds and sources. The
// policy names the keys and values that count. Pure; reads a Project, never a database.
#pragma once

#include <functional>
#include <map>
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
  std::string kind;            ///< what the project calls it: `phone` of `meta: {pii: phone}`; empty: not said
  bool from_relation = false;  ///< said of the whole model or source, not of the column
};

/// What is declared of the columns of one relation, and of the relation as a whole.
struct RelationDeclarations {
  std::map<std::string, Declaration, std::less<>> columns;  ///< by name in lower case; only those that say something
  Declaration relation;                                     ///< `from_relation`
  bool names_columns = false;                               ///< some column of it is tagged

  /// A column's own word, else the relation's; names compare as PostgreSQL folds them. The relation's tag is but a
  /// summary where columns are tagged one by one, as in `tags: [contains_pii]` beside tagged columns: it then says
  /// nothing of the others.
  const Declaration& of(std::string_view column) const;
};

/// Of a model, seed, snapshot or source; empty for what the project does not hold.
RelationDeclarations declarations_of(const dbt::Project& project, std::string_view unique_id, const TagKeys& keys);

/// The keys, values and tags that count where the policy names none.
TagKeys usual_tag_keys();

}  // namespace tollgate::pii_scan
