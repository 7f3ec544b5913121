#include "cli/judgement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "cli/coverage.hpp"
#include "cli/docket.hpp"
#include "cli/excerpts.hpp"
#include "cli/lineage_inputs.hpp"
#include "cli/report_head.hpp"
#include "core/settle.hpp"
#include "gates/all.hpp"
#include "gates/row_count_diff/plan.hpp"
#include "lineage/drawing.hpp"

namespace tollgate::cli {

namespace {

Resources open_resources(const JudgementInput& input) {
  Resources resources;
  const Policy& policy = input.policy.policy;
  if (any_needs(input.assignments, &Needs::run_results)) {
    open_run_results(find_run_results(input.arguments.run_results, policy, input.place, input.folders.head), resources);
  }
  if (any_needs(input.assignments, &Needs::warehouse) || any_needs(input.assignments, &Needs::may_ask_warehouse)) {
    open_warehouse(input.connect, policy, input.place, input.arguments.jobs, resources);
  }
  return resources;
}

/// Why what is left is not judged any more; empty as long as there is time.
std::string late(const Streams& streams) { return streams.run == nullptr ? std::string() : streams.run->too_late(); }

/// Nothing when no gate asks for it.
std::optional<LineageOfBoth> open_lineage(const JudgementInput& input, Resources& resources, Run* run) {
  if (!any_needs(input.assignments, &Needs::lineage) && !any_needs(input.assignments, &Needs::lineage_helps)) {
    return std::nullopt;
  }
  const auto warehouse = [&](std::string& why_not) {
    if (!resources.open.warehouse && resources.warehouse_problem.empty()) {
      open_warehouse(input.connect, input.policy.policy, input.place, input.arguments.jobs, resources);
    }
    why_not = resources.warehouse_problem;
    return resources.open.warehouse.get();
  };
  LineageOfBoth both = build_lineage(input.artifacts, input.folders, warehouse, input.arguments.jobs, run);
  if (any_needs(input.assignments, &Needs::lineage_helps) && both.problem.empty())
    both.unchanged_rows = lineage::find_unchanged_rows(*both.base, *both.head, input.artifacts.changes);
  return both;
}

GateResult unjudged(const Gate& gate, const std::vector<std::string>& subjects, const std::string& reason) {
  GateResult result;
  for (const std::string& subject : subjects) {
    result.outcomes.push_back({std::string(gate.id), subject, Status::errored, reason});
  }
  return result;
}

GateResult without_pull_request(const Gate& gate) {
  GateResult result;
  result.outcomes.push_back({std::string(gate.id), std::string(change_subject), Status::skipped, "no pull request"});
  return result;
}

GateResult policy_findings(const JudgementInput& input) {
  GateResult result;
  const dbt::Metadata& head = input.artifacts.head.metadata;
  const bool postgres = head.adapter_type.empty() || dbt::is_postgres_family(head);
  result.findings = loosened_by_head(input.policy, model_keys(input.artifacts.head), postgres);
  result.findings.insert(result.findings.end(), input.loosened_roles.begin(), input.loosened_roles.end());
  return result;
}

/// For findings about the pull request as a whole: the highest severity of all layers that it touches.
ModelSettings settings_of_change(const JudgementInput& input) {
  ModelSettings of_change;
  for (const GateTargets& assignment : input.assignments) {
    if (!assignment.gate->needs.pull_request || assignment.empty()) continue;
    std::vector<Layer> touched;
    const auto add = [&](const ModelSettings& settings) {
      const auto found = settings.gates.find(assignment.gate->id);
      if (found == settings.gates.end()) return;
      Layer& layer = touched.emplace_back();
      layer.gates.emplace(*found);
    };
    for (const SelectedNode* node : assignment.nodes) add(node->settings);
    for (const SelectedSemantic* semantic : assignment.semantics) add(semantic->settings);
    const std::array<const Gate*, 1> gate{assignment.gate};
    GateTable joined = union_of(touched, gate).gates;
    of_change.gates.merge(joined);
  }
  return of_change;
}

std::map<std::string, ModelSettings, std::less<>> settings_by_subject(const JudgementInput& input) {
  std::map<std::string, ModelSettings, std::less<>> settings;
  for (const SelectedNode& node : input.selected) settings.emplace(node.model.unique_id, node.settings);
  for (const SelectedSemantic& semantic : input.semantics) settings.emplace(semantic.id, semantic.settings);
  settings.emplace(change_subject, settings_of_change(input));
  return settings;
}

GateResult result_of(const GateTargets& assignment, const JudgementInput& input, const Resources& resources,
                     const std::optional<LineageOfBoth>& lineage, const Streams& streams) {
  const Gate& gate = *assignment.gate;
  const Docket docket = docket_of(assignment, input);
  if (gate.needs.pull_request && input.pull_request == nullptr) return without_pull_request(gate);
  if (const std::string too_late = late(streams); !too_late.empty()) return unjudged(gate, docket.subjects, too_late);
  if (gate.needs.lineage && lineage && !lineage->problem.empty()) {
    return unjudged(gate, docket.subjects, lineage->problem);
  }
  Context context = context_for(input, docket, resources, lineage);
  context.run = streams.run;
  return judge(gate, context, docket.subjects);
}

}  // namespace

Report judge_change(const JudgementInput& input, Report report, const Streams& streams) {
  describe_selection(input, report);
  Resources resources = open_resources(input);
  begin_step(streams, "following columns");
  Leftovers own;
  auto& lineage = (streams.leftovers == nullptr ? own : *streams.leftovers).make<std::optional<LineageOfBoth>>();
  if (late(streams).empty()) lineage = open_lineage(input, resources, streams.run);
  if (lineage && lineage->problem.empty() && any_needs(input.assignments, &Needs::lineage)) {
    report.notes.push_back(lineage->note);
  }
  std::vector<GateResult> results;
  for (const GateTargets& assignment : input.assignments) {
    report.gates.emplace_back(assignment.gate->id);
    if (assignment.empty()) continue;
    begin_step(streams,
               fmt::format("{} (gate {} of {})", assignment.gate->id, report.gates.size(), input.assignments.size()));
    results.push_back(result_of(assignment, input, resources, lineage, streams));
  }
  begin_step(streams, "making the report");
  results.push_back(policy_findings(input));
  report.not_asked = not_asked(input.assignments, input.selected);
  if (!input.stale.empty()) {
    report.gates.insert(report.gates.begin(), "artifacts");
    results.emplace_back().outcomes = input.stale;
  }
  report = settle(std::move(report), std::move(results), settings_by_subject(input), input.concessions);
  if (input.arguments.gates.empty()) tell_uncompared(input.selected, report);
  report.rules = rules_told(report, gates::all);
  report.excerpts = excerpts_of(report, input.place);
  if (lineage && lineage->problem.empty() && lineage->base && lineage->head) {
    report.lineage =
        lineage::draw_change(*lineage->base, *lineage->head, lineage->differences, [&](std::string_view unique_id) {
          const SelectedModel* model = find_model(report, unique_id);
          return model == nullptr ? std::string() : model->layer;
        });
  }
  return report;
}

std::string describe_plan(const JudgementInput& input) {
  std::string text = fmt::format("policy: {}\n", input.policy.policy.origin.source);
  for (const GateTargets& assignment : input.assignments) {
    text += fmt::format("{}: {}\n", assignment.gate->id, targets_text(assignment));
    for (const SelectedNode* node : assignment.nodes) {
      text += fmt::format("  {} ({})\n", node->model.unique_id, node->model.layer);
    }
    for (const SelectedSemantic* semantic : assignment.semantics) {
      text += fmt::format("  {} ({})\n", semantic->id, semantic->settings.layer);
    }
    if (assignment.gate != &gates::row_count_diff) continue;
    const Docket docket = docket_of(assignment, input);
    for (const warehouse::Question& question :
         gates::rows::questions(gates::rows::make_plan(context_for(input, docket, {}, {})))) {
      text += fmt::format("  ask {}: {}\n    {}\n", warehouse::to_string(question.side), question.about, question.sql);
    }
  }
  return text;
}

}  // namespace tollgate::cli
