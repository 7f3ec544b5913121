#include "reporters/people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "core/figures.hpp"
#include "reporters/wording.hpp"

namespace tollgate::reporters {

namespace {

using Json = nlohmann::json;

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

template <class Wanted>
std::vector<DutiesTold> told_together(const PullRequestSummary& summary, const Wanted& wanted) {
  std::vector<DutiesTold> told;
  for (const Duty* duty : duties_by_urgency(summary)) {
    if (!wanted(*duty)) continue;
    const auto alike = std::ranges::find_if(told, [&](const DutiesTold& one) {
      return one.state == duty->state && one.detail == duty->detail && !duty->detail.empty();
    });
    if (alike == told.end()) {
      told.push_back({duty->state, {duty->what}, duty->detail});
    } else {
      alike->what.push_back(duty->what);
    }
  }
  return told;
}

/// The text of that field; empty where it has none.
std::string text_of(const Json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<std::string> names_in(const Json& object, const char* field) {
  std::vector<std::string> names;
  const auto found = object.find(field);
  if (found == object.end() || !found->is_array()) return names;
  for (const Json& one : *found) {
    if (one.is_string()) names.push_back(one.get<std::string>());
  }
  return names;
}

}  // namespace

std::string pull_request_text(const PullRequestSummary& summary, Stage stage) {
  std::string text = summary.repository;
  if (summary.number > 0) text += fmt::format("{}{}", summary.forge == "gitlab" ? "!" : "#", summary.number);
  if (!summary.head_commit.empty())
    text += fmt::format("{}at {}", text.empty() ? "" : " ", summary.head_commit.substr(0, short_commit));
  return fmt::format("{}{}stage {}", text, text.empty() ? "" : ", ", stage == Stage::merge ? "merge" : "check");
}

namespace {

/// The state itself where it is none that is known.
std::string state_in_words(std::string_view state) {
  if (state == "declared-llm") return "an LLM helped";
  if (state == "declared-human") return "no LLM helped, it is said";
  return state == "undeclared" ? "nobody says whether an LLM helped" : std::string(state);
}

}  // namespace

std::string recognition_text(const PullRequestSummary& summary) {
  std::string text = state_in_words(summary.llm_state);
  if (!summary.llm_strength.empty()) text += " (" + summary.llm_strength + " signals)";
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

std::vector<DutiesTold> pending_duties(const PullRequestSummary& summary) {
  return told_together(summary, [](const Duty& duty) { return duty.state == DutyState::pending; });
}

std::vector<DutiesTold> other_duties(const PullRequestSummary& summary) {
  return told_together(summary, [&](const Duty& duty) {
    const bool told = duty.gate == "merge-window" && duty.state == DutyState::met && !summary.windows.empty();
    return duty.state != DutyState::pending && !told;
  });
}

std::string duties_text(const DutiesTold& duties) {
  const std::string what = joined(duties.what, "; ");
  return duties.detail.empty() ? what : what + ": " + duties.detail;
}

bool tells_of_layer(const PullRequestSummary& summary, std::string_view layer) {
  const std::string named = "(" + std::string(layer) + ")";
  return std::ranges::any_of(summary.windows, [&](const WindowLine& line) { return line.layer == layer; }) ||
         std::ranges::any_of(summary.duties,
                             [&](const Duty& duty) { return duty.what.find(named) != std::string::npos; });
}

std::string audit_event_text(std::string_view event) {
  const Json read = Json::parse(event, nullptr, false);
  if (!read.is_object()) return "one event";
  std::string text = text_of(read, "type").empty() ? "one event" : text_of(read, "type");
  if (const auto number = read.find("pr"); number != read.end() && number->is_number_integer())
    text += fmt::format(" of {}#{}", text_of(read, "repo"), number->get<std::int64_t>());
  std::vector<std::string> parts;
  if (const auto failed = names_in(read, "gates_failed"); !failed.empty())
    parts.push_back(fmt::format("{} failed ({})", counted(failed.size(), "gate"), joined(failed, ", ")));
  if (const auto passed = names_in(read, "gates_passed"); !passed.empty())
    parts.push_back(counted(passed.size(), "gate") + " passed");
  if (const auto llm = read.find("llm");
      llm != read.end() && llm->is_object() && llm->value("touched", Json()) == Json(true))
    parts.emplace_back("an LLM helped");
  return parts.empty() ? text : text + ": " + joined(parts, "; ");
}

std::string budget_text(const BudgetLine& line) {
  std::string text = fmt::format("{} of {} in {}: ", line.metric, line.layer, line.period);
  if (!line.words.empty()) return text + line.words;
  return text + fmt::format("{}/{}, {} to {} (95 %), target {}: {}", line.events, line.trials, rate_text(line.low),
                            rate_text(line.high), limit_text(100 * line.target), line.verdict);
}

std::vector<std::string> budget_texts(const PullRequestSummary& summary) {
  std::vector<std::string> texts;
  for (const BudgetLine& line : summary.budget) {
    if (line.trials > 0) texts.push_back(budget_text(line));
  }
  const std::size_t empty = summary.budget.size() - texts.size();
  if (empty > 0) {
    texts.push_back(counted(empty, texts.empty() ? "rate" : "more rate") +
                    " without a pull request to count: unresolved");
  }
  return texts;
}

}  // namespace tollgate::reporters
