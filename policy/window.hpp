// Merge windows: `any`, or `Mon-Fri 09:00-17:00[Europe/Berlin]`: days, hours and an IANA time zone. Only their text and
// their extent are judged here; whether one is open now is not this room's business.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate::policy {

struct Window {
  std::bitset<std::size_t{7} * 24 * 60> minutes;  ///< of a week that starts on Monday
  std::string zone;                               ///< IANA name; empty when always open
};

/// Nothing when the text is no window. The zone's name is not looked up.
std::optional<Window> parse_window(std::string_view text);

/// True when `inner` is never open while `outer` is closed. Windows of two time zones can't be compared: false.
bool contains(const Window& outer, const Window& inner);

}  // namespace tollgate::policy
