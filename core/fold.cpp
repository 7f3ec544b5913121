#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "core/settle.hpp"
#include "core/unbuilt.hpp"

namespace tollgate {

namespace {

/// Of findings with equal cause and severity, the one nearest to what the user loses speaks first.
constexpr std::array<std::string_view, 6> gate_rank{"row-count-diff",           "pii-scan",     "references",
                                                    "metric-definition-review", "lineage-diff", "explain"};
/// Gates whose findings on an unchanged model are the doing of a changed ancestor.
constexpr std::array<std::string_view, 2> inherited_gates{"row-count-diff", "lineage-diff"};
/// Gates whose findings on the ancestor explain those.
constexpr std::array<std::string_view, 3> explaining_gates{"row-count-diff", "lineage-diff", "explain"};

/// That dbt's build of a model failed says nothing new where one of these says why PostgreSQL refuses its SQL.
constexpr std::string_view failed_build = "model-error";
/// Asks the server for plans, so that its refusal is known by a code alone.
constexpr std::string_view gate_of_plans = "explain";

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

template <std::size_t N>
std::size_t rank_in(const std::array<std::string_view, N>& gates, std::string_view gate) {
  return static_cast<std::size_t>(std::ranges::find(gates, gate) - gates.begin());
}

bool speaks_before(const Finding& a, const Finding& b) {
  if (a.severity != b.severity) return a.severity > b.severity;
  return rank_in(gate_rank, a.gate) < rank_in(gate_rank, b.gate);
}

FoldedFinding as_folded(const Finding& finding) {
  return {finding.gate,     finding.rule,    finding.severity, finding.subject,
          finding.location, finding.message, finding.evidence, finding.waived};
}

void absorb(Finding& host, const Finding& guest) {
  host.folded.push_back(as_folded(guest));
  host.folded.insert(host.folded.end(), guest.folded.begin(), guest.folded.end());
  host.severity = std::max(host.severity, guest.severity);
}

/// A waiver covers the finding that it names and no other of the same cause, so what is waived and what is not never
/// become one.
bool may_be_one(const Finding& a, const Finding& b) { return a.waived.has_value() == b.waived.has_value(); }

std::vector<Finding> fold_by_cause(std::vector<Finding> findings) {
  std::map<std::tuple<std::string, std::string, bool>, std::vector<Finding>> groups;  // the bool: waived
  std::vector<Finding> kept;
  for (Finding& finding : findings) {
    if (finding.cause.empty()) {
      kept.push_back(std::move(finding));
    } else {
      groups[{finding.cause.model, finding.cause.item, finding.waived.has_value()}].push_back(std::move(finding));
    }
  }
  for (auto& [cause, group] : groups) {
    std::ranges::stable_sort(group, speaks_before);
    Finding host = std::move(group.front());
    for (std::size_t i = 1; i < group.size(); ++i) absorb(host, group[i]);
    kept.push_back(std::move(host));
  }
  return kept;
}

/// Folds what `says_so` picks into another finding about the same model that tells why PostgreSQL refuses its SQL.
template <typename Test>
std::vector<Finding> fold_into_refusals(std::vector<Finding> findings, const Test& says_so) {
  std::vector<Finding> kept;
  std::vector<Finding> guests;
  for (Finding& finding : findings) (says_so(finding) ? guests : kept).push_back(std::move(finding));
  for (Finding& guest : guests) {
    const auto host = std::ranges::find_if(kept, [&](const Finding& finding) {
      return finding.subject.id == guest.subject.id && tells_refusal(finding) && may_be_one(finding, guest);
    });
    if (host == kept.end()) {
      kept.push_back(std::move(guest));
    } else {
      absorb(*host, guest);
    }
  }
  return kept;
}

/// Who reads the text knows the place and the name; who asked the server knows that it said no; a failed build follows.
std::vector<Finding> fold_failed_builds(std::vector<Finding> findings) {
  findings = fold_into_refusals(std::move(findings), [](const Finding& finding) {
    return finding.gate == gate_of_plans && tells_refusal(finding);
  });
  return fold_into_refusals(std::move(findings), [](const Finding& finding) { return finding.rule == failed_build; });
}

/// Index of the finding on the nearest changed ancestor that explains `finding`, or nothing.
std::optional<std::size_t> explaining(const Finding& finding, const SelectedModel& model,
                                      const std::vector<Finding>& findings, const std::set<std::string>& unchanged) {
  for (const std::string& ancestor : model.changed_ancestors) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < findings.size(); ++i) {
      const Finding& other = findings[i];
      if (other.subject.id != ancestor || unchanged.contains(ancestor)) continue;
      if (!holds(explaining_gates, other.gate) || !may_be_one(other, finding)) continue;
      const bool same_gate = other.gate == finding.gate;
      if (!best || (same_gate && findings[*best].gate != finding.gate)) best = i;
    }
    if (best) return best;
  }
  return std::nullopt;
}

std::vector<Finding> fold_into_ancestors(std::vector<Finding> findings, std::span<const SelectedModel> models) {
  std::map<std::string, const SelectedModel*> unchanged_models;
  std::set<std::string> unchanged;
  for (const SelectedModel& model : models) {
    if (model.changed) continue;
    unchanged_models.emplace(model.unique_id, &model);
    unchanged.insert(model.unique_id);
  }
  std::vector<std::optional<std::size_t>> host_of(findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const auto model = unchanged_models.find(findings[i].subject.id);
    if (model == unchanged_models.end()) continue;
    if (!holds(inherited_gates, findings[i].gate)) continue;
    host_of[i] = explaining(findings[i], *model->second, findings, unchanged);
  }
  std::vector<Finding> kept;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (host_of[i]) absorb(findings[*host_of[i]], findings[i]);
  }
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (!host_of[i]) kept.push_back(std::move(findings[i]));
  }
  return kept;
}

}  // namespace

std::vector<Finding> fold(std::vector<Finding> findings, std::span<const SelectedModel> models) {
  return fold_into_ancestors(fold_failed_builds(fold_by_cause(std::move(findings))), models);
}

}  // namespace tollgate
