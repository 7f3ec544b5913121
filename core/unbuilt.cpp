#include "core/unbuilt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/unique_id.hpp"

namespace tollgate {

namespace {

/// Gates that look at what a build left: results, tables, plans.
constexpr std::array<std::string_view, 5> gates_over_builds{"test", "row-count-diff", "explain", "sample", "pii-scan"};

/// Of those, the one that reads what dbt says of its build.
constexpr std::string_view gate_of_results = "test";

constexpr std::array<std::string_view, 2> refused_texts{"parse", "compile"};
constexpr std::array<std::string_view, 13> refused_names{
    "syntax",           "dialect",           "unknown-table",
    "unknown-column",   "gone-on-head",      "ambiguous-column",
    "unknown-function", "unknown-operator",  "wrong-argument-count",
    "unknown-type",     "unresolved-column", "constant-error",
    "refused"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// Which finding tells that PostgreSQL refuses a model.
struct Refusal {
  std::string_view model, gate, rule;
};

using Refusals = std::map<std::string_view, Refusal>;  ///< by unique_id: the first that tells

/// Of findings and of those that are folded into them: one name that is gone refuses all who read it.
Refusals refusals_of(const Report& report) {
  Refusals refusals;
  const auto note = [&](const auto& finding) {
    const bool fails = finding.severity >= report.fail_on && !finding.waived;
    if (fails && tells_refusal(finding))
      refusals.emplace(finding.subject.id, Refusal{finding.subject.id, finding.gate, finding.rule});
  };
  for (const Finding& finding : report.findings) note(finding);
  for (const Finding& finding : report.findings) std::ranges::for_each(finding.folded, note);
  return refusals;
}

std::string reason_for(const Refusal& refusal, bool own) {
  return own ? fmt::format("not built, as PostgreSQL refuses it: see {}/{}", refusal.gate, refusal.rule)
             : fmt::format("not built, as PostgreSQL refuses {} above it: see {}/{} there", short_name(refusal.model),
                           refusal.gate, refusal.rule);
}

/// By changed model: the refused one that stands nearest above it.
Refusals refused_above(const Report& report, const Refusals& refusals) {
  std::map<std::string_view, std::vector<std::string_view>> readers;
  for (const SelectedModel& model : report.models) {
    for (const std::string& parent : model.changed_parents) readers[parent].push_back(model.unique_id);
  }
  Refusals above = refusals;
  std::deque<std::string_view> open;
  for (const auto& [id, refusal] : refusals) open.push_back(id);
  while (!open.empty()) {
    const std::string_view parent = open.front();
    open.pop_front();
    for (const std::string_view reader : readers[parent]) {
      if (above.emplace(reader, above.at(parent)).second) open.push_back(reader);
    }
  }
  return above;
}

/// Why a model is not there.
struct Reason {
  std::string text;
  /// It has changes of its own, so only an outcome that says "not built" is explained by what stands above it.
  bool only_unbuilt = false;
};

std::map<std::string_view, Reason> reasons_in(const Report& report, const Refusals& refusals) {
  const Refusals above = refused_above(report, refusals);
  std::map<std::string_view, Reason> reasons;
  for (const SelectedModel& model : report.models) {
    if (const auto own = refusals.find(model.unique_id); own != refusals.end()) {
      reasons.emplace(model.unique_id, Reason{reason_for(own->second, true)});
      continue;
    }
    for (const std::string& ancestor : model.changed_ancestors) {
      const auto refusal = refusals.find(ancestor);
      if (refusal != refusals.end()) reasons.emplace(model.unique_id, Reason{reason_for(refusal->second, false)});
    }
    if (const auto refusal = above.find(model.unique_id); refusal != above.end()) {
      reasons.emplace(model.unique_id, Reason{reason_for(refusal->second, false), true});
    }
  }
  return reasons;
}

bool is_refusal(Severity severity, std::string_view gate, std::string_view rule) {
  if (severity != Severity::error) return false;
  return holds(refused_texts, gate) || holds(refused_names, rule) ||
         rule.starts_with("refused-");  // of explain: the server's own words for the same
}

/// Why dbt built nothing is known by who read its results: others only find that it is not there.
void share_reasons(Report& report) {
  std::map<std::string_view, std::string_view> reasons;
  for (const Outcome& outcome : report.outcomes) {
    if (outcome.status == Status::errored && outcome.unbuilt && outcome.gate == gate_of_results)
      reasons.emplace(outcome.subject, outcome.reason);
  }
  for (Outcome& outcome : report.outcomes) {
    const auto reason = reasons.find(outcome.subject);
    if (reason == reasons.end() || outcome.status != Status::errored || !outcome.unbuilt) continue;
    if (outcome.gate != gate_of_results) outcome.reason = reason->second;
  }
}

}  // namespace

bool tells_refusal(const Finding& finding) { return is_refusal(finding.severity, finding.gate, finding.rule); }
bool tells_refusal(const FoldedFinding& finding) { return is_refusal(finding.severity, finding.gate, finding.rule); }

void explain_unbuilt(Report& report) {
  share_reasons(report);
  const Refusals refusals = refusals_of(report);
  if (refusals.empty()) return;
  const std::map<std::string_view, Reason> reasons = reasons_in(report, refusals);
  for (Outcome& outcome : report.outcomes) {
    const auto reason = reasons.find(outcome.subject);
    if (outcome.status != Status::errored || reason == reasons.end()) continue;
    if (!holds(gates_over_builds, outcome.gate)) continue;
    if (reason->second.only_unbuilt && !outcome.unbuilt) continue;
    outcome.status = Status::skipped;
    outcome.reason = reason->second.text;
  }
}

}  // namespace tollgate
