// Statements that dbt runs before and after a node, or a run: which came or went, and whether they write rows. Reads
// unrendered text; a statement that a macro writes is not known here.
#pragma once

#include <string_view>
#include <vector>

#include "gates/lineage_diff/config_effects.hpp"

namespace tollgate::gates::columns {

enum class HookKind {
  harmless,  ///< grants, statistics, indexes, comments: no row is another
  unknown,   ///< a macro or a function runs, or what it is cannot be told
  writes     ///< rows or relations
};

/// The worst of its statements.
HookKind kind_of_hook(std::string_view sql);

/// Of `pre-hook` and `post-hook`, from both nodes' unrendered configs.
std::vector<ConfigEffect> hook_effects(const Settings& base, const Settings& head);

/// Of `on-run-start` and `on-run-end` of the project itself: what dbt runs around all nodes.
std::vector<ConfigEffect> run_hook_effects(const dbt::Project& base, const dbt::Project& head);

}  // namespace tollgate::gates::columns
