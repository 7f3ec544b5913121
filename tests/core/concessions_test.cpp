// What stands in a report and does not fail it: waived, known by the baseline, outside of the diff.
#include <algorithm>
#include <string>

#include "core/settle.hpp"
#include "tests/catch.hpp"
#include "tests/core/settling.hpp"

using namespace tollgate;
using namespace tollgate::test_core;

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
