// Where the columns of sources and seeds are known from, and what a gate over lineage says when they are not.
#include "cli/lineage_inputs.hpp"

#include <functional>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using nlohmann::json;

namespace {

const std::string select_all = R"(select id, net, gross from "raw"."shop"."orders")";
const Model orders{.name = "orders", .sql = select_all};

void add_source(json& manifest, const std::string& name, const std::string& schema) {
  const std::string id = "source.shop.raw." + name;
  manifest["sources"][id] = {{"unique_id", id},
                             {"resource_type", "source"},
                             {"package_name", "shop"},
                             {"source_name", "raw"},
                             {"name", name},
                             {"identifier", name},
                             {"database", "raw"},
                             {"schema", schema},
                             {"relation_name", R"("raw".")" + schema + R"(".")" + name + R"(")"},
                             {"columns", json::object()}};
}

/// Two sources, a model over one of them, and a metric over that model.
std::string with_sources_and_metric(const std::string& text, const std::string& second_schema = "shop") {
  json manifest = json::parse(text);
  add_source(manifest, "orders", "shop");
  add_source(manifest, "items", second_schema);
  manifest["nodes"]["model.shop.orders"]["depends_on"]["nodes"] = {"source.shop.raw.orders"};
  manifest["semantic_models"]["semantic_model.shop.orders"] = {
      {"unique_id", "semantic_model.shop.orders"},
      {"name", "orders"},
      {"package_name", "shop"},
      {"original_file_path", "models/marts/metrics.yml"},
      {"model", "ref('orders')"},
      {"measures", {{{"name", "net"}, {"agg", "sum"}}}},
      {"depends_on", {{"nodes", {"model.shop.orders"}}, {"macros", json::array()}}}};
  manifest["metrics"]["metric.shop.net"] = {
      {"unique_id", "metric.shop.net"},
      {"name", "net"},
      {"package_name", "shop"},
      {"original_file_path", "models/marts/metrics.yml"},
      {"type", "simple"},
      {"type_params", {{"measure", {{"name", "net"}}}, {"input_measures", {{{"name", "net"}}}}}},
      {"depends_on", {{"nodes", {"semantic_model.shop.orders"}}, {"macros", json::array()}}}};
  return manifest.dump();
}

json catalog_of(const std::vector<std::string>& sources) {
  json catalog{{"metadata",
                {{"dbt_schema_version", "https://schemas.getdbt.com/dbt/catalog/v1.json"},
                 {"generated_at", "2026-01-05T09:00:00Z"}}},
               {"nodes", json::object()},
               {"sources", json::object()}};
  for (const std::string& name : sources) {
    json columns;
    int index = 0;
    for (const char* column : {"id", "net", "gross"}) {
      columns[column] = {{"name", column}, {"type", "integer"}, {"index", ++index}};
    }
    const std::string id = "source.shop.raw." + name;
    catalog["sources"][id] = {{"unique_id", id},
                              {"metadata", {{"type", "BASE TABLE"}, {"schema", "shop"}, {"name", name}}},
                              {"columns", columns}};
  }
  return catalog;
}

/// The metric's file has its entry in line 6.
class MetricShop : public ShopFolder {
 public:
  explicit MetricShop(const Model& head_orders = orders, const std::string& second_schema = "shop")
      : ShopFolder({orders}, {head_orders}) {
    write("target-base/manifest.json", with_sources_and_metric(read("target-base/manifest.json")));
    write("target/manifest.json", with_sources_and_metric(read("target/manifest.json"), second_schema));
    write("models/marts/metrics.yml",
          "semantic_models:\n  - name: orders\n    measures:\n      - {name: net, agg: sum}\n"
          "metrics:\n  - name: net\n    type: simple\n");
  }
};

/// Answers every question with the same rows, and keeps what it was asked.
class OneAnswer : public warehouse::Warehouse {
 public:
  explicit OneAnswer(warehouse::Answer answer) : x_answer(std::move(answer)) {}
  std::vector<warehouse::Answer> ask(std::span<const warehouse::Question> questions) override {
    for (const auto& question : questions) asked.push_back(question);
    return std::vector<warehouse::Answer>(questions.size(), x_answer);
  }
  std::vector<warehouse::Question> asked;

 private:
  warehouse::Answer x_answer;
};

cli::LineageOfBoth lineage_of(const ShopFolder& shop, warehouse::Warehouse* warehouse = nullptr) {
  const cli::ArtifactFolders folders{shop.path("target-base"), shop.path("target")};
  cli::Artifacts artifacts;
  cli::load_artifacts(folders, artifacts);
  cli::LineageOfBoth both = cli::build_lineage(
      artifacts, folders,
      [&](std::string& why_not) {
        if (warehouse == nullptr) why_not = "nothing names a database";
        return warehouse;
      },
      2);
  both.base.reset();  // it refers to the artifacts
  both.head.reset();
  return both;
}

}  // namespace

