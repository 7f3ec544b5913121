// A pull request with a policy of three layers and a team, for the gates about people. Made in C++: no git, no forge.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "change/pull_request.hpp"
#include "core/gate.hpp"
#include "core/policy.hpp"
#include "gates/context.hpp"

namespace tollgate::test_gates {

inline constexpr const char* head_commit = "2222222222222222222222222222222222222222";
inline constexpr const char* old_commit = "1111111111111111111111111111111111111111";

template <class T>
change::Fact<T> known(T value, change::FactSource source = change::FactSource::forge) {
  return {std::move(value), source, "test", {}};
}
template <class T>
change::Fact<T> unknown(std::string problem) {
  change::Fact<T> fact;
  fact.problem = std::move(problem);
  return fact;
}

/// Sam Author opened it with one commit of his own; nothing says that an LLM helped, everything is known, and nobody
/// has reviewed it. Layers: staging (a peer, any time), marts (a senior, Mon-Fri 09:00-17:00 Berlin), metrics (a senior
/// and a data-pm). Seniors are ada and grace, pam is the data-pm.
class PullScene {
 public:
  PullScene();
  PullScene& touch(const std::string& layer);
  PullScene& commit(const std::string& message, const std::string& name = "Sam Author",
                    const std::string& email = "sam@shop.test");
  PullScene& review(const std::string& login, forge::ReviewState state = forge::ReviewState::approved,
                    const std::string& of = head_commit, bool is_person = true);
  PullScene& label(const std::string& name, const std::string& by = {});
  Layer& layer(const std::string& name);

  GateResult run(const Gate& gate);

  change::PullRequest pull_request;
  Policy policy;
  Roles roles;
  bool without_roles = false;
  Stage stage = Stage::merge;
  std::string now = "2026-03-30T10:00:00Z";  ///< a Monday, noon in Berlin
  std::vector<BudgetLine> budget;
  std::string budget_problem;
  Options options;  ///< of every target

 private:
  std::deque<SelectedModel> x_models;
  change::PullRequestProvenance x_provenance;
};

/// What a gate told of people, windows and labels: a line each.
std::string people_text(const GateResult& result);

/// The first duty whose text holds that; fails the test when there is none.
const Duty& duty_with(const GateResult& result, const std::string& text);
/// The rules of the findings, in order.
std::vector<std::string> rules_told(const GateResult& result);

}  // namespace tollgate::test_gates
