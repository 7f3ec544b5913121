// What facts of a statement do not show, and the change judge (sql/change.hpp) knows: a filter that moved across a
// window or a limit, sets merged in another order, a value that is spelt alike and is another. So that no model is
// passed over whose rows may be others. Only for the inside of this room.
#pragma once

#include <vector>

#include "dbt/environment_names.hpp"
#include "lineage/model_pair.hpp"

namespace tollgate::lineage {

/// Adds what the judge says of the rows where nothing tells of them yet, and of columns where nothing is told at all.
/// Nothing where another relation is read, or one lost a column: then its readers say the same in other words. Needs a
/// stack of stack_to_walk() for its texts.
void compare_untold(const Graph& base, const Graph& head, const dbt::EnvironmentNames& names, ModelPair& pair,
                    std::vector<Difference>& found);

}  // namespace tollgate::lineage
