// The presets hold the trust ladder: every layer has gates and a human, and the bar rises with the blast radius.
#include "policy/presets.hpp"

#include <set>

#include "core/merge_window.hpp"
#include "tests/catch.hpp"
#include "tests/policy/support.hpp"

using namespace tollgate;
using namespace tollgate::policy::testing;

TEST_CASE("every preset loads, with the four layers and their gates in each") {
  const std::map<std::string, std::size_t> gates_of{
      {"staging", 10}, {"intermediate", 11}, {"marts", 12}, {"metrics", 12}};
  const std::map<std::string_view, std::set<std::string>> samples_in{
      {"lenient", {}}, {"standard", {"marts", "metrics"}}, {"strict", {"staging", "intermediate", "marts", "metrics"}}};
  CHECK(policy::preset_names().size() == 3);
  for (const std::string_view name : policy::preset_names()) {
    INFO(name);
    const Policy policy = policy::preset(name, gates);
    CHECK(policy.preset == name);
    CHECK(policy.origin.source == "preset " + std::string(name));
    CHECK(policy.origin.path.empty());
    CHECK(policy.origin.digest.size() == 64);
    REQUIRE(policy.layers.size() == 4);
    for (const Layer& layer : policy.layers) {
      CHECK(layer.from_preset);
      const bool samples = samples_in.at(name).contains(layer.name);  // twice the load of a build
      CHECK(layer.gates.contains("sample") == samples);
      CHECK(layer.gates.size() == gates_of.at(layer.name) + (samples ? 1 : 0));
      CHECK(layer.review.approvals >= 1);
    }
    // A preset is a policy by itself, and its places are none of the user's business.
    CHECK(policy::load(policy::preset_text(name), "x", gates, environment()).problems.empty());
    for (const auto& [key, source] : policy.sources) {
      INFO(key);
      CHECK((key == "preset" || source.place.line == 0));
    }
  }
}

TEST_CASE("the preset standard is the ladder's table") {
  const Policy policy = policy::preset("standard", gates);
  for (const Layer& layer : policy.layers) {
    CHECK(layer.gates.at("row-count-diff").options[max_growth_pct] == 10);
    CHECK(layer.gates.at("row-count-diff").options[max_drop_pct] == 10);
  }
  CHECK(layer(policy, "intermediate").gates.at("lineage-diff").severity.at("re-sourced") == Severity::warning);
  CHECK_FALSE(layer(policy, "staging").gates.contains("explain"));
  CHECK(layer(policy, "intermediate").gates.contains("explain"));
  CHECK(layer(policy, "marts").gates.contains("explain"));
  CHECK(layer(policy, "marts").gates.at("lineage-diff").severity.at("re-sourced") == Severity::error);
  CHECK(layer(policy, "metrics").gates.at("lineage-diff").severity.at("re-sourced") == Severity::error);
  CHECK_FALSE(layer(policy, "intermediate").gates.contains("metric-definition-review"));
  // Staging casts and cleans: that is told and does not fail. The layers above have their own say of it.
  const auto severity = [&](const char* of, const char* rule) {
    const auto& set = layer(policy, of).gates.at("lineage-diff").severity;
    return set.contains(rule) ? std::string(to_string(set.at(rule))) : "as the rule says";
  };
  for (const char* of : {"staging", "intermediate", "marts", "metrics"}) {
    const bool staging = std::string(of) == "staging";
    CHECK(severity(of, "retyped-column") == (staging ? "warning" : "error"));
    CHECK(severity(of, "kind-changed") == (staging ? "info" : "warning"));
    CHECK(severity(of, "scale-changed") == "as the rule says");
    CHECK(severity(of, "removed-column") == "as the rule says");
  }
  using std::chrono::hours;
  CHECK(layer(policy, "staging").rollback_sla == hours(24));
  CHECK(layer(policy, "intermediate").rollback_sla == hours(12));
  CHECK(layer(policy, "marts").rollback_sla == hours(4));
  CHECK(layer(policy, "metrics").rollback_sla == hours(1));
  CHECK(layer(policy, "intermediate").review.by == std::vector<std::string>{"peer"});
  CHECK(layer(policy, "marts").review.by == std::vector<std::string>{"senior-data-engineer"});
  CHECK(layer(policy, "metrics").review.by == std::vector<std::string>{"senior-data-engineer", "data-pm"});
  CHECK(layer(policy, "metrics").review.approvals == 2);
  CHECK(layer(policy, "intermediate").merge_window == "any");
  CHECK(layer(policy, "marts").merge_window != "any");
  CHECK(layer(policy, "metrics").merge_window == layer(policy, "marts").merge_window);
  CHECK(policy.unknown.review.approvals == 2);
}

