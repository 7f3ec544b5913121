// The pull request that a run is about: what the command line, the CI environment, git and the forge tell of it. Asks
// the forge only where there is a pull request; writes nothing.
#pragma once

#include <chrono>

#include "change/pull_request.hpp"
#include "cli/arguments.hpp"
#include "cli/place.hpp"
#include "cli/policy_in_force.hpp"
#include "cli/publishing.hpp"

namespace tollgate::cli {

struct PullRequestInForce {
  change::PullRequest facts;
  change::PullRequestProvenance provenance;
};

/// The facts. With --dry-run and --explain-selection no forge is asked. Throws Error (usage) for a flag that is wrong.
change::PullRequest gather_pull_request(const CheckArguments& check, const ProjectPlace& place, const Commits& commits,
                                        ForgeInUse& forge, const Streams& streams);
/// With what they say of LLM use, in the words of the policy.
PullRequestInForce recognise_pull_request(change::PullRequest facts, const Policy& policy);

/// `--now`, else the clock. Throws Error (usage) for a flag that names no instant.
std::chrono::sys_seconds now_of(const std::string& flag, const Streams& streams);

}  // namespace tollgate::cli
