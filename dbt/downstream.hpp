// Who reads from a changed node, however far away.
#pragma once

#include <vector>

#include "dbt/changes.hpp"
#include "dbt/reasons.hpp"

namespace tollgate::dbt {

/// Unchanged nodes of the head below changed ones, sorted by unique_id; a removed node's readers are those it had in
/// the base, as far as they are left. `nodes` are sorted by unique_id.
std::vector<Downstream> downstream_of_changes(const std::vector<NodeComparison>& nodes);

/// By index into `nodes`: of changed ones, the unique_ids of those changed ones that they read, themselves or through
/// unchanged ones; sorted.
std::vector<std::vector<std::string>> changed_parents(const std::vector<NodeComparison>& nodes);

}  // namespace tollgate::dbt
