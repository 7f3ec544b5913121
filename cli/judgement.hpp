// Runs the gates that the policy asks for over the selected models and settles what they learned into a Report.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/assignment.hpp"
#include "cli/policy_in_force.hpp"
#include "cli/pull_request_in_force.hpp"
#include "cli/resources.hpp"
#include "cli/selection.hpp"
#include "cli/semantic_selection.hpp"
#include "core/gate.hpp"
#include "core/report.hpp"
#include "core/roles.hpp"
#include "core/settle.hpp"

namespace tollgate::cli {

struct JudgementInput {
  const CheckArguments& arguments;
  const Artifacts& artifacts;
  const std::vector<SelectedNode>& selected;
  const std::vector<SelectedSemantic>& semantics;
  const std::vector<GateTargets>& assignments;
  const PolicyInForce& policy;
  const ProjectPlace& place;
  const ArtifactFolders& folders;
  Connector connect{};
  Concessions concessions{};
  const PullRequestInForce* pull_request = nullptr;  ///< null: there is none
  const Roles* roles = nullptr;                      ///< null: there is no roles file
  std::vector<Finding> loosened_roles{};
  std::vector<Outcome> stale{};  ///< models of which the head's manifest was made before they were edited
  std::chrono::sys_seconds now{};
  std::vector<BudgetLine> budget{};
  std::string budget_problem{};
};

Report judge_change(const JudgementInput& input, Report report, const Streams& streams);

/// What `--dry-run` prints: models, gates, and the questions that the warehouse would be asked.
std::string describe_plan(const JudgementInput& input);

}  // namespace tollgate::cli
