// What came of merged pull requests: rolled back, mended in haste, taken in again. Resolves what later messages name to
// pull requests that the base branch took in before (V1 to V6, docs/budget.md). Pure functions over a history, but for
// blame, which asks git. What cannot be resolved is listed for a person and counts for nothing.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "budget/history.hpp"

namespace tollgate::budget {

/// Failures count within it; younger pull requests are immature (V6).
inline constexpr std::chrono::days outcome_window{30};

/// How a target was found, the first that resolves (V2).
enum class FoundBy : std::uint8_t {
  commit,
  short_commit,
  range,
  number,
  branch,
  title_number,
  title,
  audit_log,
  blame
};
std::string_view to_string(FoundBy found);

/// Something that came of a pull request. Positions are in History::landings.
struct OutcomeEvent {
  OutcomeKind kind = OutcomeKind::reverted;
  std::uint32_t target = 0;
  std::optional<std::uint32_t> by{};  ///< nothing: told by the audit log alone
  std::chrono::sys_seconds at{};
  FoundBy found = FoundBy::commit;
  bool candidate = false;                               ///< fixed_forward that nobody has confirmed: burns nothing (V4)
  std::optional<std::chrono::sys_seconds> closed_at{};  ///< taken in again (V3)

  /// A rollback, a hotfix or a confirmed fix, whenever it came.
  bool fails() const;
};

/// A message that takes something back or mends it, and does not tell what in a way that resolves.
struct Unresolved {
  std::uint32_t landing = 0;
  change::RevertKind kind = change::RevertKind::revert;
  std::string named{};  ///< what it names; empty: nothing
};

struct Outcomes {
  std::vector<OutcomeEvent> events{};    ///< by target, then time
  std::vector<Unresolved> unresolved{};  ///< in order of time
  std::size_t within_itself = 0;         ///< claims about commits of the same pull request: no outcome
};

/// Throws nothing for what people write.
Outcomes outcomes_of(const History& history);

/// A fix counts as one of what it mends within it (V4).
inline constexpr std::chrono::days fix_window{14};
/// The label of a fix by which a person confirms that it mends an earlier pull request.
inline constexpr std::string_view confirmed_fix = "fixed-forward:confirmed";

/// `confirmed`: only those that count; they are few, and blame takes its time.
enum class Fixes : std::uint8_t { all, confirmed };

/// Adds what fixes since then may mend, by whose lines they delete: of pull requests labelled `bug` or `hotfix`, on
/// such a branch, or with a link to an incident. Asks `git blame`, of at most 200 of them; candidates, unless
/// confirmed.
void add_fixes(const std::string& root, const History& history, std::chrono::sys_seconds since, Outcomes& outcomes,
               Fixes wanted = Fixes::all);

/// Whether the event is a failure of its pull request within the window.
bool within_window(const OutcomeEvent& event, const Landing& target);

}  // namespace tollgate::budget
