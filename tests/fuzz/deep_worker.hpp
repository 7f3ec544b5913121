// One thread with a deep stack for all inputs of a fuzz target: readers of trees need one, and libpg_query never gives
// back what it keeps per thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"

namespace tollgate::tests {

class DeepWorker {
 public:
  /// Runs `work` to its end on that thread.
  void run(const std::function<void()>& work) {
    std::unique_lock lock(x_mutex);
    x_work = &work;
    x_changed.notify_all();
    x_changed.wait(lock, [&] { return x_work == nullptr; });
  }

  /// The one of this process; it ends with the process.
  static DeepWorker& get() {
    static auto* worker = new DeepWorker;
    return *worker;
  }

 private:
  DeepWorker() {
    std::thread([this] {
      sql::run_on_deep_stack(sql::stack_to_walk(std::size_t{4} << 20U), [this] { serve(); });
    }).detach();
  }

  void serve() {
    std::unique_lock lock(x_mutex);
    while (true) {
      x_changed.wait(lock, [&] { return x_work != nullptr; });
      (*x_work)();
      x_work = nullptr;
      x_changed.notify_all();
    }
  }

  std::mutex x_mutex;
  std::condition_variable x_changed;
  const std::function<void()>* x_work = nullptr;
};

}  // namespace tollgate::tests
