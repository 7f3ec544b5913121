// Changes that facts of a statement cannot tell, because a relation is read twice and its sides look alike: what the
// change judge (sql/change.hpp) says of them. Only for the inside of this room.
#pragma once

#include <vector>

#include "lineage/model_pair.hpp"

namespace tollgate::lineage {

/// For a model of which nothing else was told. Needs a stack of stack_to_walk() for its texts.
void compare_self_joins(const Graph& base, const Graph& head, const ModelPair& pair, std::vector<Difference>& found);

}  // namespace tollgate::lineage
