// What a report tells of the pull request itself: provenance, what people still have to do, windows, the budget, the
// labels that it should carry. Plain values; gates fill them in, reporters show them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate {

/// At `check` what people still have to do is pending: told, not failing. At `merge` it fails.
enum class Stage : std::uint8_t { check, merge };

enum class DutyState : std::uint8_t { met, pending, missing, unknown };
std::string_view to_string(DutyState state);

/// One thing that the policy asks people for, e.g. "1 approval by senior-data-engineer (marts)".
struct Duty {
  std::string gate;
  std::string what;
  DutyState state = DutyState::unknown;
  std::string detail;  ///< who did it, or what is missing and who can do it
};

/// A rate of the budget as it stands, for one layer or all of them.
struct BudgetLine {
  std::string layer;   ///< `all`, or a layer
  std::string metric;  ///< `rollback_rate`, `escape_rate`, `caught_at_review_rate`
  std::string period;  ///< `2026-Q4`, `rolling four quarters`
  std::int64_t events = 0;
  std::int64_t trials = 0;    ///< mature pull requests
  std::int64_t immature = 0;  ///< too young to judge; not among the trials
  double target = 0;
  double low = 0;  ///< Wilson, 95 %
  double high = 1;
  std::string verdict;  ///< `exceeded`, `at-risk`, `within`, `unresolved`
  std::string words;    ///< for a person
};

struct WindowLine {
  std::string layer;
  std::string window;  ///< as the policy writes it
  bool open = false;
  std::string valid_until;  ///< `YYYY-MM-DDThh:mm:ssZ`; empty: does not change within 400 days
  std::string detail;
};

struct PullRequestSummary {
  std::string forge;  ///< `github`, `gitlab`, or empty
  std::string repository;
  long long number = 0;  ///< 0: none
  std::string url;
  std::string head_commit;
  std::string base_commit{};   ///< the merge base that the change is compared with; empty: not known
  std::string writes_refused;  ///< why nothing can be written to it with this run's token; empty: it can be tried
  std::string llm_state;       ///< `declared-llm`, `declared-human`, `undeclared`; empty: not judged
  std::string llm_strength;    ///< `strong`, `medium`, `weak`, or empty
  std::string llm_tool;
  std::string llm_model;
  std::vector<std::string> llm_signals;  ///< no address of a person, no text of a prompt
  std::vector<std::string> labels_to_add;
  std::vector<Duty> duties;
  std::vector<WindowLine> windows;
  std::vector<BudgetLine> budget;
  std::string audit_event;  ///< canonical JSON of the event that `tollgate audit append` would write; empty: none
};

}  // namespace tollgate
