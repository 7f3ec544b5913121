// The lineage for people: a tree for one column, a list for the whole project.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

#include "cli/lineage_view.hpp"
#include "reporters/wording.hpp"

namespace tollgate::cli {

namespace {

using lineage::ColumnId;
using lineage::Edge;
using lineage::Relation;

std::string roles_text(sql::RoleMask roles) { return fmt::format("{}", fmt::join(role_names(roles), ", ")); }

/// `numeric, aggregate`.
std::string description(const LineageView& view, ColumnId id) {
  const lineage::Column& column = view.graph->columns()[id];
  const Relation& relation = view.graph->relations()[column.relation];
  std::string text = column.type.empty() ? "" : column.type + ", ";
  if (relation.origin != lineage::Origin::sql) return text + std::string(kind_of(relation));
  if (!column.resolved) return text + "unresolved: its sources may not be all";
  return text + std::string(sql::to_string(column.kind));
}

/// `fct_orders.net_amount: numeric, aggregate (models/marts/fct_orders.sql:12)`.
std::string column_text(const LineageView& view, ColumnId id) {
  const std::string place = place_text(view.places[id]);
  const std::string text = fmt::format("{}: {}", view.graph->full_name(id), description(view, id));
  return place.empty() ? text : fmt::format("{} ({})", text, place);
}

std::vector<Edge> neighbours(const LineageView& view, ColumnId id) {
  std::vector<Edge> edges;
  const auto add = [&](const Edge& edge) {
    if (view.shown[edge.column]) edges.push_back(edge);
  };
  if (view.direction == LineageDirection::to) {
    std::ranges::for_each(view.graph->columns()[id].sources, add);
  } else {
    std::ranges::for_each(view.graph->readers_of(id), add);
  }
  return edges;
}

/// Each column is opened once: a diamond is a line, not a second tree.
std::string tree_text(const LineageView& view) {
  struct Line {
    Edge edge;
    std::size_t depth;
  };
  const std::string_view arrow = view.direction == LineageDirection::to ? "<-" : "->";
  std::vector<bool> opened(view.shown.size());
  std::vector<Line> waiting{{{view.start, 0}, 0}};
  std::string text;
  while (!waiting.empty()) {
    const Line line = waiting.back();
    waiting.pop_back();
    const ColumnId id = line.edge.column;
    if (line.depth > 0) text += fmt::format("{:{}}{} ", "", 2 * line.depth, arrow);
    text += column_text(view, id);
    if (line.depth > 0) text += fmt::format(" by {}", roles_text(line.edge.roles));
    std::vector<Edge> next = neighbours(view, id);
    if (opened[id] && !next.empty()) text += " (see above)";
    text += "\n";
    if (opened[id]) continue;
    opened[id] = true;
    std::ranges::reverse(next);
    for (const Edge& edge : next) waiting.push_back({edge, line.depth + 1});
  }
  return text;
}

std::string influences_text(const LineageView& view, const Relation& relation) {
  if (relation.influences.empty()) return {};
  std::vector<std::string> parts;
  for (const Edge& edge : relation.influences) {
    parts.push_back(fmt::format("{} ({})", view.graph->full_name(edge.column), roles_text(edge.roles)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string reach_line(const LineageView& view) {
  const std::array<ColumnId, 1> starts{view.start};
  const std::string reached = to_text(*view.graph, lineage::reach_of_columns(*view.graph, starts));
  return reached.empty() ? "nothing downstream\n" : "reaches " + reached + "\n";
}

std::string whole_column_text(const LineageView& view, ColumnId id) {
  const lineage::Column& column = view.graph->columns()[id];
  std::string text = fmt::format("  {}: {}", column.name, description(view, id));
  if (view.places[id].line > 0) text += fmt::format(", line {}", view.places[id].line);
  text += "\n";
  for (const Edge& edge : column.sources) {
    text += fmt::format("    <- {} by {}\n", view.graph->full_name(edge.column), roles_text(edge.roles));
  }
  return text;
}

std::string relation_text(const LineageView& view, const Relation& relation) {
  std::string text =
      fmt::format("{}: {}, columns from {}", relation.name, kind_of(relation), to_string(relation.origin));
  if (relation.column_count > 0) text += fmt::format(" ({})", view.places[relation.first_column].path);
  if (relation.open) text += fmt::format("; there may be more columns: {}", relation.open_reason);
  text += "\n";
  for (std::uint32_t i = 0; i < relation.column_count; ++i) text += whole_column_text(view, relation.first_column + i);
  const std::string influences = influences_text(view, relation);
  if (!influences.empty()) text += fmt::format("  rows depend on {}\n", influences);
  return text;
}

std::string leaf_text(const LineageView& view, const lineage::Leaf& leaf) {
  std::vector<std::string> read;
  if (leaf.whole) {
    for (const lineage::RelationId id : leaf.relations) read.push_back(view.graph->relations()[id].name);
  } else {
    for (const ColumnId id : leaf.columns) read.push_back(view.graph->full_name(id));
  }
  return fmt::format("{}\n  reads {}\n", leaf.title,
                     read.empty() ? "nothing that is known" : fmt::format("{}", fmt::join(read, ", ")));
}

std::string readers_text(std::size_t leaves) {
  return leaves == 1 ? "1 exposure, metric, semantic model or saved query reads them"
                     : fmt::format("{} exposures, metrics, semantic models and saved queries read them", leaves);
}

}  // namespace

std::string lineage_summary(const LineageView& view) {
  const lineage::Graph& graph = *view.graph;
  std::map<std::string_view, std::size_t> kinds;
  for (const Relation& relation : graph.relations()) ++kinds[kind_of(relation)];
  std::vector<std::string> parts;
  for (const auto& [kind, count] : kinds) parts.push_back(reporters::counted(count, kind));
  const auto unresolved =
      static_cast<std::size_t>(std::ranges::count(graph.columns(), false, &lineage::Column::resolved));
  std::string text = fmt::format("{}: {}\n{}", reporters::counted(graph.relations().size(), "relation"),
                                 fmt::join(parts, ", "), reporters::counted(graph.columns().size(), "column"));
  if (unresolved > 0) text += fmt::format(", {} of them unresolved: their sources may not all be known", unresolved);
  text += "\n" + readers_text(graph.leaves().size()) + "\n";
  std::string model = "MODEL";
  std::string column = "MODEL.COLUMN";
  for (const Relation& one : graph.relations()) {
    if (one.origin != lineage::Origin::sql || one.column_count == 0) continue;
    model = one.name;
    column = graph.full_name(one.first_column);
  }
  const auto line = [width = column.size() + 9](const std::string& options, std::string_view what) {
    return fmt::format("  tollgate lineage {:<{}}{}\n", options, width, what);
  };
  return text + "\nAsk for a part of it:\n" + line("--to " + column, "what feeds the column") +
         line("--from " + column, "what it feeds, and which exposures and metrics") +
         line("--model " + model, "the columns of a model, and what feeds each") +
         line("--all", "every column of the project") +
         line("--format mermaid", "all of it as a drawing; or dot, json, openlineage");
}

std::string lineage_text(const LineageView& view) {
  if (view.direction == LineageDirection::from) return tree_text(view) + reach_line(view);
  if (view.direction == LineageDirection::to) {
    const Relation& relation = view.graph->relations()[view.graph->columns()[view.start].relation];
    const std::string influences = influences_text(view, relation);
    return tree_text(view) +
           (influences.empty() ? "" : fmt::format("rows of {} depend on {}\n", relation.name, influences));
  }
  std::string text;
  for (const lineage::RelationId id : view.relations) text += relation_text(view, view.graph->relations()[id]);
  for (const std::size_t leaf : view.leaves) text += leaf_text(view, view.graph->leaves()[leaf]);
  return text;
}

}  // namespace tollgate::cli
