#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "core/listing.hpp"
#include "gates/all.hpp"
#include "gates/broken_tests.hpp"
#include "gates/each_target.hpp"
#include "gates/outcomes.hpp"
#include "gates/stale_results.hpp"
#include "gates/test_changes.hpp"
#include "gates/test_rules.hpp"

namespace tollgate::gates {

namespace {

using namespace tests;

/// One data test or unit test, and the models it is about.
struct TestCase {
  std::string id;
  std::string name;
  std::string column;
  std::string kind;  ///< not_null, unique, …; `unit test`; `singular test`
  std::vector<std::string> models;
  const dbt::Node* node = nullptr;      ///< a data test
  const dbt::UnitTest* unit = nullptr;  ///< a unit test
};

using TestsByModel = std::map<std::string, std::vector<TestCase>, std::less<>>;

TestCase case_of(const dbt::Node& node) {
  TestCase test{node.unique_id, node.name, {}, "singular test", node.depends_on, &node};
  if (!node.test) return test;
  test.column = node.test->column;
  if (!node.test->name.empty()) test.kind = node.test->name;
  if (!node.test->attached_node.empty()) test.models = {node.test->attached_node};
  return test;
}

/// Enabled tests only: a disabled one is not in `nodes`.
TestsByModel tests_by_model(const dbt::Project& project) {
  TestsByModel tests;
  for (const auto& [id, node] : project.nodes) {
    if (node.type != dbt::ResourceType::test || !node.config.enabled) continue;
    const TestCase test = case_of(node);
    for (const std::string& model : test.models) tests[model].push_back(test);
  }
  for (const auto& [id, unit] : project.unit_tests) {
    tests[unit.tested_node].push_back({id, unit.name, {}, "unit test", {unit.tested_node}, nullptr, &unit});
  }
  return tests;
}

/// What one result means for the verdict.
enum class Meaning { passed, failed, warned, broken, not_run, unknown };

/// Statuses of dbt 1.x's NodeStatus, TestStatus and RunStatus; a test that "succeeded" is dbt 2's word for pass.
Meaning meaning_of(std::string_view status) {
  if (status == "pass" || status == "success") return Meaning::passed;
  if (status == "fail") return Meaning::failed;
  if (status == "warn") return Meaning::warned;
  if (status == "error" || status == "runtime error" || status == "partial success") return Meaning::broken;
  if (status == "skipped" || status == "no-op") return Meaning::not_run;
  return Meaning::unknown;
}

/// `dbt compile`, `docs generate`, `run` and others also write run_results.json, with "success" for tests they only
/// compiled. An empty command is a file older than args.which: its test statuses are taken as they are.
bool runs_tests(std::string_view command) {
  return command.empty() || command == "test" || command == "build" || command == "retry";
}

/// Where the command is not told, "success" is what compiling a test is called; running it gives "pass".
bool only_compiled(const dbt::NodeResult& result) { return result.which.empty() && result.status == "success"; }

bool builds_models(std::string_view command) {
  return runs_tests(command) || command == "run" || command == "seed" || command == "snapshot";
}

const dbt::NodeResult* result_of(const dbt::RunResults& results, const std::string& id) {
  const auto found = results.results.find(id);
  return found == results.results.end() ? nullptr : &found->second;
}

/// One reason for all targets when no file at all holds the answers of tests; empty when one does.
std::string useless_results_reason(const dbt::RunResults& results) {
  std::set<std::string> others;
  for (const std::string& command : results.commands) {
    if (runs_tests(command)) return {};
    others.insert("dbt " + command);
  }
  return fmt::format(
      "run_results.json was overwritten by {}: keep the run_results.json of `dbt test` or `dbt build` aside and name "
      "it "
      "in artifacts.run_results (several files may be named)",
      others.empty() ? "nothing known" : fmt::format("{}", fmt::join(others, " and ")));
}

std::string missing_results_reason(const Context& context) {
  if (context.run_results != nullptr) return useless_results_reason(*context.run_results);
  if (!context.run_results_problem) return "no run_results.json: run `dbt test` or `dbt build` first";
  const Diagnostic& problem = *context.run_results_problem;
  return to_text({problem.message, {}, problem.place}) + (problem.hint.empty() ? "" : "; " + problem.hint);
}

/// Why the results say nothing about this change; empty: they do.
struct Useless {
  std::string reason, of_unchanged;
};

Useless useless_results(const Context& context) {
  std::string missing = missing_results_reason(context);
  if (!missing.empty()) return {std::move(missing), "not changed itself, and there are no dbt results"};
  return {stale_results_reason(context), "not changed itself, and the dbt results are of an older build"};
}

/// Judges one target; keeps what could not be judged for one sentence at the end.
class TargetJudge {
 public:
  TargetJudge(const Context& context, const Target& target, GateResult& result)
      : x_context(context), x_results(*context.run_results), x_target(target), x_result(result) {}

