// The part of the column graph that one `tollgate lineage` shows, with the places of its columns; what every format
// writes from. Owned by the command; refers to the graph.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.hpp"
#include "lineage/graph.hpp"
#include "lineage/reach.hpp"

namespace tollgate::cli {

enum class LineageDirection : std::uint8_t { whole, from, to };

struct LineageView {
  const lineage::Graph* graph = nullptr;
  LineageDirection direction = LineageDirection::whole;
  lineage::ColumnId start = 0;                 ///< meaningless for `whole`
  std::vector<lineage::ColumnId> columns;      ///< nearest to the start first; in the graph's order for `whole`
  std::vector<bool> shown;                     ///< by column of the graph
  std::vector<lineage::RelationId> relations;  ///< that hold a shown column, sorted; all for `whole`
  std::vector<std::size_t> leaves;             ///< that read a shown column; sorted; none for `to`
  std::vector<Location> places;                ///< by column of the graph; line 0: only the file is known
};

/// Places are filled in by the caller.
LineageView whole_view(const lineage::Graph& graph);
/// One relation, its columns and what reads these. Throws Error (usage) for a name that is none, with what was meant.
LineageView view_of(const lineage::Graph& graph, std::string_view name);
LineageView view_from(const lineage::Graph& graph, lineage::ColumnId start);
LineageView view_to(const lineage::Graph& graph, lineage::ColumnId start);

/// The column that `text` names: `model.column` or `unique_id.column`. Throws Error (usage) with what could be meant.
lineage::ColumnId find_column(const lineage::Graph& graph, std::string_view text);

/// `identity`, `aggregate-filter`, …, in the order of the bits.
std::vector<std::string_view> role_names(sql::RoleMask roles);
/// `model`, `source`, …
std::string_view kind_of(const lineage::Relation& relation);
/// `models/marts/fct_orders.sql:12`; without the line where it is not known.
std::string place_text(const Location& place);

// One function per format.
std::string lineage_text(const LineageView& view);
/// How much there is, and how to ask for a part of it.
std::string lineage_summary(const LineageView& view);
std::string lineage_json(const LineageView& view);
std::string lineage_dot(const LineageView& view);
std::string lineage_mermaid(const LineageView& view);
std::string lineage_openlineage(const LineageView& view);

}  // namespace tollgate::cli
