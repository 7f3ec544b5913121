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
/// `declared-llm (strong): claude-code, claude-opus-4-6`; empty: not judged.
std::string recognition_text(const PullRequestSummary& summary);
/// What is owed first, then what could not be told, then what is met; within these the order of the report.
std::vector<const Duty*> duties_by_urgency(const PullRequestSummary& summary);
/// `1 approval by peer (staging): approved by ada`.
std::string duty_text(const Duty& duty);
/// `marts: closed, opens … (Mon-Fri 09:00-17:00[Europe/Berlin])`.
std::string window_text(const WindowLine& line);
/// The event with blanks between its fields: its canonical text is one word, which no line holds.
std::string wrappable_event(std::string_view event);
/// `rollback_rate of all in 2026-Q4: 1/40, 0.4 % to 12.9 % (95 %), target 2 %: unresolved; …`.
std::string budget_text(const BudgetLine& line);
/// The lines with something to count, and one that says of how many rates there is nothing.
std::vector<std::string> budget_texts(const PullRequestSummary& summary);

}  // namespace tollgate::reporters
