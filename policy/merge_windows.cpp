#include "policy/merge_windows.hpp"

#include <tuple>
#include <utility>

#include "core/merge_window.hpp"
#include "policy/map_reader.hpp"
#include "policy/values.hpp"

namespace tollgate::policy {

namespace {

/// A list of windows is open whenever one of them is.
std::string window_text(const Node& node) {
  if (!node.is_list()) return node.text;
  std::string joined;
  for (const Node& item : node.items) joined += (joined.empty() ? "" : "; ") + item.text;
  return joined;
}

void read_window(const Node& node, const std::string& what, std::optional<Placed<std::string>>& window,
                 Problems& problems) {
  const std::string text = window_text(node);
  if ((node.is_scalar() || node.is_list()) && parse_merge_window(text)) {
    window = Placed<std::string>{text, node.mark};
  } else {
    expected(
        node, what, "any, or days, hours and a time zone", problems,
        "e.g. \"Mon-Fri 09:00-17:00[Europe/Berlin]\"; the zone is an area or UTC, and one for all windows of a list");
  }
}

/// `2026-12-24` or `2026-12-24..2027-01-01`.
std::optional<std::pair<Day, Day>> read_days(const Node& node, const std::string& what, Problems& problems) {
  const std::string_view text = node.text;
  const std::size_t dots = text.find("..");
  const auto first = day_from(text.substr(0, dots));
  const auto last = dots == std::string_view::npos ? first : day_from(text.substr(dots + 2));
  if (node.is_scalar() && first && last && *first <= *last) return std::pair(*first, *last);
  expected(node, what, "a day, or a first and a last day", problems, "e.g. 2026-12-24 or 2026-12-24..2027-01-01");
  return std::nullopt;
}

std::optional<ClosedPeriod> read_period(const Node& node, const std::string& what, Problems& problems) {
  MapReader reader(node, what, problems);
  ClosedPeriod period;
  bool good = reader.is_map();
  const Node* days = reader.find("days");
  const auto read = days == nullptr ? std::nullopt : read_days(*days, what + ".days", problems);
  if (read) std::tie(period.first, period.last) = *read;
  good = good && read;
  const Node* reason = reader.find("reason");
  auto text = reason == nullptr ? std::nullopt : read_text(*reason, what + ".reason", problems);
  if (text) period.reason = std::move(*text);
  good = good && text;
  if (const Node* zone = reader.find("zone")) {
    if (zone->is_scalar() && is_time_zone_name(zone->text)) {
      period.zone = zone->text;
    } else {
      expected(*zone, what + ".zone", "an area such as Europe/Berlin, or UTC", problems,
               "abbreviations, US/… and offsets say nothing sure about summer time");
      good = false;
    }
  }
  reader.finish();
  for (const auto& [value, key] : {std::pair(days, "days"), std::pair(reason, "reason")}) {
    if (value == nullptr && reader.is_map())
      problems.add(node.mark, what + ": no `" + key + "`", "e.g. {days: 2026-12-24..2027-01-01, reason: year's end}");
  }
  return good ? std::optional(std::move(period)) : std::nullopt;
}

void read_closed(const Node& node, const std::string& what, std::optional<Placed<std::vector<ClosedPeriod>>>& closed,
                 Problems& problems) {
  if (!node.is_list()) {
    expected(node, what, "a list of closed days", problems, "e.g. [{days: 2026-12-24, reason: Christmas}]");
    return;
  }
  std::vector<ClosedPeriod> periods;
  for (const Node& item : node.items) {
    auto period = read_period(item, what + "." + std::to_string(periods.size()), problems);
    periods.push_back(period ? std::move(*period) : ClosedPeriod{});
  }
  closed = Placed<std::vector<ClosedPeriod>>{std::move(periods), node.mark};
}

}  // namespace

void read_merge_window(const Node& node, const std::string& what, std::optional<Placed<std::string>>& window,
                       std::optional<Placed<std::vector<ClosedPeriod>>>& closed, Problems& problems) {
  if (!node.is_map()) return read_window(node, what, window, problems);
  MapReader reader(node, what, problems);
  if (const Node* open = reader.find("open")) read_window(*open, what + ".open", window, problems);
  if (const Node* days = reader.find("closed")) read_closed(*days, what + ".closed", closed, problems);
  reader.finish();
}

std::string days_text(const ClosedPeriod& period) {
  const std::string first = day_text(period.first);
  return period.first == period.last ? first : first + ".." + day_text(period.last);
}

}  // namespace tollgate::policy
