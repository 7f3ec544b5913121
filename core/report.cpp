#include "core/report.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "core/reporter.hpp"

namespace tollgate {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return "passed";
    case Verdict::failed:
      return "failed";
    case Verdict::unjudged:
      return "unjudged";
  }
  return "unjudged";
}

int exit_code(const Report& report) {
  switch (report.verdict) {
    case Verdict::passed:
      return 0;
    case Verdict::failed:
      return 1;
    case Verdict::unjudged:
      return 3;
  }
  return 3;
}

const SelectedModel* find_model(const Report& report, std::string_view unique_id) {
  // As a run selects them they are in order of their ids; a report put together otherwise is looked through.
  const auto likely = std::ranges::lower_bound(report.models, unique_id, {}, &SelectedModel::unique_id);
  if (likely != report.models.end() && likely->unique_id == unique_id) return &*likely;
  const auto found = std::ranges::find(report.models, unique_id, &SelectedModel::unique_id);
  return found == report.models.end() ? nullptr : &*found;
}

const Excerpt* find_excerpt(const Report& report, std::string_view path, int line) {
  // The last that begins at or before the line.
  const auto after = std::partition_point(report.excerpts.begin(), report.excerpts.end(), [&](const Excerpt& excerpt) {
    return excerpt.path != path ? excerpt.path < path : excerpt.first_line <= line;
  });
  if (after == report.excerpts.begin()) return nullptr;
  const Excerpt& found = *std::prev(after);
  const bool holds = found.path == path && line < found.first_line + static_cast<int>(found.lines.size());
  return holds ? &found : nullptr;
}

std::vector<RuleText> rules_told(const Report& report, std::span<const Gate* const> gates) {
  std::set<std::pair<std::string_view, std::string_view>> named;
  for (const Finding& finding : report.findings) {
    named.emplace(finding.gate, finding.rule);
    for (const FoldedFinding& folded : finding.folded) named.emplace(folded.gate, folded.rule);
  }
  std::vector<RuleText> texts;
  for (const auto& [gate_id, rule_id] : named) {
    const Gate* gate = find_gate(gates, gate_id);
    const Rule* rule = gate == nullptr ? nullptr : find_rule(*gate, rule_id);
    if (rule == nullptr) continue;
    texts.push_back({std::string(gate_id), std::string(rule_id), rule->severity, std::string(rule->summary),
                     std::string(rule->advice)});
  }
  return texts;
}

const Reporter* find_reporter(std::span<const Reporter* const> reporters, std::string_view id) {
  const auto found = std::ranges::find_if(reporters, [&](const Reporter* reporter) { return reporter->id == id; });
  return found == reporters.end() ? nullptr : *found;
}

}  // namespace tollgate
