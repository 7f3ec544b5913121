#include "tests/dbt/artifacts.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;
using Texts = std::vector<std::string>;

namespace {

SemanticNode load_metric(const std::string& keys) {
  return load_text(manifest_text(R"("metrics": {"metric.shop.revenue": {)" + keys + "}}"))
      .semantics.at("metric.shop.revenue");
}

}  // namespace

TEST_CASE("an exposure is read") {
  const Exposure exposure = load_text(manifest_text(R"("exposures": {"exposure.shop.board": {"name": "board",
    "package_name": "shop", "type": "dashboard", "label": "Board", "url": "https://bi/1", "maturity": "high",
    "owner": {"email": "a@example.com", "name": "Finance"}, "original_file_path": "models/e.yml",
    "depends_on": {"nodes": ["model.shop.a"], "macros": []}}})"))
                                .exposures.at("exposure.shop.board");
  CHECK(exposure.unique_id == "exposure.shop.board");
  CHECK(exposure.name == "board");
  CHECK(exposure.package == "shop");
  CHECK(exposure.type == "dashboard");
  CHECK(exposure.label == "Board");
  CHECK(exposure.url == "https://bi/1");
  CHECK(exposure.maturity == "high");
  CHECK(exposure.owner == "Finance");
  CHECK(exposure.original_file_path == "models/e.yml");
  CHECK(exposure.depends_on == Texts{"model.shop.a"});
}

TEST_CASE("an owner without a name is known by the address") {
  const auto owner = [](const std::string& text) {
    return load_text(manifest_text(R"("exposures": {"exposure.shop.b": {"owner": )" + text + "}}"))
        .exposures.at("exposure.shop.b")
        .owner;
  };
  CHECK(owner(R"({"email": "a@example.com", "name": null})") == "a@example.com");
  CHECK(owner(R"({"email": ["a@example.com"]})") == R"(["a@example.com"])");
  CHECK(owner(R"({"email": null})").empty());
}

TEST_CASE("a metric's definition holds its meaning only") {
  const SemanticNode metric = load_metric(R"("name": "revenue", "package_name": "shop", "label": "Revenue",
    "description": "d", "original_file_path": "models/m.yml", "type": "simple", "created_at": 1.5, "tags": ["t"],
    "meta": {"a": 1}, "config": {"enabled": true}, "root_path": "/home/someone", "group": null,
    "type_params": {"measure": {"name": "amount", "filter": null, "label": "x"}, "expr": null}, "filter": null,
    "depends_on": {"nodes": ["semantic_model.shop.s"]}, "refs": [], "fqn": ["shop", "revenue"])");
  CHECK(metric.type == ResourceType::metric);
  CHECK(metric.name == "revenue");
  CHECK(metric.package == "shop");
  CHECK(metric.label == "Revenue");
  CHECK(metric.description == "d");
  CHECK(metric.original_file_path == "models/m.yml");
  CHECK(metric.depends_on == Texts{"semantic_model.shop.s"});
  CHECK(metric.definition == R"({"type":"simple","type_params":{"measure":{"name":"amount"}}})");
}

TEST_CASE("a metric's definition changes with its meaning") {
  CHECK(load_metric(R"("expression": "a", "model": "x")").definition !=
        load_metric(R"("expression": "b", "model": "x")").definition);
  CHECK(load_metric(R"("something_new": 1)").definition != load_metric(R"("something_new": 2)").definition);
  CHECK(load_metric(R"("created_at": 1, "metadata": {"file_slice": {"start_line_number": 1}})").definition ==
        load_metric(R"("created_at": 2)").definition);
}

TEST_CASE("semantic models and saved queries are told apart") {
  const Project project = load_text(manifest_text(R"(
    "semantic_models": {"semantic_model.shop.s": {"model": "a", "node_relation": {"schema_name": "ci_1"},
      "measures": [{"name": "m", "agg": "sum", "description": "x", "config": {"meta": {}}}]}},
    "saved_queries": {"saved_query.shop.q": {"query_params": {"metrics": ["m"]}, "exports": [{"name": "e",
      "config": {"export_as": "table"}}]}})"));
  CHECK(project.semantics.at("semantic_model.shop.s").type == ResourceType::semantic_model);
  CHECK(project.semantics.at("semantic_model.shop.s").definition ==
        R"({"measures":[{"agg":"sum","name":"m"}],"model":"a"})");
  CHECK(project.semantics.at("saved_query.shop.q").type == ResourceType::saved_query);
  CHECK(project.semantics.at("saved_query.shop.q").definition ==
        R"({"exports":[{"config":{"export_as":"table"},"name":"e"}],"query_params":{"metrics":["m"]}})");
}

TEST_CASE("a unit test knows its model") {
  const auto load = [](const std::string& keys) {
    return load_text(manifest_text(R"("unit_tests": {"unit_test.shop.a.t": {"name": "t", "package_name": "shop",
      "original_file_path": "models/a.yml", )" +
                                   keys + "}}"))
        .unit_tests.at("unit_test.shop.a.t");
  };
  const UnitTest test = load(R"("model": "a", "depends_on": {"nodes": ["model.shop.a"]}, "given": [], "expect": {})");
  CHECK(test.name == "t");
  CHECK(test.package == "shop");
  CHECK(test.original_file_path == "models/a.yml");
  CHECK(test.model == "a");
  CHECK(test.depends_on == Texts{"model.shop.a"});
  CHECK(test.tested_node == "model.shop.a");
  CHECK(load(R"("model": "a", "depends_on": {"nodes": ["model.shop.b", "model.shop.a.v2"]})").tested_node ==
        "model.shop.a.v2");
  CHECK(load(R"("model": "a", "tested_node_unique_id": "model.x.a", "depends_on": {"nodes": ["model.shop.a"]})")
            .tested_node == "model.x.a");
  CHECK(load(R"("model": "a")").tested_node.empty());
}
