// A whole policy, as the design writes it, and the rules of inheritance.
#include "policy/load.hpp"

#include "policy/presets.hpp"
#include "tests/catch.hpp"
#include "tests/policy/support.hpp"

using namespace tollgate;
using namespace tollgate::policy::testing;

namespace {

constexpr const char* ladder = R"(version: 1
artifacts: {base: target-base, head: target, run_results: [a.json, b.json], max_age_days: 3}
warehouse:
  base_url: ${TOLLGATE_BASE_URL}
  head_url: ${TOLLGATE_HEAD_URL}
  statement_timeout: 60s
defaults:
  gates: {test: }
layers:
  staging:
    select: {path: models/staging}
    gates: {parse: , compile: , row-count-diff: {max_growth_pct: 10, max_drop_pct: 10%}}
    review: {approvals: 1, by: peer}
    merge_window: any
    rollback_sla: 24h
  marts:
    inherits: staging
    select: {path: models/marts}
    gates: {row-count-diff: {max_growth_pct: 5, severity: {rows-moved: error}}, compile: off}
    review: {approvals: 2, by: [senior-data-engineer, data-pm]}
    merge_window: "Mon-Fri 09:00-17:00[Europe/Berlin]"
    rollback_sla: 4h
models:
  - select: {name: orders}
    gates: {row-count-diff: {where: "id > 0", max_growth_pct: 50}}
llm:
  budget: {rollback_rate: 2%, escape_rate: 0.005}
  when_exceeded: {review: {add_approvals: 3}, limits: halve}
)";

}  // namespace

TEST_CASE("a layer gets its gates from defaults, from the layer it inherits and from itself") {
  const Policy policy = policy_of(ladder);
  REQUIRE(policy.layers.size() == 2);
  const GateTable& staging = layer(policy, "staging").gates;
  CHECK(staging.size() == 4);
  const GateTable& marts = layer(policy, "marts").gates;
  CHECK(marts.size() == 3);
  CHECK(marts.count("compile") == 0);
  CHECK(marts.count("test") == 1);
  const GateSettings& counts = marts.at("row-count-diff");
  CHECK(counts.options[max_growth_pct] == 5);
  CHECK(counts.options[max_drop_pct] == 10);
  CHECK(counts.options[allow_zero] == false);
  CHECK(counts.severity.at("rows-moved") == Severity::error);
  CHECK(staging.at("row-count-diff").severity.empty());
}

TEST_CASE("review, merge window and rollback are read and inherited") {
  const Policy policy = policy_of(ladder);
  const Layer& staging = layer(policy, "staging");
  CHECK(staging.review.approvals == 1);
  CHECK(staging.review.by == std::vector<std::string>{"peer"});
  CHECK(staging.merge_window == "any");
  CHECK(staging.rollback_sla == std::chrono::hours(24));
  const Layer& marts = layer(policy, "marts");
  CHECK(marts.review.approvals == 2);
  CHECK(marts.review.by == std::vector<std::string>{"senior-data-engineer", "data-pm"});
  CHECK(marts.merge_window == "Mon-Fri 09:00-17:00[Europe/Berlin]");
  CHECK(marts.rollback_sla == std::chrono::hours(4));
}

TEST_CASE("sections beside the layers are read") {
  const Policy policy = policy_of(ladder);
  CHECK(policy.artifacts.base == "target-base");
  CHECK(policy.artifacts.run_results == std::vector<std::string>{"a.json", "b.json"});
  CHECK(policy.artifacts.max_age_days == 3);
  CHECK(policy.warehouse.statement_timeout == std::chrono::seconds(60));
  CHECK(policy.warehouse.lock_timeout == std::chrono::seconds(5));
  CHECK(policy.llm.rollback_rate == 0.02);
  CHECK(policy.llm.escape_rate == 0.005);
  CHECK(policy.llm.add_approvals == 3);
  CHECK(policy.llm.halve_limits);
  CHECK(policy.preset.empty());
  CHECK(policy.origin.path == "tollgate.yml");
  CHECK(policy.origin.digest.size() == 64);
}
