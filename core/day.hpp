// A day of the calendar, as waivers and artifacts name it. It is told which day it is and never asks a clock.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate {

using Day = std::chrono::sys_days;

/// The day that `YYYY-MM-DD` names; nothing for any other text and for a day that there is not.
std::optional<Day> day_from(std::string_view text);
/// `YYYY-MM-DD`
std::string day_text(Day day);

}  // namespace tollgate
