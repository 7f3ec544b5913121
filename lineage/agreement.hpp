// The catalogue as a check of ourselves: what the warehouse holds of a built model against what its SQL says.
#pragma once

#include "lineage/graph_store.hpp"

namespace tollgate::lineage {

/// For every model and snapshot whose columns come from SQL and which the catalogue or the warehouse holds.
std::vector<Disagreement> find_disagreements(const GraphStore& store, const GraphInput& input);

}  // namespace tollgate::lineage
