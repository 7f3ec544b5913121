#include "core/settle.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

#include "core/error.hpp"
#include "tests/catch.hpp"

namespace tollgate {
class Context {};  // gates/context.hpp's is not needed here: core only forwards it
}  // namespace tollgate

using namespace tollgate;

namespace {

using SettingsByModel = std::map<std::string, ModelSettings, std::less<>>;

constexpr std::array<Rule, 1> rules{{{.id = "grew", .summary = "", .advice = ""}}};

GateResult throws_error(const Context&) { throw Error(ErrorKind::unjudged, {"the warehouse is down", "start it", {}}); }
GateResult throws_foreign(const Context&) { throw std::runtime_error("cell value alice@example.com"); }
GateResult forgets(const Context&) { return {}; }

Gate gate_with(GateResult (*check)(const Context&)) {
  return {.id = "row-count-diff", .summary = "", .needs = {}, .options = {}, .rules = rules, .check = check};
}

Report report() {
  Report r;
  r.gates = {"parse", "row-count-diff"};
  r.layers = {{.name = "staging", .review = {}, .merge_window = {}},
              {.name = "marts", .review = {}, .merge_window = {}}};
  r.models = {{.unique_id = "m.a", .name = "a", .layer = "marts", .path = {}, .materialized = {}, .changed = true},
              {.unique_id = "m.b", .name = "b", .layer = "staging", .path = {}, .materialized = {}, .changed = true}};
  return r;
}

SettingsByModel settings() {
  SettingsByModel s;
  s["m.a"].layer = "marts";
  s["m.b"].layer = "staging";
  return s;
}

Finding grew(std::string subject, Severity severity = Severity::error) {
  Finding f;
  f.gate = "row-count-diff";
  f.rule = "grew";
  f.subject.id = std::move(subject);
  f.severity = severity;
  return f;
}

GateResult judged(std::vector<Finding> findings) {
  GateResult result;
  result.outcomes = {{"row-count-diff", "m.a", Status::passed, ""}, {"row-count-diff", "m.b", Status::passed, ""}};
  result.findings = std::move(findings);
  return result;
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

namespace {

WaiverBook waiving(const std::string& subject, const char* expires = "2027-01-01") {
  Waiver waiver;
  waiver.gate = "row-count-diff";
  waiver.rule = "grew";
  waiver.subject = subject;
  waiver.owner = "ana";
  waiver.reason = "backfill";
  waiver.expires = *day_from(expires);
  return {{waiver}, *day_from("2026-11-21"), {"m.a", "m.b"}};
}

const Outcome& outcome_of(const Report& report, std::string_view subject) {
  const auto found = std::ranges::find(report.outcomes, subject, &Outcome::subject);
  REQUIRE(found != report.outcomes.end());
  return *found;
}

}  // namespace

TEST_CASE("a waived finding stays in the report, fails nothing and is counted") {
  const Report settled = settle(report(), {judged({grew("m.a")})}, settings(), {.waivers = waiving("m.a")});
  CHECK(exit_code(settled) == 0);
  REQUIRE(settled.findings.size() == 1);
  CHECK(settled.findings[0].waived.has_value());
  CHECK(settled.headline == "no finding, 1 waived (2 models changed, 0 downstream)");
  CHECK(outcome_of(settled, "m.a").status == Status::passed);
  CHECK(outcome_of(settled, "m.a").waived);
  CHECK_FALSE(outcome_of(settled, "m.b").waived);
}

TEST_CASE("one waiver of a cause is enough: the other gates' outcomes of it are waived too") {
  Finding count = grew("m.a");
  count.cause = {"m.a", "rows"};
  Finding plan = count;
  plan.gate = "explain";
  plan.rule = "row-estimate-regression";
  GateResult plans;
  plans.findings.push_back(plan);
  plans.outcomes.push_back({"explain", "m.a", Status::passed, ""});
  const Report settled = settle(report(), {judged({count}), plans}, settings(), {.waivers = waiving("m.a")});
  CHECK(exit_code(settled) == 0);
  REQUIRE(settled.findings.size() == 1);
  CHECK(settled.findings[0].folded.size() == 1);
  const auto explained = std::ranges::find(settled.outcomes, "explain", &Outcome::gate);
  REQUIRE(explained != settled.outcomes.end());
  CHECK(explained->waived);
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

TEST_CASE("what is not waived still fails, also in the same outcome") {
  Finding other = grew("m.a");
  other.subject.column = "amount";
  const Report settled = settle(report(), {judged({grew("m.a"), other})}, settings(), {.waivers = waiving("m.a")});
  CHECK(exit_code(settled) == 1);
  CHECK(outcome_of(settled, "m.a").status == Status::failed);
  CHECK_FALSE(outcome_of(settled, "m.a").waived);
  CHECK(settled.headline == "1 error, 1 waived (2 models changed, 0 downstream)");
}

TEST_CASE("a waived warning does not make its outcome a waived one") {
  const Report settled =
      settle(report(), {judged({grew("m.a", Severity::warning)})}, settings(), {.waivers = waiving("m.a")});
  CHECK(settled.findings[0].waived.has_value());
  CHECK_FALSE(outcome_of(settled, "m.a").waived);
}

TEST_CASE("no waiver makes judged what could not be judged") {
  GateResult result = judged({grew("m.a")});
  result.outcomes[0].status = Status::errored;
  const Report settled = settle(report(), {result}, settings(), {.waivers = waiving("m.a")});
  CHECK(exit_code(settled) == 3);
  CHECK(outcome_of(settled, "m.a").status == Status::errored);
}

TEST_CASE("an expired waiver fails the run by itself") {
  const Report settled = settle(report(), {judged({})}, settings(), {.waivers = waiving("m.a", "2026-11-20")});
  CHECK(exit_code(settled) == 1);
  REQUIRE(settled.findings.size() == 1);
  CHECK(settled.findings[0].rule == "expired");
}

TEST_CASE("a rule that the policy turns off leaves its waiver unused") {
  SettingsByModel milder = settings();
  milder["m.a"].gates["row-count-diff"].severity["grew"] = Severity::off;
  const Report settled = settle(report(), {judged({grew("m.a")})}, milder, {.waivers = waiving("m.a")});
  REQUIRE(settled.findings.size() == 1);
  CHECK(settled.findings[0].rule == "unused");
}

namespace {

Baseline knowing(std::size_t count, const std::string& subject = "m.a") {
  const Finding finding = grew(subject);
  return {{{fingerprint(finding), count, "row-count-diff/grew", subject}}, false, "tollgate-baseline.json"};
}

}  // namespace

TEST_CASE("a known finding stays in the report and fails nothing; one more than is known does") {
  const Report known = settle(report(), {judged({grew("m.a")})}, settings(), {.baseline = knowing(1)});
  CHECK(exit_code(known) == 0);
  REQUIRE(known.findings.size() == 1);
  REQUIRE(known.findings[0].waived.has_value());
  CHECK(known.findings[0].waived->by == SetAside::baseline);
  CHECK(known.headline == "no finding, 1 known (2 models changed, 0 downstream)");

  const Report more = settle(report(), {judged({grew("m.a"), grew("m.a")})}, settings(), {.baseline = knowing(1)});
  CHECK(exit_code(more) == 1);
  CHECK(more.headline == "1 error, 1 known (2 models changed, 0 downstream)");
  CHECK(exit_code(settle(report(), {judged({grew("m.a"), grew("m.a")})}, settings(), {.baseline = knowing(2)})) == 0);
  CHECK(exit_code(settle(report(), {judged({grew("m.b")})}, settings(), {.baseline = knowing(1)})) == 1);
}

TEST_CASE("a line that moved and words that changed leave a finding known") {
  Finding moved = grew("m.a");
  moved.location.line += 40;
  moved.message = "said otherwise";
  CHECK(exit_code(settle(report(), {judged({moved})}, settings(), {.baseline = knowing(1)})) == 0);
}

TEST_CASE("what the baseline knows and is there no more is told, so that the file shrinks") {
  const Report settled = settle(report(), {judged({grew("m.a")})}, settings(), {.baseline = knowing(3)});
  REQUIRE(settled.notes.size() == 1);
  CHECK(settled.notes[0].text.find("row-count-diff/grew of m.a") != std::string::npos);
  // What was not judged in this run may still be there.
  CHECK(settle(report(), {judged({})}, settings(), {.baseline = knowing(1, "m.elsewhere")}).notes.empty());
}

TEST_CASE("a waiver comes before the baseline, and nobody knows a finding about waivers") {
  const Report settled =
      settle(report(), {judged({grew("m.a")})}, settings(), {waiving("m.a", "2026-11-20"), knowing(1), {}});
  REQUIRE(settled.findings.size() == 2);
  CHECK(exit_code(settled) == 1);
  const Report waived = settle(report(), {judged({grew("m.a")})}, settings(), {waiving("m.a"), knowing(1), {}});
  REQUIRE(waived.findings.size() == 1);
  CHECK(waived.findings[0].waived->by == SetAside::waiver);
  Baseline all;
  all.everything = true;
  CHECK(exit_code(settle(report(), {judged({})}, settings(), {waiving("m.a", "2026-11-20"), all, {}})) == 1);
}

TEST_CASE("a written baseline holds every finding, folded ones too, and knows them all") {
  Baseline all;
  all.everything = true;
  Finding b = grew("m.b");
  b.cause = {"m.a", "join"};
  Finding a = grew("m.a");
  a.cause = {"m.a", "join"};
  const Report settled = settle(report(), {judged({a, b, grew("m.a")})}, settings(), {.baseline = all});
  CHECK(exit_code(settled) == 0);
  const Baseline baseline = known_of(settled);
  REQUIRE(baseline.known.size() == 2);
  CHECK(baseline.known[0].subject == "m.a");
  CHECK(baseline.known[0].count == 2);
  CHECK(exit_code(settle(report(), {judged({a, b, grew("m.a")})}, settings(), {.baseline = baseline})) == 0);
}

TEST_CASE("in a pull request only what base knows as well is known") {
  CHECK(common(knowing(2), knowing(3)).known.at(0).count == 2);
  CHECK(common(knowing(3), knowing(2)).known.at(0).count == 2);
  CHECK(common({}, knowing(3)).known.empty());
  CHECK(common(knowing(3), {}).known.empty());
}

TEST_CASE("the diff filter sets aside what stands on untouched lines, only of gates that judge lines") {
  Finding finding = grew("m.a");
  finding.location = {"models/a.sql", 10, 5};
  const auto code = [&](DiffFilter filter, TouchedLines lines, const std::string& file = "models/a.sql",
                        const std::string& gate = "row-count-diff") {
    return exit_code(settle(report(), {judged({finding})}, settings(), {{}, {}, {filter, {{file, lines}}, {gate}}}));
  };
  CHECK(code(DiffFilter::nofilter, {{1, 2}}) == 1);
  CHECK(code(DiffFilter::added, {{10, 10}}) == 1);
  CHECK(code(DiffFilter::added, {{1, 9}}) == 0);
  CHECK(code(DiffFilter::diff_context, {{1, 7}}) == 1);
  CHECK(code(DiffFilter::diff_context, {{1, 6}}) == 0);
  CHECK(code(DiffFilter::diff_context, {{13, 20}}) == 1);
  CHECK(code(DiffFilter::file, {{1, 2}}) == 1);
  CHECK(code(DiffFilter::added, {{1, 9}}, "models/a.sql", "lineage-diff") == 1);
  CHECK(code(DiffFilter::added, {{1, 9}}, "macros/b.sql") == 1);  // a changed model whose file is not in the diff
  finding.location.column = 0;                                    // about the model, not about a line
  CHECK(code(DiffFilter::added, {{1, 9}}) == 1);
}

TEST_CASE("a model that only --all looks at is outside the diff") {
  Report whole = report();
  whole.models[0].changed = false;
  whole.models[0].changed_ancestors = {};
  const auto code = [&](DiffFilter filter) {
    return exit_code(settle(whole, {judged({grew("m.a")})}, settings(), {{}, {}, {filter, {}, {"row-count-diff"}}}));
  };
  CHECK(code(DiffFilter::nofilter) == 1);
  CHECK(code(DiffFilter::file) == 0);
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
