// Queries over a column graph: what feeds a column, what it feeds, by which way, and whom a change of it reaches.
// Breadth first, so every way told is a shortest one; equal input gives equal answers.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "lineage/graph.hpp"

namespace tollgate::lineage {

/// One column on the way, and how it was reached.
struct Step {
  ColumnId column = 0;
  int distance = 0;         ///< edges to the start
  ColumnId towards = 0;     ///< the neighbour nearer to the start; the start itself: itself
  sql::RoleMask roles = 0;  ///< of the edge to that neighbour
};

/// Which edges are followed: values only, or also what steers a value (CASE tests, windows, …).
enum class Follow : std::uint8_t { values, everything };

/// The start comes first; by distance, then by column.
std::vector<Step> feeding(const Graph& graph, ColumnId start, Follow follow = Follow::values);
std::vector<Step> fed_by(const Graph& graph, ColumnId start, Follow follow = Follow::values);

/// From the start to `end`, both included; empty when `end` is not among the steps.
std::vector<ColumnId> path_to(const std::vector<Step>& steps, ColumnId end);

/// Whom a change reaches. Indexes into the graph's columns, relations and leaves, each sorted; without the start.
struct Reach {
  std::vector<ColumnId> columns;      ///< its value flows into these
  std::vector<RelationId> relations;  ///< that hold such a column
  std::vector<RelationId> rows_of;    ///< further ones whose rows are steered by it, and what reads them
  std::vector<std::size_t> leaves;    ///< exposures, metrics, … that read any of these or the start
  std::vector<ColumnId> path;         ///< a shortest way from the start to the nearest column that a leaf reads, else
                                      ///< to the farthest column reached
  bool empty() const { return columns.empty() && relations.empty() && rows_of.empty() && leaves.empty(); }
};

/// Of a change of the values of these columns.
Reach reach_of_columns(const Graph& graph, std::span<const ColumnId> columns);
/// Of a change of the rows of a relation: everything below it.
Reach reach_of_rows(const Graph& graph, RelationId relation);

/// `14 downstream columns in 6 models; dashboard weekly_revenue`; empty when nothing is reached.
std::string to_text(const Graph& graph, const Reach& reach);
/// `raw.order_items.price -> stg_orders.net -> fct_orders.net_amount`.
std::string path_text(const Graph& graph, const std::vector<ColumnId>& path);

}  // namespace tollgate::lineage
