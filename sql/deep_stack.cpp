#include "sql/deep_stack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

#include "core/error.hpp"
#include "core/kept_threads.hpp"

namespace tollgate::sql {
namespace {

BorrowedThread borrow_or_throw(std::size_t stack_bytes) {
  if (auto thread = BorrowedThread::borrow(stack_bytes)) return *std::move(thread);
  throw Error(ErrorKind::unjudged,
              {fmt::format("no thread with a stack of {} MiB could be started to parse SQL", stack_bytes >> 20U),
               "raise the limits on virtual memory and threads (ulimit -v, ulimit -u)",
               {}});
}

}  // namespace

int processors() { return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 8); }

void run_on_deep_stack(std::size_t stack_bytes, const std::function<void()>& work) {
  const BorrowedThread thread = borrow_or_throw(stack_bytes);
  thread->begin(work);
  if (const std::exception_ptr failure = thread->wait()) std::rethrow_exception(failure);
}

void for_each_on_deep_stacks(std::size_t count, int jobs, std::size_t stack_bytes,
                             const std::function<void(std::size_t)>& work) {
  if (count == 0) return;
  std::atomic<std::size_t> next{0};
  const std::function<void()> take_turns = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  const std::size_t most = std::min(count, static_cast<std::size_t>(std::max(jobs, 1)));
  std::vector<BorrowedThread> threads;
  threads.reserve(most);
  threads.push_back(borrow_or_throw(stack_bytes));
  while (threads.size() < most) {
    auto another = BorrowedThread::borrow(stack_bytes);
    if (!another) break;  // fewer threads than asked for do the work as well
    threads.push_back(*std::move(another));
  }
  for (const BorrowedThread& thread : threads) thread->begin(take_turns);
  std::exception_ptr failure;
  for (const BorrowedThread& thread : threads) {
    const std::exception_ptr failed = thread->wait();
    if (failed && !failure) failure = failed;
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace tollgate::sql
