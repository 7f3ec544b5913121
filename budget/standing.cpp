#include "budget/standing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "budget/standing/words.hpp"
#include "core/error.hpp"

namespace tollgate::budget {

namespace {

bool is_rollback(OutcomeKind kind) { return kind == OutcomeKind::reverted || kind == OutcomeKind::rolled_back; }

bool is_escape(OutcomeKind kind) { return kind == OutcomeKind::hotfixed || kind == OutcomeKind::fixed_forward; }

bool counts_for(Metric metric, OutcomeKind kind) {
  return metric == Metric::rollback_rate ? is_rollback(kind) : is_escape(kind);
}

/// What came of one landing, as one metric sees it.
struct Fate {
  bool failed = false;
  bool undone = false;
};

class Counter {
 public:
  Counter(const History& history, const Outcomes& outcomes, const LlmBudget& budget, const StandingOptions& options)
      : x_history(history), x_budget(budget), x_options(options), x_events(history.landings.size()) {
    for (const OutcomeEvent& event : outcomes.events) x_events[event.target].push_back(&event);
  }

  Cell cell(const std::string& layer, Metric metric, const Period& period) const {
    Cell cell{.layer = layer, .metric = metric, .period = period, .target = target_of(x_budget, metric)};
    for (std::uint32_t i = 0; i < x_history.landings.size(); ++i) {
      const Landing& landing = x_history.landings[i];
      if (!landing.llm_touched() || !counts_in(landing, layer, period, x_options.as_of)) continue;
      if (metric == Metric::caught_at_review_rate) {
        count_caught(cell, landing);
      } else {
        count_fate(cell, landing, fate_of(i, metric));
      }
    }
    cell.closed = x_options.as_of >= period.end + outcome_window;
    judge_cell(cell);
    return cell;
  }

 private:
  /// One failure per pull request, however many fixes (V5).
  Fate fate_of(std::uint32_t landing, Metric metric) const {
    Fate fate;
    for (const OutcomeEvent* event : x_events[landing]) {
      const bool seen = event->at <= x_options.as_of && within_window(*event, x_history.landings[landing]);
      if (!seen || !counts_for(metric, event->kind)) continue;
      fate.undone = fate.undone || (event->closed_at && *event->closed_at <= x_options.as_of);
      fate.failed = true;
    }
    return fate;
  }

  void count_fate(Cell& cell, const Landing& landing, const Fate& fate) const {
    if (x_options.as_of - landing.merged_at < outcome_window) {
      ++cell.immature;
      cell.immature_events += fate.failed ? 1 : 0;
      return;
    }
    ++cell.count.trials;
    cell.count.events += fate.failed ? 1 : 0;
    cell.undone += fate.undone ? 1 : 0;
  }

  /// That it was caught is known when it is merged.
  static void count_caught(Cell& cell, const Landing& landing) {
    if (landing.caught == Caught::unknown || landing.caught_by_label_alone()) {
      ++cell.unknown;
      return;
    }
    ++cell.count.trials;
    cell.count.events += landing.caught == Caught::yes ? 1 : 0;
  }

  void judge_cell(Cell& cell) const {
    cell.judgement = judge(cell.count, cell.target, cell.closed);
    const Detection& detection = x_options.detection;
    const bool asked = detection.sensitivity < 1 || detection.specificity < 1;
    if (asked && cell.judgement.rate) {
      cell.corrected = corrected_rate(*cell.judgement.rate, detection.sensitivity, detection.specificity);
    }
    cell.words = words_of(cell);
  }

  const History& x_history;
  const LlmBudget& x_budget;
  const StandingOptions& x_options;
  std::vector<std::vector<const OutcomeEvent*>> x_events;
};

/// Holm 1979: the smallest tail times the number of cells, the next times one less, never falling.
void adjust(std::span<Cell> cells) {
  std::vector<Cell*> judged;
  for (Cell& cell : cells) {
    if (cell.count.trials > 0) judged.push_back(&cell);
  }
  std::ranges::stable_sort(judged, {}, [](const Cell* cell) { return cell->judgement.tail_probability; });
  double least = 0;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    const double times = static_cast<double>(judged.size() - i);
    least = std::max(least, std::min(1.0, times * judged[i]->judgement.tail_probability));
    judged[i]->adjusted = least;
  }
}

}  // namespace

std::string_view to_string(Metric metric) {
  switch (metric) {
    case Metric::escape_rate:
      return "escape_rate";
    case Metric::caught_at_review_rate:
      return "caught_at_review_rate";
    case Metric::rollback_rate:
      break;
  }
  return "rollback_rate";
}

double target_of(const LlmBudget& budget, Metric metric) {
  switch (metric) {
    case Metric::escape_rate:
      return budget.escape_rate;
    case Metric::caught_at_review_rate:
      return budget.caught_at_review_rate;
    case Metric::rollback_rate:
      break;
  }
  return budget.rollback_rate;
}

bool counts_in(const Landing& landing, std::string_view layer, const Period& period, std::chrono::sys_seconds as_of) {
  const bool counts =
      landing.pull_request && landing.in_project && landing.merged_at <= as_of && period.holds(landing.merged_at);
  return counts && (layer == all_layers || std::ranges::binary_search(landing.layers, layer));
}

void need_history_since(const History& history, Day begin) {
  if (!history.whole_since || *history.whole_since < begin) return;
  throw Error(ErrorKind::unjudged,
              {fmt::format("this checkout is shallow: its history begins on {}, and the budget counts from {}",
                           day_text(std::chrono::floor<std::chrono::days>(*history.whole_since)), day_text(begin)),
               "fetch the rest: git fetch --unshallow (GitHub: fetch-depth: 0; GitLab: GIT_DEPTH: 0)",
               {}});
}

Cell cell_of(const History& history, const Outcomes& outcomes, const LlmBudget& budget, const StandingOptions& options,
             const std::string& layer, Metric metric, const Period& period) {
  return Counter(history, outcomes, budget, options).cell(layer, metric, period);
}

Standing stand(const History& history, const Outcomes& outcomes, const LlmBudget& budget,
               const StandingOptions& options) {
  const Period period = options.period.value_or(period_at(options.as_of, budget.period));
  const Period year = rolling_four_quarters(period);
  need_history_since(history, year.begin);
  const Counter counter(history, outcomes, budget, options);
  std::vector<std::string> layers{std::string(all_layers)};
  layers.insert(layers.end(), history.layers.begin(), history.layers.end());
  Standing standing;
  for (const Period& span : {period, year}) {
    for (const std::string& layer : layers) {
      for (const Metric metric : all_metrics) standing.cells.push_back(counter.cell(layer, metric, span));
    }
  }
  const std::span<Cell> cells(standing.cells);
  adjust(cells.first(cells.size() / 2));
  adjust(cells.last(cells.size() / 2));
  standing.notes = notes_on(standing.cells, outcomes);
  return standing;
}

std::vector<BudgetLine> budget_lines(const Standing& standing) {
  std::vector<BudgetLine> lines;
  lines.reserve(standing.cells.size());
  for (const Cell& cell : standing.cells) {
    lines.push_back({.layer = cell.layer,
                     .metric = std::string(to_string(cell.metric)),
                     .period = cell.period.name,
                     .events = cell.count.events,
                     .trials = cell.count.trials,
                     .immature = cell.immature,
                     .target = cell.target,
                     .low = cell.judgement.wilson_95.low,
                     .high = cell.judgement.wilson_95.high,
                     .verdict = std::string(to_string(cell.judgement.verdict)),
                     .words = cell.words});
  }
  return lines;
}

}  // namespace tollgate::budget
