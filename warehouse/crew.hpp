// Threads whose stack is known: answers are received on them, by code that may follow the depth of a plan. Owns them,
// and waits for them before it goes.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace tollgate::warehouse {

class Crew {
 public:
  explicit Crew(std::size_t stack_bytes);
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  Crew(Crew&&) = delete;
  Crew& operator=(Crew&&) = delete;
  ~Crew();

  /// Whether the machine gave a thread for it. What the work throws ends the program.
  bool start(std::function<void()> work);
  /// Returns when all have ended.
  void join();

 private:
  struct Threads;

  std::size_t x_stack_bytes;
  std::unique_ptr<Threads> x_threads;
};

}  // namespace tollgate::warehouse
