// The graph is the same whatever the number of threads is.
#include <fmt/format.h>

#include "tests/catch.hpp"
#include "tests/lineage/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_lineage;

namespace {

std::string edges_text(const std::vector<lineage::Edge>& edges) {
  std::string text;
  for (const lineage::Edge& edge : edges) text += fmt::format(" {}:{}", edge.column, edge.roles);
  return text;
}

std::string column_text(const lineage::Column& column) {
  return fmt::format("  {} {} {} {} {} {} {} <-{}\n", column.relation, column.position, column.name, column.type,
                     static_cast<int>(column.kind), column.resolved, column.location, edges_text(column.sources));
}

std::string relation_text(const lineage::Graph& graph, const lineage::Relation& relation) {
  std::string text = fmt::format("{} {} {} {} {}", relation.unique_id, to_string(relation.origin), relation.open,
                                 relation.open_reason, relation.parse_problem);
  for (const lineage::RelationId parent : relation.parents) text += fmt::format(" <{}", parent);
  for (const lineage::RelationId child : relation.children) text += fmt::format(" >{}", child);
  text += fmt::format(" steered by{}", edges_text(relation.influences));
  for (const auto& key : relation.known->unique_keys) text += fmt::format(" key {}", key.front());
  if (relation.analysis != nullptr) {
    for (const sql::Problem& problem : relation.analysis->problems()) text += " !" + problem.message;
  }
  text += '\n';
  for (const lineage::Column& column : graph.columns_of(relation)) text += column_text(column);
  return text;
}

/// All that can be asked of a graph.
std::string whole(const lineage::Graph& graph) {
  std::string text;
  for (const lineage::Relation& relation : graph.relations()) text += relation_text(graph, relation);
  for (lineage::ColumnId id = 0; id < graph.columns().size(); ++id) {
    for (const lineage::Edge& reader : graph.readers_of(id)) text += fmt::format("{}>{} ", id, reader.column);
    for (const lineage::RelationId steered : graph.steered_by(id)) text += fmt::format("{}|{} ", id, steered);
  }
  for (const lineage::Leaf& leaf : graph.leaves()) text += fmt::format("\n{} {}", leaf.unique_id, leaf.columns.size());
  for (const lineage::Disagreement& one : graph.disagreements()) {
    text += fmt::format("\n{} {} {}", one.unique_id, to_string(one.kind), one.column);
  }
  return text;
}

/// Models in levels: wide ones, joins across levels, some that read themselves, a cycle, one that does not parse, stars
/// over what nobody knows, an ephemeral model, an exposure.
Side wide(const std::string& total) {
  Side side = orders();
  const auto name = [](int index) { return fmt::format("m{:02}", index); };
  for (int i = 0; i < 40; ++i) {
    const std::string columns = fmt::format("select id, customer_id, {} as total, status || '{}' as status", total, i);
    if (i < 12) {
      side.model(name(i), columns + " from raw.orders", i % 2 == 0 ? "view" : "table");
      continue;
    }
    const std::string join = fmt::format(
        "select a.id, a.customer_id, a.total + b.total as total, b.status from dev.{} as a join dev.{} as b on a.id = "
        "b.id where b.status > 'a'",
        name(i - 12), name(i / 3));
    const bool reads_itself = i % 4 == 0;
    side.model(name(i),
               reads_itself ? fmt::format("{} and a.id > (select max(t.id) from dev.{} as t)", join, name(i)) : join,
               reads_itself ? "incremental" : "table");
    if (reads_itself) side.built(name(i), {{"old", "text"}, {"id", "bigint"}, {"total", "numeric"}});
  }
  side.model("around", "select id, n from dev.back").model("back", "select id, 1 as n from dev.around");
  side.model("broken", "select from where").model("unknown", "select * from dev.broken join raw.nowhere using (id)");
  side.model("inlined", "select id, total from dev.m39", "ephemeral");
  side.model("top", "with __dbt__cte__inlined as (select 1) select * from __dbt__cte__inlined", "table", {"inlined"});
  return side.exposure("weekly", "top");
}

}  // namespace

TEST_CASE("a graph is the same on 1, 2, 5 and 16 threads") {
  const Side base = wide("net");
  const Side head = wide("net + gross");
  const auto input = [](const Side& side, const Side& other, int jobs) {
    return lineage::GraphInput{&side.project, &side.catalog, nullptr, &other.project, jobs};
  };
  const lineage::Graphs first = lineage::build_graphs(input(base, head, 1), input(head, base, 1));
  const std::string of_base = whole(first.base), of_head = whole(first.head);
  CHECK(of_base != of_head);
  CHECK_THAT(of_base, ContainsSubstring("model.shop.top sql"));
  for (const int jobs : {1, 2, 5, 16}) {
    const lineage::Graphs both = lineage::build_graphs(input(base, head, jobs), input(head, base, jobs));
    CHECK(whole(both.base) == of_base);
    CHECK(whole(both.head) == of_head);
    CHECK(whole(lineage::build_graph(input(head, base, jobs))) == of_head);
  }
}
