// What a setting that says something else does to the rows of a relation, in words: incremental models, snapshots,
// seeds, and what a model is built as. A table per kind; knows dbt's settings and their defaults, judges no SQL.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gates/lineage_diff/settings.hpp"

namespace tollgate::gates::columns {

inline constexpr std::string_view load_changed = "load-changed";
inline constexpr std::string_view build_changed = "build-changed";
inline constexpr std::string_view hook_writes = "hook-writes";
inline constexpr std::string_view hook_changed = "hook-changed";

struct ConfigEffect {
  std::string_view rule;
  std::string key;         ///< as dbt's manifest has it: `unique_key`, `post-hook`
  std::string base, head;  ///< as told; empty: unset
  std::string what;        ///< what it does to the data: the end of a sentence
};

/// Settings that moved no rows, or that stand for the same, are left out: tags, meta, docs, grants, indexes, a default
/// written out. Sorted by nothing; hooks are gates/lineage_diff/hooks.
std::vector<ConfigEffect> config_effects(const Settings& base, const Settings& head);

/// ``post-hook `delete from x` is new: …``, ``unique_key is `id`, on base unset: …``: what was set, and what it does.
std::string what_was_set(const ConfigEffect& effect);

// One kind each, for the above.
void incremental_effects(const Settings& base, const Settings& head, std::vector<ConfigEffect>& effects);
void snapshot_effects(const Settings& base, const Settings& head, std::vector<ConfigEffect>& effects);

}  // namespace tollgate::gates::columns
