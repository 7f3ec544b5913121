// Whether a merge window is open at an instant, and until when that holds: local wall time in the window's zone, over
// changes of summer time. Pure but for the system's time zone data; window_state.cpp is the one file that knows
// date/tz.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/day.hpp"
#include "core/merge_window.hpp"

namespace tollgate::change {

/// Local days of the window's zone on which nothing is merged, both included.
struct ClosedDays {
  Day first;
  Day last;
  std::string reason;
};

struct WindowState {
  bool open = false;
  std::string closed_by;  ///< the reason of the closed days; empty: the window's hours
  /// The first instant at which `open` is otherwise. Nothing when it does not change within 400 days.
  std::optional<std::chrono::sys_seconds> valid_until;
};

/// Local times that a change of summer time leaves out do not come; doubled ones are inside both times.
/// Throws Error (unjudged) when the zone is not known or there is no time zone data.
WindowState window_state(const MergeWindow& window, const std::vector<ClosedDays>& closed,
                         std::chrono::sys_seconds instant);

/// Whether window_state() can judge by this zone; false for all when there is no time zone data.
bool is_known_time_zone(std::string_view name);

/// Every zone of the system's time zone data, sorted; none when there is no such data.
std::vector<std::string> time_zone_names();

/// The version of the time zone data, e.g. `2025b`; empty when it does not say.
std::string time_zone_data_version();

/// `2026-03-30 09:00 Europe/Berlin`, of the window's zone (UTC without one).
std::string local_text(std::chrono::sys_seconds instant, std::string_view zone);

/// `2026-03-30T07:00:00Z`.
std::string utc_text(std::chrono::sys_seconds instant);
/// Nothing for what is no such text.
std::optional<std::chrono::sys_seconds> instant_from(std::string_view text);

}  // namespace tollgate::change
