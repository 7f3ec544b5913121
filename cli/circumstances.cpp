#include "cli/circumstances.hpp"

namespace tollgate::cli {

Circumstances find_circumstances(const CheckArguments& arguments, ForgeInUse& forge, const Streams& streams) {
  Circumstances known;
  known.place = find_place(arguments.project);
  known.commits = commits_of(arguments.project, known.place);
  known.policy = find_policy(arguments.project, known.place, known.commits, streams);
  known.waivers = find_waivers(known.place, known.commits);
  known.baseline = find_baseline(known.place, known.commits);
  if (arguments.write_baseline) known.baseline.baseline = {{}, true, known.place.prefix + baseline_file};
  known.today = today_of(arguments.today, streams);
  known.pull_request = find_pull_request(arguments, known.place, known.commits, known.policy.policy, forge, streams);
  if (known.pull_request.facts.exists) known.now = now_of(arguments.now, streams);
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
  return budget_in_force(known.policy.policy, arguments.project, known.place, known.commits.base, known.now, source);
}

}  // namespace tollgate::cli
