#include "gates/layer_window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/merge_window.hpp"

namespace tollgate::gates {

namespace {

using std::chrono::sys_seconds;

constexpr std::chrono::hours farthest{24 * 400};  // as window_state() looks

/// What holds in one zone, and its state as of some instant.
struct Part {
  MergeWindow window;
  std::vector<change::ClosedDays> closed;
  change::WindowState state{};
};

MergeWindow always_open(const std::string& zone) {
  MergeWindow window;
  window.minutes.set();
  window.zone = zone;
  return window;
}

MergeWindow window_of(const Layer& layer) {
  auto window = parse_merge_window(layer.merge_window);
  if (window) return std::move(*window);
  throw Error(ErrorKind::unjudged, {fmt::format("the merge window of the layer {} can't be read", layer.name),
                                    "run `tollgate policy validate`: it tells the line",
                                    {}});
}

std::vector<Part> parts_of(const Layer& layer) {
  const std::string own_zone = zone_of(layer);
  std::map<std::string, std::vector<change::ClosedDays>> by_zone;
  for (const ClosedPeriod& period : layer.closed) {
    by_zone[period.zone.empty() ? own_zone : period.zone].push_back({period.first, period.last, period.reason});
  }
  std::vector<Part> parts{{window_of(layer), std::move(by_zone[own_zone])}};
  by_zone.erase(own_zone);
  for (auto& [zone, closed] : by_zone) parts.push_back({always_open(zone), std::move(closed)});
  return parts;
}

void judge(std::vector<Part>& parts, sys_seconds at) {
  for (Part& part : parts) part.state = change::window_state(part.window, part.closed, at);
}

bool all_open(const std::vector<Part>& parts) {
  return std::ranges::all_of(parts, [](const Part& part) { return part.state.open; });
}

/// The next instant at which any part changes.
std::optional<sys_seconds> next_change(const std::vector<Part>& parts) {
  std::optional<sys_seconds> next;
  for (const Part& part : parts) {
    if (part.state.valid_until && (!next || *part.state.valid_until < *next)) next = part.state.valid_until;
  }
  return next;
}

}  // namespace

change::WindowState layer_window_state(const Layer& layer, sys_seconds now) {
  std::vector<Part> parts = parts_of(layer);
  judge(parts, now);
  change::WindowState state{all_open(parts), {}, {}};
  for (const Part& part : parts) {
    if (state.closed_by.empty() && !part.state.open) state.closed_by = part.state.closed_by;
  }
  for (auto at = next_change(parts); at && *at < now + farthest; at = next_change(parts)) {
    for (Part& part : parts) {
      if (part.state.valid_until && *part.state.valid_until <= *at)
        part.state = change::window_state(part.window, part.closed, *at);
    }
    if (all_open(parts) == state.open) continue;
    state.valid_until = at;
    break;
  }
  return state;
}

}  // namespace tollgate::gates
