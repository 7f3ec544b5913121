#include "warehouse/crew.hpp"

#include <utility>

namespace tollgate::warehouse {

bool Crew::start(std::function<void()> work) {
  auto thread = BorrowedThread::borrow(x_stack_bytes);
  if (!thread) {
    return false;
  }
  x_threads.reserve(x_threads.size() + 1);
  x_work.push_back(std::move(work));
  (*thread)->begin(x_work.back());
  x_threads.push_back(*std::move(thread));
  return true;
}

void Crew::join() noexcept {
  for (const BorrowedThread& thread : x_threads) {
    if (const std::exception_ptr failure = thread->wait()) {
      std::rethrow_exception(failure);
    }
  }
  x_threads.clear();
  x_work.clear();
}

}  // namespace tollgate::warehouse
