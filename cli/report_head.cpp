#include "cli/report_head.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <utility>

#include "change/gather.hpp"
#include "cli/docket.hpp"
#include "cli/exposure_selection.hpp"
#include "policy/load.hpp"

namespace tollgate::cli {

namespace {

constexpr std::size_t short_commit = 12;  // as many digits as git itself shows of a large repository

/// The day of an ISO 8601 moment, or nothing.
std::optional<std::chrono::sys_days> day_of(const std::string& moment) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  if (std::sscanf(moment.c_str(), "%4d-%2u-%2u", &year, &month, &day) != 3) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

/// A base that was built long before the head shows other people's merges as changes.
void add_age_note(Report& report, const Artifacts& artifacts, int max_age_days) {
  const auto base = day_of(artifacts.base.metadata.generated_at);
  const auto head = day_of(artifacts.head.metadata.generated_at);
  if (!base || !head) return;
  const auto age = (*head - *base).count();
  if (age <= max_age_days) return;
  report.notes.push_back(
      {"artifacts", fmt::format("base was built {} days before head (artifacts.max_age_days: {}): others' merges may "
                                "show up as changes; build it anew from the merge base",
                                age, max_age_days)});
}

void add_artifact_notes(Report& report, const Artifacts& artifacts) {
  for (const std::string& warning : artifacts.base.warnings) report.notes.push_back({"artifacts", "base: " + warning});
  for (const std::string& warning : artifacts.head.warnings) report.notes.push_back({"artifacts", "head: " + warning});
  for (const std::string& note : artifacts.changes.notes) report.notes.push_back({"artifacts", note});
  for (std::string& note : notes_on_narrower_exposures(artifacts)) {
    report.notes.push_back({"artifacts", std::move(note)});
  }
  for (const dbt::DbtDifference& difference : artifacts.changes.dbt_differences) {
    report.selection_differences.push_back({difference.unique_id, difference.dbt_selects, difference.why});
  }
}

/// Whose approval and which window is asked for matters only for layers that this change touches.
bool is_touched(const JudgementInput& input, const std::string& layer) {
  return std::ranges::any_of(input.selected, [&](const auto& node) { return node.settings.layer == layer; }) ||
         std::ranges::any_of(input.semantics, [&](const auto& semantic) { return semantic.settings.layer == layer; });
}

}  // namespace

Report empty_report(const PolicyInForce& policy, const ArtifactFolders& folders, const Commits& commits,
                    Severity fail_on) {
  Report report;
  report.tollgate_version = version();
  report.base_label = commits.base.empty() ? folders.base : commits.base.substr(0, short_commit);
  report.head_label = commits.head.empty() ? folders.head : commits.head.substr(0, short_commit);
  report.policy = policy.policy.origin;
  report.fail_on = fail_on;
  for (const Layer& layer : policy.policy.layers) {
    report.layers.push_back({layer.name, layer.review, layer.merge_window, layer.rollback_sla.count()});
  }
  const Layer& unknown = policy.policy.unknown;
  report.layers.push_back(
      {std::string(unknown_layer), unknown.review, unknown.merge_window, unknown.rollback_sla.count()});
  report.notes = policy.notes;
  return report;
}

void describe_selection(const JudgementInput& input, Report& report) {
  report.project = input.artifacts.head.metadata.project_name;
  for (const SelectedNode& node : input.selected) report.models.push_back(node.model);
  std::erase_if(report.layers, [&](const LayerSummary& layer) { return !is_touched(input, layer.name); });
  add_artifact_notes(report, input.artifacts);
  if (model_keys(input.artifacts.base).empty()) {
    report.notes.push_back({"artifacts", "base holds no model, so every model counts as new and nothing is compared"});
  }
  add_age_note(report, input.artifacts, input.policy.policy.artifacts.max_age_days);
  for (std::string& note : policy::empty_layers(input.policy.policy, model_keys(input.artifacts.head))) {
    report.notes.push_back({"policy", std::move(note)});
  }
  if (!input.arguments.gates.empty()) {
    report.notes.push_back({"policy", fmt::format("only {} judged (--gate): the policy may ask for more",
                                                  fmt::join(input.arguments.gates, ", "))});
  }
  report.stage = input.arguments.stage;
  if (input.pull_request != nullptr) report.pull_request = change::summary_of(input.pull_request->facts);
  if (halves_limits(input)) {
    report.notes.push_back({"policy", "limits are halved: an LLM helped, and the LLM budget is exceeded or at risk"});
  }
}

}  // namespace tollgate::cli
