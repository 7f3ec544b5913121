// Ctrl-C and its like: ends the run from outside. Cancels on the server what runs there, lets a file that is being
// written become whole, says in a line what was stopped, and ends the process with 128 + signal. A second signal ends
// it at once. Decides nothing about verdicts: a run that was stopped has none.
#pragma once

#include <csignal>
#include <cstddef>
#include <string>
#include <thread>

#include "core/run.hpp"

namespace tollgate::cli {

/// `stopped by SIGINT at row-count-diff (gate 3 of 7): 130 of 500 questions; 3 queries cancelled; no verdict`
std::string stopped_text(int signal, const Run::Step& step, std::size_t cancelled);

/// While it lives, SIGINT, SIGTERM and SIGHUP stop the run; one that was ignored before (nohup, a shell's background)
/// stays ignored. To be made before any other thread is, which then inherit that they do not take these signals.
class Interruption {
 public:
  explicit Interruption(Run& run);
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  Interruption(Interruption&&) = delete;
  Interruption& operator=(Interruption&&) = delete;
  ~Interruption();

 private:
  void wait();

  Run& x_run;
  sigset_t x_signals{};
  int x_signal_handle = -1;
  int x_end_handle = -1;
  std::thread x_thread;
};

}  // namespace tollgate::cli
