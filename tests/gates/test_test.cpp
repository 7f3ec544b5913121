#include "core/settle.hpp"
#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

void add_unit_test(Scene& scene, const std::string& name) {
  dbt::UnitTest& test = scene.head.unit_tests["unit_test.shop.orders." + name];
  test.unique_id = "unit_test.shop.orders." + name;
  test.name = name;
  test.model = "orders";
  test.tested_node = "model.shop.orders";
}

Scene orders() {
  Scene scene;
  scene.changed(model("orders"), model("orders")).with_test("not_null_orders_id", "orders", "id");
  return scene;
}

GateResult with_status(const std::string& status, long long failures = 0) {
  return orders().with_result("test.shop.not_null_orders_id", status, failures).run(gates::test);
}

GateResult everything_passed() {
  Scene scene = orders();
  add_unit_test(scene, "adds_up");
  return scene.with_test("assert_orders_positive", "orders")
      .changed(model("gone"), std::nullopt)
      .with_result("model.shop.orders", "success", 0, "build")
      .with_result("test.shop.not_null_orders_id", "pass", 0, "build")
      .with_result("test.shop.assert_orders_positive", "pass", 0, "build")
      .with_result("unit_test.shop.orders.adds_up", "pass", 0, "build")
      .run(gates::test);
}

GateResult unit_test_never_ran() {
  Scene scene = orders();
  add_unit_test(scene, "adds_up");
  return scene.with_result("test.shop.not_null_orders_id", "pass").run(gates::test);
}

GateResult overwritten() {
  return orders()
      .below(model("mart"))
      .with_result("test.shop.not_null_orders_id", "success", 0, "docs generate")
      .wrote("compile")
      .run(gates::test);
}

/// `dbt test` kept aside, and the file of a later `dbt run` beside it.
GateResult kept_aside() {
  return orders()
      .with_result("test.shop.not_null_orders_id", "pass", 0, "test")
      .with_result("model.shop.orders", "success", 0, "run")
      .run(gates::test);
}

GateResult many_never_ran() {
  Scene scene = orders();
  for (const char* name : {"t1", "t2", "t3", "t4", "t5", "t6"}) scene.with_test(name, "orders", "id");
  return scene.with_result("test.shop.t6", "skipped").run(gates::test);
}

GateResult without_results() {
  Scene scene = orders();
  scene.results_problem = Diagnostic{"run_results.json is cut off", "run dbt test again", {"target/run_results.json"}};
  return scene.run(gates::test);
}

GateResult skipped_upstream() {
  return orders()
      .with_result("model.shop.orders", "skipped", 0, "build")
      .with_result("test.shop.not_null_orders_id", "skipped", 0, "build")
      .run(gates::test);
}

GateResult untested_new() { return Scene().changed(std::nullopt, model("fresh")).wrote("test").run(gates::test); }

}  // namespace

std::vector<Case> test_gates::test_cases() {
  return {
      {"test", "pass-everything", everything_passed},
      {"test", "pass-results-kept-aside", kept_aside},
      {"test", "pass-warned", [] { return with_status("warn", 3); }},
      {"test", "pass-new-and-untested", untested_new},
      {"test", "fail-one-test", [] { return with_status("fail", 12); }},
      {"test", "fail-test-could-not-run", [] { return with_status("error"); }},
      {"test", "fail-model-error",
       [] {
         return Scene()
             .changed(model("orders"), model("orders"))
             .with_result("model.shop.orders", "error", 0, "build")
             .run(gates::test);
       }},
      {"test", "error-overwritten", overwritten},
      {"test", "error-never-ran", many_never_ran},
      {"test", "error-unit-test-never-ran", unit_test_never_ran},
      {"test", "error-no-run-results", without_results},
      {"test", "error-skipped-upstream", skipped_upstream},
      {"test", "error-unknown-status", [] { return with_status("exploded"); }},
  };
}

TEST_CASE("test: what dbt only compiled has not run") {
  Scene scene = orders();
  scene.wrote("test").with_result("test.shop.not_null_orders_id", "success", 0, "compile");
  const auto result = scene.run(gates::test);
  REQUIRE(result.outcomes.size() == 1);
  CHECK(result.outcomes[0].status == Status::errored);
}

