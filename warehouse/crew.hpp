// Threads whose stack is known: answers are received on them, by code that may follow the depth of a plan. Borrows them
// of core/kept_threads, and waits for them before it goes.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <vector>

#include "core/kept_threads.hpp"

namespace tollgate::warehouse {

class Crew {
 public:
  explicit Crew(std::size_t stack_bytes) : x_stack_bytes(stack_bytes) {}
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  Crew(Crew&&) = delete;
  Crew& operator=(Crew&&) = delete;
  ~Crew() { join(); }

  /// Whether the machine gave a thread for it. What the work throws ends the program.
  bool start(std::function<void()> work);
  /// Returns when all have ended.
  void join() noexcept;

 private:
  std::size_t x_stack_bytes;
  std::deque<std::function<void()>> x_work;
  std::vector<BorrowedThread> x_threads;
};

}  // namespace tollgate::warehouse
