#include "core/unbuilt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace tollgate {

namespace {

/// Gates that look at what a build left: results, tables, plans.
constexpr std::array<std::string_view, 4> gates_over_builds{"test", "row-count-diff", "explain", "pii-scan"};

constexpr std::array<std::string_view, 2> refused_texts{"parse", "compile"};
constexpr std::array<std::string_view, 11> refused_names{"syntax",           "dialect",          "unknown-table",
                                                         "unknown-column",   "gone-on-head",     "ambiguous-column",
                                                         "unknown-function", "unknown-operator", "wrong-argument-count",
                                                         "unknown-type",     "unresolved-column"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

using Refusals = std::map<std::string_view, const Finding*>;  ///< by unique_id: the first that tells

Refusals refusals_of(const Report& report) {
  Refusals refusals;
  for (const Finding& finding : report.findings) {
    const bool fails = finding.severity >= report.fail_on && !finding.waived;
    if (fails && tells_refusal(finding)) refusals.emplace(finding.subject.id, &finding);
  }
  return refusals;
}

std::string reason_for(const Finding& refusal, bool own) {
  const std::string_view id = refusal.subject.id;
  return own ? fmt::format("not built, as PostgreSQL refuses it: see {}/{}", refusal.gate, refusal.rule)
             : fmt::format("not built, as PostgreSQL refuses {} above it: see {}/{} there",
                           id.substr(id.rfind('.') + 1), refusal.gate, refusal.rule);
}

}  // namespace

bool tells_refusal(const Finding& finding) {
  if (finding.severity != Severity::error) return false;
  return holds(refused_texts, finding.gate) || holds(refused_names, finding.rule);
}

void explain_unbuilt(Report& report) {
  const Refusals refusals = refusals_of(report);
  if (refusals.empty()) return;
  std::map<std::string_view, std::string> reasons;
  for (const SelectedModel& model : report.models) {
    if (const auto own = refusals.find(model.unique_id); own != refusals.end()) {
      reasons.emplace(model.unique_id, reason_for(*own->second, true));
      continue;
    }
    for (const std::string& ancestor : model.changed_ancestors) {
      const auto above = refusals.find(ancestor);
      if (above != refusals.end()) reasons.emplace(model.unique_id, reason_for(*above->second, false));
    }
  }
  for (Outcome& outcome : report.outcomes) {
    const auto reason = reasons.find(outcome.subject);
    if (outcome.status != Status::errored || reason == reasons.end()) continue;
    if (!holds(gates_over_builds, outcome.gate)) continue;
    outcome.status = Status::skipped;
    outcome.reason = reason->second;
  }
}

}  // namespace tollgate
