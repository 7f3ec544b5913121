// One ask() as far as it concerns one database: who asks what, when. A worker per connection takes the next question,
// in the order given. Owns no session that lies idle and no answer.
#pragma once

#include <cstddef>
#include <deque>
#include <exception>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "warehouse/deadlines.hpp"
#include "warehouse/session.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {

/// A database and what is known of it; lives as long as the pool.
struct Database {
  ConnectionTarget target;
  std::vector<std::unique_ptr<Session>> idle;
  std::size_t most = std::numeric_limits<std::size_t>::max();  ///< sessions, by the last time that one waited in vain
  bool was_connected = false;
  std::optional<Refusal> unanswered;  ///< by which nobody who made connections in good time got one
  std::optional<Refusal> down;        ///< no session can be had any more
};

/// Where the answers of an ask() go, of both databases.
class Delivery {
 public:
  Delivery(const Receiver& receive, Run* run) : x_receive(receive), x_run(run) {}

  /// By any thread.
  void hand_over(std::size_t index, Answer answer) noexcept;
  /// Throws what a receiver threw first.
  void finish() const;

 private:
  const Receiver& x_receive;
  Run* const x_run;  // may be null
  std::mutex x_mutex;
  std::exception_ptr x_failure;
};

class Round {
 public:
  Round(Database& database, const SessionLimits& limits, Deadlines& deadlines, Deadlines::TimePoint until, Run* run,
        std::span<const Question> questions, Delivery& delivery)
      : x_database(database),
        x_limits(limits),
        x_deadlines(deadlines),
        x_until(until),
        x_run(run),
        x_questions(questions),
        x_delivery(delivery) {}

  // Both only while no worker is at work.
  void add(std::size_t question) { x_pending.push_back(question); }
  std::size_t pending() const { return x_pending.size(); }

  // One worker: its connection, question after question.
  void work() noexcept;

 private:
  enum class Progress { answered, retired };

  std::optional<std::size_t> next();
  std::size_t end_of_row(std::size_t index) const;
  Progress answer_row(std::size_t first, std::unique_ptr<Session>& session);
  Progress answer(std::size_t index, std::unique_ptr<Session>& session);
  // Only under the lock.
  std::unique_ptr<Session> take_idle();
  // Takes or opens a session; nothing when the database is down, or when others have one and this worker is not needed.
  std::unique_ptr<Session> open(std::size_t index, Progress& progress);
  bool is_worth_waiting(const Refusal& refusal, Deadlines::TimePoint since);
  Answer refused(const Question& question) const;
  Answer out_of_time(const Question& question) const;
  // No time is left, or the run was stopped.
  bool is_over() const;

  Database& x_database;
  const SessionLimits& x_limits;
  Deadlines& x_deadlines;
  const Deadlines::TimePoint x_until;
  Run* const x_run;  // may be null
  const std::span<const Question> x_questions;
  Delivery& x_delivery;

  std::mutex x_mutex;  // guards all below, and the database
  std::deque<std::size_t> x_pending;
  int x_connected = 0;  // workers that have a session, or are about to get one
  int x_opening = 0;    // the latter
};

}  // namespace tollgate::warehouse
