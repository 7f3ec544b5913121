#include "cli/judgement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string_view>
#include <utility>

#include "change/gather.hpp"
#include "cli/excerpts.hpp"
#include "cli/lineage_inputs.hpp"
#include "core/error.hpp"
#include "core/settle.hpp"
#include "core/suggest.hpp"
#include "gates/all.hpp"
#include "gates/context.hpp"
#include "gates/hallucination_budget/strain.hpp"
#include "gates/row_count_diff/plan.hpp"
#include "lineage/drawing.hpp"
#include "policy/load.hpp"

namespace tollgate::cli {

namespace {

constexpr std::size_t short_commit = 12;  // as many digits as git itself shows of a large repository

bool any_needs(const std::vector<GateTargets>& assignments, bool Needs::*need) {
  return std::ranges::any_of(assignments, [&](const GateTargets& a) { return a.gate->needs.*need && !a.empty(); });
}

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

/// Nothing when no gate asks for it.
std::optional<LineageOfBoth> open_lineage(const JudgementInput& input, Resources& resources) {
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
  return build_lineage(input.artifacts, input.folders, warehouse, input.arguments.jobs);
}

Target target_of(const SelectedNode& node) {
  return {.model = &node.model,
          .base = node.base,
          .head = node.head,
          .change = node.change,
          .location = node.location,
          .options = {},
          .lines_before_code = node.lines_before_code};
}

/// Whether limits are halved: an LLM helped, the budget is strained, and the policy says so.
bool halves_limits(const JudgementInput& input) {
  if (input.pull_request == nullptr || !input.policy.policy.llm.halve_limits) return false;
  if (input.pull_request->provenance.state != change::ProvenanceState::declared_llm) return false;
  std::vector<std::string> layers;
  for (const SelectedNode& node : input.selected) {
    if (node.change != nullptr) layers.push_back(node.settings.layer);
  }
  return gates::strain_of(input.budget, layers).tightens();
}

Options options_for(const Gate& gate, const ModelSettings& settings, bool halve) {
  const auto found = settings.gates.find(gate.id);
  const Options options = found == settings.gates.end() ? Options() : found->second.options;
  return halve ? halved(options, gate.options) : options;
}

/// What one gate is asked about.
struct Docket {
  std::vector<Target> targets;
  std::vector<Target> selected;
  std::vector<SemanticTarget> semantics;
  std::vector<std::string> subjects;
};

Docket docket_of(const GateTargets& assignment, const JudgementInput& input) {
  Docket docket;
  const bool halve = halves_limits(input);
  for (const SelectedNode& node : input.selected) docket.selected.push_back(target_of(node));
  for (const SelectedNode* node : assignment.nodes) {
    Target target = target_of(*node);
    target.options = options_for(*assignment.gate, node->settings, halve);
    docket.targets.push_back(std::move(target));
    docket.subjects.push_back(node->model.unique_id);
  }
  for (const SelectedSemantic* semantic : assignment.semantics) {
    docket.semantics.push_back({.id = semantic->id,
                                .base = semantic->base,
                                .head = semantic->head,
                                .layer = semantic->settings.layer,
                                .review = &semantic->settings.review,
                                .location = semantic->location,
                                .yaml = semantic->yaml,
                                .options = options_for(*assignment.gate, semantic->settings, halve)});
    docket.subjects.push_back(semantic->id);
  }
  if (assignment.gate->needs.pull_request) docket.subjects = {std::string(change_subject)};
  return docket;
}

Context context_for(const JudgementInput& input, const Docket& docket, const Resources& resources,
                    const std::optional<LineageOfBoth>& lineage) {
  Context context;
  context.targets = docket.targets;
  context.selected = docket.selected;
  context.semantics = docket.semantics;
  context.base = &input.artifacts.base;
  context.head = &input.artifacts.head;
  context.changes = &input.artifacts.changes;
  context.run_results = resources.run_results;
  context.run_results_problem = resources.run_results_problem;
  context.warehouse = resources.open.warehouse.get();
  context.warehouse_problem = resources.warehouse_problem;
  context.one_database = resources.open.one_database;
  if (lineage && lineage->problem.empty()) {
    context.base_lineage = &*lineage->base;
    context.head_lineage = &*lineage->head;
    context.lineage_differences = &lineage->differences;
    context.unchanged_rows = &lineage->unchanged_rows;
  }
  context.all = input.arguments.all;
  if (input.pull_request != nullptr) {
    context.pull_request = &input.pull_request->facts;
    context.provenance = &input.pull_request->provenance;
  }
  context.stage = input.arguments.stage;
  context.now = input.now;
  context.roles = input.roles;
  context.policy = &input.policy.policy;
  context.budget = input.budget;
  context.budget_problem = input.budget_problem;
  context.jobs = input.arguments.jobs;
  context.project_prefix = input.place.prefix;
  return context;
}

std::string counted(std::size_t n, std::string_view thing) {
  return fmt::format("{} {}{}", n, thing, n == 1 ? "" : "s");
}

std::string targets_text(const GateTargets& assignment) {
  if (assignment.gate->needs.pull_request) return "the pull request";
  return assignment.gate->needs.semantics ? counted(assignment.semantics.size(), "definition")
                                          : counted(assignment.nodes.size(), "model");
}

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
  for (const dbt::DbtDifference& difference : artifacts.changes.dbt_differences) {
    report.selection_differences.push_back({difference.unique_id, difference.dbt_selects, difference.why});
  }
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
  result.findings = loosened_by_head(input.policy, model_keys(input.artifacts.head));
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

/// Whose approval and which window is asked for matters only for layers that this change touches.
bool is_touched(const JudgementInput& input, const std::string& layer) {
  return std::ranges::any_of(input.selected, [&](const auto& node) { return node.settings.layer == layer; }) ||
         std::ranges::any_of(input.semantics, [&](const auto& semantic) { return semantic.settings.layer == layer; });
}

}  // namespace

std::vector<const Gate*> requested_gates(const std::vector<std::string>& ids) {
  if (ids.empty()) return {gates::all.begin(), gates::all.end()};
  for (const std::string& id : ids) {
    if (find_gate(gates::all, id) != nullptr) continue;
    std::vector<std::string_view> known;
    std::string list;
    for (const Gate* gate : gates::all) {
      known.push_back(gate->id);
      list += (list.empty() ? "" : ", ") + std::string(gate->id);
    }
    const std::string suggestion = did_you_mean(id, known);
    throw Error(ErrorKind::usage,
                {"--gate: unknown gate \"" + id + "\"", suggestion.empty() ? "known gates: " + list : suggestion, {}});
  }
  std::vector<const Gate*> requested;
  for (const Gate* gate : gates::all) {
    if (std::ranges::find(ids, gate->id) != ids.end()) requested.push_back(gate);
  }
  return requested;
}

std::vector<GateTargets> assign_gates(const std::vector<const Gate*>& gates, bool named,
                                      const std::vector<SelectedNode>& selected,
                                      const std::vector<SelectedSemantic>& semantics) {
  const auto is_redefined = [](const SelectedSemantic& semantic) {
    return semantic.base == nullptr || semantic.head == nullptr ||
           semantic.base->definition != semantic.head->definition;
  };
  const auto asks = [named](const Gate& gate, const ModelSettings& settings) {
    return named || settings.gates.contains(gate.id);
  };
  std::vector<GateTargets> assignments;
  for (const Gate* gate : gates) {
    GateTargets assignment{gate, {}, {}};
    for (const SelectedSemantic& semantic : semantics) {
      const bool concerned = gate->needs.semantics || (gate->needs.pull_request && is_redefined(semantic));
      if (concerned && asks(*gate, semantic.settings)) assignment.semantics.push_back(&semantic);
    }
    for (const SelectedNode& node : selected) {
      if (gate->needs.semantics) break;
      const bool below = node.change == nullptr;
      if (node.declarations_only ? !gate->needs.declarations : below && !gate->needs.downstream) continue;
      if (asks(*gate, node.settings)) assignment.nodes.push_back(&node);
    }
    assignments.push_back(std::move(assignment));
  }
  return assignments;
}

void ask_about_change(std::vector<GateTargets>& assignments, const Policy& policy) {
  for (GateTargets& assignment : assignments) {
    if (!assignment.gate->needs.pull_request) continue;
    assignment.about_change = assignment.about_change || std::ranges::any_of(policy.layers, [&](const Layer& layer) {
                                return layer.gates.contains(assignment.gate->id);
                              });
  }
}

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

Report judge_change(const JudgementInput& input, Report report, const Streams& streams) {
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
  Resources resources = open_resources(input);
  const std::optional<LineageOfBoth> lineage = open_lineage(input, resources);
  if (lineage && lineage->problem.empty() && any_needs(input.assignments, &Needs::lineage)) {
    report.notes.push_back(lineage->note);
  }
  const bool progress = streams.err_is_terminal && variable(streams, "CI").empty();
  std::vector<GateResult> results;
  for (const GateTargets& assignment : input.assignments) {
    report.gates.emplace_back(assignment.gate->id);
    if (assignment.empty()) continue;
    if (progress) tell(streams, fmt::format("{}: {} …", assignment.gate->id, targets_text(assignment)));
    const Docket docket = docket_of(assignment, input);
    if (assignment.gate->needs.lineage && lineage && !lineage->problem.empty()) {
      results.push_back(unjudged(*assignment.gate, docket.subjects, lineage->problem));
      continue;
    }
    if (assignment.gate->needs.pull_request && input.pull_request == nullptr) {
      results.push_back(without_pull_request(*assignment.gate));
      continue;
    }
    results.push_back(judge(*assignment.gate, context_for(input, docket, resources, lineage), docket.subjects));
  }
  results.push_back(policy_findings(input));
  report = settle(std::move(report), std::move(results), settings_by_subject(input), input.waivers);
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
