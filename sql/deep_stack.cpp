#include "sql/deep_stack.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <csignal>
#include <exception>

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

// Signals are the main thread's business: the new thread inherits a full mask.
int start(pthread_t& thread, std::size_t stack_bytes, Job& job) {
  pthread_attr_t attributes;
  if (const int failed = pthread_attr_init(&attributes); failed != 0) return failed;
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int failed = pthread_attr_setstacksize(&attributes, stack_bytes);
  if (failed == 0) failed = pthread_create(&thread, &attributes, run_job, &job);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&attributes);
  return failed;
}

}  // namespace

void run_on_deep_stack(std::size_t stack_bytes, const std::function<void()>& work) {
  Job job{&work, nullptr};
  pthread_t thread{};
  if (start(thread, stack_bytes, job) != 0) {
    throw Error(ErrorKind::unjudged,
                {fmt::format("no thread with a stack of {} MiB could be started to parse SQL", stack_bytes >> 20U),
                 "raise the limits on virtual memory and threads (ulimit -v, ulimit -u)",
                 {}});
  }
  pthread_join(thread, nullptr);
  if (job.failure) std::rethrow_exception(job.failure);
}

}  // namespace tollgate::sql
