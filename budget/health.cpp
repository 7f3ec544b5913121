#include "budget/health.hpp"

#include <algorithm>

namespace tollgate::budget {

namespace {

CycleTime median_of(std::vector<std::chrono::seconds> spans) {
  CycleTime time;
  time.known = static_cast<std::int64_t>(spans.size());
  if (spans.empty()) return time;
  std::ranges::sort(spans);
  const std::size_t middle = spans.size() / 2;
  time.median = spans.size() % 2 == 1 ? spans[middle] : (spans[middle - 1] + spans[middle]) / 2;
  return time;
}

Season season_of(const History& history, const StandingOptions& options, const std::string& layer,
                 const Period& period) {
  Season season{period};
  std::vector<std::chrono::seconds> llm;
  std::vector<std::chrono::seconds> others;
  for (const Landing& landing : history.landings) {
    if (!counts_in(landing, layer, period, options.as_of)) continue;
    ++season.merged;
    season.llm_touched += landing.llm_touched() ? 1 : 0;
    if (!landing.begun_at || *landing.begun_at > landing.merged_at) continue;
    (landing.llm_touched() ? llm : others).push_back(landing.merged_at - *landing.begun_at);
  }
  season.llm = median_of(std::move(llm));
  season.others = median_of(std::move(others));
  return season;
}

/// The day of the first pull request; nothing when there is none.
std::optional<Day> first_day(const History& history) {
  const auto first =
      std::ranges::find_if(history.landings, [](const Landing& landing) { return landing.pull_request; });
  if (first == history.landings.end()) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(first->merged_at);
}

}  // namespace

std::vector<Season> seasons_of(const History& history, const Outcomes& outcomes, const LlmBudget& budget,
                               const StandingOptions& options, const std::string& layer, std::size_t count) {
  std::vector<Season> seasons;
  const std::optional<Day> first = first_day(history);
  if (!first) return seasons;
  Period period = options.period.value_or(period_at(options.as_of, budget.period));
  for (; seasons.size() < count && (seasons.empty() || period.end > *first); period = period_before(period)) {
    Season season = season_of(history, options, layer, period);
    for (const Metric metric : all_metrics) {
      season.cells.push_back(cell_of(history, outcomes, budget, options, layer, metric, period));
    }
    seasons.push_back(std::move(season));
  }
  std::ranges::reverse(seasons);
  return seasons;
}

}  // namespace tollgate::budget
