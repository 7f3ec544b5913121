#include "cli/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "core/listing.hpp"
#include "gates/all.hpp"

namespace tollgate::cli {

namespace {

bool has_other_content(const SelectedNode& node) {
  return node.change != nullptr && node.head != nullptr && !node.declarations_only && !node.model.layout_only;
}

/// What the gate reads there is of such a model.
bool concerns(const Gate& gate, const SelectedNode& node) {
  return !(gate.needs.compiled_sql && node.head->type == dbt::ResourceType::seed);
}

/// The gates that could have compared the model, as `a, b or c`.
std::string comparing_gates() {
  std::vector<std::string> ids;
  for (const Gate* gate : gates::all)
    if (gate->compares_content) ids.emplace_back(gate->id);
  std::string text;
  for (std::size_t i = 0; i < ids.size(); ++i) text += (i == 0 ? "" : i + 1 == ids.size() ? " or " : ", ") + ids[i];
  return text;
}

}  // namespace

std::vector<NotAsked> not_asked(const std::vector<GateTargets>& assignments,
                                const std::vector<SelectedNode>& selected) {
  std::vector<NotAsked> all;
  for (const GateTargets& assignment : assignments) {
    const Gate& gate = *assignment.gate;
    if (gate.needs.semantics || gate.needs.pull_request) continue;
    const std::set<const SelectedNode*> asked(assignment.nodes.begin(), assignment.nodes.end());
    NotAsked found{std::string(gate.id), {}};
    for (const SelectedNode& node : selected) {
      if (!asked.contains(&node) && has_other_content(node) && concerns(gate, node))
        found.models.push_back(node.model.unique_id);
    }
    if (!found.models.empty()) all.push_back(std::move(found));
  }
  return all;
}

void tell_uncompared(const std::vector<SelectedNode>& selected, Report& report) {
  std::set<std::string_view> told;  // by an outcome that compares, or that is not green
  for (const Outcome& outcome : report.outcomes) {
    const Gate* gate = find_gate(gates::all, outcome.gate);
    const bool compares = gate != nullptr && gate->compares_content && outcome.status != Status::skipped;
    if (compares || outcome.status == Status::failed || outcome.status == Status::errored) told.insert(outcome.subject);
  }
  std::vector<std::string> names;
  for (const SelectedNode& node : selected)
    if (has_other_content(node) && !told.contains(node.model.unique_id)) names.push_back(node.model.name);
  if (names.empty()) return;
  report.headline += fmt::format("; {} changed {} compared with base by no gate", names.size(),
                                 names.size() == 1 ? "model was" : "models were");
  report.notes.push_back({"coverage", fmt::format("no gate compared with base what these changed models hold: {}; let "
                                                  "their layer ask for {}",
                                                  listed(names), comparing_gates())});
}

}  // namespace tollgate::cli
