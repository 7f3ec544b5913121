#include "core/settle.hpp"
#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

dbt::Node data_test(const std::string& kind, const std::string& column, const dbt::Meta& kwargs = {}) {
  dbt::Node node;
  node.type = dbt::ResourceType::test;
  node.package = "shop";
  node.name = kind + "_orders_" + column;
  for (const auto& [key, value] : kwargs) node.name += "_" + std::to_string(value.size());
  node.unique_id = "test.shop." + node.name;
  node.depends_on = {"model.shop.orders"};
  node.original_file_path = "models/schema.yml";
  node.test = dbt::TestInfo{};
  node.test->name = kind;
  node.test->column = column;
  node.test->kwargs = kwargs;
  node.test->attached_node = "model.shop.orders";
  return node;
}

constexpr const char* schema_yml =
    "models:\n"
    "  - name: other\n"
    "  - name: orders\n"
    "    columns:\n"
    "      - name: id\n"
    "        data_tests:\n"
    "          - unique\n"
    "      - name: status\n"
    "        data_tests:\n"
    "          - not_null\n"
    "          - accepted_values: {values: [a, b, c]}\n";

/// A pull request that edits YAML alone.
Scene yaml_only() {
  Scene scene;
  scene.below(model("orders"));
  scene.targets().back().tests_only = true;
  scene.head.metadata.project_name = "shop";
  scene.files["models/schema.yml"] = schema_yml;
  return scene;
}

void put(dbt::Project& project, const dbt::Node& node) { project.nodes.insert_or_assign(node.unique_id, node); }

GateResult removed_test() {
  Scene scene = yaml_only();
  put(scene.base, data_test("unique", "id"));
  return scene.run(gates::test);
}

GateResult edited_values() {
  Scene scene = yaml_only();
  put(scene.base, data_test("accepted_values", "status", {{"values", R"(["a","b"])"}}));
  put(scene.head, data_test("accepted_values", "status", {{"values", R"(["a","b","c"])"}}));
  return scene.run(gates::test);
}

GateResult changed_macro() {
  Scene scene = yaml_only();
  for (const std::string column : {"id", "status"}) {
    dbt::Node test = data_test("unique", column);
    put(scene.base, test);
    test.depends_on_macros = {"macro.shop.test_unique"};
    put(scene.head, test);
  }
  dbt::Macro& macro = scene.head.macros["macro.shop.test_unique"];
  macro.unique_id = "macro.shop.test_unique";
  macro.package = "shop";
  macro.original_file_path = "tests/generic/unique.sql";
  scene.files["tests/generic/unique.sql"] =
      "-- all\n{% test unique(model, column_name) %}\nselect 1 where false\n{% endtest %}\n";
  return scene.run(gates::test);
}

/// What `sums` expects is edited, and the values are in no text.
Scene edited_expectation() {
  Scene scene = yaml_only();
  dbt::UnitTest unit;
  unit.unique_id = "unit_test.shop.orders.sums";
  unit.package = "shop";
  unit.name = "sums";
  unit.original_file_path = "models/unit.yml";
  unit.tested_node = "model.shop.orders";
  unit.expect = {"one", 2, {}};
  scene.base.unit_tests[unit.unique_id] = unit;
  unit.expect = {"other", 1, {}};
  scene.head.unit_tests[unit.unique_id] = unit;
  scene.files["models/unit.yml"] =
      "unit_tests:\n  - name: other\n    expect: {rows: []}\n  - name: sums\n    given: []\n    expect:\n"
      "      rows:\n      - {id: 4711}\n";
  return scene;
}

/// dbt_project.yml says `data_tests: +severity: warn`.
Scene all_only_warn(int tests) {
  Scene scene = yaml_only();
  for (int i = 0; i < tests; ++i) {
    dbt::Node test = data_test("not_null", "c" + std::to_string(i));
    put(scene.base, test);
    test.test->severity = "WARN";
    put(scene.head, test);
  }
  return scene;
}

Scene with_results_of(const std::string& raw, const std::string& compiled, const std::string& ran_as) {
  Scene scene;
  dbt::Node node = model("orders");
  node.raw_code = raw;
  node.compiled_code = compiled;
  scene.changed(model("orders"), node).below(model("mart")).with_test("unique_id", "orders", "id");
  scene.with_result("test.shop.unique_id", "pass", 0, "build").with_result("model.shop.orders", "success", 0, "build");
  scene.results->results["model.shop.orders"].compiled_code = ran_as;
  return scene;
}

GateResult stale() {
  return with_results_of("select * from {{ ref('mart') }} inner join x using (id)",
                         R"(select * from "shop"."head"."mart" inner join x using (id))",
                         R"(select * from "shop"."head"."mart" left join x using (id))")
      .run(gates::test);
}

Status status_with(const std::string& raw, const std::string& compiled, const std::string& ran_as) {
  return with_results_of(raw, compiled, ran_as).run(gates::test).outcomes.at(0).status;
}

}  // namespace

std::vector<Case> test_gates::test_changes_cases() {
  return {
      {"test", "pass-test-removed", removed_test},
      {"test", "pass-test-edited", edited_values},
      {"test", "pass-test-macro-changed", changed_macro},
      {"test", "error-results-of-an-older-build", stale},
  };
}

TEST_CASE("test: a lost test is told though no model changed and nothing ran") {
  const GateResult result = removed_test();
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].rule == "test-removed");
  CHECK(result.findings[0].severity == Severity::warning);
  CHECK(result.findings[0].subject.id == "model.shop.orders");
  CHECK(result.findings[0].message == "orders: test unique on id of base is gone");
  CHECK(result.findings[0].location.path == "models/schema.yml");
  CHECK(result.findings[0].location.line == 5);
  REQUIRE(result.outcomes.size() == 1);
  CHECK(result.outcomes[0].status == Status::passed);
}

