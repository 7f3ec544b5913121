// The lineage as a drawing: Graphviz and Mermaid. Ids are numbers of ours, so that no name can break a drawing.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "cli/lineage_view.hpp"

namespace tollgate::cli {

namespace {

using lineage::ColumnId;
using lineage::Edge;
using lineage::RelationId;

bool is_direct(const Edge& edge) { return (edge.roles & sql::role::direct) != 0; }

/// Within double quotes of Graphviz only the quote is special; labels also know backslashes (`\N`, `\l`).
std::string dot_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    if (c == '\n' || c == '\r') {
      escaped += "\\n";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

/// Mermaid writes characters as `#name;` or `#code;`. A backtick would start Markdown.
std::string mermaid_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '"':
        escaped += "#quot;";
        break;
      case '#':
      case '<':
      case '>':
      case '&':
      case '`':
      case '\\':
        escaped += fmt::format("#{};", static_cast<int>(c));
        break;
      default:
        escaped += static_cast<unsigned char>(c) < 0x20U ? ' ' : c;
    }
  }
  return escaped;
}

std::string label_of(const lineage::Column& column) { return column.name + (column.resolved ? "" : " (unresolved)"); }

// Mermaid's own limits (its configuration: maxTextSize, maxEdges); beyond them it draws nothing but an error.
constexpr std::size_t longest_mermaid = 49'000;
constexpr std::size_t most_edges = 500;

/// What is drawn: the nearest columns first, until a limit is met.
struct Drawn {
  std::vector<bool> columns;  ///< by column of the graph
  std::size_t left_out = 0;
};

std::size_t characters_for(const LineageView& view, ColumnId id) {
  const lineage::Column& column = view.graph->columns()[id];
  constexpr std::size_t around_a_name = 40;
  return mermaid_text(label_of(column)).size() + around_a_name;
}

Drawn choose(const LineageView& view) {
  Drawn drawn{std::vector<bool>(view.shown.size()), 0};
  std::vector<bool> relations(view.graph->relations().size());
  std::size_t characters = 200;
  std::size_t edges = 0;
  constexpr std::size_t of_an_edge = 40;
  for (const ColumnId id : view.columns) {
    const lineage::Column& column = view.graph->columns()[id];
    const auto is_drawn = [&](const Edge& edge) { return drawn.columns[edge.column]; };
    const auto more = static_cast<std::size_t>(std::ranges::count_if(column.sources, is_drawn) +
                                               std::ranges::count_if(view.graph->readers_of(id), is_drawn));
    std::size_t needed = characters_for(view, id) + more * of_an_edge;
    if (!relations[column.relation]) needed += mermaid_text(view.graph->relations()[column.relation].name).size() + 50;
    if (characters + needed > longest_mermaid || edges + more > most_edges) {
      ++drawn.left_out;
      continue;
    }
    characters += needed;
    edges += more;
    relations[column.relation] = true;
    drawn.columns[id] = true;
  }
  return drawn;
}

}  // namespace

std::string lineage_dot(const LineageView& view) {
  std::string text = "digraph lineage {\n  rankdir=LR;\n  node [shape=box];\n";
  for (const RelationId id : view.relations) {
    const lineage::Relation& relation = view.graph->relations()[id];
    text += fmt::format("  subgraph cluster_r{} {{\n    label=\"{}\";\n", id, dot_text(relation.name));
    for (std::uint32_t i = 0; i < relation.column_count; ++i) {
      const ColumnId column = relation.first_column + i;
      if (!view.shown[column]) continue;
      text += fmt::format("    c{} [label=\"{}\"];\n", column, dot_text(label_of(view.graph->columns()[column])));
    }
    text += "  }\n";
  }
  for (ColumnId id = 0; id < view.shown.size(); ++id) {
    if (!view.shown[id]) continue;
    for (const Edge& edge : view.graph->columns()[id].sources) {
      if (!view.shown[edge.column]) continue;
      text += fmt::format("  c{} -> c{}{};\n", edge.column, id, is_direct(edge) ? "" : " [style=dashed]");
    }
  }
  return text + "}\n";
}

std::string lineage_mermaid(const LineageView& view) {
  const Drawn drawn = choose(view);
  std::string text = "flowchart LR\n";
  for (const RelationId id : view.relations) {
    const lineage::Relation& relation = view.graph->relations()[id];
    std::string inside;
    for (std::uint32_t i = 0; i < relation.column_count; ++i) {
      const ColumnId column = relation.first_column + i;
      if (!drawn.columns[column]) continue;
      inside += fmt::format("    c{}[\"{}\"]\n", column, mermaid_text(label_of(view.graph->columns()[column])));
    }
    if (!inside.empty()) {
      text += fmt::format("  subgraph r{}[\"{}\"]\n{}  end\n", id, mermaid_text(relation.name), inside);
    }
  }
  for (ColumnId id = 0; id < drawn.columns.size(); ++id) {
    if (!drawn.columns[id]) continue;
    for (const Edge& edge : view.graph->columns()[id].sources) {
      if (drawn.columns[edge.column]) {
        text += fmt::format("  c{} {} c{}\n", edge.column, is_direct(edge) ? "-->" : "-.->", id);
      }
    }
  }
  if (drawn.left_out > 0) {
    text += fmt::format("  left_out[\"{} more columns left out: Mermaid draws no more\"]\n", drawn.left_out);
  }
  return text;
}

}  // namespace tollgate::cli