TEST_CASE("test: every word of dbt for a status has its meaning") {
  const auto rule_of = [](const std::string& status) -> std::string {
    const auto result = with_status(status);
    if (!result.findings.empty()) return result.findings[0].rule;
    return std::string(to_string(result.outcomes[0].status));
  };
  CHECK(rule_of("pass") == "passed");
  CHECK(rule_of("success") == "passed");
  CHECK(rule_of("fail") == "test-failed");
  CHECK(rule_of("warn") == "test-warned");
  CHECK(rule_of("error") == "test-error");
  CHECK(rule_of("runtime error") == "test-error");
  CHECK(rule_of("partial success") == "test-error");
  CHECK(rule_of("skipped") == "errored");
  CHECK(rule_of("no-op") == "errored");
  CHECK(rule_of("") == "errored");
}

TEST_CASE("test: a singular test over two models is one finding after folding") {
  Scene scene;
  scene.changed(model("orders"), model("orders")).changed(model("payments"), model("payments"));
  scene.with_test("assert_paid", "orders").with_result("test.shop.assert_paid", "fail", 1);
  scene.head.nodes["test.shop.assert_paid"].depends_on = {"model.shop.orders", "model.shop.payments"};
  const auto result = scene.run(gates::test);
  REQUIRE(result.findings.size() == 2);
  CHECK(fingerprint(result.findings[0]) != fingerprint(result.findings[1]));
  CHECK(fold(result.findings, {}).size() == 1);
}

TEST_CASE("test: a relationships test that names its model is not the parent's") {
  Scene scene = orders();
  scene.changed(model("customers"), model("customers"));
  scene.head.nodes["test.shop.not_null_orders_id"].depends_on = {"model.shop.customers", "model.shop.orders"};
  const auto result = scene.with_result("test.shop.not_null_orders_id", "fail", 1).run(gates::test);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].subject.id == "model.shop.orders");
}

TEST_CASE("test: only a new model is told that it has no test") {
  dbt::Node ephemeral = model("inlined");
  ephemeral.config.materialized = "ephemeral";
  dbt::Node seed = model("countries");
  seed.type = dbt::ResourceType::seed;
  const auto result = Scene()
                          .changed(model("orders"), model("orders"))
                          .changed(std::nullopt, ephemeral)
                          .changed(std::nullopt, seed)
                          .below(model("mart"))
                          .wrote("build")
                          .run(gates::test);
  CHECK(result.findings.empty());
}

TEST_CASE("test: a result file older than args.which is taken as it is") {
  const auto result = orders().with_result("test.shop.not_null_orders_id", "fail", 2, "").run(gates::test);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].rule == "test-failed");
}

TEST_CASE("test: a result without a command that says success was compiled, not run") {
  const auto result = orders().with_result("test.shop.not_null_orders_id", "success", 0, "").run(gates::test);
  REQUIRE(result.outcomes.size() == 1);
  CHECK(result.outcomes[0].status == Status::errored);
  CHECK_THAT(result.outcomes[0].reason, ContainsSubstring("never ran"));
}

TEST_CASE("test: an unchanged model below a change is judged by what ran, and skipped where nothing did") {
  const dbt::Node mart = model("mart");
  SECTION("its tests did not run: dbt was asked for changed models only") {
    const GateResult result = Scene().below(mart).with_test("unique_mart", "mart").wrote("build").run(gates::test);
    REQUIRE(result.outcomes.size() == 1);
    CHECK(result.outcomes[0].status == Status::skipped);
    CHECK(result.findings.empty());
  }
  SECTION("a test of it failed: the change above may be the reason") {
    const GateResult result = Scene()
                                  .below(mart)
                                  .with_test("unique_mart", "mart")
                                  .with_test("not_null_mart", "mart")
                                  .with_result("test.shop.unique_mart", "fail", 3, "build")
                                  .run(gates::test);
    REQUIRE(result.outcomes.size() == 1);
    CHECK(result.outcomes[0].status == Status::passed);  // judged
    REQUIRE(result.findings.size() == 1);
    CHECK(result.findings[0].rule == "test-failed");
  }
  SECTION("there are no results at all") {
    const GateResult result = Scene().below(mart).run(gates::test);
    REQUIRE(result.outcomes.size() == 1);
    CHECK(result.outcomes[0].status == Status::skipped);
  }
}

TEST_CASE("an outcome says unbuilt where dbt skipped the model, not where nobody ran its tests") {
  CHECK(skipped_upstream().outcomes.at(0).unbuilt);
  CHECK_FALSE(without_results().outcomes.at(0).unbuilt);
  CHECK_FALSE(many_never_ran().outcomes.at(0).unbuilt);
}
