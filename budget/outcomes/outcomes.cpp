#include "budget/outcomes.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "budget/outcomes/lookup.hpp"
#include "budget/outcomes/order.hpp"

namespace tollgate::budget {

namespace {

using change::RevertKind;

constexpr std::array<std::string_view, 7> kind_names{"merged",        "reverted",  "rolled_back", "hotfixed",
                                                     "fixed_forward", "reapplied", "planned_undo"};

bool has_label(const Landing& landing, std::string_view label) {
  return std::ranges::binary_search(landing.labels, label);
}

/// Walks the landings from the oldest and keeps what came of them.
class Walk {
 public:
  explicit Walk(const History& history) : x_history(history), x_lookup(history) {}

  Outcomes run() {
    for (std::uint32_t i = 0; i < x_history.landings.size(); ++i) visit(i);
    for (std::uint32_t i = 0; i < x_history.landings.size(); ++i) take_stated(i);
    drop_planned();
    sort_events(x_outcomes.events);
    return std::move(x_outcomes);
  }

 private:
  void visit(std::uint32_t landing) {
    bool resolved = false;
    const Claim* open = nullptr;
    for (const Claim& claim : x_history.landings[landing].claims) {
      const Found found = x_lookup.find(claim, landing);
      if (found.within_itself) ++x_outcomes.within_itself;
      resolved = resolved || !found.landings.empty();
      for (const std::uint32_t target : found.landings) take(claim, landing, target, found.by);
      if (found.landings.empty() && !found.within_itself && claim.of_landing && claim.in_subject) open = &claim;
    }
    if (open == nullptr || resolved) return;
    const auto& names = open->revert.named;
    x_outcomes.unresolved.push_back(
        {landing, open->revert.kind, names.empty() ? open->revert.target : names.front().text});
  }

  void take(const Claim& claim, std::uint32_t landing, std::uint32_t target, FoundBy by) {
    if (claim.revert.kind == RevertKind::hotfix) {
      add(OutcomeKind::hotfixed, landing, target, by);
    } else if (const auto caused = x_takes_back.find(target); caused != x_takes_back.end()) {
      // What is taken back took something back itself: that is closed (V3).
      for (const std::size_t event : caused->second) close(event, landing);
      caused->second.clear();
    } else if (claim.revert.kind == RevertKind::reapply) {
      close_open(target, landing);
    } else {
      reopen(target);
      const bool planned = has_label(x_history.landings[landing], "planned-undo");
      const bool added = add(planned ? OutcomeKind::planned_undo : OutcomeKind::reverted, landing, target, by);
      if (added) x_takes_back[landing].push_back(x_outcomes.events.size() - 1);
    }
  }

  /// False when it is told already: by another commit of the same pull request.
  bool add(OutcomeKind kind, std::uint32_t landing, std::uint32_t target, FoundBy by) {
    if (!x_told.emplace(target, landing, kind).second) return false;
    if (kind == OutcomeKind::reverted) x_open[target].push_back(x_outcomes.events.size());
    x_outcomes.events.push_back({kind, target, landing, x_history.landings[landing].merged_at, by, false, {}});
    return true;
  }

  void close(std::size_t event, std::uint32_t landing) {
    auto& closed_at = x_outcomes.events[event].closed_at;
    if (closed_at) return;
    closed_at = x_history.landings[landing].merged_at;
    x_closes[landing].push_back(event);
  }

  /// What took something in again is taken back itself: it is out once more.
  void reopen(std::uint32_t target) {
    const auto closed = x_closes.find(target);
    if (closed == x_closes.end()) return;
    for (const std::size_t event : closed->second) {
      x_outcomes.events[event].closed_at.reset();
      x_open[x_outcomes.events[event].target].push_back(event);
    }
    x_closes.erase(closed);
  }

  /// Every rollback of the target that is still open.
  void close_open(std::uint32_t target, std::uint32_t landing) {
    const auto open = x_open.find(target);
    if (open == x_open.end()) return;
    for (const std::size_t event : open->second) close(event, landing);
    x_open.erase(open);
  }

