// Which columns below a relation add up its rows, so that their values follow what its rows became while their own row
// counts stay. Read off the SQL of the models; asks nobody.
#pragma once

#include <string_view>
#include <vector>

#include "lineage/graph.hpp"

namespace tollgate::gates::fan_out {

/// One model that collapses the rows, and its columns that come of them through sum, count, avg and the like.
struct Totals {
  lineage::RelationId relation = 0;
  std::vector<lineage::ColumnId> columns;  ///< in order of place; never empty
  std::vector<lineage::ColumnId> sums;     ///< those that may be added up themselves: no averages, no quotients
};

/// The first such models on each way down from the relation, in DAG order. Makes its own deep stack.
std::vector<Totals> totals_below(const lineage::Graph& graph, std::string_view unique_id);

}  // namespace tollgate::gates::fan_out
