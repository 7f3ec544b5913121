// What one gate is asked about, in the gates' own words: made from the selection, the policy and what else is known.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/assignment.hpp"
#include "cli/judgement.hpp"
#include "cli/lineage_inputs.hpp"
#include "cli/resources.hpp"
#include "gates/context.hpp"

namespace tollgate::cli {

struct Docket {
  std::vector<Target> targets;
  std::vector<Target> selected;
  std::vector<SemanticTarget> semantics;
  std::vector<std::string> subjects;  ///< of each of which the gate owes an outcome
};

/// Whether limits are halved: an LLM helped, the budget is strained, and the policy says so.
bool halves_limits(const JudgementInput& input);

/// Points into `input`.
Docket docket_of(const GateTargets& assignment, const JudgementInput& input);
/// Points into all of its arguments.
Context context_for(const JudgementInput& input, const Docket& docket, const Resources& resources,
                    const std::optional<LineageOfBoth>& lineage);

}  // namespace tollgate::cli