  void close_stated(std::uint32_t target, std::chrono::sys_seconds when) {
    const auto open = x_open.find(target);
    if (open == x_open.end()) return;
    for (const std::size_t event : open->second) {
      auto& closed_at = x_outcomes.events[event].closed_at;
      if (!closed_at) closed_at = when;
    }
    x_open.erase(open);
  }

  void take_stated(std::uint32_t at) {
    const Landing& landing = x_history.landings[at];
    for (const StatedOutcome& stated : landing.stated) {
      if (stated.kind == OutcomeKind::merged) continue;
      const auto by = stated.by_commit.empty() ? std::nullopt : x_lookup.commit(stated.by_commit);
      const auto when = stated.lag ? landing.merged_at + *stated.lag : stated.at;
      if (stated.kind == OutcomeKind::reapplied) close_stated(at, when);
      x_outcomes.events.push_back({stated.kind, at, by, when, FoundBy::audit_log, false, {}});
    }
  }

  /// What a person calls a planned undo is no failure, whoever found it.
  void drop_planned() {
    std::map<std::pair<std::uint32_t, std::optional<std::uint32_t>>, bool> planned;
    for (const OutcomeEvent& event : x_outcomes.events) {
      if (event.kind == OutcomeKind::planned_undo) planned[{event.target, event.by}] = true;
    }
    std::erase_if(x_outcomes.events, [&](const OutcomeEvent& event) {
      return event.kind == OutcomeKind::reverted &&
             (planned.contains({event.target, event.by}) || planned.contains({event.target, std::nullopt}));
    });
  }

  const History& x_history;
  Lookup x_lookup;
  Outcomes x_outcomes;
  std::set<std::tuple<std::uint32_t, std::uint32_t, OutcomeKind>> x_told;
  std::map<std::uint32_t, std::vector<std::size_t>> x_open;        ///< landing -> rollbacks of it that nobody closed
  std::map<std::uint32_t, std::vector<std::size_t>> x_takes_back;  ///< landing -> its events
  std::map<std::uint32_t, std::vector<std::size_t>> x_closes;      ///< landing -> events that it closed
};

}  // namespace

void sort_events(std::vector<OutcomeEvent>& events) {
  std::ranges::stable_sort(events, {}, [](const OutcomeEvent& event) {
    return std::tuple(event.target, event.at, event.by.value_or(0), event.kind);
  });
}

std::string_view to_string(OutcomeKind kind) { return kind_names.at(static_cast<std::size_t>(kind)); }

std::optional<OutcomeKind> outcome_from(std::string_view text) {
  const auto found = std::ranges::find(kind_names, text);
  if (found == kind_names.end()) return std::nullopt;
  return static_cast<OutcomeKind>(found - kind_names.begin());
}

std::string_view to_string(FoundBy found) {
  switch (found) {
    case FoundBy::commit:
      return "commit id";
    case FoundBy::short_commit:
      return "short commit id";
    case FoundBy::range:
      return "range of commits";
    case FoundBy::number:
      return "number";
    case FoundBy::branch:
      return "branch name";
    case FoundBy::title_number:
      return "number in the quoted title";
    case FoundBy::title:
      return "exact title";
    case FoundBy::audit_log:
      return "audit log";
    case FoundBy::blame:
      break;
  }
  return "blame";
}

bool OutcomeEvent::fails() const {
  if (candidate) return false;
  return kind == OutcomeKind::reverted || kind == OutcomeKind::rolled_back || kind == OutcomeKind::hotfixed ||
         kind == OutcomeKind::fixed_forward;
}

bool within_window(const OutcomeEvent& event, const Landing& target) {
  return event.fails() && event.at - target.merged_at <= outcome_window;
}

Outcomes outcomes_of(const History& history) { return Walk(history).run(); }

}  // namespace tollgate::budget
