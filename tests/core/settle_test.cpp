#include "core/settle.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/core/settling.hpp"

namespace tollgate {
class Context {};  // gates/context.hpp's is not needed here: core only forwards it
}  // namespace tollgate

using namespace tollgate;
using namespace tollgate::test_core;

namespace {

constexpr std::array<Rule, 1> rules{{{.id = "grew", .summary = "", .advice = ""}}};

GateResult throws_error(const Context&) { throw Error(ErrorKind::unjudged, {"the warehouse is down", "start it", {}}); }
GateResult throws_foreign(const Context&) { throw std::runtime_error("cell value alice@example.com"); }
GateResult forgets(const Context&) { return {}; }

Gate gate_with(GateResult (*check)(const Context&)) {
  return {.id = "row-count-diff", .summary = "", .needs = {}, .options = {}, .rules = rules, .check = check};
}

}  // namespace

TEST_CASE("an Error in a gate leaves every subject unjudged, with the reason and the advice") {
  const std::array<std::string, 2> subjects{"m.a", "m.b"};
  const GateResult result = judge(gate_with(throws_error), Context(), subjects);
  REQUIRE(result.outcomes.size() == 2);
  CHECK(result.outcomes[1].status == Status::errored);
  CHECK(result.outcomes[1].reason == "the warehouse is down; start it");
}

TEST_CASE("a foreign exception is caught and its text, which may hold data, is not told") {
  const std::array<std::string, 1> subjects{"m.a"};
  const GateResult result = judge(gate_with(throws_foreign), Context(), subjects);
  REQUIRE(result.outcomes.size() == 1);
  CHECK(result.outcomes[0].reason.find("alice") == std::string::npos);
}

TEST_CASE("a subject that a gate forgot is unjudged, not passed") {
  const std::array<std::string, 1> subjects{"m.a"};
  const GateResult result = judge(gate_with(forgets), Context(), subjects);
  REQUIRE(result.outcomes.size() == 1);
  CHECK(result.outcomes[0].status == Status::errored);
}

TEST_CASE("no finding: passed, exit 0") {
  const Report settled = settle(report(), {judged({})}, settings());
  CHECK(settled.verdict == Verdict::passed);
  CHECK(exit_code(settled) == 0);
  CHECK(settled.headline == "no finding (2 models changed, 0 downstream)");
}

TEST_CASE("an error fails its model's outcome and the run") {
  const Report settled = settle(report(), {judged({grew("m.a")})}, settings());
  CHECK(exit_code(settled) == 1);
  const auto failed = std::ranges::find(settled.outcomes, Status::failed, &Outcome::status);
  REQUIRE(failed != settled.outcomes.end());
  CHECK(failed->subject == "m.a");
  CHECK(failed->layer == "marts");
}

TEST_CASE("a warning fails only when --fail-on says so") {
  Report strict = report();
  strict.fail_on = Severity::warning;
  CHECK(exit_code(settle(strict, {judged({grew("m.a", Severity::warning)})}, settings())) == 1);
  CHECK(exit_code(settle(report(), {judged({grew("m.a", Severity::warning)})}, settings())) == 0);
}

TEST_CASE("what could not be judged outranks what failed") {
  GateResult result = judged({grew("m.a")});
  result.outcomes[1].status = Status::errored;
  result.outcomes[1].reason = "timeout";
  const Report settled = settle(report(), {result}, settings());
  CHECK(exit_code(settled) == 3);
  CHECK(settled.headline == "1 model could not be judged; 1 error (2 models changed, 0 downstream)");
}

TEST_CASE("without artifacts the headline counts no model that could not be judged") {
  Report none = report();
  none.models.clear();
  GateResult result;
  result.outcomes.push_back({"artifacts", std::string(change_subject), Status::errored, "no such file"});
  const Report settled = settle(none, {result}, {});
  CHECK(exit_code(settled) == 3);
  CHECK(settled.headline == "nothing could be judged");
  CHECK(settle(report(), {result}, settings()).headline ==
        "the change as a whole could not be judged; no finding (2 models changed, 0 downstream)");
}

TEST_CASE("the policy's severity for a rule replaces the rule's own, off drops the finding") {
  SettingsByModel milder = settings();
  milder["m.a"].gates["row-count-diff"].severity["grew"] = Severity::info;
  milder["m.b"].gates["row-count-diff"].severity["grew"] = Severity::off;
  const Report settled = settle(report(), {judged({grew("m.a"), grew("m.b")})}, milder);
  CHECK(exit_code(settled) == 0);
  REQUIRE(settled.findings.size() == 1);
  CHECK(settled.findings[0].severity == Severity::info);
}

TEST_CASE("findings are sorted by layer, gate and model, whatever order they came in") {
  const Report one = settle(report(), {judged({grew("m.a"), grew("m.b")})}, settings());
  const Report other = settle(report(), {judged({grew("m.b"), grew("m.a")})}, settings());
  REQUIRE(one.findings.size() == 2);
  CHECK(one.findings[0].subject.id == "m.b");  // staging comes before marts
  CHECK(other.findings[0].subject.id == "m.b");
}

