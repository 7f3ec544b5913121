#include "dbt/project.hpp"

#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::dbt;

TEST_CASE("models, seeds and snapshots are judged, nothing else is") {
  for (const ResourceType type : {ResourceType::model, ResourceType::seed, ResourceType::snapshot}) {
    Node node;
    node.type = type;
    CHECK(is_judged(node));
  }
  for (const ResourceType type : {ResourceType::test, ResourceType::analysis, ResourceType::operation,
                                  ResourceType::function, ResourceType::other}) {
    Node node;
    node.type = type;
    CHECK_FALSE(is_judged(node));
  }
}

TEST_CASE("the key that policies select by") {
  Node node;
  node.unique_id = "model.shop.orders";
  node.name = "orders";
  node.package = "shop";
  node.path = "marts/orders.sql";
  node.original_file_path = "models/marts/orders.sql";
  node.fqn = {"shop", "marts", "orders"};
  node.config.tags = {"nightly"};
  node.config.materialized = "table";
  const ModelKey key = key_of(node);
  CHECK(key.unique_id == "model.shop.orders");
  CHECK(key.name == "orders");
  CHECK(key.package == "shop");
  CHECK(key.path == "models/marts/orders.sql");
  CHECK(key.fqn == node.fqn);
  CHECK(key.tags == node.config.tags);
  CHECK(key.materialized == "table");
}

TEST_CASE("the PostgreSQL family") {
  for (const char* adapter : {"postgres", "alloydb", "greenplum"}) {
    Metadata metadata;
    metadata.adapter_type = adapter;
    CHECK(is_postgres_family(metadata));
  }
  for (const char* adapter : {"", "redshift", "duckdb", "snowflake", "materialize", "Postgres"}) {
    Metadata metadata;
    metadata.adapter_type = adapter;
    INFO(adapter);
    CHECK_FALSE(is_postgres_family(metadata));
  }
}

TEST_CASE("nodes are found by unique_id") {
  Project project;
  project.nodes["model.shop.a"].name = "a";
  REQUIRE(project.find_node("model.shop.a") != nullptr);
  CHECK(project.find_node("model.shop.a")->name == "a");
  CHECK(project.find_node("a") == nullptr);
}

TEST_CASE("resource types have dbt's names") {
  CHECK(to_string(ResourceType::model) == "model");
  CHECK(to_string(ResourceType::semantic_model) == "semantic_model");
  CHECK(to_string(ResourceType::saved_query) == "saved_query");
  CHECK(to_string(ResourceType::unit_test) == "unit_test");
}
