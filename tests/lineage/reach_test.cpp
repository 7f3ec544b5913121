#include "lineage/reach.hpp"

#include "tests/catch.hpp"
#include "tests/lineage/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_lineage;
using Lines = std::vector<std::string>;

namespace {

Side chain() {
  return orders()
      .model("stg", "select id, customer_id, net as amount, status from raw.orders")
      .model("fct", "select customer_id, sum(amount) as revenue from dev.stg group by 1")
      .model("wide", "select *, revenue * 2 as twice from dev.fct")
      .model("paid", "select id from dev.stg where status = 'paid'")
      .model("below_paid", "select id from dev.paid")
      .exposure("weekly", "wide");
}

}  // namespace

TEST_CASE("what feeds a column and what it feeds, nearest first, with a shortest way") {
  const Side side = chain();
  const lineage::Graph graph = side.graph();
  const auto up = feeding(graph, *graph.find("model.shop.wide", "twice"));
  Lines names;
  for (const auto& step : up) names.push_back(graph.full_name(step.column));
  CHECK(names == Lines{"wide.twice", "fct.revenue", "stg.amount", "raw.orders.net"});
  const auto down = fed_by(graph, *graph.find("source.shop.raw.orders", "net"));
  CHECK(path_text(graph, path_to(down, *graph.find("model.shop.wide", "revenue"))) ==
        "raw.orders.net -> stg.amount -> fct.revenue -> wide.revenue");
  CHECK(path_to(down, *graph.find("model.shop.paid", "id")).empty());
}

TEST_CASE("the reach of a column: columns, models and whoever shows them") {
  const Side side = chain();
  const lineage::Graph graph = side.graph();
  const lineage::ColumnId amount = *graph.find("model.shop.stg", "amount");
  const lineage::Reach reach = reach_of_columns(graph, std::span(&amount, 1));
  CHECK(to_text(graph, reach) == "3 downstream columns in 2 models; dashboard weekly");
  CHECK(path_text(graph, reach.path) == "stg.amount -> fct.revenue -> wide.revenue");
}

TEST_CASE("a column that steers rows reaches the rows of all that read them") {
  const Side side = chain();
  const lineage::Graph graph = side.graph();
  const lineage::ColumnId status = *graph.find("model.shop.stg", "status");
  CHECK(to_text(graph, reach_of_columns(graph, std::span(&status, 1))) == "rows of 2 downstream models");
  CHECK(to_text(graph, reach_of_rows(graph, *graph.id_of("model.shop.stg"))) ==
        "rows of 4 downstream models; dashboard weekly");
}

TEST_CASE("who is not reached is not told") {
  const Side side = chain();
  const lineage::Graph graph = side.graph();
  const lineage::ColumnId id = *graph.find("model.shop.below_paid", "id");
  CHECK(reach_of_columns(graph, std::span(&id, 1)).empty());
  CHECK(reach_of_columns(graph, {}).empty());
}
