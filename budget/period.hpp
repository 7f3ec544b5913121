// Spans of time that a budget is counted over, in UTC: months, quarters, years, and the last four quarters together.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/day.hpp"

namespace tollgate::budget {

/// Half-open: `end` is the first day after it.
struct Period {
  std::string name;  ///< `2026-Q4`, `2026-11`, `2026`, `rolling four quarters`
  Day begin{};
  Day end{};

  bool holds(std::chrono::sys_seconds instant) const { return instant >= begin && instant < end; }
};

/// What a `length` (`month`, `quarter`, `year`) is at an instant.
Period period_at(std::chrono::sys_seconds instant, std::string_view length);
/// `2026-Q4`, `2026-11`, `2026`; nothing for any other text.
std::optional<Period> period_from(std::string_view text);
/// The quarter that holds the last day of the period, and the three before.
Period rolling_four_quarters(const Period& period);
/// The one of the same length before.
Period period_before(const Period& period);

}  // namespace tollgate::budget
