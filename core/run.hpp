// One run as its threads share it: how far it is, until when it may go on, and what has to be ended when it may not.
// Owned by whoever starts the run; everybody else has a pointer. Knows no signal and no exit code, and writes nothing.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace tollgate {

/// All functions may be called by any thread.
class Run {
 public:
  using Clock = std::chrono::steady_clock;

  Run() = default;
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  Run(Run&&) = delete;
  Run& operator=(Run&&) = delete;
  ~Run() = default;

  /// What is under way. A step may count something: rows of work that are done, out of how many.
  struct Step {
    std::string what;  ///< `row-count-diff (gate 3 of 7)`; empty: nothing
    std::string unit;  ///< `questions`; empty: nothing is counted
    std::size_t done = 0;
    std::size_t total = 0;
    Clock::time_point began{};     ///< the step
    Clock::time_point counting{};  ///< the count
  };

  /// A new step; ends the one before it.
  void begin(std::string what);
  /// Within the step: `total` of something are to be done.
  void count(std::string unit, std::size_t total);
  void advance();
  void end_count();
  Step step() const;

  /// The run may go on until then. To be called once, at its beginning.
  void limit_to(std::chrono::milliseconds time, std::string option);
  std::optional<Clock::time_point> until() const;
  bool out_of_time() const;
  /// `the time limit of the run was over (--time-limit 30s)`
  std::string out_of_time_text() const;
  /// `not judged: the time limit of the run was over (--time-limit 30s)`; empty as long as there is time.
  std::string too_late() const;
  /// Throws Error (unjudged) that says so: for work that has no part to tell once it is broken off.
  void require_time() const;

  /// While it lives, stop() calls `cancel`, which ends what is under way and says how much that was.
  class Stoppable {
   public:
    Stoppable(Run& run, std::function<std::size_t()> cancel);
    Stoppable(const Stoppable&) = delete;
    Stoppable& operator=(const Stoppable&) = delete;
    Stoppable(Stoppable&&) = delete;
    Stoppable& operator=(Stoppable&&) = delete;
    ~Stoppable();

   private:
    Run& x_run;
    int x_id;
  };

  /// A few instructions that stop() waits for: what they make is there as a whole or not at all. Throws Error
  /// (unjudged) once the run is stopped.
  class Whole {
   public:
    explicit Whole(Run& run);
    Whole(const Whole&) = delete;
    Whole& operator=(const Whole&) = delete;
    Whole(Whole&&) = delete;
    Whole& operator=(Whole&&) = delete;
    ~Whole();

   private:
    Run& x_run;
  };

  /// Nothing new is begun from now on, and what is under way is cancelled: how much. May be called again for what had
  /// just begun. Waits for each Whole, two seconds at most.
  std::size_t stop();
  bool stopped() const;
  /// Throws Error (unjudged) once the run is stopped: what was learnt until then is no verdict, and is told to nobody.
  void require_going_on() const;

 private:
  mutable std::mutex x_mutex;  // guards all below but the cancel functions
  std::condition_variable x_changed;
  Step x_step;
  std::optional<Clock::time_point> x_until;
  std::string x_limit;
  bool x_stopped = false;
  int x_wholes = 0;

  std::mutex x_stoppable_mutex;  // held while they are called, so that none goes meanwhile
  std::map<int, std::function<std::size_t()>> x_stoppable;
  int x_next_id = 0;
};

}  // namespace tollgate
