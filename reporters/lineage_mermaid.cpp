#include "reporters/lineage_mermaid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "reporters/escape.hpp"
#include "reporters/wrap.hpp"

namespace tollgate::reporters {

namespace {

constexpr std::size_t longest_name = 60;

using Place = std::pair<std::int32_t, std::int32_t>;  // node, column; -1: the node as a whole

bool is_same(const DrawnEdge& edge) { return edge.state == DrawnState::same; }

std::vector<DrawnEdge> edges_to_draw(const LineageDrawing& drawing) {
  std::vector<DrawnEdge> edges = drawing.edges;
  if (edges.size() > most_mermaid_edges) std::erase_if(edges, is_same);
  if (edges.size() > most_mermaid_edges || std::ranges::all_of(drawing.edges, is_same)) edges.clear();
  return edges;
}

std::string label(std::string_view name, std::string_view note) {
  std::string text = cut_middle(visible(name), longest_name);
  if (!note.empty()) text += " (" + cut_middle(visible(note), longest_name) + ")";
  return mermaid_text(text);
}

std::string_view class_of(DrawnState state) {
  switch (state) {
    case DrawnState::changed:
      return ":::changed";
    case DrawnState::added:
      return ":::added";
    case DrawnState::lost:
      return ":::lost";
    case DrawnState::same:
      break;
  }
  return "";
}

/// Lost edges are dashed, new and changed ones thick: told without colour, too.
std::string_view arrow_of(DrawnState state) {
  if (state == DrawnState::lost) return "-.->";
  return state == DrawnState::same ? "-->" : "==>";
}

std::string id_of(const Place& place) {
  return place.second < 0 ? fmt::format("n{}", place.first) : fmt::format("c{}_{}", place.first, place.second);
}

std::string node_text(const LineageDrawing& drawing, std::int32_t index, const std::set<Place>& places) {
  const DrawnNode& node = drawing.nodes[static_cast<std::size_t>(index)];
  const std::string note = node.notes.empty() ? std::string() : node.notes.front();
  std::string columns;
  for (auto at = places.lower_bound({index, 0}); at != places.end() && at->first == index; ++at) {
    const DrawnColumn& column = node.columns[static_cast<std::size_t>(at->second)];
    columns += fmt::format("    {}[\"{}\"]{}\n", id_of(*at), label(column.name, column.note), class_of(column.state));
  }
  if (columns.empty()) return fmt::format("  n{}[\"{}\"]{}\n", index, label(node.title, note), class_of(node.state));
  return fmt::format("  subgraph n{}[\"{}\"]\n{}  end\n", index, label(node.title, note), columns);
}

}  // namespace

std::string lineage_mermaid(const LineageDrawing& drawing) {
  const std::vector<DrawnEdge> edges = edges_to_draw(drawing);
  if (edges.empty()) return {};
  std::set<Place> places;
  std::set<std::int32_t> nodes;
  for (const DrawnEdge& edge : edges) {
    places.insert({edge.from_node, edge.from_column});
    places.insert({edge.to_node, edge.to_column});
    nodes.insert({edge.from_node, edge.to_node});
  }
  std::string text = "flowchart LR\n";
  for (const std::int32_t node : nodes) text += node_text(drawing, node, places);
  for (const DrawnEdge& edge : edges) {
    text += fmt::format("  {} {} {}\n", id_of({edge.from_node, edge.from_column}), arrow_of(edge.state),
                        id_of({edge.to_node, edge.to_column}));
  }
  return text + "  classDef changed stroke:#9a6700,stroke-width:2px\n" +
         "  classDef added stroke:#1a7f37,stroke-width:2px\n" +
         "  classDef lost stroke:#cf222e,stroke-width:2px,stroke-dasharray:4\n";
}

}  // namespace tollgate::reporters
