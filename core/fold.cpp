#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

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
/// What lineage-diff says of a column that reads a name which is not there.
constexpr std::string_view without_lineage = "unresolved-column";
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
  if (tells_refusal(a) != tells_refusal(b)) return tells_refusal(a);  // why nothing else can be told
  return rank_in(gate_rank, a.gate) < rank_in(gate_rank, b.gate);
}

FoldedFinding as_folded(const Finding& finding) {
  return {finding.gate,    finding.rule,     finding.severity, finding.subject, finding.location,
          finding.message, finding.evidence, finding.waived,   finding.columns};
}

void absorb(Finding& host, const Finding& guest) {
  host.folded.push_back(as_folded(guest));
  host.folded.insert(host.folded.end(), guest.folded.begin(), guest.folded.end());
  host.severity = std::max(host.severity, guest.severity);
}

/// What a waiver covers and what it does not never become one.
bool may_be_one(const Finding& a, const Finding& b) { return a.waived.has_value() == b.waived.has_value(); }

constexpr std::string_view gate_of_counts = "row-count-diff";

bool is_waived(const Finding& finding) { return finding.waived && finding.waived->by == SetAside::waiver; }

/// That a plan costs more says nothing of its own where the rows of the model are others by what was edited.
constexpr std::string_view dearer = "cost-regression";
constexpr std::string_view of_rows = "rows";
constexpr std::string_view of_plan = "plan";

void share_causes(std::span<Finding> findings) {
  std::set<std::string> models;
  for (const Finding& finding : findings) {
    if (finding.cause.item == of_rows && tells_of_rows(finding.gate)) models.insert(finding.cause.model);
  }
  for (Finding& finding : findings) {
    const bool bare = finding.gate == gate_of_plans && finding.rule == dearer && finding.cause.item == of_plan;
    if (bare && models.contains(finding.cause.model)) finding.cause.item = of_rows;
  }
}

void cover_by_cause(std::span<Finding> findings) {
  std::map<std::pair<std::string_view, std::string_view>, std::vector<Finding*>> groups;
  for (Finding& finding : findings) {
    if (!finding.cause.empty()) groups[{finding.cause.model, finding.cause.item}].push_back(&finding);
  }
  for (auto& [cause, group] : groups) {
    const Finding& host =
        **std::ranges::min_element(group, [](const Finding* a, const Finding* b) { return speaks_before(*a, *b); });
    if (!is_waived(host)) continue;
    for (Finding* guest : group) {
      if (guest->waived || guest == &host) continue;
      if (answers_for(host.gate, host.rule, guest->gate, guest->rule)) guest->waived = host.waived;
    }
  }
}

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

/// Whether the finding, or one that is folded into it, tells why PostgreSQL refuses the SQL of that model.
bool refuses(const Finding& finding, std::string_view id) {
  const auto tells = [&](const auto& one) { return one.subject.id == id && tells_refusal(one); };
  return tells(finding) || std::ranges::any_of(finding.folded, tells);
}

/// Folds what `says_so` picks into another finding about the same model that tells why PostgreSQL refuses its SQL.
template <typename Test>
std::vector<Finding> fold_into_refusals(std::vector<Finding> findings, const Test& says_so) {
  std::vector<Finding> kept;
  std::vector<Finding> guests;
  for (Finding& finding : findings) (says_so(finding) ? guests : kept).push_back(std::move(finding));
  for (Finding& guest : guests) {
    const auto host = std::ranges::find_if(
        kept, [&](const Finding& finding) { return refuses(finding, guest.subject.id) && may_be_one(finding, guest); });
    if (host == kept.end()) {
      kept.push_back(std::move(guest));
    } else {
      absorb(*host, guest);
    }
  }
  return kept;
}

/// Who reads the text knows the place and the name; a column of it has no lineage; who asked the server knows that it
/// said no; a failed build follows.
std::vector<Finding> fold_failed_builds(std::vector<Finding> findings) {
  findings =
      fold_into_refusals(std::move(findings), [](const Finding& finding) { return finding.rule == without_lineage; });
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

/// Percent by which a count grew or shrank; nothing where that is not what the finding is about.
std::optional<double> change_of(const Finding& finding) {
  const auto found = std::ranges::find(finding.evidence, "change_pct", &Evidence::name);
  if (found == finding.evidence.end()) return std::nullopt;
  const double* const value = std::get_if<double>(&found->value);
  return value == nullptr ? std::nullopt : std::optional(std::abs(*value));
}

/// An unchanged model that grew by no more than the changed one above it, whose growth is waived. Where another changed
/// model above it has something of its own, that may be what it shows.
bool is_covered_from_above(const Finding& finding, const SelectedModel& model, std::span<const Finding> findings) {
  constexpr double rounding = 1.001;
  const auto own = change_of(finding);
  if (finding.gate != gate_of_counts || finding.waived || !own) return false;
  bool covered = false;
  for (const Finding& other : findings) {
    if (std::ranges::count(model.changed_ancestors, other.subject.id) == 0) continue;
    if (!holds(explaining_gates, other.gate)) continue;
    if (!is_waived(other) && other.severity >= Severity::warning) return false;
    const auto change = change_of(other);
    const bool same = is_waived(other) && other.gate == finding.gate && other.rule == finding.rule;
    covered = covered || (same && change && *own <= *change * rounding);
  }
  return covered;
}

const Finding* waived_above(const Finding& finding, const SelectedModel& model, std::span<const Finding> findings) {
  if (!is_covered_from_above(finding, model, findings)) return nullptr;
  for (const std::string& ancestor : model.changed_ancestors) {
    const auto found = std::ranges::find_if(findings, [&](const Finding& other) {
      return other.subject.id == ancestor && is_waived(other) && other.gate == finding.gate &&
             other.rule == finding.rule;
    });
    if (found != findings.end()) return &*found;
  }
  return nullptr;
}

void cover_below(std::span<Finding> findings, std::span<const SelectedModel> models) {
  std::vector<std::pair<Finding*, WaivedBy>> covered;
  for (Finding& finding : findings) {
    const auto model = std::ranges::find(models, finding.subject.id, &SelectedModel::unique_id);
    if (finding.gate != gate_of_counts || model == models.end() || model->changed) continue;
    if (const Finding* const above = waived_above(finding, *model, findings))
      covered.emplace_back(&finding, *above->waived);
  }
  for (auto& [finding, waived] : covered) finding->waived = std::move(waived);
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

void cover_consequences(std::span<Finding> findings, std::span<const SelectedModel> models) {
  if (std::ranges::none_of(findings, is_waived)) return;
  share_causes(findings);
  cover_by_cause(findings);
  cover_below(findings, models);
}

std::vector<Finding> fold(std::vector<Finding> findings, std::span<const SelectedModel> models) {
  share_causes(findings);
  return fold_into_ancestors(fold_failed_builds(fold_by_cause(std::move(findings))), models);
}

}  // namespace tollgate
