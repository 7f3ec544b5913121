#include "warehouse/crew.hpp"

#include <memory>
#include <utility>

namespace tollgate::warehouse {
namespace {

void run(void* argument) noexcept {
  const std::unique_ptr<std::function<void()>> work(static_cast<std::function<void()>*>(argument));
  (*work)();
}

extern "C" {
void* run_work(void* argument) {
  run(argument);
  return nullptr;
}
}

}  // namespace

bool Crew::start(std::function<void()> work) {
  auto own = std::make_unique<std::function<void()>>(std::move(work));
  x_threads.reserve(x_threads.size() + 1);
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) {
    return false;
  }
  pthread_t thread{};
  const bool started = pthread_attr_setstacksize(&attributes, x_stack_bytes) == 0 &&
                       pthread_create(&thread, &attributes, run_work, own.get()) == 0;
  pthread_attr_destroy(&attributes);
  if (started) {
    static_cast<void>(own.release());  // the thread's
    x_threads.push_back(thread);
  }
  return started;
}

void Crew::join() {
  for (const pthread_t thread : x_threads) {
    pthread_join(thread, nullptr);
  }
  x_threads.clear();
}

}  // namespace tollgate::warehouse
