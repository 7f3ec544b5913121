// One connection to PostgreSQL: set up to read only and to give up in time; asks one question after the other, each in
// its own READ ONLY transaction. session.cpp is the one place that knows libpqxx. Used by one thread at a time.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "warehouse/deadlines.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {

struct SessionLimits {
  std::chrono::milliseconds statement_timeout;  ///< by the server, per question
  std::chrono::milliseconds lock_timeout;       ///< by the server, per lock
  std::chrono::milliseconds connect_timeout;    ///< rounded up to whole seconds, at least 2, by libpq's rules
  std::chrono::milliseconds answer_grace;       ///< how much later than statement_timeout a server counts as hanging
};

/// Why no session could be opened.
struct Refusal {
  Problem problem = Problem::cannot_connect;
  std::string sqlstate;    ///< empty when the server never spoke
  bool no_answer = false;  ///< the time for connecting was over
};

class Session;

/// A session, or why there is none.
struct Opening {
  std::unique_ptr<Session> session;
  Refusal refusal;
};

class Session {
 public:
  /// Connects and sets the session up; tries once more where the first attempt was refused.
  static Opening open(const ConnectionTarget& target, const SessionLimits& limits, Deadlines& deadlines);

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  Session(Session&&) = delete;
  Session& operator=(Session&&) = delete;
  ~Session();

  /// Asks exactly one statement: a second one behind a semicolon is a syntax error. The answer has no explanation.
  /// After `connection_lost`, or a timeout after which alive() is false, the session is of no use. What still runs at
  /// `end` is ended by the server, as a timeout.
  Answer ask(const Question& question, Deadlines::TimePoint end = Deadlines::TimePoint::max());
  /// Ends the transaction of the last question. Without it the next question does so, which saves a round trip.
  void rest();
  bool alive() const;
  /// Whether libpq's buffers may still hold cells: then the session must not outlive the SampleGuard.
  bool held_data() const { return x_held_data; }

 private:
  struct Connection;

  Session(std::unique_ptr<Connection> connection, const SessionLimits& limits, Deadlines& deadlines);
  Answer exchange(const Question& question, std::chrono::milliseconds timeout);
  std::chrono::milliseconds timeout_of(const Question& question, Deadlines::TimePoint end) const;
  /// Tells the server, on a connection of its own, to end the question under way. To be called by another thread.
  void cancel();

  SessionLimits x_limits;
  Deadlines& x_deadlines;
  std::unique_ptr<Connection> x_connection;
  bool x_in_transaction = false;
  bool x_held_data = false;
};

}  // namespace tollgate::warehouse
