#include "cli/circumstances.hpp"

#include <utility>

namespace tollgate::cli {

namespace {

/// After the merge one commit of the base branch is judged: HEAD, against the one before it.
ProjectArguments project_of(const CheckArguments& arguments) {
  ProjectArguments project = arguments.project;
  if (!arguments.merged) return project;
  if (project.head_sha.empty()) project.head_sha = "HEAD";
  if (project.base_sha.empty()) project.base_sha = project.head_sha + "^1";
  return project;
}

std::chrono::sys_seconds instant_of(const CheckArguments& arguments, const change::PullRequest& facts,
                                    const Streams& streams) {
  const auto stated = arguments.now.empty() ? std::chrono::sys_seconds{} : now_of(arguments.now, streams);
  if (!facts.exists) return {};
  if (!arguments.now.empty()) return stated;
  if (facts.merged_at.known()) return facts.merged_at.value;
  return now_of(arguments.now, streams);
}

}  // namespace

Circumstances find_circumstances(const CheckArguments& arguments, ForgeInUse& forge, const Streams& streams) {
  Circumstances known;
  known.place = find_place(arguments.project);
  known.commits = commits_of(project_of(arguments), known.place);
  change::PullRequest facts = gather_pull_request(arguments, known.place, known.commits, forge, streams);
  // Of a pull request that is named by hand the forge, or the remote's default branch, tells the base: its policy
  // judges.
  if (facts.exists && known.commits.base.empty()) known.commits.base = facts.base_commit.value;
  known.policy = find_policy(arguments.project, known.place, known.commits, streams);
  known.waivers = find_waivers(known.place, known.commits);
  known.baseline = find_baseline(known.place, known.commits);
  if (arguments.write_baseline) known.baseline.baseline = {{}, true, known.place.prefix + baseline_file};
  known.today = today_of(arguments.today, streams);
  known.now = instant_of(arguments, facts, streams);
  known.pull_request = recognise_pull_request(std::move(facts), known.policy.policy);
  known.roles = find_roles(known.place, known.commits, known.policy.policy);
  known.folders = find_folders(arguments.project, known.policy.policy, known.place);
  return known;
}

BudgetInForce budget_for(const Circumstances& known, const CheckArguments& arguments, ForgeInUse& forge) {
  const bool touched = known.pull_request.provenance.state == change::ProvenanceState::declared_llm;
  if (!known.pull_request.facts.exists || !touched) return {};
  if (known.commits.base.empty()) return {{}, "no base commit is known: give --base-sha", {}};
  const bool asks = forge.client && !arguments.dry_run;
  const PastSource source{asks ? &forge : nullptr, known.pull_request.facts.base_branch.value};
  return budget_in_force(known.policy.policy, arguments.project, known.place, known.commits.base, known.now, source,
                         arguments.audit_branch);
}

}  // namespace tollgate::cli
