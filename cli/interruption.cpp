#include "cli/interruption.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <future>

namespace tollgate::cli {

namespace {

using std::chrono::milliseconds;

struct Signal {
  int number;
  const char* name;
};
constexpr std::array signals{Signal{SIGINT, "SIGINT"}, Signal{SIGTERM, "SIGTERM"}, Signal{SIGHUP, "SIGHUP"}};

bool is_ignored(int number) {
  struct sigaction action {};
  return sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// A question that is just being sent is not there to be cancelled the first time.
std::size_t stop_all(Run& run) {
  std::size_t cancelled = run.stop();
  for (int again = 0; cancelled > 0 && again < 20; ++again) {
    std::this_thread::sleep_for(milliseconds(25));
    if (run.stop() == 0) break;
  }
  return cancelled;
}

/// A second signal finds its ordinary effect, which ends the process. What came meanwhile is the same Ctrl-C, passed
/// on by a parent.
void let_the_next_one_kill(const sigset_t& blocked) {
  const timespec at_once{};
  while (sigtimedwait(&blocked, nullptr, &at_once) > 0) continue;
  for (const Signal& each : signals) {
    if (sigismember(&blocked, each.number) == 1) std::signal(each.number, SIG_DFL);
  }
  pthread_sigmask(SIG_UNBLOCK, &blocked, nullptr);
}

[[noreturn]] void end(Run& run, int number, const sigset_t& blocked) {
  const Run::Step step = run.step();
  auto stopping = std::async(std::launch::async, [&run] { return stop_all(run); });
  // A server that cannot be reached any more keeps nobody waiting.
  bool done = stopping.wait_for(milliseconds(300)) == std::future_status::ready;
  if (!done) {
    let_the_next_one_kill(blocked);
    done = stopping.wait_for(std::chrono::seconds(5)) == std::future_status::ready;
  }
  const std::string text = (isatty(STDERR_FILENO) == 1 ? "\n" : "") + std::string("tollgate: ") +
                           stopped_text(number, step, done ? stopping.get() : 0) + "\n";
  // Not by std::cerr, which another thread may be using.
  const ssize_t ignored = write(STDERR_FILENO, text.data(), text.size());
  static_cast<void>(ignored);
  _exit(128 + number);  // whatever the other threads are doing: nothing of it is to be finished
}

}  // namespace

std::string stopped_text(int signal, const Run::Step& step, std::size_t cancelled) {
  std::string name = "signal " + std::to_string(signal);
  for (const Signal& each : signals) {
    if (each.number == signal) name = each.name;
  }
  std::string text = "stopped by " + name;
  if (!step.what.empty()) text += " at " + step.what;
  if (!step.unit.empty()) text += fmt::format(": {} of {} {}", step.done, step.total, step.unit);
  if (cancelled > 0) text += fmt::format("; {} {} cancelled", cancelled, cancelled == 1 ? "query" : "queries");
  return step.what.empty() ? text : text + "; no verdict";
}

Interruption::Interruption(Run& run) : x_run(run) {
  sigemptyset(&x_signals);
  for (const Signal& each : signals) {
    if (!is_ignored(each.number)) sigaddset(&x_signals, each.number);
  }
  x_signal_handle = signalfd(-1, &x_signals, SFD_CLOEXEC);
  x_end_handle = eventfd(0, EFD_CLOEXEC);
  if (x_signal_handle < 0 || x_end_handle < 0) return;  // then a signal kills, as it does any program
  pthread_sigmask(SIG_BLOCK, &x_signals, nullptr);
  x_thread = std::thread([this] { wait(); });
}

Interruption::~Interruption() {
  if (x_thread.joinable()) {
    eventfd_write(x_end_handle, 1);
    x_thread.join();  // never returns while it is ending the process
  }
  if (x_signal_handle >= 0) close(x_signal_handle);
  if (x_end_handle >= 0) close(x_end_handle);
}

void Interruption::wait() {
  std::array<pollfd, 2> handles{pollfd{x_signal_handle, POLLIN, 0}, pollfd{x_end_handle, POLLIN, 0}};
  while (true) {
    if (poll(handles.data(), handles.size(), -1) < 0 && errno != EINTR) return;
    signalfd_siginfo info{};
    if (handles[0].revents != 0 && read(x_signal_handle, &info, sizeof info) == sizeof info) {
      end(x_run, static_cast<int>(info.ssi_signo), x_signals);
    }
    if (handles[1].revents != 0) return;
  }
}

}  // namespace tollgate::cli
