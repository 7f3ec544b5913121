// One connection to PostgreSQL: asks one question after the other, each in its own READ ONLY transaction. Behind a
// pooler the transaction sets for itself all that the answer depends on: the next one may be another server process's,
// and what is set for the session would be somebody else's. Used by one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "warehouse/deadlines.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {

struct SessionLimits {
  std::chrono::milliseconds statement_timeout;  ///< by the server, per question
  std::chrono::milliseconds lock_timeout;       ///< by the server, per lock
  std::chrono::milliseconds connect_timeout;    ///< rounded up to whole seconds, at least 2, by libpq's rules; what a
                                                ///< connection string says of its own outranks it
  std::chrono::milliseconds answer_grace;       ///< how much later than statement_timeout a server counts as hanging
};

/// What an SQLSTATE does not tell of a session that could not be had.
enum class Obstacle : std::uint8_t {
  none,
  no_answer,          ///< the time for connecting was over
  tls,                ///< no encrypted connection could be agreed on
  password,           ///< one is asked for, and none was given
  broken_off,         ///< somebody answered, and the login did not come to an end
  old_server,         ///< before oldest_server
  statement_pooling,  ///< a pooler that ends transactions after each statement
};

/// As PQserverVersion() counts: the oldest that tollgate's questions to the catalogues and its plans are made for.
inline constexpr int oldest_server = 120000;

class Link;
class Reply;

/// Why no session could be opened.
struct Refusal {
  Problem problem = Problem::cannot_connect;
  std::string sqlstate;  ///< empty when the server never spoke
  Obstacle obstacle = Obstacle::none;
};

/// Whether the same server may let us in a few seconds later: it says that it is starting up or shutting down; or it
/// let us in before, and now nobody is there or the connection breaks off.
bool may_come_back(const Refusal& refusal, bool was_connected);

class Session;

/// A session, or why there is none.
struct Opening {
  std::unique_ptr<Session> session;
  Refusal refusal;
};

class Session {
 public:
  /// Connects and tries the session's settings out; tries once more where the first attempt was refused.
  /// Gives up at `end`.
  static Opening open(const ConnectionTarget& target, const SessionLimits& limits, Deadlines& deadlines,
                      Deadlines::TimePoint end = Deadlines::TimePoint::max());

  /// How long connecting may take: what the connection string says, else the limits.
  static std::chrono::seconds connect_timeout(const ConnectionTarget& target, const SessionLimits& limits);

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  Session(Session&&) = delete;
  Session& operator=(Session&&) = delete;
  ~Session();

  /// Asks exactly one statement: a second one behind a semicolon is a syntax error. The answer has no explanation.
  /// After `connection_lost`, or a timeout after which alive() is false, the session is of no use. What still runs at
  /// `end` is ended by the server, as a timeout.
  Answer ask(const Question& question, Deadlines::TimePoint end = Deadlines::TimePoint::max());
  /// Ends the transaction of the last question where it is open: behind a pooler, and where it failed. Without it the
  /// next question does so, which saves a round trip.
  void rest();
  bool alive() const;
  /// Whether libpq's buffers may still hold cells: then the session must not outlive the SampleGuard.
  bool held_data() const { return x_held_data; }

 private:
  Session(std::unique_ptr<Link> link, const SessionLimits& limits, Deadlines& deadlines);
  static std::optional<Opening> make(const ConnectionTarget& target, const std::string& conninfo,
                                     const SessionLimits& limits, Deadlines& deadlines);
  std::string set_up(const ConnectionTarget& target, bool pooled);
  Reply prepare_planning(const Question& question);
  Reply exchange(const Question& question, std::chrono::milliseconds timeout);
  std::string begin_pooled(const Question& question, std::chrono::milliseconds timeout);
  Reply exchange_pooled(const Question& question, std::chrono::milliseconds timeout);
  std::chrono::milliseconds timeout_of(const Question& question, Deadlines::TimePoint end) const;

  std::string x_begin;  // a transaction, with the settings that are alike for all questions and not the session's own
  SessionLimits x_limits;
  Deadlines& x_deadlines;
  std::unique_ptr<Link> x_link;
  bool x_pooled = false;     // the server process is not the connection's own
  bool x_planning = false;   // the session's own setting is made for plans
  bool x_savepoint = false;  // in this transaction
  bool x_held_data = false;
};

}  // namespace tollgate::warehouse
