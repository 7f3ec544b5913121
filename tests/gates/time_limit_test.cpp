// A run that is out of time, as gates see it that ask no server: what was judged until then stands, and what is left is
// errored, by name.
#include <chrono>

#include "core/settle.hpp"
#include "gates/all.hpp"
#include "gates/each_target.hpp"
#include "tests/catch.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;
using std::chrono::milliseconds;

namespace {

constexpr const char* too_late = "not judged: the time limit of the run was over (--time-limit 1s): give it more";

void end(Run& run) { run.limit_to(milliseconds(0), "--time-limit 1s"); }

void change_three(Scene& scene, Run& run) {
  for (const char* name : {"a", "b", "c"}) scene.changed(model(name), model(name, "select 2 as id"));
  scene.run_under_way = &run;
}

std::vector<std::string> names_of(const std::vector<Outcome>& outcomes) {
  std::vector<std::string> names;
  for (const Outcome& outcome : outcomes) names.push_back(outcome.subject);
  return names;
}

}  // namespace

TEST_CASE("once the run is out of time no target is begun, and those that are left are errored by name") {
  Run run;
  Scene scene;
  change_three(scene, run);
  GateResult result;
  std::vector<std::string> begun;
  gates::for_each_target(gates::parse, scene.context(), result, [&](const Target& target) {
    begun.push_back(target.model->name);
    const Run::Step step = run.step();
    CHECK(step.unit == "models");
    CHECK(step.done == 0);
    CHECK(step.total == 3);
    end(run);
  });
  CHECK(begun == std::vector<std::string>{"a"});
  CHECK(names_of(result.outcomes) == std::vector<std::string>{"model.shop.b", "model.shop.c"});
  for (const Outcome& outcome : result.outcomes) {
    CHECK(outcome.status == Status::errored);
    CHECK(outcome.reason == too_late);
  }
  CHECK(run.step().unit.empty());
}

TEST_CASE("targets are counted as they are judged") {
  Run run;
  Scene scene;
  change_three(scene, run);
  GateResult result;
  std::vector<std::size_t> done;
  gates::for_each_target(gates::parse, scene.context(), result,
                         [&](const Target&) { done.push_back(run.step().done); });
  CHECK(done == std::vector<std::size_t>{0, 1, 2});
  CHECK(result.outcomes.empty());
}

TEST_CASE("every gate that asks no server keeps to the time of the run") {
  const Gate* gate = GENERATE(&gates::parse, &gates::compile, &gates::test, &gates::references, &gates::lineage_diff,
                              &gates::pii_scan, &gates::metric_definition_review);
  INFO(gate->id);
  Scene scene;
  scene.changed(model("a"), model("a", "select 2 as id")).changed(model("b"), model("b", "select from from"));
  scene.with_test("unique_a", "a").wrote("test");
  scene.semantic(metric("sales", R"({"type":"simple"})"), metric("sales", R"({"type":"ratio"})"));
  const std::vector<std::string> subjects = gate->needs.semantics
                                                ? std::vector<std::string>{"metric.shop.sales"}
                                                : std::vector<std::string>{"model.shop.a", "model.shop.b"};
  scene.run(*gate);
  Run run;
  end(run);
  scene.run_under_way = &run;
  const GateResult result = judge(*gate, scene.context(), subjects);
  CHECK(result.findings.empty());
  CHECK(names_of(result.outcomes) == subjects);
  for (const Outcome& outcome : result.outcomes) {
    CHECK(outcome.status == Status::errored);
    CHECK(outcome.reason == too_late);
  }
}
