// Which settings of a node differ, compared as dbt does: unrendered, so that an environment is no difference.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dbt/project.hpp"

namespace tollgate::dbt {

struct ConfigDifference {
  std::string key;
  std::string base, head;     ///< as Meta holds them; `(unset)` where absent
  bool only_version = false;  ///< on one side only, empty, and the two sides were written by different versions of dbt
};

/// Sorted by key; without alias, schema, database, tags and group, which dbt leaves out too.
std::vector<ConfigDifference> config_differences(const Node& base, const Node& head, bool other_dbt_version);

/// `materialized: view -> table`, long values cut.
std::string to_text(const ConfigDifference& difference);

/// True for settings that describe or guard a model and never change what is built: meta, docs, access, …
bool only_describes(std::string_view config_key);

}  // namespace tollgate::dbt
