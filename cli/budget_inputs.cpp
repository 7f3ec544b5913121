#include "cli/budget_inputs.hpp"

#include <algorithm>

#include "budget/audit_facts.hpp"
#include "budget/period.hpp"
#include "budget/standing.hpp"
#include "cli/budget_layers.hpp"
#include "core/error.hpp"

namespace tollgate::cli {

namespace {

/// A run of `check` has the time of a person who waits.
constexpr int most_pages = 10;

std::vector<budget::PullRequestFacts> facts_from_log(const std::string& root, const std::string& branch,
                                                     std::vector<std::string>& notes) {
  if (root.empty()) return {};
  const budget::LocalLog log = budget::read_local_log(root, branch);
  if (!log.found) {
    notes.push_back("there is no audit log here, so nobody tells what was caught before the merge: git fetch origin " +
                    branch + ":refs/remotes/origin/" + branch + ", or begin one with tollgate audit append");
  }
  if (!log.problem.empty()) notes.push_back(log.problem);
  return budget::facts_of(log.events);
}

}  // namespace

BudgetHistory read_budget_history(const Policy& policy, const ProjectArguments& arguments, const ProjectPlace& place,
                                  const std::string& tip, std::chrono::sys_seconds files_since, const ForgePast& past,
                                  const std::string& audit_branch) {
  const LayersByPath by_path(policy, arguments, place);
  budget::HistoryInput input;
  input.root = place.repository_root.value_or(std::string());
  input.tip = tip;
  input.prefix = place.prefix;
  for (const Layer& layer : policy.layers) input.layers.push_back(layer.name);
  input.layer_of = [&](std::string_view path) { return by_path.layer_of(path); };
  input.files_since = files_since;
  input.team = change::signs_of(policy.llm);
  BudgetHistory read;
  read.notes = by_path.notes();
  input.facts = past.facts;
  input.forge_told_a_part = past.asked && !past.complete;
  for (budget::PullRequestFacts& facts : facts_from_log(input.root, audit_branch, read.notes))
    input.facts.push_back(std::move(facts));
  read.history = budget::read_history(input);
  for (std::string& note : unread_notes(past, read.history, files_since)) read.notes.push_back(std::move(note));
  read.notes.insert(read.notes.end(), read.history.notes.begin(), read.history.notes.end());
  return read;
}

BudgetInForce budget_in_force(const Policy& policy, const ProjectArguments& arguments, const ProjectPlace& place,
                              const std::string& base, std::chrono::sys_seconds now, const PastSource& source,
                              const std::string& audit_branch) {
  try {
    budget::StandingOptions options;
    options.as_of = now;
    const budget::Period period = budget::period_at(now, policy.llm.period);
    const Day since = std::min(period.begin, budget::rolling_four_quarters(period).begin);
    const ForgePast past = source.forge == nullptr ? ForgePast{}
                                                   : ask_about_past(*source.forge, source.branch, since, most_pages,
                                                                    change::signs_of(policy.llm));
    const BudgetHistory read = read_budget_history(policy, arguments, place, base, since, past, audit_branch);
    budget::Outcomes outcomes = budget::outcomes_of(read.history);
    budget::add_fixes(place.repository_root.value_or(std::string()), read.history, since, outcomes,
                      budget::Fixes::confirmed);
    BudgetInForce in_force;
    in_force.lines = budget_lines(budget::stand(read.history, outcomes, policy.llm, options));
    if (source.forge != nullptr) in_force.notes = unread_notes(past, read.history, since);
    return in_force;
  } catch (const Error& error) {
    return {{}, error.what(), {}};
  }
}

}  // namespace tollgate::cli