TEST_CASE("columns come from each side's catalog.json, and the report says so") {
  const MetricShop shop;
  shop.write("target-base/catalog.json", catalog_of({"orders", "items"}).dump());
  shop.write("target/catalog.json", catalog_of({"orders", "items"}).dump());
  const auto both = lineage_of(shop);
  CHECK(both.problem.empty());
  CHECK(both.note.topic == "lineage");
  CHECK(both.note.text ==
        "columns of sources, seeds and snapshots: on base 2 from catalog.json; on head 2 from catalog.json");
}

TEST_CASE("head takes from base's catalogue what did not change, and no source that is elsewhere now") {
  const MetricShop shop(orders, "moved");
  shop.write("target-base/catalog.json", catalog_of({"orders", "items"}).dump());
  const auto both = lineage_of(shop);
  CHECK_THAT(both.note.text, ContainsSubstring("on base 2 from catalog.json; on head 1 from base's catalog.json, 1 not "
                                               "known; pg_catalog was not asked: nothing names a database"));
}

TEST_CASE("base takes from head's catalogue as well") {
  const MetricShop shop;
  shop.write("target/catalog.json", catalog_of({"orders", "items"}).dump());
  CHECK_THAT(lineage_of(shop).note.text,
             ContainsSubstring("on base 2 from head's catalog.json; on head 2 from catalog.json"));
}

TEST_CASE("head's catalogue counts against built models only where it is younger than base's manifest") {
  const MetricShop shop;
  json manifest = json::parse(shop.read("target-base/manifest.json"));
  json catalog = catalog_of({"orders", "items"});
  for (const auto& [of_base, told] : {std::pair("2026-01-05T08:59:59Z", false), {"2026-01-05T09:00:01.5Z", true}}) {
    manifest["metadata"]["generated_at"] = of_base;
    shop.write("target-base/manifest.json", manifest.dump());
    shop.write("target/catalog.json", catalog.dump());
    const std::string note = lineage_of(shop).note.text;
    CHECK((note.find("older than base's manifest") != std::string::npos) == told);
  }
}

TEST_CASE("row-count-diff has lineage built for it, and judges without it where it cannot be") {
  const auto skipped = [](const ShopFolder& shop) {
    const json report = json::parse(shop.check({"--gate", "row-count-diff", "--format", "json"}).out);
    REQUIRE(report["outcomes"].size() == 1);
    return report["outcomes"][0]["status"] == "skipped";
  };
  const Model aliased{.name = "orders", .sql = select_all + " as o", .materialized = "table"};
  const ShopFolder shop({{.name = "orders", .sql = select_all, .materialized = "table"}}, {aliased});
  CHECK(skipped(shop));
  shop.write("target/catalog.json", R"({"metadata": )");
  CHECK_FALSE(skipped(shop));  // there is no database here either
}

TEST_CASE("what no catalogue holds is asked of pg_catalog, with one question a side") {
  const MetricShop shop;
  shop.write("target/catalog.json", catalog_of({"items"}).dump());
  warehouse::Answer answer;
  answer.rows = {{"0", "id", "integer"}, {"0", "net", "numeric(10,2)"}};
  OneAnswer warehouse(answer);
  const auto both = lineage_of(shop, &warehouse);
  CHECK_THAT(both.note.text, ContainsSubstring("on base 1 from head's catalog.json, 1 from pg_catalog; on head 1 from "
                                               "catalog.json, 1 from pg_catalog"));
  REQUIRE(warehouse.asked.size() == 2);
  CHECK(warehouse.asked[0].side == warehouse::Side::base);
  CHECK_THAT(warehouse.asked[1].sql, ContainsSubstring("pg_catalog.pg_attribute"));
  CHECK_THAT(warehouse.asked[1].sql, !ContainsSubstring("items"));
}

TEST_CASE("a database that does not answer is told, and YAML is what is left") {
  const MetricShop shop;
  warehouse::Answer answer;
  answer.problem = warehouse::Problem::cannot_connect;
  answer.explanation = "the server refused";
  OneAnswer warehouse(answer);
  const auto both = lineage_of(shop, &warehouse);
  CHECK(both.problem.empty());
  CHECK_THAT(both.note.text, ContainsSubstring("2 not known; pg_catalog was not asked: the server refused"));
  CHECK_THAT(both.note.text,
             ContainsSubstring("; there is no catalog.json of base and head: `dbt docs generate` writes"));
}

