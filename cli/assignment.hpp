// Which gate judges what of the selection: as each layer's policy says, or as --gate says.
#pragma once

#include <string>
#include <vector>

#include "cli/inputs.hpp"
#include "cli/selection.hpp"
#include "cli/semantic_selection.hpp"
#include "core/gate.hpp"
#include "core/policy.hpp"

namespace tollgate::cli {

/// The gates named by --gate, or all. Throws Error (usage) for an unknown id.
std::vector<const Gate*> requested_gates(const std::vector<std::string>& ids);

/// A gate and what it must judge: models, or metrics and their like.
struct GateTargets {
  const Gate* gate = nullptr;
  std::vector<const SelectedNode*> nodes;
  std::vector<const SelectedSemantic*> semantics;
  bool about_change = false;  ///< the pull request as a whole is judged, if no layer is touched
  bool about_hooks = false;   ///< hooks of a run are judged, which ask for nothing but the manifests
  bool empty() const { return nodes.empty() && semantics.empty() && !about_change && !about_hooks; }
};

/// Which gate judges what: as the layer's policy says; a gate named by --gate judges everything selected. The answer
/// points into both lists.
std::vector<GateTargets> assign_gates(const std::vector<const Gate*>& gates, bool named,
                                      const std::vector<SelectedNode>& selected,
                                      const std::vector<SelectedSemantic>& semantics);
/// Gates about the pull request that some layer of the policy asks for judge it if it touches none of these.
void ask_about_change(std::vector<GateTargets>& assignments, const Policy& policy);

/// Tests that guard no model of the head in particular are judged all the same.
void ask_about_tests(std::vector<GateTargets>& assignments, const dbt::Changes& changes, bool named,
                     const Policy& policy);

/// Hooks of a run belong to no model, and are judged all the same.
void ask_about_hooks(std::vector<GateTargets>& assignments, const Artifacts& artifacts, bool named,
                     const Policy& policy);

/// Takes out gates that judge nothing here and that no layer of the policy asks for: a report does not name them.
void drop_unasked(std::vector<GateTargets>& assignments, const Policy& policy);

/// Whether a gate that judges anything has that need.
bool any_needs(const std::vector<GateTargets>& assignments, bool Needs::*need);
/// e.g. `3 models and the hooks of a run`
std::string targets_text(const GateTargets& assignment);

}  // namespace tollgate::cli
