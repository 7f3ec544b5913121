// Merge windows: `any`, or `Mon-Fri 09:00-17:00[Europe/Berlin]`: days, hours and an IANA time zone; several joined by
// `; ` in one zone. Only their text and extent are judged here; whether one is open now: change/window_state.hpp.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate {

inline constexpr std::size_t minutes_of_week = std::size_t{7} * 24 * 60;

struct MergeWindow {
  std::bitset<minutes_of_week> minutes;  ///< of a week that starts on Monday; half-open: 17:00 is outside 09:00-17:00
  std::string zone;                      ///< IANA name; empty when always open
};

/// Nothing when the text is no window. `22:00-02:00` ends on the day after the one named. Zones are areas
/// (`Europe/Berlin`) or UTC: abbreviations, `US/…` and offsets say nothing sure about summer time. The zone's name is
/// not looked up.
std::optional<MergeWindow> parse_merge_window(std::string_view text);

/// An area such as `Europe/Berlin`, or `UTC`; the name is not looked up.
bool is_time_zone_name(std::string_view text);

/// True when `inner` is never open while `outer` is closed. Windows of two time zones can't be compared: false.
bool contains(const MergeWindow& outer, const MergeWindow& inner);

}  // namespace tollgate