TEST_CASE("test: an edited test is told at its line, with what it said and says") {
  const GateResult result = edited_values();
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].rule == "test-changed");
  CHECK(result.findings[0].message ==
        R"(orders: test accepted_values on status lets more pass than on base: values `["a","b"]` -> `["a","b","c"]`)");
  CHECK(result.findings[0].location.line == 11);
}

TEST_CASE("test: long code is told around what differs in it") {
  Scene scene = yaml_only();
  dbt::Node test = data_test("not_null", "id");
  const std::string list(200, 'x');
  test.test->where = list + " = 1";
  put(scene.base, test);
  test.test->where = list + " = 2";
  put(scene.head, test);
  const GateResult result = scene.run(gates::test);
  REQUIRE(result.findings.size() == 1);
  CHECK_THAT(result.findings[0].message, ContainsSubstring("x = 1` -> `…"));
  CHECK(result.findings[0].message.size() < 200);
}

TEST_CASE("test: a macro that makes tests is one finding, where it stands") {
  const GateResult result = changed_macro();
  REQUIRE(result.findings.size() == 1);
  CHECK_THAT(result.findings[0].message, ContainsSubstring("2 tests hang on it"));
  CHECK(result.findings[0].location.path == "tests/generic/unique.sql");
  CHECK(result.findings[0].location.line == 2);
}

TEST_CASE("test: one setting that edits many tests is one finding after folding, a few edits are not") {
  CHECK(fold(all_only_warn(8).run(gates::test).findings, {}).size() == 1);
  CHECK(fold(all_only_warn(3).run(gates::test).findings, {}).size() == 3);
}

TEST_CASE("test: a lost test that guards no model is told of the change as a whole") {
  Scene scene = yaml_only();
  dbt::Node test = data_test("", "");
  test.depends_on.clear();
  test.test->attached_node.clear();
  put(scene.base, test);
  const GateResult result = scene.run(gates::test);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].subject.id == change_subject);
  REQUIRE(result.outcomes.size() == 2);
  CHECK(result.outcomes[0].subject == change_subject);
}

TEST_CASE("test: a lost test of a model that this gate is not asked about is not told") {
  Scene scene = yaml_only();
  put(scene.base, data_test("unique", "id"));
  scene.targets().clear();
  CHECK(scene.run(gates::test).findings.empty());
}

TEST_CASE("test: results of an older build judge nothing, and say so") {
  const GateResult result = stale();
  REQUIRE(result.outcomes.size() == 2);
  CHECK(result.outcomes[0].status == Status::errored);
  CHECK_THAT(result.outcomes[0].reason, ContainsSubstring("older build"));
  CHECK_THAT(result.outcomes[0].reason, ContainsSubstring("orders"));
  CHECK(result.outcomes[1].status == Status::skipped);
}

TEST_CASE("test: what dbt compiles otherwise each time is no older build") {
  const std::string raw = "select * from {{ ref('mart') }} -- all\nwhere at < '{{ run_started_at }}'";
  const std::string head = R"(select * from "shop"."head"."mart" -- all
where at < '2026-01-02')";
  CHECK(status_with(raw, head, head) == Status::passed);
  // The relation of base is read where dbt defers to it, and another hour is written.
  CHECK(status_with(raw, head, "select * from \"shop\".\"base\".\"mart\"\nwhere at < '2026-01-01'") == Status::passed);
  const std::string incremental =
      "select id from {{ ref('mart') }}{% if is_incremental() %} where id > 5{% endif %} order by id";
  const std::string first = R"(select id from "shop"."head"."mart" order by id)";
  CHECK(status_with(incremental, first, R"(select id from "shop"."head"."mart" where id > 5 order by id)") ==
        Status::passed);
  CHECK(status_with(incremental, first, R"(select id from "shop"."head"."mart" order by id desc)") == Status::errored);
  CHECK(status_with("select a from {{ ref('mart') }} where a > 1", "select a from m where a > 1", "select a from m") ==
        Status::errored);
}

TEST_CASE("test: results that read another relation are of an older build") {
  Scene scene = with_results_of("select * from {{ ref('other') }}", R"(select * from "shop"."head"."other")",
                                R"(select * from "shop"."head"."mart")");
  scene.changed(model("other"), model("other"));
  CHECK(scene.run(gates::test).outcomes.at(0).status == Status::errored);
}

TEST_CASE("test: an edited expectation of a unit test is told once, at its line, without its rows") {
  const GateResult result = edited_expectation().run(gates::test);
  REQUIRE(result.findings.size() == 1);
  const Finding& finding = result.findings[0];
  CHECK(finding.rule == "test-changed");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.subject.id == "model.shop.orders");
  CHECK(finding.message == "orders: unit test sums says something else than on base: expect (2 -> 1 rows)");
  CHECK(finding.location.path == "models/unit.yml");
  CHECK(finding.location.line == 6);
}

TEST_CASE("test: a unit test that is gone is told at the entry of its model") {
  Scene scene = edited_expectation();
  scene.head.unit_tests.clear();
  scene.base.unit_tests.begin()->second.original_file_path = "models/schema.yml";
  const GateResult result = scene.run(gates::test);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].rule == "test-removed");
  CHECK(result.findings[0].message == "orders: unit test sums of base is gone");
  CHECK(result.findings[0].location.line == 3);
}
