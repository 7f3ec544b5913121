// The column lineage around a change, ready to be drawn: models with the columns that matter, and what feeds what on
// base, on head, or both. Plain values without layout.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tollgate {

enum class DrawnState : std::uint8_t {
  same,     ///< on both sides alike
  changed,  ///< on both sides, and what feeds or makes it differs
  added,    ///< only on head
  lost,     ///< only on base
};

struct DrawnColumn {
  std::string name;
  DrawnState state = DrawnState::same;
  std::string note;  ///< what the change does to it, e.g. `re-sourced`; empty: nothing
};

struct DrawnNode {
  std::string unique_id;
  std::string title;  ///< `fct_orders`, `dashboard weekly_revenue`
  std::string kind;   ///< dbt's resource type: model, source, seed, snapshot, exposure, metric, …
  std::string layer;  ///< empty: none
  DrawnState state = DrawnState::same;
  std::vector<std::string> notes;  ///< what the change does to its rows, e.g. `join added`
  std::vector<DrawnColumn> columns;
};

/// From a column to a column that it feeds, by index of node and column. To a node as a whole (an exposure):
/// `to_column` is -1.
struct DrawnEdge {
  std::int32_t from_node = 0;
  std::int32_t from_column = 0;
  std::int32_t to_node = 0;
  std::int32_t to_column = -1;
  DrawnState state = DrawnState::same;
};

struct LineageDrawing {
  std::vector<DrawnNode> nodes;  ///< in DAG order
  std::vector<DrawnEdge> edges;
  std::size_t columns_left_out = 0;  ///< farther ones that did not fit
};

}  // namespace tollgate
