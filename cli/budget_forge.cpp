#include "cli/budget_forge.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "budget/outcomes.hpp"
#include "change/pull_request.hpp"
#include "core/lower.hpp"
#include "gates/reviews.hpp"

namespace tollgate::cli {

namespace {

constexpr std::string_view confirmed = "hallucination:confirmed";
/// Labels that change a number, and so count only from a person.
constexpr std::array<std::string_view, 3> words_of_people{confirmed, budget::confirmed_fix, "planned-undo"};
constexpr int most_asked_for_events = 200;

/// `main` of `origin/main` and `refs/heads/main`; nothing of a commit, or of what only points to a branch.
std::string branch_of(std::string_view revision) {
  for (const std::string_view prefix : {"refs/remotes/", "refs/heads/", "origin/"}) {
    if (!revision.starts_with(prefix)) continue;
    revision.remove_prefix(prefix.size());
    if (prefix == "refs/remotes/") revision.remove_prefix(std::min(revision.find('/') + 1, revision.size()));
  }
  const bool commit = revision.size() >= 7 && revision.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  const bool pointer = revision == "HEAD" || revision.find_first_of("~^@{:") != std::string_view::npos;
  return std::string(commit || pointer ? std::string_view() : revision);
}

bool is_word_of_people(const std::string& label) {
  return std::ranges::find(words_of_people, label) != words_of_people.end();
}

change::PullRequest own_part(const forge::MergedRequest& request, forge::Kind kind) {
  change::PullRequest own;
  own.forge = kind;
  own.title.value = request.title;
  own.description.value = request.description;
  own.author.value = request.author;
  own.head_branch.value = request.head_branch;
  for (const std::string& label : request.labels) own.labels.value.push_back({label, {}});
  return own;
}

class Asker {
 public:
  Asker(forge::Client& client, const change::TeamSigns& team, ForgePast& past)
      : x_client(client), x_team(team), x_past(past) {}

  void take(const forge::MergedRequest& request) {
    budget::PullRequestFacts facts;
    facts.number = request.number;
    facts.mark = x_client.kind() == forge::Kind::github ? '#' : '!';
    facts.from_forge = true;
    if (!request.merge_commits.empty()) facts.merge_commit = request.merge_commits.front();
    facts.own = change::own_words(own_part(request, x_client.kind()), x_team);
    facts.branch = request.head_branch;
    facts.incident = budget::links_incident(request.description);
    facts.begun_at = request.opened_at;
    for (const std::string& label : request.labels) facts.labels.push_back(lowered(label));
    if (std::ranges::any_of(facts.labels, is_word_of_people)) keep_words_of_people(request, facts);
    x_past.facts.push_back(std::move(facts));
  }

  void finish() {
    if (x_unknown == 0) return;
    x_past.notes.push_back(
        fmt::format("{} pull request{} a label `{}`, and who put it on could not be read ({}): it counts for nothing",
                    x_unknown, x_unknown == 1 ? " has" : "s have", fmt::join(words_of_people, "` or `"), x_problem));
  }

 private:
  /// What a machine put on, and what came after the merge where it had to come before, is no word of a person.
  void keep_words_of_people(const forge::MergedRequest& request, budget::PullRequestFacts& facts) {
    const auto events = events_of(request.number);
    if (!events) ++x_unknown;
    std::erase_if(facts.labels, [&](const std::string& label) {
      if (!is_word_of_people(label)) return false;
      if (events) return !said_by_person(label, *events, request);
      facts.caught_unknown = facts.caught_unknown || label == confirmed;
      return true;
    });
  }

  std::optional<std::vector<forge::LabelSet>> events_of(long long number) {
    if (++x_asked > most_asked_for_events) {
      x_problem = fmt::format("more than {} have such a label", most_asked_for_events);
      return std::nullopt;
    }
    forge::Answer<std::vector<forge::LabelSet>> events = x_client.label_events(number);
    if (events.ok()) return std::move(events.value);
    if (x_problem.empty()) x_problem = events.problem;
    return std::nullopt;
  }

  bool said_by_person(const std::string& label, const std::vector<forge::LabelSet>& events,
                      const forge::MergedRequest& request) const {
    return std::ranges::any_of(events, [&](const forge::LabelSet& event) {
      if (lowered(event.name) != label || gates::is_machine(event.by)) return false;
      if (!change::team_tool_of_account(event.by.login, x_team).empty()) return false;
      return label != confirmed || (event.at && request.merged_at && *event.at <= *request.merged_at);
    });
  }

  forge::Client& x_client;
  const change::TeamSigns& x_team;
  ForgePast& x_past;
  int x_asked = 0;
  int x_unknown = 0;
  std::string x_problem;
};

}  // namespace

ForgePast ask_about_past(ForgeInUse& forge, const std::string& base, std::chrono::sys_seconds since, int pages,
                         const change::TeamSigns& team) {
  ForgePast past;
  past.problem = forge.why_not;
  if (!forge.client) return past;
  past.asked = true;
  const forge::Answer<forge::MergedList> list = forge.client->merged_requests(branch_of(base), since, pages);
  past.complete = list.value.complete;
  past.problem = list.problem;
  if (past.problem.empty() && !past.complete) past.problem = fmt::format("more than {} pull requests", pages * 100);
  Asker asker(*forge.client, team, past);
  for (const forge::MergedRequest& request : list.value.requests) asker.take(request);
  asker.finish();
  return past;
}

std::vector<std::string> unread_notes(const ForgePast& past, const budget::History& history,
                                      std::chrono::sys_seconds since) {
  std::vector<std::string> notes = past.notes;
  const auto alone = std::ranges::count_if(history.landings, [&](const budget::Landing& landing) {
    return landing.llm_touched() && landing.merged_at >= since && landing.caught_by_label_alone();
  });
  if (alone > 0) {
    notes.push_back(
        fmt::format("{} LLM-touched pull request{} caught by a person's label and not counted: the audit log does not "
                    "tell what gates said, as it would have to of those without a label, too",
                    alone, alone == 1 ? " was" : "s were"));
  }
  if (past.asked && past.complete) return notes;
  std::size_t all = 0;
  std::size_t unread = 0;
  std::size_t undeclared = 0;
  for (const budget::Landing& landing : history.landings) {
    if (!landing.pull_request || !landing.in_project || landing.merged_at < since) continue;
    ++all;
    if (landing.told_by_forge) continue;
    ++unread;
    if (!landing.llm_touched()) ++undeclared;
  }
  if (unread == 0) return notes;
  notes.push_back(fmt::format(
      "labels and descriptions of {} of {} pull requests {} ({}): {} of these count as not LLM-touched because neither "
      "git nor the audit log says so, and what only a label tells (caught, a confirmed fix, a planned undo) is missing",
      unread, all, past.asked ? "could not be read" : "were not read", past.problem, undeclared));
  return notes;
}

}  // namespace tollgate::cli
