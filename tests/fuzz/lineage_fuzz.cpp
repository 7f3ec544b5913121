// Texts of any kind as the models of two sides of a change: graphs that are the same on one thread and on three, and
// differences that speak of what is there.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "dbt/changes.hpp"
#include "lineage/difference.hpp"
#include "lineage/drawing.hpp"
#include "tests/lineage/scene.hpp"

namespace {

using namespace tollgate;
using test_lineage::Side;

constexpr int most_models = 12;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string_view take(std::string_view& text, std::string_view separator) {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(part.size() + separator.size(), text.size()));
  return part;
}

/// Texts parted by `;;` are dev.m0, dev.m1, …; one that begins with `~` is ephemeral, with `+` incremental.
Side side_of(std::string_view text) {
  Side side = test_lineage::orders();
  side.source("customers", {{"id", "integer"}, {"name", "text"}, {"Region", "text"}});
  std::string before;
  for (int i = 0; !text.empty() && i < most_models; ++i) {
    std::string_view sql = take(text, ";;");
    const bool inlined = sql.starts_with('~');
    const bool grows = sql.starts_with('+');
    if (inlined || grows) sql.remove_prefix(1);
    const std::string name = "m" + std::to_string(i);
    side.model(name, std::string(sql),
               inlined ? "ephemeral"
               : grows ? "incremental"
                       : "table",
               before.empty() ? std::vector<std::string>{} : std::vector{before});
    if (grows) side.built(name, {{"id", "integer"}, {"old", "text"}});
    before = name;
  }
  return before.empty() ? side : side.exposure("weekly", before);
}

void check_graph(const lineage::Graph& graph) {
  const std::size_t columns = graph.columns().size();
  for (const lineage::Relation& relation : graph.relations()) {
    require(relation.known != nullptr && graph.find(relation.unique_id) == &relation);
    require(std::size_t{relation.first_column} + relation.column_count <= columns);
    for (const lineage::Edge& edge : relation.influences) require(edge.column < columns);
  }
  for (const lineage::Column& column : graph.columns()) {
    for (const lineage::Edge& edge : column.sources) require(edge.column < columns && edge.roles != 0);
  }
}

void require_same(const lineage::Graph& one, const lineage::Graph& other) {
  require(one.relations().size() == other.relations().size() && one.columns().size() == other.columns().size());
  for (std::size_t i = 0; i < one.columns().size(); ++i) {
    require(one.columns()[i].name == other.columns()[i].name && one.columns()[i].sources == other.columns()[i].sources);
  }
}

lineage::Graphs graphs(const Side& base, const Side& head, int jobs) {
  return lineage::build_graphs({&base.project, &base.catalog, nullptr, &head.project, jobs},
                               {&head.project, &head.catalog, nullptr, &base.project, jobs});
}

void check_drawing(const LineageDrawing& drawing) {
  std::size_t columns = 0;
  for (const DrawnNode& node : drawing.nodes) columns += node.columns.size();
  require(columns <= lineage::most_drawn_columns);
  const auto has = [&](std::int32_t node, std::int32_t column) {
    const auto at = static_cast<std::size_t>(node);
    return node >= 0 && at < drawing.nodes.size() &&
           column < static_cast<std::int32_t>(drawing.nodes[at].columns.size());
  };
  for (const DrawnEdge& edge : drawing.edges) {
    require(edge.from_column >= 0 && has(edge.from_node, edge.from_column) && has(edge.to_node, edge.to_column));
  }
}

void check_differences(const lineage::Graphs& both, std::string_view base, std::string_view head) {
  const lineage::Differences found = lineage::compare(both.base, both.head);
  if (base == head) require(found.differences.empty());
  for (const lineage::Difference& difference : found.differences) {
    const lineage::Graph& graph = lineage::graph_of(difference, both.base, both.head);
    require(graph.find(difference.unique_id) != nullptr);
    require(is_about_column(difference.kind) == !difference.column.empty());
    (void)lineage::to_text(graph, lineage::reach_of(difference, both.base, both.head));
  }
  for (const lineage::Unjudged& unjudged : found.unjudged) require(!unjudged.reason.empty());
  check_drawing(lineage::draw_change(both.base, both.head, found, [](std::string_view) { return std::string(); }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view head(reinterpret_cast<const char*>(data), size);
  const std::string_view base = take(head, "\n====\n");
  const Side before = side_of(base);
  const Side after = side_of(head);
  const lineage::Graphs both = graphs(before, after, 1);
  check_graph(both.base);
  check_graph(both.head);
  const lineage::Graphs again = graphs(before, after, 3);
  require_same(both.base, again.base);
  require_same(both.head, again.head);
  check_differences(both, base, head);
  (void)dbt::find_changes(before.project, after.project);
  return 0;
}
