#include "cli/assignment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/error.hpp"
#include "core/suggest.hpp"
#include "gates/all.hpp"
#include "gates/lineage_diff/hooks.hpp"

namespace tollgate::cli {

namespace {

std::string counted(std::size_t n, std::string_view thing) {
  return fmt::format("{} {}{}", n, thing, n == 1 ? "" : "s");
}

bool concerns(const Gate& gate, const SelectedNode& node) {
  if (node.tests_changed && gate.needs.test_changes) return true;
  if (node.tests_only) return false;
  if (node.declarations_only) return gate.needs.declarations;
  return node.change != nullptr || gate.needs.downstream;
}

bool is_asked_for(const Gate& gate, const Policy& policy) {
  return std::ranges::any_of(policy.layers, [&](const Layer& layer) { return layer.gates.contains(gate.id); });
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
      if (!concerns(*gate, node)) continue;
      if (asks(*gate, node.settings)) assignment.nodes.push_back(&node);
    }
    assignments.push_back(std::move(assignment));
  }
  return assignments;
}

void ask_about_change(std::vector<GateTargets>& assignments, const Policy& policy) {
  for (GateTargets& assignment : assignments) {
    if (!assignment.gate->needs.pull_request) continue;
    assignment.about_change = assignment.about_change || is_asked_for(*assignment.gate, policy);
  }
}

void ask_about_tests(std::vector<GateTargets>& assignments, const dbt::Changes& changes, bool named,
                     const Policy& policy) {
  const bool any = std::ranges::any_of(changes.tests, [](const dbt::TestChange& test) { return test.model.empty(); });
  for (GateTargets& assignment : assignments) {
    if (!any || assignment.gate != &gates::test) continue;
    assignment.about_change = named || is_asked_for(*assignment.gate, policy);
  }
}

void ask_about_hooks(std::vector<GateTargets>& assignments, const Artifacts& artifacts, bool named,
                     const Policy& policy) {
  const bool any = !gates::columns::run_hook_effects(artifacts.base, artifacts.head).empty();
  for (GateTargets& assignment : assignments) {
    if (!any || assignment.gate != &gates::lineage_diff) continue;
    assignment.about_hooks = named || is_asked_for(*assignment.gate, policy);
  }
}

void drop_unasked(std::vector<GateTargets>& assignments, const Policy& policy) {
  std::erase_if(assignments, [&](const GateTargets& assignment) {
    return assignment.empty() && !policy.unknown.gates.contains(assignment.gate->id) &&
           !is_asked_for(*assignment.gate, policy);
  });
}

bool any_needs(const std::vector<GateTargets>& assignments, bool Needs::*need) {
  return std::ranges::any_of(assignments, [&](const GateTargets& a) {
    return a.gate->needs.*need && (!a.nodes.empty() || !a.semantics.empty() || a.about_change);
  });
}

std::string targets_text(const GateTargets& assignment) {
  if (assignment.gate->needs.pull_request) return "the pull request";
  std::string text = assignment.gate->needs.semantics ? counted(assignment.semantics.size(), "definition")
                                                      : counted(assignment.nodes.size(), "model");
  if (assignment.about_hooks) text += " and the hooks of a run";
  if (assignment.about_change) text += " and tests of no model of the head";
  return text;
}

}  // namespace tollgate::cli
