// What the LLM budget is counted from: the history of the base branch, with the policy's layers and what the audit log
// tells. For `tollgate budget`, and for the gates of `tollgate check`.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "budget/history.hpp"
#include "cli/arguments.hpp"
#include "cli/budget_forge.hpp"
#include "cli/place.hpp"
#include "core/policy.hpp"
#include "core/pull_request_summary.hpp"

namespace tollgate::cli {

struct BudgetHistory {
  budget::History history;
  std::vector<std::string> notes;  ///< for a person: what could not be told
};

/// The history that ends with `tip`; layers of pull requests since `files_since`. Throws Error (unjudged).
BudgetHistory read_budget_history(const Policy& policy, const ProjectArguments& arguments, const ProjectPlace& place,
                                  const std::string& tip, std::chrono::sys_seconds files_since, const ForgePast& past,
                                  const std::string& audit_branch);

/// How the budget stands, for Context::budget and budget_problem.
struct BudgetInForce {
  std::vector<BudgetLine> lines{};
  std::string problem{};             ///< why there are no lines
  std::vector<std::string> notes{};  ///< for a person: what the forge did not tell
};

/// Who tells labels and descriptions of what was merged before; null: nobody is asked.
struct PastSource {
  ForgeInUse* forge = nullptr;
  std::string branch{};  ///< name of the base branch; empty: not known
};

/// `base`: commit of the base branch. Never throws for a history that cannot be read: that is the problem.
BudgetInForce budget_in_force(const Policy& policy, const ProjectArguments& arguments, const ProjectPlace& place,
                              const std::string& base, std::chrono::sys_seconds now, const PastSource& source = {},
                              const std::string& audit_branch = "tollgate-audit");

}  // namespace tollgate::cli
