// How a team works with LLMs, period after period: how much of what is merged they touch, how long a pull request
// takes, and the rates of the budget beside it. Figures to look at; nothing here is a verdict on people.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "budget/standing.hpp"

namespace tollgate::budget {

/// From the first commit (or the first event of the audit log) to the merge; of squashes alone it is not known.
struct CycleTime {
  std::optional<std::chrono::seconds> median{};
  std::int64_t known = 0;  ///< pull requests that it is taken from
};

/// One period of one layer, or of all.
struct Season {
  Period period;
  std::int64_t merged = 0;  ///< pull requests
  std::int64_t llm_touched = 0;
  CycleTime llm{};
  CycleTime others{};
  std::vector<Cell> cells{};  ///< one for each metric, in the order of all_metrics
};

/// The last `count` periods that end with the one of `options`, the oldest first; those before the first pull request
/// are left out. Layers are told of landings since HistoryInput::files_since only.
std::vector<Season> seasons_of(const History& history, const Outcomes& outcomes, const LlmBudget& budget,
                               const StandingOptions& options, const std::string& layer, std::size_t count);

}  // namespace tollgate::budget