TEST_CASE("a catalogue that cannot be read leaves what needs lineage unjudged, and says which file") {
  const MetricShop shop({.name = "orders", .sql = select_all + " where true"});
  shop.write("target/catalog.json", R"({"metadata": )");
  const Ran ran = shop.check({"--gate", "metric-definition-review", "--gate", "parse", "--format", "json"});
  CHECK(ran.code == 3);
  const json report = json::parse(ran.out);
  int errored = 0;
  for (const json& outcome : report["outcomes"]) {
    if (outcome["gate"] == "parse") CHECK(outcome["status"] == "passed");
    if (outcome["gate"] != "metric-definition-review") continue;
    ++errored;
    CHECK(outcome["status"] == "errored");
    CHECK_THAT(outcome["reason"].get<std::string>(), ContainsSubstring("catalog.json"));
  }
  CHECK(errored == 2);
}

TEST_CASE("a metric is judged through lineage in check, in its layer, with the same bytes whatever --jobs is") {
  const MetricShop shop({.name = "orders", .sql = R"(select id, gross as net, gross from "raw"."shop"."orders")"});
  shop.write("target-base/catalog.json", catalog_of({"orders", "items"}).dump());
  shop.write("tollgate.yml",
             "version: 1\nlayers:\n  marts:\n    select: {path: models/marts}\n    gates:\n"
             "      metric-definition-review:\n    review: {by: data-pm}\n");
  const Ran ran = shop.check({"--format", "json", "--jobs", "1"});
  CHECK(ran.code == 1);
  const json report = json::parse(ran.out);
  REQUIRE(report["findings"].size() == 1);
  const json& finding = report["findings"][0];
  CHECK(finding["rule"] == "metric-column-changed");
  CHECK_THAT(finding["message"].get<std::string>(), ContainsSubstring("`net` -> `gross`"));
  CHECK_THAT(finding["message"].get<std::string>(), ContainsSubstring("needs review by data-pm"));
  const Ran text = shop.check({"--jobs", "1"});
  for (const char* jobs : {"1", "2", "5", "16"}) {
    CHECK(shop.check({"--format", "json", "--jobs", jobs}).out == ran.out);
    CHECK(shop.check({"--jobs", jobs}).out == text.out);
  }
}

TEST_CASE("an edited metric is judged where no model changed") {
  const MetricShop shop;
  json head = json::parse(shop.read("target/manifest.json"));
  head["metrics"]["metric.shop.net"]["type"] = "cumulative";
  shop.write("target/manifest.json", head.dump());
  const Ran ran = shop.check({"--gate", "metric-definition-review", "--format", "json"});
  CHECK(ran.code == 1);
  const json report = json::parse(ran.out);
  REQUIRE(report["findings"].size() == 1);
  CHECK(report["findings"][0]["location"]["line"] == 6);
  CHECK(report["models"].empty());
  CHECK_THAT(shop.check({"--gate", "metric-definition-review", "--dry-run"}).out,
             ContainsSubstring("metric.shop.net (marts)"));
}

TEST_CASE("--explain-selection tells which metrics are judged, in which layer, and why") {
  const MetricShop shop({.name = "orders", .sql = select_all + " where true"});
  json head = json::parse(shop.read("target/manifest.json"));
  head["semantic_models"]["semantic_model.shop.orders"]["measures"][0]["agg"] = "max";
  shop.write("target/manifest.json", head.dump());
  const std::string out = shop.check({"--explain-selection"}).out;
  CHECK_THAT(out, ContainsSubstring("definition   metric.shop.net"));
  CHECK_THAT(out, ContainsSubstring("marts         stands on semantic_model.shop.orders"));
  CHECK_THAT(out, ContainsSubstring("marts         definition"));
}

TEST_CASE("a metric over a model whose SQL is not at hand is not judged") {
  std::string language;
  bool compiled = true;
  SECTION("not compiled") {
    language = "sql";
    compiled = false;
  }
  SECTION("a Python model") { language = "python"; }
  const MetricShop shop({.name = "orders", .sql = "def model(dbt, session): return 1"});
  json head = json::parse(shop.read("target/manifest.json"));
  head["nodes"]["model.shop.orders"]["language"] = language;
  head["nodes"]["model.shop.orders"]["compiled"] = compiled;
  if (!compiled) head["nodes"]["model.shop.orders"]["compiled_code"] = nullptr;
  shop.write("target/manifest.json", head.dump());
  const Ran ran = shop.check({"--gate", "metric-definition-review", "--format", "json"});
  INFO(ran.out);
  CHECK(ran.code == 3);
}

TEST_CASE("--select knows metrics by name") {
  const MetricShop shop({.name = "orders", .sql = R"(select id, gross as net, gross from "raw"."shop"."orders")"});
  shop.write("target-base/catalog.json", catalog_of({"orders", "items"}).dump());
  const auto check = [&](const std::string& selector) {
    return shop.check({"--gate", "metric-definition-review", "--select", selector, "--format", "json"});
  };
  CHECK(check("name:net").code == 1);
  CHECK(check("metric.shop.net").code == 1);
  CHECK(check("nett").code == 3);
  const MetricShop same;
  CHECK(same.check({"--select", "orders"}).code == 0);  // nothing is touched at all
}
