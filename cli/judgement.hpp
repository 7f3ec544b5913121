// Runs the gates that the policy asks for over the selected models and settles what they learned into a Report.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/pull_request_in_force.hpp"
#include "cli/resources.hpp"
#include "cli/selection.hpp"
#include "cli/semantic_selection.hpp"
#include "core/gate.hpp"
#include "core/report.hpp"
#include "core/roles.hpp"
#include "core/waiver.hpp"

namespace tollgate::cli {

/// The gates named by --gate, or all. Throws Error (usage) for an unknown id.
std::vector<const Gate*> requested_gates(const std::vector<std::string>& ids);

/// A gate and what it must judge: models, or metrics and their like.
struct GateTargets {
  const Gate* gate = nullptr;
  std::vector<const SelectedNode*> nodes;
  std::vector<const SelectedSemantic*> semantics;
  bool about_change = false;  ///< the pull request as a whole is judged, if no layer is touched
  bool empty() const { return nodes.empty() && semantics.empty() && !about_change; }
};

/// Which gate judges what: as the layer's policy says; a gate named by --gate judges everything selected. The answer
/// points into both lists.
std::vector<GateTargets> assign_gates(const std::vector<const Gate*>& gates, bool named,
                                      const std::vector<SelectedNode>& selected,
                                      const std::vector<SelectedSemantic>& semantics);
/// Gates about the pull request that some layer of the policy asks for judge it if it touches none of these.
void ask_about_change(std::vector<GateTargets>& assignments, const Policy& policy);

/// What is common to every report of this run.
Report empty_report(const PolicyInForce& policy, const ArtifactFolders& folders, const Commits& commits,
                    Severity fail_on);

struct JudgementInput {
  const CheckArguments& arguments;
  const Artifacts& artifacts;
  const std::vector<SelectedNode>& selected;
  const std::vector<SelectedSemantic>& semantics;
  const std::vector<GateTargets>& assignments;
  const PolicyInForce& policy;
  const ProjectPlace& place;
  const ArtifactFolders& folders;
  const Connector& connect;
  WaiverBook waivers{};
  const PullRequestInForce* pull_request = nullptr;  ///< null: there is none
  const Roles* roles = nullptr;                      ///< null: there is no roles file
  std::vector<Finding> loosened_roles{};
  std::chrono::sys_seconds now{};
  std::vector<BudgetLine> budget{};
  std::string budget_problem{};
};

Report judge_change(const JudgementInput& input, Report report, const Streams& streams);

/// What `--dry-run` prints: models, gates, and the questions that the warehouse would be asked.
std::string describe_plan(const JudgementInput& input);

}  // namespace tollgate::cli
