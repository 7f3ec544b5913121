#include "core/merge_window.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

namespace tollgate {

namespace {

constexpr std::size_t day_minutes = std::size_t{24} * 60;
constexpr std::array<std::string_view, 7> day_names{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

std::optional<std::size_t> parse_day(std::string_view text) {
  const auto found = std::find(day_names.begin(), day_names.end(), text);
  if (found == day_names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - day_names.begin());
}

/// What is before the separator; it and the separator are taken off `text`.
std::string_view take_until(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view head = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return head;
}

/// `Mon-Fri`, `Sat,Sun`, `Fri-Mon`.
std::optional<std::bitset<7>> parse_days(std::string_view text) {
  std::bitset<7> days;
  if (text.empty() || text.ends_with(',')) return std::nullopt;
  while (!text.empty()) {
    std::string_view range = take_until(text, ',');
    const bool is_range = range.find('-') != std::string_view::npos;
    const auto first = parse_day(take_until(range, '-'));
    const auto last = is_range ? parse_day(range) : first;
    if (!first || !last) return std::nullopt;
    days.set(*first);
    for (std::size_t day = *first; day != *last; day = (day + 1) % 7) days.set((day + 1) % 7);
  }
  return days;
}

std::optional<std::size_t> parse_two_digits(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.size() != 2 || error != std::errc{} || end != text.data() + 2) return std::nullopt;
  return value;
}

/// `09:00` in minutes of the day, up to `24:00`.
std::optional<std::size_t> parse_time(std::string_view text) {
  const auto hours = parse_two_digits(take_until(text, ':'));
  const auto minutes = parse_two_digits(text);
  if (!hours || !minutes || *minutes > 59 || *hours * 60 + *minutes > day_minutes) return std::nullopt;
  return *hours * 60 + *minutes;
}

/// `Mon-Fri 09:00-17:00[Europe/Berlin]`
std::optional<MergeWindow> parse_one(std::string_view text) {
  const auto days = parse_days(take_until(text, ' '));
  if (!text.ends_with(']')) return std::nullopt;
  text.remove_suffix(1);
  const auto start = parse_time(take_until(text, '-'));
  const auto end = parse_time(take_until(text, '['));
  if (!days || !start || !end || *start == *end || *start == day_minutes || !is_time_zone_name(text))
    return std::nullopt;
  MergeWindow window{{}, std::string(text)};
  const std::size_t length = *end > *start ? *end - *start : *end + day_minutes - *start;
  for (std::size_t day = 0; day < 7; ++day) {
    if (!days->test(day)) continue;
    for (std::size_t i = 0; i < length; ++i) window.minutes.set((day * day_minutes + *start + i) % minutes_of_week);
  }
  return window;
}

}  // namespace

bool is_time_zone_name(std::string_view text) {
  if (text == "UTC") return true;
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || text.starts_with("US/") || text.starts_with("Etc/"))
    return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/_+-").find(c) != std::string_view::npos;
  });
}

std::optional<MergeWindow> parse_merge_window(std::string_view text) {
  std::optional<MergeWindow> all;
  if (text == "any") {
    all.emplace().minutes.set();
    return all;
  }
  for (bool more = true; more;) {
    more = text.find(';') != std::string_view::npos;
    std::string_view part = take_until(text, ';');
    if (all && part.starts_with(' ')) part.remove_prefix(1);
    const std::optional<MergeWindow> window = parse_one(part);
    if (!window || (all && all->zone != window->zone)) return std::nullopt;
    if (all) {
      all->minutes |= window->minutes;
    } else {
      all = window;
    }
  }
  return all;
}

bool contains(const MergeWindow& outer, const MergeWindow& inner) {
  const bool comparable = outer.minutes.all() || outer.zone == inner.zone;
  return comparable && (inner.minutes & ~outer.minutes).none();
}

}  // namespace tollgate
