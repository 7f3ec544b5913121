// What a head policy loosens, and at which line.
#include "policy/compare.hpp"

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/policy/support.hpp"

using namespace tollgate;
using namespace tollgate::policy::testing;

namespace {

constexpr const char* base_text = R"(version: 1
artifacts: {max_age_days: 7}
layers:
  marts:
    select: {path: models/marts}
    gates: {parse: , test: , row-count-diff: {max_growth_pct: 10, min_sample: 500}}
    review: {approvals: 2, by: [lead, data-pm]}
    merge_window: "Mon-Fri 09:00-17:00[UTC]"
    rollback_sla: 4h
  rest:
    select: {path: models}
    gates: {parse: }
models:
  - {select: {name: orders}, gates: {row-count-diff: {max_growth_pct: 5}}}
llm: {budget: {rollback_rate: 2%}, when_exceeded: {review: {add_approvals: 2}, limits: halve}}
)";

/// The base with one text replaced; it must be there.
std::string changed(const std::string& from, const std::string& to) {
  std::string text = base_text;
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw Error(ErrorKind::usage, {"no " + from, {}, {}});
  return text.replace(at, from.size(), to);
}

std::vector<Finding> compare(const std::string& head, const std::vector<ModelKey>& models = {}) {
  return policy::loosened(policy_of(base_text), policy_of(head), gates, "shop/tollgate.yml", models);
}

/// The one finding of this change, checked for what all of them have in common.
Finding only(const std::vector<Finding>& findings) {
  REQUIRE(findings.size() == 1);
  const Finding& finding = findings.front();
  CHECK(finding.gate == "policy");
  CHECK(finding.rule == "policy-loosened");
  CHECK(finding.subject.id == change_subject);
  CHECK(finding.location.path == "shop/tollgate.yml");
  CHECK_FALSE(finding.help.empty());
  return finding;
}

}  // namespace

TEST_CASE("an equal policy and a tighter one loosen nothing") {
  CHECK(compare(base_text).empty());
  CHECK(compare(changed("max_growth_pct: 10", "max_growth_pct: 9, max_drop_pct: 1")).empty());
  CHECK(compare(changed("min_sample: 500", "min_sample: 600")).empty());
  CHECK(compare(changed("approvals: 2", "approvals: 3")).empty());
  CHECK(compare(changed("[lead, data-pm]", "[lead, data-pm, cto]")).empty());
  CHECK(compare(changed("09:00-17:00", "10:00-16:00")).empty());
  CHECK(compare(changed("4h", "1h")).empty());
  CHECK(compare(changed("gates: {parse: }", "gates: {parse: , compile: }")).empty());
  CHECK(compare(changed("max_growth_pct: 5", "max_growth_pct: 4")).empty());
  CHECK(compare(changed("rollback_rate: 2%", "rollback_rate: 1%")).empty());
  CHECK(compare(changed("select: {path: models}", "select: {path: [models, seeds]}")).empty());
}

