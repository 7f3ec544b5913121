// `policy show`: every value with its source, no secret, and a text that is itself the same policy.
#include "policy/show.hpp"

#include "policy/presets.hpp"
#include "tests/catch.hpp"
#include "tests/policy/support.hpp"

using namespace tollgate;
using namespace tollgate::policy::testing;

namespace {

constexpr const char* text = R"(version: 1
preset: standard
artifacts: {run_results: [target/run_results.json]}
warehouse:
  base_url: "postgresql://ci:${PW}@db/base"
  head_url: ${HEAD}
  time_budget: 5m
defaults:
  gates: {row-count-diff: {max_drop_pct: 4}}
layers:
  finance:
    inherits: marts
    select: {path: [models/finance, "*fin?"], tag: x}
    gates: {row-count-diff: {max_growth_pct: 2.5, where: "note <> 'a \"b\" # c'", group_by: [day, "1"], severity: {rows-moved: off}}}
    merge_window: {closed: [{days: 2026-12-24..2027-01-01, reason: "year's \"end\"", zone: Europe/Berlin}]}
    review: {author_may_review: true}
models:
  - {select: {name: "dim_*"}, gates: {row-count-diff: {min_sample: 5}}}
llm: {labels: {prefix: "tg/", budget: counted}}
)";

Policy shown_policy() { return policy_of(text, {{"PW", "hunter2"}, {"HEAD", "postgresql://ci:hunter3@db/head"}}); }

std::string line_with(const std::string& page, const std::string& part) {
  const std::size_t at = page.find(part);
  if (at == std::string::npos) return "no line with " + part;
  const std::size_t start = page.rfind('\n', at) + 1;
  return page.substr(start, page.find('\n', at) - start);
}

}  // namespace

TEST_CASE("each value is shown with where it came from") {
  const std::string page = policy::show(shown_policy(), gates);
  INFO(page);
  CHECK_THAT(line_with(page, "max_growth_pct: 2.5"), ContainsSubstring("# layer finance, line 14"));
  CHECK_THAT(line_with(page, "max_drop_pct: 4"), ContainsSubstring("# defaults, line 9"));
  CHECK_THAT(line_with(page, "max_growth_pct: 10 "), ContainsSubstring("# preset standard"));
  CHECK_THAT(line_with(page, "min_sample: 100"), ContainsSubstring("# built-in default"));
  CHECK_THAT(line_with(page, "min_sample: 5 "), ContainsSubstring("# models, line 18"));
  CHECK_THAT(line_with(page, "rows-moved: off"), ContainsSubstring("# layer finance, line 14"));
  CHECK_THAT(line_with(page, "rows-grew: error"), ContainsSubstring("# built-in default"));
  CHECK_THAT(line_with(page, "rollback_sla: 4h"), ContainsSubstring("# preset standard, layer marts"));
  CHECK_THAT(line_with(page, "time_budget: 5m"), ContainsSubstring("# policy file, line 7"));
  CHECK_THAT(line_with(page, "select: {path: [models/finance"), ContainsSubstring("# layer finance, line 13"));
  CHECK_THAT(page, ContainsSubstring("# Models that no layer selects"));
  CHECK_THAT(page, ContainsSubstring("#   row-count-diff: max_growth_pct: 2.5, max_drop_pct: 4"));
}

TEST_CASE("variables are shown by name, never by value") {
  const std::string page = policy::show(shown_policy(), gates);
  CHECK_THAT(page, ContainsSubstring("base_url: \"postgresql://ci:${PW}@db/base\""));
  CHECK_THAT(page, ContainsSubstring("head_url: \"${HEAD}\""));
  CHECK(page.find("hunter") == std::string::npos);
}

TEST_CASE("what is shown is itself a policy with the same settings") {
  const Policy policy = shown_policy();
  const std::string page = policy::show(policy, gates);
  INFO(page);
  CHECK(problems_of(page).empty());
  const Policy again = policy_of(page, {{"PW", "hunter2"}, {"HEAD", "postgresql://ci:hunter3@db/head"}});
  REQUIRE(again.layers.size() == policy.layers.size());
  for (std::size_t i = 0; i < policy.layers.size(); ++i) {
    const Layer& before = policy.layers[i];
    const Layer& after = again.layers[i];
    INFO(before.name);
    CHECK(after.name == before.name);
    CHECK(after.select == before.select);
    CHECK(after.review.approvals == before.review.approvals);
    CHECK(after.review.by == before.review.by);
    CHECK(after.merge_window == before.merge_window);
    CHECK(after.closed == before.closed);
    CHECK(after.review.author_may_review == before.review.author_may_review);
    CHECK(after.rollback_sla == before.rollback_sla);
    REQUIRE(after.gates.size() == before.gates.size());
    for (const auto& [id, settings] : before.gates) {
      const Gate& gate = *find_gate(gates, id);
      for (const AnyOption& option : gate.options)
        CHECK(to_text(effective(after.gates.at(id).options, option)) == to_text(effective(settings.options, option)));
      for (const Rule& rule : gate.rules) CHECK(severity_of(after.gates.at(id), rule) == severity_of(settings, rule));
    }
  }
  CHECK(again.warehouse.base_url == policy.warehouse.base_url);
  CHECK(again.warehouse.time_budget == policy.warehouse.time_budget);
  CHECK(again.llm.labels.prefix == "tg/");
  CHECK(again.llm.labels.budget == "counted");
  CHECK(again.artifacts.run_results == policy.artifacts.run_results);
  CHECK(again.llm.escape_rate == policy.llm.escape_rate);
  REQUIRE(again.models.size() == 1);
  CHECK(again.models[0].select == policy.models[0].select);
}

TEST_CASE("every preset can be shown and loaded again") {
  for (const std::string_view name : policy::preset_names()) {
    INFO(name);
    CHECK(problems_of(policy::show(policy::preset(name, gates), gates)).empty());
  }
}

TEST_CASE("a dbt profile is shown") {
  const std::string page = policy::show(policy_of("version: 1\nwarehouse: {dbt_profile: {target: ci}}\n"), gates);
  CHECK_THAT(page, ContainsSubstring("  dbt_profile:\n    target: ci"));
  CHECK_THAT(policy::show(policy_of("version: 1\nwarehouse: {dbt_profile: {}}\n"), gates),
             ContainsSubstring("  dbt_profile: {}\n"));
}
