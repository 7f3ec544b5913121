#include "cli/progress_line.hpp"

#include <fmt/format.h>

#include <ostream>

namespace tollgate::cli {

namespace {

using std::chrono::seconds;

/// To two parts: `40s`, `3m`, `1h 10m`. Guesses of a second are told in steps of five.
std::string rough(seconds time) {
  if (time < seconds(60)) return fmt::format("{}s", (time.count() + 4) / 5 * 5);
  const auto minutes = (time.count() + 30) / 60;
  if (minutes < 60) return fmt::format("{}m", minutes);
  return fmt::format("{}h {}m", minutes / 60, minutes % 60);
}

/// By the pace until now; nothing as long as there is none.
std::string time_left(const Run::Step& step, Run::Clock::time_point now) {
  const auto spent = std::chrono::duration<double>(now - step.counting);
  if (step.done == 0 || step.done >= step.total || spent < seconds(1)) return {};
  const double each = spent.count() / static_cast<double>(step.done);
  const double left = each * static_cast<double>(step.total - step.done);
  return fmt::format(", about {} left", rough(seconds(static_cast<long long>(left) + 1)));
}

}  // namespace

ProgressStyle progress_style(bool terminal, bool ci, int width) {
  if (terminal && !ci) return {ProgressStyle::Kind::terminal, width, seconds(2), std::chrono::milliseconds(250)};
  // A CI that hears nothing for ten minutes ends some jobs; more often than once a minute is noise.
  if (ci) return {ProgressStyle::Kind::log, width, seconds(60), seconds(60)};
  return {};
}

std::string progress_text(const Run::Step& step, Run::Clock::time_point now) {
  if (step.unit.empty() || step.total == 0) return step.what;
  return fmt::format("{}: {} of {} {}{}", step.what, step.done, step.total, step.unit, time_left(step, now));
}

ProgressLine::ProgressLine(const Run& run, std::ostream& err, const ProgressStyle& style)
    : x_run(run), x_err(err), x_style(style) {
  if (style.kind != ProgressStyle::Kind::none) x_thread = std::thread([this] { work(); });
}

ProgressLine::~ProgressLine() {
  if (!x_thread.joinable()) return;
  {
    const std::lock_guard lock(x_mutex);
    x_ending = true;
    clear();
  }
  x_changed.notify_all();
  x_thread.join();
}

void ProgressLine::above(const std::function<void()>& write) {
  const std::lock_guard lock(x_mutex);
  clear();
  write();
}

void ProgressLine::work() {
  std::unique_lock lock(x_mutex);
  auto next = Run::Clock::now() + x_style.after;
  while (!x_changed.wait_until(lock, next, [this] { return x_ending; })) {
    draw();
    next = Run::Clock::now() + x_style.every;
  }
}

void ProgressLine::draw() {
  const std::string text = progress_text(x_run.step(), Run::Clock::now());
  if (x_run.stopped()) return;
  if (x_style.kind == ProgressStyle::Kind::log) {
    if (!text.empty()) x_err << "tollgate: " << text << "\n" << std::flush;
    return;
  }
  clear();
  if (text.empty()) return;
  // One column stays free: a full line would wrap, and could not be drawn over.
  const std::string line = ("tollgate: " + text).substr(0, static_cast<std::size_t>(std::max(x_style.width, 20) - 1));
  x_err << line << std::flush;
  x_drawn = line.size();
}

/// Without escape sequences, which not every terminal knows.
void ProgressLine::clear() {
  if (x_drawn == 0) return;
  x_err << '\r' << std::string(x_drawn, ' ') << '\r' << std::flush;
  x_drawn = 0;
}

}  // namespace tollgate::cli