TEST_CASE("one loosened thing is one warning with its line") {
  struct Case {
    std::string from;
    std::string to;
    int line;
    std::string relation;
    std::string message;
  };
  const std::vector<Case> cases{
      {"test: , ", "", 4, "layers.marts.gates.test", "layer marts: the gate test is no longer asked for"},
      {"max_growth_pct: 10", "max_growth_pct: 20", 6, "layers.marts.gates.row-count-diff.max_growth_pct",
       "layer marts: max_growth_pct of row-count-diff goes from 10 to 20 %"},
      {"min_sample: 500", "min_sample: 50", 6, "layers.marts.gates.row-count-diff.min_sample",
       "goes from 500 to 50 rows"},
      {", min_sample: 500", "", 6, "layers.marts.gates.row-count-diff.min_sample", "goes from 500 to 100 rows"},
      {"min_sample: 500", "min_sample: 500, allow_zero: true", 6, "layers.marts.gates.row-count-diff.allow_zero",
       "goes from false to true"},
      {"test: , ", "test: , compile: , ", 0, "", ""},
      {"parse: , test", "parse: {severity: {syntax-error: warning}}, test", 6,
       "layers.marts.gates.parse.severity.syntax-error", "severity of syntax-error (parse) goes from error to warning"},
      {"approvals: 2", "approvals: 1", 7, "layers.marts.review.approvals", "approvals go from 2 to 1"},
      {"[lead, data-pm]", "lead", 7, "layers.marts.review.by", "no data-pm has to approve any more"},
      {"[lead, data-pm]}", "[lead, data-pm], author_may_review: true}", 7, "layers.marts.review.author_may_review",
       "who made a change may approve it"},
      {"[lead, data-pm]}", "[lead, data-pm], approvals_follow_head: true}", 7,
       "layers.marts.review.approvals_follow_head", "approvals that name no commit count"},
      {"17:00", "18:00", 8, "layers.marts.merge_window",
       "the merge window goes from Mon-Fri 09:00-17:00[UTC] to Mon-Fri 09:00-18:00[UTC]"},
      {"\"Mon-Fri 09:00-17:00[UTC]\"", "any", 8, "layers.marts.merge_window", "to any"},
      {"[UTC]", "[Europe/Berlin]", 8, "layers.marts.merge_window", "[Europe/Berlin]"},
      {"4h", "5h", 9, "layers.marts.rollback_sla", "the rollback SLA goes from 4h to 5h"},
      {"    rollback_sla: 4h\n", "", 4, "layers.marts.rollback_sla", "the rollback SLA goes from 4h to not stated"},
      {"max_growth_pct: 5", "max_growth_pct: 6", 14, "models.name: orders.gates.row-count-diff.max_growth_pct",
       "models with name: orders: max_growth_pct of row-count-diff goes from 5 to 6 %"},
      {"models:\n  - {select: {name: orders}, gates: {row-count-diff: {max_growth_pct: 5}}}\n", "", 1,
       "models.name: orders.gates.row-count-diff.max_growth_pct", "goes from 5 to 10 %"},
      {"llm:", "  - {select: {tag: x}, gates: {row-count-diff: {max_growth_pct: 99}}}\nllm:", 15,
       "models.tag: x.gates.row-count-diff.max_growth_pct", "goes from 10 to 99 %"},
      {"rollback_rate: 2%", "rollback_rate: 3%", 15, "llm.budget.rollback_rate",
       "the LLM budget's rollback_rate goes from 0.02 to 0.03"},
      {"rollback_rate: 2%", "rollback_rate: 2%, escape_rate: 1%", 15, "llm.budget.escape_rate", "from 0.005 to 0.01"},
      {"add_approvals: 2", "add_approvals: 1", 15, "llm.when_exceeded.review.add_approvals", "go from 2 to 1"},
      {"limits: halve", "limits: keep", 15, "llm.when_exceeded.limits", "limits are no longer halved"},
      {"max_age_days: 7", "max_age_days: 8", 2, "artifacts.max_age_days",
       "base artifacts may be 8 days old instead of 7"},
  };
  for (const Case& c : cases) {
    INFO(c.from << " -> " << c.to);
    const std::vector<Finding> findings = compare(changed(c.from, c.to));
    if (c.message.empty()) {
      CHECK(findings.empty());
      continue;
    }
    const Finding finding = only(findings);
    CHECK(finding.severity == Severity::warning);
    CHECK(finding.location.line == c.line);
    CHECK(finding.subject.relation == c.relation);
    CHECK_THAT(finding.message, ContainsSubstring(c.message));
  }
}

TEST_CASE("a limit's two values are its evidence") {
  const Finding finding = only(compare(changed("max_growth_pct: 10", "max_growth_pct: 20")));
  REQUIRE(finding.evidence.size() == 2);
  CHECK(finding.evidence[0].name == "base");
  CHECK(std::get<double>(finding.evidence[0].value) == 10);
  CHECK(std::get<double>(finding.evidence[1].value) == 20);
}

TEST_CASE("a change of an option without a direction is told as info") {
  const Finding finding = only(compare(changed("min_sample: 500", "min_sample: 500, where: \"id > 0\"")));
  CHECK(finding.severity == Severity::info);
  CHECK_THAT(finding.message, ContainsSubstring("whether that guards less can't be told"));
}

TEST_CASE("one line that loosens several layers is one finding") {
  const Policy base = policy_of("version: 1\npreset: strict\n");
  const Policy head =
      policy_of("version: 1\npreset: strict\ndefaults: {gates: {row-count-diff: {max_growth_pct: 6}}}\n");
  const Finding finding = only(policy::loosened(base, head, gates, "shop/tollgate.yml"));
  CHECK(finding.location.line == 3);
  CHECK_THAT(finding.message, ContainsSubstring("layers metrics, marts, intermediate, staging: max_growth_pct"));
}

TEST_CASE("a laxer preset points at the line that names it") {
  const Policy base = policy_of("version: 1\npreset: strict\n");
  const Policy head = policy_of("# hello\nversion: 1\npreset: lenient\n");
  const std::vector<Finding> findings = policy::loosened(base, head, gates, "t.yml");
  CHECK(findings.size() > 5);
  for (const Finding& finding : findings) CHECK(finding.location.line == 3);
}

