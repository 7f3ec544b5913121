#include "budget/standing/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "core/figures.hpp"

namespace tollgate::budget {

namespace {

std::string_view what_happened(Metric metric) {
  switch (metric) {
    case Metric::escape_rate:
      return "escaped";
    case Metric::caught_at_review_rate:
      return "caught before the merge";
    case Metric::rollback_rate:
      break;
  }
  return "rolled back";
}

std::string counted(std::int64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string proof(const Cell& cell) {
  const auto& needed = cell.judgement.trials_for_clean_proof;
  return needed ? fmt::format("a clean proof needs n >= {}", *needed) : "no number of pull requests proves it clean";
}

std::string left_out(const Cell& cell) {
  std::string text;
  if (cell.corrected) text += fmt::format("; {} where the stated share is found", percent(*cell.corrected));
  if (cell.undone > 0) text += fmt::format("; {} of them taken in again since", cell.undone);
  if (cell.immature > 0) {
    text += fmt::format("; {} younger than 30 days not counted", cell.immature);
    if (cell.immature_events > 0)
      text += fmt::format(" ({} {} already)", cell.immature_events, what_happened(cell.metric));
  }
  if (cell.unknown > 0) text += fmt::format("; of {} nobody tells", cell.unknown);
  return text;
}

}  // namespace

std::string verdict_in_words(const Cell& cell) {
  const Judgement& judged = cell.judgement;
  switch (judged.verdict) {
    case BudgetVerdict::exceeded:
      if (cell.closed && judged.tail_probability <= 0.05) {
        return fmt::format("exceeded: on target, so many come with a chance of {}", percent(judged.tail_probability));
      }
      return fmt::format("exceeded: {:.0f} times likelier above the target than on it", judged.e_value.value_or(0));
    case BudgetVerdict::at_risk:
      return fmt::format("at risk: above the target with a chance of {}", percent(judged.posterior_over_target));
    case BudgetVerdict::within:
      return fmt::format("within: below {} with 95 % confidence", percent(judged.upper_95_one_sided));
    case BudgetVerdict::unresolved:
      break;
  }
  return fmt::format("unresolved: {}/{}; {}", cell.count.events, cell.count.trials, proof(cell));
}

std::string percent(double rate) { return rate_text(rate); }

std::string interval_in_words(const Interval& interval) {
  std::string low = percent(interval.low);
  low.resize(low.size() - 2);
  return low + " to " + percent(interval.high);
}

std::string words_of(const Cell& cell) {
  const Count& count = cell.count;
  if (count.trials == 0) {
    return fmt::format("no LLM-touched pull request to count{}; unresolved", left_out(cell));
  }
  return fmt::format("{} of {} {} ({}, 95 % interval {}; {:.1f} allowed at {}){}; {}", count.events,
                     counted(count.trials, "LLM-touched pull request"), what_happened(cell.metric),
                     percent(cell.judgement.rate.value_or(0)), interval_in_words(cell.judgement.wilson_95),
                     static_cast<double>(count.trials) * cell.target, percent(cell.target), left_out(cell),
                     verdict_in_words(cell));
}

std::vector<std::string> notes_on(std::span<const Cell> cells, const Outcomes& outcomes) {
  std::vector<std::string> notes;
  const auto judged = std::ranges::count_if(cells, [](const Cell& cell) { return cell.count.trials > 0; });
  const auto exceeded =
      std::ranges::count_if(cells, [](const Cell& cell) { return cell.judgement.verdict == BudgetVerdict::exceeded; });
  if (judged > 1) {
    notes.push_back(fmt::format(
        "{} rates are judged side by side: were all exactly on target, up to {:.1f} of them would say exceeded by "
        "chance{}",
        judged, static_cast<double>(judged) * 0.05, exceeded > 0 ? fmt::format("; {} do", exceeded) : std::string()));
  }
  if (!outcomes.unresolved.empty()) {
    notes.push_back(
        fmt::format("{} of rollbacks or hotfixes do not tell which pull request is meant, and count for none",
                    counted(static_cast<std::int64_t>(outcomes.unresolved.size()), "message")));
  }
  return notes;
}

}  // namespace tollgate::budget
