// How the LLM budget stands: rates of LLM-touched pull requests that were rolled back, that escaped, that were caught
// before the merge, per layer and overall, for a quarter and for four. Pure functions over a history; the statistics
// are statistics.hpp's. No verdict is ever taken from k/n alone. docs/budget.md.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "budget/history.hpp"
#include "budget/outcomes.hpp"
#include "budget/period.hpp"
#include "budget/statistics.hpp"
#include "core/policy.hpp"
#include "core/pull_request_summary.hpp"

namespace tollgate::budget {

enum class Metric : std::uint8_t { rollback_rate, escape_rate, caught_at_review_rate };
inline constexpr std::array all_metrics{Metric::rollback_rate, Metric::escape_rate, Metric::caught_at_review_rate};
/// The key of the policy.
std::string_view to_string(Metric metric);
double target_of(const LlmBudget& budget, Metric metric);

/// The layer of lines that are about all of them.
inline constexpr std::string_view all_layers = "all";

/// How well failures are found: shown as a correction, never judged by.
struct Detection {
  double sensitivity = 1;
  double specificity = 1;
};

struct StandingOptions {
  std::chrono::sys_seconds as_of{};  ///< what came later has not happened
  std::optional<Period> period{};    ///< nothing: the one that holds as_of
  Detection detection{};
};

/// One rate in one layer and one period.
struct Cell {
  std::string layer;
  Metric metric = Metric::rollback_rate;
  Period period;
  Count count{};
  std::int64_t immature = 0;         ///< merged less than 30 days ago
  std::int64_t immature_events = 0;  ///< of these, failed already
  std::int64_t unknown = 0;          ///< nobody tells; not among the trials
  std::int64_t undone = 0;           ///< of the events, reapplied since
  double target = 0;
  bool closed = false;  ///< nothing more will be counted
  Judgement judgement{};
  std::optional<double> corrected{};  ///< the rate behind the observed one (Rogan-Gladen); nothing: not asked for
  std::optional<double> adjusted{};   ///< tail probability after Holm, over the cells of the period with trials
  std::string words{};
};

struct Standing {
  std::vector<Cell> cells;  ///< by period (the quarter first), then layer (all first), then metric
  std::vector<std::string> notes;
};

/// Throws Error (unjudged) when the history is cut after `begin`: what came before cannot be counted.
void need_history_since(const History& history, Day begin);

/// The period and the four quarters that end with it. Throws Error (unjudged) when the history is cut within them.
Standing stand(const History& history, const Outcomes& outcomes, const LlmBudget& budget,
               const StandingOptions& options);

/// A pull request of the project that was merged in the period and by then, and touches the layer.
bool counts_in(const Landing& landing, std::string_view layer, const Period& period, std::chrono::sys_seconds as_of);

/// One rate by itself; `adjusted` is for stand() to fill in. `layer` may be all_layers.
Cell cell_of(const History& history, const Outcomes& outcomes, const LlmBudget& budget, const StandingOptions& options,
             const std::string& layer, Metric metric, const Period& period);

/// `2.5 %`, with as many digits as small rates need.
std::string percent(double rate);
/// `0.4 to 12.9 %`
std::string interval_in_words(const Interval& interval);
/// The verdict with what it rests on: `unresolved: 1/40; a clean proof needs n >= 236`.
std::string verdict_in_words(const Cell& cell);

/// For a report and the gate.
std::vector<BudgetLine> budget_lines(const Standing& standing);

}  // namespace tollgate::budget
