// An instant, a merge window, and closed days, a line each: a window is refused or judged by the system's time zones,
// and its state holds until the instant that is told, at which it is otherwise.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "change/window_state.hpp"
#include "core/error.hpp"
#include "core/merge_window.hpp"
#include "gates/layer_window.hpp"

namespace {

using namespace tollgate;
using std::chrono::sys_seconds;

constexpr std::size_t most_closed_days = 20;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string_view next_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

/// `2026-12-24..2027-01-01 Europe/Berlin`; without a zone it is the window's.
void add_closed(std::string_view line, Layer& layer) {
  const auto first = day_from(line.substr(0, 10));
  const auto last = line.size() >= 22 ? day_from(line.substr(12, 10)) : first;
  if (!first || !last) return;
  std::string zone(line.substr(std::min<std::size_t>(23, line.size())));
  if (!zone.empty() && !is_time_zone_name(zone)) return;
  layer.closed.push_back({*first, *last, std::move(zone), "holidays"});
}

void check_state(const Layer& layer, sys_seconds now) {
  const change::WindowState state = gates::layer_window_state(layer, now);
  require(!state.open || state.closed_by.empty());
  if (!state.valid_until) return;
  require(*state.valid_until > now);
  require(gates::layer_window_state(layer, *state.valid_until).open != state.open);
  require(gates::layer_window_state(layer, *state.valid_until - std::chrono::seconds(1)).open == state.open);
}

void judge(std::string_view text) {
  const auto now = change::instant_from(next_line(text));
  if (now) require(change::instant_from(change::utc_text(*now)) == now);
  Layer layer;
  layer.merge_window = next_line(text);
  const auto window = parse_merge_window(layer.merge_window);
  if (!window || !now) return;
  require(window->minutes.any() && contains(*window, *window));
  while (!text.empty() && layer.closed.size() < most_closed_days) add_closed(next_line(text), layer);
  try {
    require(!change::local_text(*now, window->zone).empty());
    check_state(layer, *now);
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::unjudged);  // no such zone
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  judge({reinterpret_cast<const char*>(data), size});
  return 0;
}
