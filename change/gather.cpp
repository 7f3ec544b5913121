#include "change/gather.hpp"

#include <algorithm>
#include <utility>

#include "change/ask_forge.hpp"
#include "change/ci.hpp"
#include "change/flags.hpp"
#include "change/git.hpp"
#include "change/git_history.hpp"
#include "change/merged.hpp"

namespace tollgate::change {

namespace {

/// The two sides as git has them here; empty: not known, and `problem` says why.
struct Sides {
  std::string base;
  std::string head;
  std::string base_origin;
  std::string problem;
};

template <class Value>
void state(Fact<Value>& fact, Value value, std::string origin) {
  fact = {std::move(value), FactSource::git, std::move(origin), {}};
}

template <class Value>
void give_reason(Fact<Value>& fact, const std::string& problem) {
  if (!fact.known() && fact.problem.empty()) fact.problem = problem;
}

void add_once(std::vector<std::string>& all, const std::string& one) {
  if (std::ranges::find(all, one) == all.end()) all.push_back(one);
}

std::string not_here(const char* side, const std::string& commit) {
  return std::string("git has no ") + side + " commit " + commit.substr(0, 12) +
         " here: check out with full history (GitHub: fetch-depth: 0; GitLab: GIT_DEPTH: 0)";
}

/// What was given, else what the CI tells, else what git itself has: HEAD, and where the remote's default branch is.
Sides sides_of(const GatherInput& input, const CiFacts& ci) {
  Sides sides;
  if (input.root.empty()) {
    sides.problem = "there is no git repository";
    return sides;
  }
  const std::string head = !input.head.empty() ? input.head : ci.facts.head_commit.value;
  const std::string base = !input.base.empty() ? input.base : ci.base_tip;
  sides.base_origin = base.empty() ? "merge base with origin/HEAD" : "merge base with the base commit";
  const auto head_here = resolve_commit(input.root, head.empty() ? "HEAD" : head);
  const auto base_here = resolve_commit(input.root, base.empty() ? "refs/remotes/origin/HEAD" : base);
  if (!head_here) {
    sides.problem = head.empty() ? "this repository has no commit yet" : not_here("head", head);
    return sides;
  }
  sides.head = *head_here;
  if (base_here) sides.base = *base_here;
  if (!base_here) sides.problem = base.empty() ? "no base commit is known: give --base-sha" : not_here("base", base);
  return sides;
}

void read_files(const std::string& root, PullRequest& facts) {
  Files files = changed_files(root, facts.base_commit.value, facts.head_commit.value);
  if (files.problem.empty()) {
    state(facts.files, std::move(files.files), "git diff");
  } else {
    facts.files.problem = std::move(files.problem);
  }
}

void read_git(const GatherInput& input, const Sides& sides, PullRequest& facts) {
  if (!sides.head.empty()) {
    if (facts.head_commit.value != sides.head) {
      state(facts.head_commit, sides.head, input.head.empty() ? "HEAD" : "the head commit given");
    }
    add_once(facts.fresh_heads, sides.head);
  }
  if (sides.base.empty()) {
    for (Fact<std::string>* fact : {&facts.base_commit, &facts.head_commit}) give_reason(*fact, sides.problem);
    give_reason(facts.commits, sides.problem);
    give_reason(facts.files, sides.problem);
    return;
  }
  History history = history_between(input.root, sides.base, sides.head, facts.base_branch.value);
  for (const std::string& head : history.fresh_heads) add_once(facts.fresh_heads, head);
  if (!history.merge_base.empty()) {
    state(facts.base_commit, history.merge_base, sides.base_origin);
    read_files(input.root, facts);
  }
  if (history.problem.empty()) {
    read_ai_notes(input.root, history.commits);
    state(facts.commits, std::move(history.commits), "git log");
    return;
  }
  give_reason(facts.base_commit, history.problem);
  give_reason(facts.files, history.problem);
  give_reason(facts.commits, history.problem);
}

/// Why a fact that only a forge, an event or a flag can tell is not known.
void give_reasons(const std::string& problem, PullRequest& facts) {
  for (Fact<std::string>* fact : {&facts.repository, &facts.url, &facts.title, &facts.description, &facts.base_branch,
                                  &facts.head_branch, &facts.agent_trace}) {
    give_reason(*fact, problem);
  }
  for (Fact<bool>* fact : {&facts.draft, &facts.fork, &facts.auto_merge}) give_reason(*fact, problem);
  give_reason(facts.number, problem);
  give_reason(facts.author, problem);
  give_reason(facts.labels, problem);
  give_reason(facts.reviews, problem);
  give_reason(facts.assignees, problem);
}

std::string reason_without_forge(const GatherInput& input, const PullRequest& facts) {
  if (!facts.exists) return "there is no pull request";
  if (input.forge != nullptr) {
    return facts.number.known() ? "the forge does not tell"
                                : "the forge was not asked: which pull request is not known";
  }
  return input.no_forge.empty() ? "no forge was asked" : input.no_forge;
}

/// What the CI tells of the repository, where it runs for a branch and not for a pull request.
void tell_repository(const Environment& environment, Fact<std::string>& fact) {
  for (const char* name : {"GITHUB_REPOSITORY", "CI_PROJECT_PATH"}) {
    const std::string value = environment(name).value_or(std::string());
    if (!value.empty() && !fact.known()) fact = {value, FactSource::ci, name, {}};
  }
}

CiFacts what_ci_tells(const GatherInput& input, const Environment& environment) {
  if (!input.merged || input.root.empty()) return ci_facts(environment);
  CiFacts ci = facts_of_merge(input.root, input.head, input.forge);
  tell_repository(environment, ci.facts.repository);
  return ci;
}

}  // namespace

PullRequest gather(const GatherInput& input) {
  const Environment nothing_set = [](std::string_view) { return std::nullopt; };
  CiFacts ci = what_ci_tells(input, input.environment ? input.environment : nothing_set);
  PullRequest stated;  // checked before anything is asked
  apply_flags(input.flags, stated);
  if (stated.number.known()) ci.facts.number = stated.number;
  const bool can_ask = input.forge != nullptr && ci.facts.number.known();
  if (can_ask) ask_forge(*input.forge, ci);
  apply_flags(input.flags, ci.facts);
  PullRequest facts = ci.facts;
  read_git(input, sides_of(input, ci), facts);
  if (can_ask) complete_commits(*input.forge, ci.in_queue, facts);
  give_reasons(reason_without_forge(input, facts), facts);
  return facts;
}

PullRequestSummary summary_of(const PullRequest& pull_request) {
  PullRequestSummary summary;
  if (pull_request.forge) summary.forge = *pull_request.forge == forge::Kind::github ? "github" : "gitlab";
  summary.repository = pull_request.repository.value;
  summary.number = pull_request.number.value;
  summary.url = pull_request.url.value;
  summary.head_commit = pull_request.head_commit.value;
  summary.base_commit = pull_request.base_commit.value;
  summary.writes_refused = pull_request.writes_refused;
  return summary;
}

}  // namespace tollgate::change
