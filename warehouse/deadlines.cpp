#include "warehouse/deadlines.hpp"

#include <sys/socket.h>

#include <future>
#include <utility>
#include <vector>

namespace tollgate::warehouse {

using std::chrono::steady_clock;

Deadlines::Deadlines() : x_thread([this] { run(); }) {}

Deadlines::~Deadlines() {
  {
    const std::lock_guard lock(x_mutex);
    x_ending = true;
  }
  x_changed.notify_all();
  x_thread.join();
}

void Deadlines::expire() {
  const auto now = steady_clock::now();
  for (auto& [id, entry] : x_entries) {
    if (!entry.expired && entry.at <= now) {
      entry.expired = true;
      shutdown(entry.socket, SHUT_RDWR);
    }
  }
}

void Deadlines::run() {
  std::unique_lock lock(x_mutex);
  while (!x_ending) {
    expire();
    // Looks often enough for limits counted in seconds; to be woken for every question would cost more than the
    // question.
    x_changed.wait_for(lock, std::chrono::milliseconds(50));
  }
}

std::size_t Deadlines::cancel_all() {
  const std::lock_guard lock(x_mutex);  // none of them ends meanwhile
  std::vector<std::future<void>> all;   // each asks its server by a connection of its own
  for (const auto& [id, entry] : x_entries) {
    if (entry.cancel) {
      all.push_back(std::async(std::launch::async, entry.cancel));
    }
  }
  return all.size();
}

Deadlines::Watch::Watch(Deadlines& deadlines, int socket, TimePoint at, std::function<void()> cancel)
    : x_deadlines(deadlines) {
  const std::lock_guard lock(x_deadlines.x_mutex);
  x_id = x_deadlines.x_next_id++;
  x_deadlines.x_entries.emplace(x_id, Entry{socket, at, false, std::move(cancel)});
}

Deadlines::Watch::~Watch() {
  const std::lock_guard lock(x_deadlines.x_mutex);
  x_deadlines.x_entries.erase(x_id);
}

bool Deadlines::Watch::expired() const {
  const std::lock_guard lock(x_deadlines.x_mutex);
  return x_deadlines.x_entries.at(x_id).expired;
}

}  // namespace tollgate::warehouse
