#include "sql/deep_stack.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <exception>
#include <thread>
#include <vector>

#include "core/error.hpp"

namespace tollgate::sql {
namespace {

struct Job {
  const std::function<void()>* work;
  std::exception_ptr failure;
};

void* run_job(void* argument) {
  auto* job = static_cast<Job*>(argument);
  try {
    (*job->work)();
  } catch (...) {
    job->failure = std::current_exception();
  }
  return nullptr;
}

// Signals are the main thread's business, but for those that a thread's own fault raises: while they are blocked the
// kernel ends the process without asking a handler (POSIX leaves it undefined), so no sanitizer and no fuzzer could
// tell.
sigset_t signals_of_others() {
  sigset_t signals;
  sigfillset(&signals);
  for (const int own : {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP}) sigdelset(&signals, own);
  return signals;
}

int start(pthread_t& thread, std::size_t stack_bytes, Job& job) {
  pthread_attr_t attributes;
  if (const int failed = pthread_attr_init(&attributes); failed != 0) return failed;
  const sigset_t blocked = signals_of_others();
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  int failed = pthread_attr_setstacksize(&attributes, stack_bytes);
  if (failed == 0) failed = pthread_create(&thread, &attributes, run_job, &job);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&attributes);
  return failed;
}

void start_or_throw(pthread_t& thread, std::size_t stack_bytes, Job& job) {
  if (start(thread, stack_bytes, job) == 0) return;
  throw Error(ErrorKind::unjudged,
              {fmt::format("no thread with a stack of {} MiB could be started to parse SQL", stack_bytes >> 20U),
               "raise the limits on virtual memory and threads (ulimit -v, ulimit -u)",
               {}});
}

}  // namespace

int processors() { return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 8); }

void run_on_deep_stack(std::size_t stack_bytes, const std::function<void()>& work) {
  Job job{&work, nullptr};
  pthread_t thread{};
  start_or_throw(thread, stack_bytes, job);
  pthread_join(thread, nullptr);
  if (job.failure) std::rethrow_exception(job.failure);
}

void for_each_on_deep_stacks(std::size_t count, int jobs, std::size_t stack_bytes,
                             const std::function<void(std::size_t)>& work) {
  if (count == 0) return;
  std::atomic<std::size_t> next{0};
  const std::function<void()> take_turns = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  const std::size_t threads = std::min(count, static_cast<std::size_t>(std::max(jobs, 1)));
  std::vector<Job> started(threads, Job{&take_turns, nullptr});
  std::vector<pthread_t> handles(threads);
  std::size_t running = 0;
  std::exception_ptr failure;
  try {
    for (; running < threads; ++running) start_or_throw(handles[running], stack_bytes, started[running]);
  } catch (...) {
    if (running == 0) throw;  // fewer threads than asked for do the work as well
  }
  for (std::size_t i = 0; i < running; ++i) {
    pthread_join(handles[i], nullptr);
    if (started[i].failure && !failure) failure = started[i].failure;
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace tollgate::sql
