#include "cli/budget_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "change/git.hpp"
#include "cli/budget_inputs.hpp"
#include "cli/place.hpp"
#include "cli/policy_in_force.hpp"
#include "core/suggest.hpp"

namespace tollgate::cli {

namespace {

constexpr std::size_t seasons_shown = 8;
constexpr int most_pages = 50;  // of 100 pull requests each; GitHub's token of a job may ask 1,000 times an hour

[[noreturn]] void wrong(std::string message, std::string hint) {
  throw Error(ErrorKind::usage, {std::move(message), std::move(hint), {}});
}

/// The branch that pull requests are merged into: as asked, as CI says, or the remote's default one.
std::string base_branch(const BudgetArguments& arguments, const std::string& root, const Streams& streams) {
  if (!arguments.base_branch.empty()) return arguments.base_branch;
  std::vector<std::string> candidates;
  for (const char* name : {"GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_DEFAULT_BRANCH"}) {
    if (const std::string branch = variable(streams, name); !branch.empty()) candidates.push_back("origin/" + branch);
  }
  for (const char* name : {"origin/HEAD", "origin/main", "origin/master", "main", "master"})
    candidates.emplace_back(name);
  for (const std::string& candidate : candidates) {
    if (change::resolve_commit(root, candidate)) return candidate;
  }
  return "HEAD";
}

Day day_of(const BudgetArguments& arguments, const Streams& streams) {
  if (arguments.as_of.empty()) {
    if (streams.today == std::chrono::sys_days::max()) wrong("no day is known", "name one: --as-of YYYY-MM-DD");
    return streams.today;
  }
  const auto day = day_from(arguments.as_of);
  if (!day) wrong("--as-of " + arguments.as_of + " is no day", "write it as YYYY-MM-DD");
  return *day;
}

std::optional<budget::Period> period_of(const BudgetArguments& arguments, Day as_of) {
  if (arguments.period.empty()) return std::nullopt;
  const auto period = budget::period_from(arguments.period);
  if (!period) wrong("--period " + arguments.period + " is no period", "write 2026-Q4, 2026-11 or 2026");
  if (period->begin > as_of) {
    wrong("--period " + arguments.period + " begins after " + day_text(as_of),
          "name one that has begun, or a later --as-of");
  }
  return period;
}

std::vector<std::string> layers_of(const BudgetArguments& arguments, const Policy& policy) {
  std::vector<std::string> known{std::string(budget::all_layers)};
  for (const Layer& layer : policy.layers) known.push_back(layer.name);
  if (arguments.layers.empty()) return known;
  const std::vector<std::string_view> names(known.begin(), known.end());
  for (const std::string& layer : arguments.layers) {
    if (std::ranges::find(known, layer) == known.end()) {
      wrong("the policy has no layer `" + layer + "`", did_you_mean(layer, names));
    }
  }
  return arguments.layers;
}

bool shown(const std::vector<std::string>& layers, const std::string& layer) {
  return std::ranges::find(layers, layer) != layers.end();
}

std::string age_of(const budget::OutcomeEvent& event, const budget::Landing& target) {
  return duration_text(std::max(event.at - target.merged_at, std::chrono::seconds(0)));
}

std::string told(const BudgetView& view, const budget::OutcomeEvent& event) {
  const budget::Landing& target = view.history.landings[event.target];
  std::string text = fmt::format("{} {}: {}", target.name(), target.title, event.candidate ? "perhaps " : "");
  std::string kind(to_string(event.kind));
  std::ranges::replace(kind, '_', ' ');
  text += kind;
  if (event.by) text += " by " + view.history.landings[*event.by].name();
  text += " after " + age_of(event, target) + " (" + std::string(to_string(event.found)) + ")";
  if (event.candidate) text += "; a person has to confirm it before it counts";
  if (event.closed_at && *event.closed_at <= view.as_of + std::chrono::days(1)) {
    text += ", taken in again " + duration_text(*event.closed_at - event.at) + " later";
  }
  return text;
}

budget::StandingOptions options_of(const BudgetArguments& arguments, Day as_of) {
  const auto share = [](double value, const char* flag) {
    if (!(value > 0 && value <= 1)) wrong(std::string(flag) + " must be above 0 and at most 1", "write 0.66 for 66 %");
    return value;
  };
  budget::StandingOptions options;
  options.as_of = as_of + std::chrono::days(1) - std::chrono::seconds(1);
  options.period = period_of(arguments, as_of);
  options.detection = {share(arguments.sensitivity, "--sensitivity"), share(arguments.specificity, "--specificity")};
  return options;
}

/// The first day of all that is shown.
Day first_day(const budget::Period& last) {
  budget::Period first = last;
  for (std::size_t i = 1; i < seasons_shown; ++i) first = budget::period_before(first);
  return std::min(first.begin, budget::rolling_four_quarters(last).begin);
}

ForgePast past_told_by_forge(const BudgetArguments& arguments, const Policy& policy, const std::string& branch,
                             Day since, const Streams& streams) {
  if (arguments.no_forge) {
    ForgePast past;
    past.problem = "--no-forge";
    return past;
  }
  ForgeInUse forge = open_forge(streams, std::chrono::seconds(arguments.forge_timeout_s));
  return ask_about_past(forge, branch, since, most_pages, change::signs_of(policy.llm));
}

void judge_into(BudgetView& view, const budget::StandingOptions& options, const std::string& root) {
  view.outcomes = budget::outcomes_of(view.history);
  const budget::Period last = options.period.value_or(budget::period_at(options.as_of, view.budget.period));
  budget::add_fixes(root, view.history, budget::rolling_four_quarters(last).begin, view.outcomes);
  view.standing = budget::stand(view.history, view.outcomes, view.budget, options);
  std::erase_if(view.standing.cells, [&](const budget::Cell& cell) { return !shown(view.layers, cell.layer); });
  view.seasons =
      budget::seasons_of(view.history, view.outcomes, view.budget, options, view.layers.front(), seasons_shown);
  view.notes.insert(view.notes.end(), view.standing.notes.begin(), view.standing.notes.end());
}

}  // namespace

BudgetView view_budget(const BudgetArguments& arguments, const Streams& streams) {
  const ProjectPlace place = find_place(arguments.project);
  const PolicyInForce in_force = find_policy(arguments.project, place, commits_of(arguments.project, place), streams);
  const Policy& policy = in_force.policy;
  BudgetView view;
  view.policy = policy.origin.source;
  view.budget = policy.llm;
  view.layers = layers_of(arguments, policy);
  view.as_of = day_of(arguments, streams);
  const budget::StandingOptions options = options_of(arguments, view.as_of);
  view.detection = options.detection;
  view.branch = place.repository_root ? base_branch(arguments, *place.repository_root, streams) : "HEAD";
  const budget::Period last = options.period.value_or(budget::period_at(options.as_of, policy.llm.period));
  const ForgePast past = past_told_by_forge(arguments, policy, view.branch, first_day(last), streams);
  BudgetHistory read =
      read_budget_history(policy, arguments.project, place, view.branch, first_day(last), past, arguments.audit_branch);
  view.history = std::move(read.history);
  for (const Note& note : in_force.notes) view.notes.push_back(note.text);
  view.notes.insert(view.notes.end(), read.notes.begin(), read.notes.end());
  judge_into(view, options, place.repository_root.value_or(std::string()));
  return view;
}

std::vector<FailedRequest> failed_requests(const BudgetView& view) {
  std::vector<FailedRequest> failed;
  const auto by_now = view.as_of + std::chrono::days(1);
  for (const budget::OutcomeEvent& event : view.outcomes.events) {
    const budget::Landing& target = view.history.landings[event.target];
    const bool tells = event.candidate || (event.fails() && within_window(event, target));
    if (!tells || !target.llm_touched() || !target.pull_request || event.at >= by_now) continue;
    const bool in_periods = std::ranges::any_of(view.standing.cells, [&](const budget::Cell& cell) {
      return counts_in(target, cell.layer, cell.period, by_now);
    });
    if (in_periods) failed.push_back({&target, &event, told(view, event)});
  }
  std::ranges::stable_sort(failed, std::ranges::greater{}, [](const FailedRequest& one) { return one.event->at; });
  return failed;
}

std::vector<std::string> open_questions(const BudgetView& view) {
  std::vector<std::string> questions;
  for (const budget::Unresolved& one : view.outcomes.unresolved) {
    const budget::Landing& landing = view.history.landings[one.landing];
    const bool in_periods = std::ranges::any_of(
        view.standing.cells, [&](const budget::Cell& cell) { return cell.period.holds(landing.merged_at); });
    if (!in_periods || landing.merged_at >= view.as_of + std::chrono::days(1)) continue;
    questions.push_back(fmt::format(
        "{} {}: a {} that names {}", landing.name(), landing.title, to_string(one.kind),
        one.named.empty() ? std::string("no pull request") : "`" + one.named + "`, which is of none before it"));
  }
  std::ranges::reverse(questions);
  return questions;
}

bool has_nothing(std::span<const budget::Cell> cells) {
  return std::ranges::all_of(
      cells, [](const budget::Cell& cell) { return cell.count.trials + cell.immature + cell.unknown == 0; });
}

std::string_view words_of(budget::Metric metric) {
  switch (metric) {
    case budget::Metric::escape_rate:
      return "escaped";
    case budget::Metric::caught_at_review_rate:
      return "caught at review";
    case budget::Metric::rollback_rate:
      break;
  }
  return "rolled back";
}

std::string duration_text(std::chrono::seconds span) {
  const double hours = static_cast<double>(span.count()) / 3600;
  if (hours < 1) return fmt::format("{} min", span.count() / 60);
  if (hours < 48) return fmt::format("{:.{}f} h", hours, hours < 9.95 ? 1 : 0);
  return fmt::format("{:.{}f} days", hours / 24, hours < 239 ? 1 : 0);
}

std::string state_of(const budget::Period& period, Day as_of) {
  const Day closes = period.end + budget::outcome_window;
  return as_of + std::chrono::days(1) > closes ? "closed" : "open until " + day_text(closes);
}

}  // namespace tollgate::cli
