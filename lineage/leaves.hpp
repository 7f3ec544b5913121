// Exposures, metrics, semantic models and saved queries: who reads the project from outside.
#pragma once

#include "lineage/graph_store.hpp"

namespace tollgate::lineage {

/// Needs relations and columns. What a definition names is found by its words: an expression that mentions a column
/// of its model is taken to read it, so a leaf may be said to read too much, never too little.
std::vector<Leaf> find_leaves(const GraphStore& store);

}  // namespace tollgate::lineage
