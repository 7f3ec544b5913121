// The stretch of time that both sides hold: pure. A CI schema with seven days of data is compared on those seven days.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "warehouse/count_sql.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::gates::rows {

/// Least and greatest event time of one side, as PostgreSQL's ISO text; both empty when no row has one.
struct TimeRange {
  std::string from;
  std::string to;
  std::optional<std::int64_t> rows{};  ///< that have an event time
  bool empty() const { return from.empty(); }
};

/// Out of the answer to warehouse::event_time_range(); nothing when the column holds neither dates nor timestamps.
std::optional<TimeRange> time_range(const warehouse::Answer& answer);

/// Day and year only: what a report may show of it.
std::string day_of(const std::string& time);

/// [max of the two starts, min of the two ends]; nothing when they do not meet. Neither may be empty.
std::optional<TimeRange> overlap(const TimeRange& base, const TimeRange& head);

/// `2024-01-01 to 2024-01-07`.
std::string window_text(const TimeRange& range);

}  // namespace tollgate::gates::rows
