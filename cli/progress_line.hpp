// What a long run is doing, on stderr: one line that is drawn over where stderr is a terminal, a plain line once a
// minute in the log of a CI, and nothing at all elsewhere. Never on stdout, never in a report.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <iosfwd>
#include <mutex>
#include <string>
#include <thread>

#include "core/run.hpp"

namespace tollgate::cli {

struct ProgressStyle {
  enum class Kind { none, terminal, log } kind = Kind::none;
  int width = 80;                          ///< columns of the terminal
  std::chrono::milliseconds after{2'000};  ///< work that takes less is not told of
  std::chrono::milliseconds every{250};    ///< how often it is told anew
};

/// Told for a terminal or a CI, with their times.
ProgressStyle progress_style(bool terminal, bool ci, int width);

/// `row-count-diff (gate 3 of 7): 130 of 500 questions, about 40s left`; empty when nothing is under way.
std::string progress_text(const Run::Step& step, Run::Clock::time_point now);

class ProgressLine {
 public:
  /// `run` and `err` outlive it. Nobody else writes to `err` meanwhile, but by above().
  ProgressLine(const Run& run, std::ostream& err, const ProgressStyle& style);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ProgressLine(ProgressLine&&) = delete;
  ProgressLine& operator=(ProgressLine&&) = delete;
  ~ProgressLine();

  /// Takes the line away, lets `write` write, to the same terminal, and draws it anew later.
  void above(const std::function<void()>& write);

 private:
  void work();
  void draw();
  void clear();

  const Run& x_run;
  std::ostream& x_err;
  const ProgressStyle x_style;
  std::mutex x_mutex;
  std::condition_variable x_changed;
  std::size_t x_drawn = 0;  ///< characters of the line that stands
  bool x_ending = false;
  std::thread x_thread;
};

}  // namespace tollgate::cli
