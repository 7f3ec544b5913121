// A few gates of our own and short ways to load a policy: the policy room never needs the real gates.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/gate.hpp"
#include "policy/load.hpp"

namespace tollgate::policy::testing {

inline constexpr Option<double> max_growth_pct{"max_growth_pct", "%", 25, "most growth", Tighter::lower, {0, 1000}};
inline constexpr Option<double> max_drop_pct{"max_drop_pct", "%", 25, "most drop", Tighter::lower, {0, 100}};
inline constexpr Option<std::int64_t> min_sample{"min_sample",      "rows",          100,
                                                 "rows to look at", Tighter::higher, {1, 100000}};
inline constexpr Option<bool> allow_zero{"allow_zero", "", false, "zero rows are fine", Tighter::lower};
inline constexpr Option<std::string_view> downstream{"downstream",     "", "all",       "which models",
                                                     Tighter::neither, {}, "all|1|none"};
inline constexpr Option<std::string_view> where{"where", "", "", "SQL predicate"};
inline constexpr Option<TextList> group_by{"group_by", "", {}, "columns"};

inline constexpr std::array<AnyOption, 7> count_options{&max_growth_pct, &max_drop_pct, &min_sample, &allow_zero,
                                                        &downstream,     &where,        &group_by};
inline constexpr std::array<Rule, 2> count_rules{Rule{"rows-grew", Severity::error, "more rows", "look"},
                                                 Rule{"rows-moved", Severity::warning, "moved", "look"}};
inline constexpr std::array<Rule, 1> parse_rules{Rule{"syntax-error", Severity::error, "no SQL", "mend"}};

inline constexpr Gate parse{"parse", "SQL parses", {}, {}, parse_rules, nullptr};
inline constexpr Gate compile{"compile", "it compiles", {}, {}, {}, nullptr};
inline constexpr Gate test{"test", "dbt's tests pass", {}, {}, {}, nullptr};
inline constexpr std::array<Rule, 4> lineage_rules{Rule{"re-sourced", Severity::error, "from elsewhere", "look"},
                                                   Rule{"retyped-column", Severity::error, "another type", "look"},
                                                   Rule{"kind-changed", Severity::warning, "computed now", "look"},
                                                   Rule{"filter-added", Severity::info, "fewer rows", "look"}};
inline constexpr Gate references{"references", "every name exists", {}, {}, {}, nullptr};
inline constexpr Gate lineage_diff{"lineage-diff", "where columns come from", {}, {}, lineage_rules, nullptr};
inline constexpr Gate metric_review{"metric-definition-review", "what metrics mean", {}, {}, {}, nullptr};
inline constexpr std::array<Rule, 1> pii_rules{Rule{"untagged-derivation", Severity::error, "no tag", "tag it"}};
inline constexpr Gate pii_scan{"pii-scan", "tags stay", {}, {}, pii_rules, nullptr};
inline constexpr Gate row_count_diff{"row-count-diff", "row counts", {}, count_options, count_rules, nullptr};
inline constexpr Gate explain{"explain", "what plans show", {}, {}, {}, nullptr};
inline constexpr Gate sample{"sample", "a run over a sample", {}, {}, {}, nullptr};
inline constexpr Option<std::int64_t> approvals{"approvals", "people", 1, "approvals in all", Tighter::higher, {0, 20}};
inline constexpr std::array<AnyOption, 1> budget_options{&approvals};
inline constexpr std::array<Rule, 4> budget_rules{Rule{"undeclared", Severity::warning, "not said", "say so"},
                                                  Rule{"undeclared-signals", Severity::error, "hints", "say so"},
                                                  Rule{"budget-exceeded", Severity::error, "too many", "look"},
                                                  Rule{"machine-approval", Severity::error, "a bot", "look"}};
inline constexpr Gate hallucination_budget{"hallucination-budget", "people", {}, budget_options, budget_rules, nullptr};
inline constexpr Gate review{"review", "approvals", {}, {}, {}, nullptr};
inline constexpr Gate merge_window{"merge-window", "open", {}, {}, {}, nullptr};
inline constexpr std::array<const Gate*, 13> gates{
    &parse,   &compile, &references,           &test,   &lineage_diff, &metric_review, &pii_scan, &row_count_diff,
    &explain, &sample,  &hallucination_budget, &review, &merge_window};

using Variables = std::map<std::string, std::string, std::less<>>;

inline Environment environment(Variables variables = {}) {
  return [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

inline Loaded load_text(const std::string& text, Variables variables = {}) {
  return load(text, "tollgate.yml", gates, environment(std::move(variables)));
}

/// All problems, one after the other, as a person sees them.
inline std::string problems_of(const std::string& text) {
  std::string all;
  for (const Diagnostic& problem : load_text(text).problems) all += to_text(problem) + "\n";
  return all;
}

/// A policy that must be right.
inline Policy policy_of(const std::string& text, Variables variables = {}) {
  Loaded loaded = load_text(text, std::move(variables));
  if (!loaded.policy) throw Error(ErrorKind::usage, loaded.problems.front());
  return *loaded.policy;
}

inline const Layer& layer(const Policy& policy, std::string_view name) {
  for (const Layer& candidate : policy.layers) {
    if (candidate.name == name) return candidate;
  }
  throw Error(ErrorKind::usage, {"no layer " + std::string(name), {}, {}});
}

inline ModelKey model_at(const std::string& path) {
  ModelKey key;
  key.path = path;
  key.name = path.substr(path.rfind('/') + 1);
  key.unique_id = "model.shop." + key.name;
  return key;
}

}  // namespace tollgate::policy::testing
