#include "reporters/people.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reporters/wording.hpp"

namespace tollgate::reporters {

namespace {

constexpr std::size_t short_commit = 12;

int urgency(DutyState state) {
  switch (state) {
    case DutyState::missing:
      return 0;
    case DutyState::unknown:
      return 1;
    case DutyState::pending:
      return 2;
    case DutyState::met:
      break;
  }
  return 3;
}

}  // namespace

std::string pull_request_text(const PullRequestSummary& summary, Stage stage) {
  std::string text = summary.repository;
  if (summary.number > 0) text += fmt::format("{}{}", summary.forge == "gitlab" ? "!" : "#", summary.number);
  if (!summary.head_commit.empty())
    text += fmt::format("{}at {}", text.empty() ? "" : " ", summary.head_commit.substr(0, short_commit));
  return fmt::format("{}{}stage {}", text, text.empty() ? "" : ", ", stage == Stage::merge ? "merge" : "check");
}

std::string recognition_text(const PullRequestSummary& summary) {
  std::string text = summary.llm_state;
  if (!summary.llm_strength.empty()) text += " (" + summary.llm_strength + ")";
  std::vector<std::string> by;
  if (!summary.llm_tool.empty()) by.push_back(summary.llm_tool);
  if (!summary.llm_model.empty()) by.push_back(summary.llm_model);
  return by.empty() ? text : text + ": " + joined(by, ", ");
}

std::vector<const Duty*> duties_by_urgency(const PullRequestSummary& summary) {
  std::vector<const Duty*> duties;
  for (const Duty& duty : summary.duties) duties.push_back(&duty);
  std::stable_sort(duties.begin(), duties.end(),
                   [](const Duty* a, const Duty* b) { return urgency(a->state) < urgency(b->state); });
  return duties;
}

std::string duty_text(const Duty& duty) { return duty.detail.empty() ? duty.what : duty.what + ": " + duty.detail; }

std::string window_text(const WindowLine& line) {
  return fmt::format("{}: {} ({})", line.layer, line.detail.empty() ? (line.open ? "open" : "closed") : line.detail,
                     line.window);
}

std::string wrappable_event(std::string_view event) {
  std::string text;
  for (const char c : event) {
    text += c;
    if (c == ',') text += ' ';
  }
  return text;
}

std::string budget_text(const BudgetLine& line) {
  std::string text =
      fmt::format("{} of {} in {}: {}/{}, {:.1f} % to {:.1f} % (95 %), target {:g} %", line.metric, line.layer,
                  line.period, line.events, line.trials, 100 * line.low, 100 * line.high, 100 * line.target);
  if (line.words.find(line.verdict) == std::string::npos) text += ": " + line.verdict;
  if (!line.words.empty()) text += "; " + line.words;
  if (line.immature > 0) text += fmt::format("; {} too young to count", line.immature);
  return text;
}

std::vector<std::string> budget_texts(const PullRequestSummary& summary) {
  std::vector<std::string> texts;
  for (const BudgetLine& line : summary.budget) {
    if (line.trials > 0) texts.push_back(budget_text(line));
  }
  const std::size_t empty = summary.budget.size() - texts.size();
  if (empty > 0) texts.push_back(fmt::format("{} without a pull request to count: unresolved", counted(empty, "rate")));
  return texts;
}

}  // namespace tollgate::reporters