TEST_CASE("outcomes are decided before folding: each keeps its own") {
  Finding a = grew("m.a");
  Finding b = grew("m.b");
  a.cause = b.cause = {"m.a", "join"};
  const Report settled = settle(report(), {judged({a, b})}, settings());
  CHECK(settled.findings.size() == 1);
  CHECK(std::ranges::count(settled.outcomes, Status::failed, &Outcome::status) == 2);
}

TEST_CASE("a model that is here for its tests alone does not count as changed, nor as untouched") {
  Report told = report();
  told.models.assign(1, SelectedModel{});
  told.models[0].unique_id = "m.tested";
  told.models[0].reasons = {{"tests", "unique_id"}};
  CHECK(settle(told, {judged({grew("m.tested", Severity::warning)})}, {}).headline ==
        "1 warning (no model changed, tests of 1 model did)");
  told.models.push_back(told.models[0]);
  told.models[1].changed = true;
  CHECK(settle(told, {}, {}).headline == "no finding (1 model changed, 0 downstream, tests of 1 other model)");
}

TEST_CASE("when no model changed the headline says so") {
  Report none = report();
  none.models.clear();
  const Report settled = settle(none, {}, {});
  CHECK(settled.verdict == Verdict::passed);
  CHECK(settled.headline == "no model changed: nothing to judge");
}

TEST_CASE("the headline says that nothing changed, and what was judged beside changes") {
  Report all = report();
  for (SelectedModel& model : all.models) model.changed = false;
  CHECK(settle(all, {judged({})}, settings()).headline == "no finding (nothing changed, all 2 models judged)");
  GateResult fell_short = judged({});
  fell_short.outcomes[0].status = Status::errored;
  CHECK(settle(all, {fell_short}, settings()).headline ==
        "1 model could not be judged; no finding (nothing changed, 2 models in all)");
  all.models[0].changed = true;
  CHECK(settle(all, {judged({})}, settings()).headline == "no finding (1 model changed, 0 downstream, 1 untouched)");
  all.models[1].changed_ancestors = {"m.a"};
  CHECK(settle(all, {judged({})}, settings()).headline == "no finding (1 model changed, 1 downstream)");
}

TEST_CASE("what gates learned of the pull request is joined, where there is one") {
  GateResult one;
  one.pull_request.llm_state = "declared-llm";
  one.pull_request.labels_to_add = {"assisted-by:llm"};
  one.pull_request.duties = {{"a", "an approval", DutyState::pending, ""}};
  GateResult two;
  two.pull_request.duties = {{"b", "a window", DutyState::pending, ""}, {"b", "a prompt", DutyState::met, ""}};
  two.pull_request.windows = {{"marts", "any", true, "", ""}};
  Report report;
  CHECK_FALSE(settle(report, {one, two}, {}).pull_request.has_value());
  report.pull_request = PullRequestSummary{};
  report.pull_request->number = 41;
  report.models.push_back({});
  const Report settled = settle(report, {one, two}, {});
  REQUIRE(settled.pull_request.has_value());
  CHECK(settled.pull_request->number == 41);
  CHECK(settled.pull_request->llm_state == "declared-llm");
  CHECK(settled.pull_request->duties.size() == 3);
  CHECK(settled.pull_request->windows.size() == 1);
  CHECK_THAT(settled.headline, ContainsSubstring("; 2 pending before the merge"));
}

TEST_CASE("what a text or a plan tells of rows gets the figures that were counted, where all rows were") {
  const auto evidence_with = [](const RowCount& counted, const std::string& item, std::vector<Evidence> own = {}) {
    Finding filter = grew("m.a", Severity::warning);
    filter.gate = "explain";
    filter.cause = {"m.a", item};
    filter.evidence = std::move(own);
    GateResult result = judged({filter});
    result.row_counts = {counted};
    return settle(report(), {result}, settings()).findings.front().evidence;
  };
  const RowCount counted{"m.a", 1000, 1000, false, "", ""};
  const auto told = evidence_with(counted, "rows");
  REQUIRE(told.size() == 2);
  CHECK(told[0].name == "base_rows");
  CHECK(std::get<std::int64_t>(told[1].value) == 1000);
  CHECK(evidence_with(counted, "rows", {{"base_rows", std::int64_t{7}}}).size() == 1);
  CHECK(evidence_with(counted, "column x").empty());
  CHECK(evidence_with({"m.b", 1, 2, false, "", ""}, "rows").empty());
  CHECK(evidence_with({"m.a", 1, 2, true, "", ""}, "rows").empty());
  CHECK(evidence_with({"m.a", 1, 2, false, "id > 3", ""}, "rows").empty());
  CHECK(evidence_with({"m.a", 1, std::nullopt, false, "", ""}, "rows").empty());
}
