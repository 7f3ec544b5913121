#include "core/run.hpp"

#include <utility>

#include "core/error.hpp"

namespace tollgate {

namespace {

Error was_stopped() { return {ErrorKind::unjudged, {"the run was stopped", "start it again", {}}}; }

}  // namespace

void Run::begin(std::string what) {
  const std::lock_guard lock(x_mutex);
  x_step = {std::move(what), {}, 0, 0, Clock::now(), {}};
}

void Run::count(std::string unit, std::size_t total) {
  const std::lock_guard lock(x_mutex);
  x_step.unit = std::move(unit);
  x_step.done = 0;
  x_step.total = total;
  x_step.counting = Clock::now();
}

void Run::advance() {
  const std::lock_guard lock(x_mutex);
  ++x_step.done;
}

void Run::end_count() {
  const std::lock_guard lock(x_mutex);
  x_step.unit.clear();
}

Run::Step Run::step() const {
  const std::lock_guard lock(x_mutex);
  return x_step;
}

void Run::limit_to(std::chrono::milliseconds time, std::string option) {
  const std::lock_guard lock(x_mutex);
  x_until = Clock::now() + time;
  x_limit = std::move(option);
}

std::optional<Run::Clock::time_point> Run::until() const {
  const std::lock_guard lock(x_mutex);
  return x_until;
}

bool Run::out_of_time() const {
  const auto end = until();
  return end && Clock::now() >= *end;
}

std::string Run::out_of_time_text() const {
  const std::lock_guard lock(x_mutex);
  return "the time limit of the run was over (" + x_limit + "): give it more";
}

std::string Run::too_late() const { return out_of_time() ? "not judged: " + out_of_time_text() : std::string(); }

void Run::require_time() const {
  if (out_of_time()) throw Error(ErrorKind::unjudged, {too_late(), {}, {}});
}

Run::Stoppable::Stoppable(Run& run, std::function<std::size_t()> cancel) : x_run(run) {
  const std::lock_guard lock(x_run.x_stoppable_mutex);
  x_id = x_run.x_next_id++;
  x_run.x_stoppable.emplace(x_id, std::move(cancel));
}

Run::Stoppable::~Stoppable() {
  const std::lock_guard lock(x_run.x_stoppable_mutex);
  x_run.x_stoppable.erase(x_id);
}

Run::Whole::Whole(Run& run) : x_run(run) {
  const std::lock_guard lock(x_run.x_mutex);
  if (x_run.x_stopped) throw was_stopped();
  ++x_run.x_wholes;
}

Run::Whole::~Whole() {
  const std::lock_guard lock(x_run.x_mutex);
  --x_run.x_wholes;
  x_run.x_changed.notify_all();
}

std::size_t Run::stop() {
  {
    std::unique_lock lock(x_mutex);
    x_stopped = true;
    x_changed.wait_for(lock, std::chrono::seconds(2), [this] { return x_wholes == 0; });
  }
  std::size_t cancelled = 0;
  const std::lock_guard lock(x_stoppable_mutex);
  for (const auto& [id, cancel] : x_stoppable) cancelled += cancel();
  return cancelled;
}

void Run::require_going_on() const {
  if (stopped()) throw was_stopped();
}

bool Run::stopped() const {
  const std::lock_guard lock(x_mutex);
  return x_stopped;
}

}  // namespace tollgate
