#include "cli/pull_request_in_force.hpp"

#include <optional>
#include <utility>

#include "change/gather.hpp"
#include "change/window_state.hpp"
#include "core/error.hpp"

namespace tollgate::cli {

namespace {

/// `--label none`, `--review none`: a person states that there is none.
bool states_none(const std::vector<std::string>& values) { return values.size() == 1 && values.front() == "none"; }

std::optional<bool> on_or_off(const std::string& value) {
  return value.empty() ? std::nullopt : std::optional(value == "on");
}

change::PullRequestFlags flags_of(const PullRequestArguments& arguments) {
  change::PullRequestFlags flags;
  flags.number = arguments.number;
  if (!arguments.author.empty()) flags.author = arguments.author;
  if (!states_none(arguments.labels)) flags.labels = arguments.labels;
  if (!states_none(arguments.reviews)) flags.reviews = arguments.reviews;
  flags.description_file = arguments.description_file;
  if (!arguments.title.empty()) flags.title = arguments.title;
  if (!arguments.head_branch.empty()) flags.head_branch = arguments.head_branch;
  flags.draft = on_or_off(arguments.draft);
  flags.fork = on_or_off(arguments.fork);
  flags.auto_merge = on_or_off(arguments.auto_merge);
  flags.agent_trace_file = arguments.agent_trace;
  return flags;
}

template <class Value>
void state_none(change::PullRequest& facts, change::Fact<std::vector<Value>>& fact, const char* flag) {
  fact = {{}, change::FactSource::flag, flag, {}};
  facts.exists = true;
}

}  // namespace

change::PullRequest gather_pull_request(const CheckArguments& check, const ProjectPlace& place, const Commits& commits,
                                        ForgeInUse& forge, const Streams& streams) {
  const PullRequestArguments& arguments = check.pull_request;
  change::GatherInput input{.root = place.repository_root.value_or(std::string()),
                            .base = commits.base,
                            .head = commits.head,
                            .flags = flags_of(arguments),
                            .environment = streams.environment,
                            .no_forge = forge.why_not};
  const bool may_ask = !check.dry_run && !check.explain_selection;
  if (forge.client && may_ask) input.forge = &*forge.client;
  input.merged = check.merged;
  change::PullRequest facts = change::gather(input);
  if (states_none(arguments.labels)) state_none(facts, facts.labels, "--label none");
  if (states_none(arguments.reviews)) state_none(facts, facts.reviews, "--review none");
  return facts;
}

PullRequestInForce recognise_pull_request(change::PullRequest facts, const Policy& policy) {
  PullRequestInForce in_force{std::move(facts), {}};
  const change::TeamSigns team = change::signs_of(policy.llm);
  change::tell_machines(team, in_force.facts);
  if (in_force.facts.exists) in_force.provenance = change::recognise(in_force.facts, team);
  return in_force;
}

std::chrono::sys_seconds now_of(const std::string& flag, const Streams& streams) {
  if (flag.empty()) {
    if (streams.now) return std::chrono::floor<std::chrono::seconds>(*streams.now);
    throw Error(ErrorKind::usage, {"the time is not known", "give --now 2026-03-30T10:00:00Z", {}});
  }
  if (const auto instant = change::instant_from(flag)) return *instant;
  throw Error(ErrorKind::usage, {"--now " + flag + ": no such instant", "write it as 2026-03-30T10:00:00Z", {}});
}

}  // namespace tollgate::cli
