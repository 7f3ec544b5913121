#include "cli/docket.hpp"

#include <utility>

#include "gates/hallucination_budget/strain.hpp"

namespace tollgate::cli {

namespace {

Target target_of(const SelectedNode& node) {
  return {.model = &node.model,
          .base = node.base,
          .head = node.head,
          .change = node.change,
          .location = node.location,
          .options = {},
          .lines_before_code = node.lines_before_code,
          .tests_only = node.declarations_only};
}

Options options_for(const Gate& gate, const ModelSettings& settings, bool halve) {
  const auto found = settings.gates.find(gate.id);
  const Options options = found == settings.gates.end() ? Options() : found->second.options;
  return halve ? halved(options, gate.options) : options;
}

}  // namespace

bool halves_limits(const JudgementInput& input) {
  if (input.pull_request == nullptr || !input.policy.policy.llm.halve_limits) return false;
  if (input.pull_request->provenance.state != change::ProvenanceState::declared_llm) return false;
  std::vector<std::string> layers;
  for (const SelectedNode& node : input.selected) {
    if (node.change != nullptr) layers.push_back(node.settings.layer);
  }
  return gates::strain_of(input.budget, layers).tightens();
}

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
  if (assignment.about_hooks) docket.subjects.emplace_back(change_subject);
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
  context.run_results = resources.run_results ? &*resources.run_results : nullptr;
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
  context.read_file = [&place = input.place](const std::string& path) { return read_repository_file(place, path); };
  context.project_prefix = input.place.prefix;
  return context;
}

}  // namespace tollgate::cli
