#include "dbt/lost_tests.hpp"

#include "tests/catch.hpp"

using namespace tollgate::dbt;

namespace {

Node model(const std::string& name) {
  Node node;
  node.unique_id = "model.shop." + name;
  node.type = ResourceType::model;
  return node;
}

/// `hash` is the part of the id that dbt makes of the arguments.
Node test_of(const std::string& name, const std::string& model_name, const std::string& hash,
             const std::string& severity = "ERROR") {
  Node node;
  node.unique_id = "test.shop." + name + "." + hash;
  node.type = ResourceType::test;
  node.name = name;
  node.depends_on = {"model.shop." + model_name};
  node.test = TestInfo{};
  node.test->attached_node = "model.shop." + model_name;
  node.test->severity = severity;
  return node;
}

Project project(const std::vector<Node>& nodes) {
  Project made;
  for (const Node& node : nodes) made.nodes.emplace(node.unique_id, node);
  return made;
}

}  // namespace

TEST_CASE("a test that the head lost is told, one whose model is gone is not") {
  const Project base = project({model("orders"), model("old"), test_of("unique_orders_id", "orders", "a1"),
                                test_of("unique_old_id", "old", "b2")});
  const auto notes = lost_test_notes(base, project({model("orders")}));
  REQUIRE(notes.size() == 1);
  CHECK(notes[0] == "head lacks 1 test of base whose model is still there: unique_orders_id");
}

TEST_CASE("a test whose arguments changed, and so its id, is not lost") {
  const Project base = project({model("orders"), test_of("accepted_orders", "orders", "a1")});
  CHECK(lost_test_notes(base, project({model("orders"), test_of("accepted_orders", "orders", "c3")})).empty());
}

TEST_CASE("a test that only warns now is told, the other way round is not") {
  const Project strict = project({model("orders"), test_of("unique_orders_id", "orders", "a1")});
  const Project mild = project({model("orders"), test_of("unique_orders_id", "orders", "a1", "warn")});
  const auto notes = lost_test_notes(strict, mild);
  REQUIRE(notes.size() == 1);
  CHECK(notes[0] == "head only warns where base failed, in 1 test: unique_orders_id");
  CHECK(lost_test_notes(mild, strict).empty());
}

TEST_CASE("a lost unit test and a disabled test are lost tests") {
  Node disabled = test_of("unique_orders_id", "orders", "a1");
  Project base = project({model("orders"), disabled});
  base.unit_tests["unit_test.shop.orders.sums"].name = "sums";
  base.unit_tests["unit_test.shop.orders.sums"].tested_node = "model.shop.orders";
  disabled.config.enabled = false;
  const auto notes = lost_test_notes(base, project({model("orders"), disabled}));
  REQUIRE(notes.size() == 1);
  CHECK(notes[0] == "head lacks 2 tests of base whose model is still there: sums, unique_orders_id");
}
