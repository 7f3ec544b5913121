#include "change/window_state.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <fstream>

#include "core/error.hpp"

namespace tollgate::change {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::chrono::hours farthest{24 * 400};

const date::time_zone& zone_of(std::string_view name) {
  try {
    return *date::locate_zone(std::string(name));
  } catch (const std::exception&) {
    throw Error(ErrorKind::unjudged,
                {fmt::format("time zone {} is not known here, so the merge window cannot be judged", name),
                 "write an IANA name such as Europe/Berlin; in a slim container install tzdata",
                 {}});
  }
}

/// `2025b` of `# version 2025b`, with which zic's source begins: Debian keeps it, and no file that names the version.
std::string version_in_source() {
  std::ifstream file("/usr/share/zoneinfo/tzdata.zi");
  std::string mark;
  std::string word;
  std::string version;
  file >> mark >> word >> version;
  return mark == "#" && word == "version" && version.size() < 16 ? version : std::string();
}

// Seconds of local wall time since 1970-01-01 00:00 local.
seconds local_time(const date::sys_info& span, sys_seconds instant) { return instant.time_since_epoch() + span.offset; }

// 1970-01-01 was a Thursday, three days after a Monday.
std::size_t minute_of_week(seconds local) {
  const auto since_monday = std::chrono::floor<minutes>(local) + minutes(3 * 24 * 60);
  const auto week = static_cast<minutes::rep>(minutes_of_week);
  return static_cast<std::size_t>(((since_monday.count() % week) + week) % week);
}

struct Moment {
  bool open = false;
  std::string closed_by;
};

Moment moment_of(const MergeWindow& window, const std::vector<ClosedDays>& closed, seconds local) {
  const Day day{std::chrono::floor<std::chrono::days>(local)};
  for (const ClosedDays& days : closed) {
    if (day >= days.first && day <= days.last) return {false, days.reason};
  }
  return {window.minutes.test(minute_of_week(local)), {}};
}

// The next instant at which something may change: the next full local minute, or the end of this offset.
sys_seconds step(const date::sys_info& span, sys_seconds instant) {
  const seconds local = local_time(span, instant);
  const seconds next = std::chrono::floor<minutes>(local) + minutes(1);
  return std::min(instant + (next - local), span.end);
}

}  // namespace

WindowState window_state(const MergeWindow& window, const std::vector<ClosedDays>& closed, sys_seconds instant) {
  const date::time_zone& zone = zone_of(window.zone.empty() ? "UTC" : std::string_view(window.zone));
  date::sys_info span = zone.get_info(instant);
  const Moment now = moment_of(window, closed, local_time(span, instant));
  WindowState state{now.open, now.closed_by, {}};
  for (sys_seconds at = step(span, instant); at < instant + farthest; at = step(span, at)) {
    if (at >= span.end) span = zone.get_info(at);
    if (moment_of(window, closed, local_time(span, at)).open == now.open) continue;
    state.valid_until = at;
    break;
  }
  return state;
}

bool is_known_time_zone(std::string_view name) {
  try {
    zone_of(name);
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::vector<std::string> time_zone_names() {
  std::vector<std::string> names;
  try {
    for (const date::time_zone& zone : date::get_tzdb().zones) names.emplace_back(zone.name());
  } catch (const std::exception&) {
    return {};
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string time_zone_data_version() {
  try {
    const std::string version = date::get_tzdb().version;
    return version == "unknown" ? version_in_source() : version;
  } catch (const std::exception&) {
    return {};
  }
}

std::string local_text(sys_seconds instant, std::string_view zone) {
  const std::string_view name = zone.empty() ? "UTC" : zone;
  const seconds local = local_time(zone_of(name).get_info(instant), instant);
  return fmt::format("{} {}", date::format("%F %H:%M", sys_seconds(local)), name);
}

std::string utc_text(sys_seconds instant) { return date::format("%FT%TZ", instant); }

std::optional<sys_seconds> instant_from(std::string_view text) {
  if (text.size() != 20 || text[10] != 'T' || text.back() != 'Z') return std::nullopt;
  const std::optional<Day> day = day_from(text.substr(0, 10));
  const auto two = [&](std::size_t at, int highest) {
    const char high = text[at];
    const char low = text[at + 1];
    if (high < '0' || high > '9' || low < '0' || low > '9') return -1;
    const int value = (high - '0') * 10 + (low - '0');
    return value > highest ? -1 : value;
  };
  const int hour = two(11, 23);
  const int minute = two(14, 59);
  const int second = two(17, 59);
  if (!day || text[13] != ':' || text[16] != ':' || hour < 0 || minute < 0 || second < 0) return std::nullopt;
  return *day + std::chrono::hours(hour) + minutes(minute) + seconds(second);
}

}  // namespace tollgate::change
