#include "gates/row_count_diff/window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "gates/row_count_diff/answers.hpp"

namespace tollgate::gates::rows {

namespace {

/// PostgreSQL's ISO output of dates and timestamps from year 1 to 9999, and its infinities: these compare as text.
bool is_time(std::string_view text) {
  if (text == "infinity" || text == "-infinity") return true;
  constexpr std::string_view shape = "dddd-dd-dd";
  if (text.size() < shape.size() || text.ends_with("BC")) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == 'd' ? !digit : text[i] != '-') return false;
  }
  return text.size() == shape.size() || text[shape.size()] == ' ';
}

}  // namespace

std::optional<TimeRange> time_range(const warehouse::Answer& answer) {
  const auto from = cell(answer, 0);
  const auto to = cell(answer, 1);
  if (!from || !to) return TimeRange{};
  if (!is_time(*from) || !is_time(*to)) return std::nullopt;
  return TimeRange{*from, *to, whole_number(cell(answer, 2))};
}

std::string day_of(const std::string& time) { return time.substr(0, time.find(' ')); }

std::optional<TimeRange> overlap(const TimeRange& base, const TimeRange& head) {
  TimeRange both{std::max(base.from, head.from), std::min(base.to, head.to), {}};
  // A date is the text in front of the timestamps of its day, and means the day's first moment.
  if (both.from > both.to) return std::nullopt;
  return both;
}

std::string window_text(const TimeRange& range) {
  return fmt::format("{} to {}", day_of(range.from), day_of(range.to));
}

}  // namespace tollgate::gates::rows