  void judge(const std::vector<TestCase>& tests) {
    judge_model();
    for (const TestCase& test : tests) judge_test(test);
    if (tests.empty() && deserves_a_test()) {
      x_result.findings.push_back(
          finding_about(gates::test, untested, x_target, fmt::format("{}: a new model without any test", name())));
    }
    x_result.outcomes.push_back(outcome());
  }

 private:
  const std::string& name() const { return x_target.model->name; }

  bool deserves_a_test() const {
    return x_target.base == nullptr && x_target.change != nullptr && x_target.head->type == dbt::ResourceType::model &&
           x_target.head->config.materialized != "ephemeral";
  }

  void judge_model() {
    const dbt::NodeResult* own = result_of(x_results, x_target.model->unique_id);
    if (own == nullptr || !builds_models(own->which)) return;
    switch (meaning_of(own->status)) {
      case Meaning::broken:
        x_result.findings.push_back(finding_about(
            gates::test, model_error, x_target,
            fmt::format("{}: dbt {} ended in \"{}\" for the model itself", name(), own->which, own->status)));
        break;
      case Meaning::not_run:
        x_model_skipped = own->status == "skipped";
        break;
      case Meaning::unknown:
        x_unknown.push_back(fmt::format("{} ({})", name(), own->status));
        break;
      default:
        break;
    }
  }

  void judge_test(const TestCase& test) {
    const dbt::NodeResult* own = result_of(x_results, test.id);
    if (own == nullptr || !runs_tests(own->which) || only_compiled(*own)) {
      x_not_run.push_back(test.name);
      return;
    }
    if (meaning_of(own->status) != Meaning::not_run) ++x_ran;
    switch (meaning_of(own->status)) {
      case Meaning::passed:
        break;
      case Meaning::failed:
        add(test_failed, test, *own, "failed");
        break;
      case Meaning::warned:
        add(test_warned, test, *own, "warned");
        break;
      case Meaning::broken:
        add(test_error, test, *own, "could not be run");
        explain(x_result.findings.back(), test);
        break;
      case Meaning::not_run:
        x_not_run.push_back(test.name);
        break;
      case Meaning::unknown:
        x_unknown.push_back(fmt::format("{} ({})", test.name, own->status));
        break;
    }
  }

  void add(const Rule& rule, const TestCase& test, const dbt::NodeResult& own, std::string_view what) {
    std::string message = fmt::format("{}: test {} ({}{}) {}", name(), test.name, test.kind,
                                      test.column.empty() ? "" : " on " + test.column, what);
    if (own.failures > 0) message += fmt::format(": {} {}", own.failures, own.failures == 1 ? "failure" : "failures");
    Finding finding = finding_about(gates::test, rule, x_target, std::move(message));
    finding.subject.column = test.column;
    finding.subject.relation = test.id;
    finding.evidence = {{"failures", std::int64_t{own.failures}}};
    // A singular test over several models is one fault, not one per model.
    if (test.models.size() > 1) finding.cause = {test.id, "test"};
    x_result.findings.push_back(std::move(finding));
  }

