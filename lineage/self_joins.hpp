// Changes that facts of a statement cannot tell by themselves: a relation is read twice and its sides look alike, or a
// join within an optional side has another type. What the change judge (sql/change.hpp) says of them. Only for the
// inside of this room.
#pragma once

#include <vector>

#include "lineage/model_pair.hpp"

namespace tollgate::lineage {

/// Whether both texts read the same and provably say the same, so that what facts tell of its rows is another way to
/// write it: NOT EXISTS for an outer join whose key is null. (A join that came and does nothing is told as a join.)
/// Needs a stack of stack_to_walk() for its texts.
bool says_the_same(const Graph& base, const Graph& head, ModelPair& pair);

/// For a model of which nothing else was told. Needs a stack of stack_to_walk() for its texts.
void compare_nested_joins(const Graph& base, const Graph& head, ModelPair& pair, std::vector<Difference>& found);
void compare_self_joins(const Graph& base, const Graph& head, ModelPair& pair, std::vector<Difference>& found);

}  // namespace tollgate::lineage
