#include "warehouse/crew.hpp"

#include <pthread.h>

#include <utility>
#include <vector>

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

struct Crew::Threads {
  std::vector<pthread_t> running;
};

Crew::Crew(std::size_t stack_bytes) : x_stack_bytes(stack_bytes), x_threads(std::make_unique<Threads>()) {}

Crew::~Crew() { join(); }

bool Crew::start(std::function<void()> work) {
  auto own = std::make_unique<std::function<void()>>(std::move(work));
  x_threads->running.reserve(x_threads->running.size() + 1);
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
    x_threads->running.push_back(thread);
  }
  return started;
}

void Crew::join() {
  for (const pthread_t thread : x_threads->running) {
    pthread_join(thread, nullptr);
  }
  x_threads->running.clear();
}

}  // namespace tollgate::warehouse
