// How reporters word what a report tells of the pull request: recognition, duties of people, windows, the LLM budget,
// labels. Escapes nothing and knows no format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/pull_request_summary.hpp"

namespace tollgate::reporters {

/// `acme/dbt#41 at 0123456789ab, stage check`; whatever of it is known.
std::string pull_request_text(const PullRequestSummary& summary, Stage stage);
/// `an LLM helped (strong signals): claude-code, claude-opus-4-6`; empty: not judged.
std::string recognition_text(const PullRequestSummary& summary);
/// What is owed first, then what could not be told, then what is met; within these the order of the report.
std::vector<const Duty*> duties_by_urgency(const PullRequestSummary& summary);
/// `1 approval by peer (staging): approved by ada`.
std::string duty_text(const Duty& duty);
/// `marts: closed, opens … (Mon-Fri 09:00-17:00[Europe/Berlin])`.
std::string window_text(const WindowLine& line);
/// Duties of one state and of equal detail, told together.
struct DutiesTold {
  DutyState state = DutyState::unknown;
  std::vector<std::string> what;
  std::string detail;
};
/// Those that are pending, or all others, by urgency; a window that is open is told as a window.
std::vector<DutiesTold> pending_duties(const PullRequestSummary& summary);
std::vector<DutiesTold> other_duties(const PullRequestSummary& summary);
/// `1 approval by peer (staging); 2 approvals (marts): approved by ada`.
std::string duties_text(const DutiesTold& duties);
/// Whether duties or windows of the pull request tell what that layer asks of people.
bool tells_of_layer(const PullRequestSummary& summary, std::string_view layer);
/// `pr_judged of acme/dbt#41: 1 gate failed (review), 2 passed; an LLM helped`; a plainer sentence for what is no such
/// event.
std::string audit_event_text(std::string_view event);
/// `rollback_rate of all in 2026-Q4: ` and the budget's own words, else figures and verdict.
std::string budget_text(const BudgetLine& line);
/// The lines with something to count, and one that says of how many rates there is nothing.
std::vector<std::string> budget_texts(const PullRequestSummary& summary);

}  // namespace tollgate::reporters
