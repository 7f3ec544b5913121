// All that is known of a run before artifacts are read: where it runs, which policy, waivers and roles are in force,
// and which pull request it is about.
#pragma once

#include <chrono>

#include "cli/arguments.hpp"
#include "cli/baseline_in_force.hpp"
#include "cli/budget_inputs.hpp"
#include "cli/inputs.hpp"
#include "cli/place.hpp"
#include "cli/policy_in_force.hpp"
#include "cli/publishing.hpp"
#include "cli/pull_request_in_force.hpp"
#include "cli/roles_in_force.hpp"
#include "cli/streams.hpp"
#include "cli/waivers_in_force.hpp"
#include "core/day.hpp"

namespace tollgate::cli {

struct Circumstances {
  ProjectPlace place;
  Commits commits;
  PolicyInForce policy;
  WaiversInForce waivers;
  BaselineInForce baseline;
  Day today{};  ///< by which waivers expire, UTC
  PullRequestInForce pull_request;
  std::chrono::sys_seconds now{};  ///< by which merge windows are judged; zero without a pull request
  RolesInForce roles;
  ArtifactFolders folders;
};

/// Throws Error and PolicyProblems for a place, commit, policy, waiver or roles file that is wrong, and for flags that
/// cannot be.
Circumstances find_circumstances(const CheckArguments& arguments, ForgeInUse& forge, const Streams& streams);

/// How the LLM budget stands, where an LLM helped: nobody else is judged by it.
BudgetInForce budget_for(const Circumstances& known, const CheckArguments& arguments, ForgeInUse& forge);

}  // namespace tollgate::cli
