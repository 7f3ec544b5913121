// Which columns of a model come from what one of its joins brings in. Reads the text as lineage resolved it; owns no
// rule.
#pragma once

#include <vector>

#include "lineage/difference.hpp"
#include "lineage/graph.hpp"

namespace tollgate::gates::metrics {

/// Of the model of a difference in how it joins, on that side; in order. Empty where the join cannot be told by its
/// place.
std::vector<lineage::ColumnId> joined_columns(const lineage::Graph& graph, const lineage::Difference& difference,
                                              int location);

}  // namespace tollgate::gates::metrics
