// Projects of a model and a test or two, and what a change between two of them takes away.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dbt/test_changes.hpp"
#include "tests/catch.hpp"

namespace tollgate::dbt::testing {

inline Node model(const std::string& name, const std::string& sql = "select id, status from raw") {
  Node node;
  node.unique_id = "model.shop." + name;
  node.type = ResourceType::model;
  node.package = "shop";
  node.name = name;
  node.raw_code = sql;
  return node;
}

/// A test of `orders`; dbt makes its id of its arguments, so every one here gets another.
inline Node generic(const std::string& kind, const std::string& column, const Meta& kwargs = {},
                    const std::string& tested = "model.shop.orders") {
  Node node;
  node.type = ResourceType::test;
  node.package = "shop";
  node.name = kind + "_orders_" + column;
  std::string arguments;
  for (const auto& [key, value] : kwargs) arguments += key + value;
  node.unique_id = "test.shop." + node.name + "." + std::to_string(std::hash<std::string>()(arguments) % 1000);
  node.depends_on = {tested};
  node.original_file_path = "models/schema.yml";
  node.test = TestInfo{};
  node.test->name = kind;
  node.test->column = column;
  node.test->kwargs = kwargs;
  node.test->attached_node = tested;
  return node;
}

inline Node singular(const std::string& name, const std::string& sql, const std::vector<std::string>& reads) {
  Node node;
  node.unique_id = "test.shop." + name;
  node.type = ResourceType::test;
  node.package = "shop";
  node.name = name;
  node.raw_code = sql;
  node.depends_on = reads;
  node.test = TestInfo{};
  return node;
}

inline Project project(const std::vector<Node>& nodes) {
  Project made;
  made.metadata.project_name = "shop";
  for (const Node& node : nodes) {
    made.nodes.emplace(node.unique_id, node);
    for (const std::string& parent : node.depends_on) made.children[parent].push_back(node.unique_id);
  }
  return made;
}

inline std::vector<TestChange> between(const Node& before, const Node& after) {
  return find_test_changes(project({model("orders"), before}), project({model("orders"), after}));
}

/// The edited test, or nothing; two are a fault of the case.
inline std::string told(const Node& before, const Node& after) {
  const auto changes = between(before, after);
  if (changes.empty()) return {};
  REQUIRE(changes.size() == 1);
  std::string text = changes[0].looser ? "looser" : "other";
  for (const TestDifference& d : changes[0].differences) text += " " + d.what;
  return text;
}

}  // namespace tollgate::dbt::testing
