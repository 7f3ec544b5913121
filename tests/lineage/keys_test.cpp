#include "lineage/keys.hpp"

#include "tests/catch.hpp"

using namespace tollgate;
using lineage::declared_keys;

namespace {

dbt::Node unique_test(const std::string& id, const std::string& tested, const std::string& column) {
  dbt::Node node;
  node.unique_id = id;
  node.type = dbt::ResourceType::test;
  node.depends_on = {tested};
  node.test = dbt::TestInfo{};
  node.test->name = "unique";
  node.test->column = column;
  return node;
}

sql::KnownRelation orders() {
  sql::KnownRelation relation;
  relation.identity = "model.shop.orders";
  relation.columns = {{"id", ""}, {"line", ""}, {"amount", ""}};
  return relation;
}

std::vector<std::vector<int>> keys_of(const dbt::Project& project) {
  sql::KnownRelation relation = orders();
  add_keys(relation, declared_keys(project));
  return relation.unique_keys;
}

}  // namespace

TEST_CASE("a unique test makes a key, found by what it depends on when dbt attaches it to nothing") {
  dbt::Project project;
  project.nodes.emplace("test.a", unique_test("test.a", "model.shop.orders", "ID"));
  CHECK(keys_of(project) == std::vector<std::vector<int>>{{0}});
  sql::KnownRelation relation = orders();
  add_keys(relation, declared_keys(project));
  CHECK(relation.key_evidence == "if the unique test holds");
}

TEST_CASE("a test of a part of the rows, or one that stops nobody, makes none") {
  for (const auto& spoil :
       {+[](dbt::TestInfo& t) { t.where = "id > 0"; }, +[](dbt::TestInfo& t) { t.limit = "10"; },
        +[](dbt::TestInfo& t) { t.severity = "warn"; }, +[](dbt::TestInfo& t) { t.error_if = ">100"; }}) {
    dbt::Project project;
    dbt::Node node = unique_test("test.a", "model.shop.orders", "id");
    spoil(*node.test);
    project.nodes.emplace("test.a", node);
    CHECK(keys_of(project).empty());
  }
}

TEST_CASE("a combination of columns is one key; of expressions it is none") {
  dbt::Project project;
  dbt::Node node = unique_test("test.a", "model.shop.orders", "");
  node.test->name = "unique_combination_of_columns";
  node.test->kwargs["combination_of_columns"] = R"(["line","id"])";
  project.nodes.emplace("test.a", node);
  CHECK(keys_of(project) == std::vector<std::vector<int>>{{0, 1}});
  project.nodes.at("test.a").test->kwargs["combination_of_columns"] = R"x(["line","lower(id)"])x";
  CHECK(keys_of(project).empty());
}

TEST_CASE("constraints count where dbt creates them, and the inferred primary key always") {
  dbt::Node node;
  node.unique_id = "model.shop.orders";
  node.constraints = {{"primary_key", "", {"id", "line"}}};
  node.config.materialized = "table";
  dbt::Project project;
  project.nodes.emplace(node.unique_id, node);
  CHECK(keys_of(project).empty());
  dbt::Node& held = project.nodes.at(node.unique_id);
  held.config.contract_enforced = true;
  CHECK(keys_of(project) == std::vector<std::vector<int>>{{0, 1}});
  held.config.materialized = "view";
  CHECK(keys_of(project).empty());
  held.primary_key = {"id"};
  CHECK(keys_of(project) == std::vector<std::vector<int>>{{0}});
}