TEST_CASE("waivers that may last longer are a loosening") {
  const auto loosened = [](const std::string& base, const std::string& head) {
    const auto with = [](const std::string& lifetime) {
      return changed("rollback_sla: 4h", "rollback_sla: 4h" + lifetime);
    };
    return policy::loosened(policy_of(with(base)), policy_of(with(head)), gates, "shop/tollgate.yml", {});
  };
  const std::string month = "\n    waiver_lifetime: 30d";
  CHECK(loosened(month, "\n    waiver_lifetime: 29d").empty());
  CHECK(loosened("", month).empty());
  CHECK_THAT(only(loosened(month, "\n    waiver_lifetime: 31d")).message,
             ContainsSubstring("the longest life of a waiver goes from 30d to 31d"));
  CHECK_THAT(only(loosened(month, "")).message, ContainsSubstring("from 30d to not stated"));
}

TEST_CASE("selectors alone: layers removed, narrowed, or overtaken") {
  CHECK_THAT(only(compare(changed("  rest:\n    select: {path: models}\n    gates: {parse: }\n", ""))).message,
             ContainsSubstring("the layer rest is removed"));
  const Finding narrowed = only(compare(changed("path: models}", "path: models/other}")));
  CHECK(narrowed.location.line == 11);
  CHECK_THAT(narrowed.message, ContainsSubstring("the layer rest no longer selects all that it did"));
  const Finding taken =
      only(compare(changed("layers:\n", "layers:\n  easy: {select: {path: models/marts/x}, gates: {parse: }}\n")));
  CHECK(taken.location.line == 4);
  CHECK(taken.subject.relation == "moves.marts.easy");
  CHECK_THAT(taken.message, ContainsSubstring("the layer easy comes before marts and may take models of it"));
  CHECK(compare(changed("layers:\n", "layers:\n  easy: {select: {path: seeds}, gates: {parse: }}\n")).empty());
}

TEST_CASE("with the models at hand, only real moves to a laxer layer count") {
  const std::vector<ModelKey> models{model_at("models/marts/a.sql"), model_at("models/marts/x/b.sql"),
                                     model_at("models/c.sql")};
  const std::string easy = "layers:\n  easy: {select: {path: models/marts/x}, gates: {parse: }}\n";
  const Finding moved = only(compare(changed("layers:\n", easy), models));
  CHECK(moved.message ==
        "1 model (b.sql) moves from layer marts to layer easy, which guards less: gates.row-count-diff, gates.test, "
        "merge_window, review.approvals, review.by, rollback_sla");
  CHECK(moved.location.line == 4);
  CHECK(moved.subject.relation == "moves.marts.easy");
  CHECK(std::get<std::int64_t>(moved.evidence.at(0).value) == 1);
  CHECK(compare(changed("layers:\n", easy), {models[0], models[2]}).empty());
  // narrowed: the models fall to the unknown layer, which is at least as strict
  CHECK(compare(changed("path: models}", "path: models/other}"), models).empty());
}

TEST_CASE("closed days that are taken away or shortened are told; longer ones are not") {
  const auto with = [](const std::string& closed) {
    return policy_of(
        changed("\"Mon-Fri 09:00-17:00[UTC]\"", "{open: \"Mon-Fri 09:00-17:00[UTC]\", closed: [" + closed + "]}"));
  };
  const Policy base = with("{days: 2026-12-24..2027-01-01, reason: freeze}");
  const auto told = [&](const std::string& head) {
    return policy::loosened(base, with(head), gates, "tollgate.yml").size();
  };
  CHECK(told("{days: 2026-12-24..2027-01-01, reason: renamed, zone: UTC}") == 0);
  CHECK(told("{days: 2026-12-20..2027-01-02, reason: freeze}") == 0);
  CHECK(told("{days: 2026-12-24..2027-01-01, reason: freeze, zone: Europe/Berlin}") == 1);
  CHECK(told("{days: 2026-12-24, reason: freeze}") == 1);
  const auto gone = policy::loosened(base, policy_of(base_text), gates, "tollgate.yml");
  REQUIRE(gone.size() == 1);
  CHECK_THAT(gone[0].message, ContainsSubstring("2026-12-24..2027-01-01 (freeze) is no longer closed for merges"));
}

TEST_CASE("another name of a label is told as info") {
  const auto told = policy::loosened(policy_of(base_text),
                                     policy_of(changed("limits: halve}", "limits: halve}, labels: {prefix: x}")), gates,
                                     "tollgate.yml");
  REQUIRE(told.size() == 1);
  CHECK(told[0].severity == Severity::info);
  CHECK_THAT(told[0].message, ContainsSubstring("the label prefix changes from \"\" to \"x\""));
}