TEST_CASE("the bar for LLM-touched changes is the table of the hallucination budget") {
  const Policy policy = policy::preset("standard", gates);
  const auto severity = [&](const char* name, std::size_t rule) {
    return severity_of(layer(policy, name).gates.at("hallucination-budget"), budget_rules.at(rule));
  };
  CHECK(severity("staging", 0) == Severity::off);
  CHECK(severity("staging", 1) == Severity::warning);
  CHECK(severity("intermediate", 0) == Severity::warning);
  CHECK(severity("intermediate", 1) == Severity::error);
  for (const char* name : {"marts", "metrics"}) {
    CHECK(severity(name, 0) == Severity::error);
    CHECK(severity(name, 1) == Severity::error);
    CHECK(layer(policy, name).gates.at("hallucination-budget").options[approvals] == 2);
  }
  CHECK(layer(policy, "intermediate").gates.at("hallucination-budget").options[approvals] == 1);
  for (const Layer& each : policy.layers) {
    CHECK_FALSE(each.review.author_may_review);
    CHECK(severity(each.name.c_str(), 2) == Severity::error);
  }
}

TEST_CASE("strict is tighter than standard, standard than lenient, layer by layer") {
  const Policy strict = policy::preset("strict", gates);
  const Policy standard = policy::preset("standard", gates);
  const Policy lenient = policy::preset("lenient", gates);
  const auto check = [](const Policy& tight, const Policy& loose) {
    for (const Layer& layer : tight.layers) {
      INFO(layer.name);
      const Layer& other = policy::testing::layer(loose, layer.name);
      CHECK(layer.gates.at("row-count-diff").options[max_growth_pct] <=
            other.gates.at("row-count-diff").options[max_growth_pct]);
      CHECK(layer.gates.at("row-count-diff").options[max_drop_pct] <=
            other.gates.at("row-count-diff").options[max_drop_pct]);
      CHECK(layer.review.approvals >= other.review.approvals);
      for (const Rule& rule : budget_rules) {
        CHECK(severity_of(layer.gates.at("hallucination-budget"), rule) >=
              severity_of(other.gates.at("hallucination-budget"), rule));
      }
      CHECK(layer.rollback_sla <= other.rollback_sla);
      CHECK(layer.waiver_lifetime.count() > 0);
      CHECK(layer.waiver_lifetime <= other.waiver_lifetime);
      CHECK(contains(*parse_merge_window(other.merge_window), *parse_merge_window(layer.merge_window)));
    }
  };
  check(strict, standard);
  check(standard, lenient);
  CHECK(layer(strict, "marts").review.approvals > layer(standard, "marts").review.approvals);
  CHECK(layer(lenient, "staging").gates.at("row-count-diff").options[max_growth_pct] == 50);
  CHECK(layer(lenient, "marts").gates.at("row-count-diff").options[max_growth_pct] == 20);
}

TEST_CASE("the layers of a preset find their models by folder and by prefix, the stricter first") {
  const Policy policy = policy::preset("standard", gates);
  const std::vector<std::pair<std::string, std::string>> expected{
      {"models/staging/stg_orders.sql", "staging"},
      {"models/shop/staging/orders.sql", "staging"},
      {"models/stg_orders.sql", "staging"},
      {"seeds/countries.csv", "staging"},
      {"snapshots/orders.sql", "staging"},
      {"models/intermediate/x.sql", "intermediate"},
      {"models/finance/int_x.sql", "intermediate"},
      {"models/marts/finance/orders.sql", "marts"},
      {"models/core/fct_orders.sql", "marts"},
      {"models/core/dim_orders.py", "marts"},
      {"models/marts/staging/x.sql", "marts"},
      {"models/staging/fct_x.sql", "marts"},
      {"models/metrics/active_users.sql", "metrics"},
      {"transform/metrics/x.sql", "metrics"},
      {"models/other/x.sql", "unknown"},
      {"models/outmarts/x.sql", "unknown"},
  };
  for (const auto& [path, name] : expected) {
    INFO(path);
    CHECK(policy.layer_of(model_at(path)).name == name);
  }
}

TEST_CASE("an unknown preset gets a suggestion") {
  CHECK(policy::preset_text("none").empty());
  try {
    policy::preset("standrad", gates);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.diagnostic().message == "there is no preset \"standrad\"; there are strict, standard, lenient");
    CHECK(error.diagnostic().hint == "did you mean \"standard\"?");
  }
}

TEST_CASE("a preset that does not fit the gates is told as our defect, never loaded") {
  const std::array<const Gate*, 1> few{&parse};
  CHECK_THROWS_AS(policy::preset("standard", few), Error);
  const policy::Loaded loaded = policy::load("version: 1\n", "tollgate.yml", few, environment());
  CHECK_FALSE(loaded.policy.has_value());
  REQUIRE_FALSE(loaded.problems.empty());
  CHECK_THAT(loaded.problems[0].message, ContainsSubstring("the built-in preset does not fit: preset standard:"));
}
