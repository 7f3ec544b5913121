// How the process gets memory, and gives it back: decided by main before anything else.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace tollgate {

/// Lets the heap grow in large steps and keep what it has. glibc enlarges the heaps of all threads but the first page
/// by page, each time with a system call that makes the other threads wait: a tenth of the time where many of them read
/// SQL. The steps are addresses; memory is taken when it is used.
void grow_heap_in_large_steps();

/// Lets threads share a few heaps. What one has freed no other takes: with a heap for each, a large project holds a
/// tenth more than it needs.
void share_heaps();

/// For the end of a step that has freed much, before another one that needs much: what was freed between things that
/// stay is memory of the system again until it is used.
void give_back_freed_memory();

/// Holds what is needed to the end of a run. A process that never destroys it leaves the memory to the system, which
/// takes it at once: to free a large project piece by piece takes a tenth of the run. Only for what owns nothing else.
class Leftovers {
 public:
  Leftovers() = default;
  Leftovers(const Leftovers&) = delete;
  Leftovers& operator=(const Leftovers&) = delete;
  ~Leftovers() {
    while (!x_values.empty()) x_values.pop_back();  // later ones may refer to earlier ones
  }

  template <typename Value>
  Value& make() {
    auto value = std::make_shared<Value>();
    Value& made = *value;
    x_values.push_back(std::move(value));
    return made;
  }

 private:
  std::vector<std::shared_ptr<void>> x_values;
};

}  // namespace tollgate