  /// A test that names a column which head has not is what became of that column.
  void explain(Finding& finding, const TestCase& test) const {
    const auto gone = test.node != nullptr ? gone_for(x_context, *test.node) : gone_for(x_context, *test.unit);
    if (!gone) return;
    finding.message += gone->now.empty() ? fmt::format("; {} gives {} no longer", gone->model, gone->column)
                                         : fmt::format("; {} calls {} {} now", gone->model, gone->column, gone->now);
    finding.help = advice_where_column_went;
    finding.cause = gone->cause;
  }

  Outcome outcome() const {
    if (x_model_skipped) {
      return unbuilt(gates::test, x_target, "dbt skipped it because something upstream failed: mend that first");
    }
    std::vector<std::string> reasons;
    if (!x_not_run.empty()) {
      reasons.push_back(fmt::format("{} never ran: {}; run `dbt test --select {}`",
                                    x_not_run.size() == 1 ? "a test" : fmt::format("{} tests", x_not_run.size()),
                                    listed(x_not_run), name()));
    }
    if (!x_unknown.empty()) {
      reasons.push_back(
          fmt::format("a status that tollgate does not know, so please report it: {}", listed(x_unknown)));
    }
    if (reasons.empty()) return judged(gates::test, x_target);
    if (is_unchanged() && x_unknown.empty()) return unchanged_outcome();
    return errored(gates::test, x_target, fmt::format("{}", fmt::join(reasons, "; ")));
  }

  bool is_unchanged() const { return x_target.change == nullptr; }

  /// `dbt build --select state:modified` does not run the tests of unchanged models: that is the team's choice, not a
  /// gap in this change. What did run is judged all the same.
  Outcome unchanged_outcome() const {
    const bool found = std::ranges::any_of(
        x_result.findings, [&](const Finding& finding) { return finding.subject.id == x_target.model->unique_id; });
    if (found || x_ran > 0) return judged(gates::test, x_target);
    return skipped(gates::test, x_target, "not changed itself, and dbt ran none of its tests here");
  }

  const Context& x_context;
  const dbt::RunResults& x_results;
  const Target& x_target;
  GateResult& x_result;
  int x_ran = 0;
  bool x_model_skipped = false;
  std::vector<std::string> x_not_run;
  std::vector<std::string> x_unknown;
};

/// Of an unchanged model: what became of its tests needs no results.
Outcome unanswered(const Target& target, const GateResult& result, const std::string& why) {
  const bool found = std::ranges::any_of(
      result.findings, [&](const Finding& finding) { return finding.subject.id == target.model->unique_id; });
  if (found) return judged(gates::test, target);
  return skipped(gates::test, target, why);
}

GateResult check(const Context& context) {
  GateResult result;
  judge_test_changes(context, result);
  const Useless useless = useless_results(context);
  const TestsByModel tests = tests_by_model(*context.head);
  for_each_target(gates::test, context, result, [&](const Target& target) {
    if (target.head == nullptr) {
      result.outcomes.push_back(skipped(gates::test, target, removed_reason(target)));
    } else if (target.tests_only) {
      result.outcomes.push_back(judged(gates::test, target));
    } else if (!useless.reason.empty() && target.change == nullptr) {
      result.outcomes.push_back(unanswered(target, result, useless.of_unchanged));
    } else if (!useless.reason.empty()) {
      result.outcomes.push_back(errored(gates::test, target, useless.reason));
    } else {
      const auto own = tests.find(target.model->unique_id);
      TargetJudge(context, target, result).judge(own == tests.end() ? std::vector<TestCase>{} : own->second);
    }
  });
  return result;
}

}  // namespace

constinit const Gate test{
    .id = "test",
    .summary =
        "What dbt's own tests and unit tests of each model said, and which of them the change takes away or weakens; a "
        "test that never ran is not a test that passed.",
    .needs = {.run_results = true, .downstream = true, .test_changes = true},
    .options = {},
    .rules = all_rules,
    .check = check,
};

}  // namespace tollgate::gates
