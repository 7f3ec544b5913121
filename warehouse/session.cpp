// libpqxx 6.4 (Debian 12) to 7.10 (Debian 13). Its messages hold the server's DETAIL and CONTEXT: what() is never read.
#include "warehouse/session.hpp"

#include <algorithm>
#include <cstdlib>
#include <pqxx/pqxx>

#include <fmt/core.h>

#include "warehouse/conninfo.hpp"
#include "warehouse/sqlstate.hpp"

#if PQXX_VERSION_MAJOR < 7
// 6.4 forgets the result of a query whose connection broke: a few bytes for each lost connection, found by
// LeakSanitizer.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libpqxx-6.\n"; }
extern "C" const char* __lsan_default_options();
extern "C" const char* __lsan_default_options() { return "print_suppressions=0"; }  // stderr is the program's own
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
#endif

namespace tollgate::warehouse {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Everything a question depends on is set here, so that base and head answer in the same words: dates and times are
// compared as text, and date_trunc() of a timestamptz depends on the time zone.
std::string settings_of(const ConnectionTarget& target, const SessionLimits& limits, bool of_transaction) {
  const std::string_view set = of_transaction ? "set local" : "set";
  std::string sql = fmt::format(
      "{0} statement_timeout = {1}; {0} lock_timeout = {2}; {0} idle_in_transaction_session_timeout = 60000;"
      "{0} client_min_messages = error; {0} standard_conforming_strings = on; {0} datestyle = 'ISO, YMD';"
      "{0} timezone = 'UTC'",
      set, limits.statement_timeout.count(), limits.lock_timeout.count());
  if (!target.role.empty()) {
    sql += fmt::format("; {} role {}", set, quoted_identifier(target.role));
  }
  if (!target.search_path.empty()) {
    sql += fmt::format("; select pg_catalog.set_config('search_path', {}, {})", quoted_literal(target.search_path),
                       of_transaction);
  }
  return sql;
}

constexpr std::string_view plain_begin = "begin transaction read only";

// Whole seconds, as libpq counts, which takes 1 for 2; the connection string's own, where it sets a limit.
std::chrono::seconds connect_timeout_of(const ConnectionParameters& parameters, const SessionLimits& limits) {
  auto timeout = std::chrono::ceil<std::chrono::seconds>(limits.connect_timeout);
  if (const auto stated = parameters.find("connect_timeout"); stated != parameters.end()) {
    if (const int seconds = std::atoi(stated->second.c_str()); seconds > 0) {
      timeout = std::chrono::seconds(seconds);
    }
  }
  return std::max(timeout, std::chrono::seconds(2));
}

std::chrono::seconds left_of(std::chrono::seconds timeout, steady_clock::time_point end) {
  if (end == steady_clock::time_point::max()) {
    return timeout;
  }
  const auto left = std::chrono::ceil<std::chrono::seconds>(end - steady_clock::now());
  return std::max(std::min(timeout, left), std::chrono::seconds(2));
}

std::string conninfo_of(ConnectionParameters parameters, std::chrono::seconds connect_timeout) {
  parameters.insert_or_assign("application_name", "tollgate");
  parameters.insert_or_assign("client_encoding", "UTF8");
  parameters.insert_or_assign("connect_timeout", std::to_string(connect_timeout.count()));
  // A network that swallows packets is noticed within a minute.
  parameters.emplace("keepalives_idle", "30");
  parameters.emplace("keepalives_interval", "10");
  parameters.emplace("keepalives_count", "3");
  parameters.emplace("tcp_user_timeout", "60000");
  return write_conninfo(parameters);
}

// libpqxx 6.4 throws some errors as classes without their SQLSTATE; 7 keeps it.
std::string sqlstate_of(const std::exception& error) {
  if (const auto* known = dynamic_cast<const pqxx::sql_error*>(&error);
      known != nullptr && !known->sqlstate().empty()) {
    return known->sqlstate();
  }
  if (dynamic_cast<const pqxx::deadlock_detected*>(&error) != nullptr) {
    return "40P01";
  }
  if (dynamic_cast<const pqxx::transaction_rollback*>(&error) != nullptr) {
    return "40001";
  }
  if (dynamic_cast<const pqxx::insufficient_privilege*>(&error) != nullptr) {
    return "42501";
  }
  if (dynamic_cast<const pqxx::too_many_connections*>(&error) != nullptr) {
    return "53300";
  }
  return {};
}

Answer failure(Problem problem, std::string sqlstate) {
  Answer answer;
  answer.problem = problem;
  answer.sqlstate = std::move(sqlstate);
  return answer;
}

Answer rows_of(const pqxx::result& result) {
  Answer answer;
  answer.rows.reserve(static_cast<std::size_t>(result.size()));
  for (const auto& row : result) {
    auto& cells = answer.rows.emplace_back();
    for (const auto& field : row) {
      cells.emplace_back();
      if (!field.is_null()) {
        cells.back().emplace(field.c_str(), static_cast<std::size_t>(field.size()));
      }
    }
  }
  return answer;
}

// The cells go into memory that is wiped with the answer, and libpq's copy of them is overwritten at once.
Answer data_of(const pqxx::result& result) {
  const auto each_cell = [&](const auto& use) {
    for (const auto& row : result) {
      for (const auto& field : row) {
        use(field.is_null() ? std::optional<std::string_view>()
                            : std::string_view(field.c_str(), static_cast<std::size_t>(field.size())));
      }
    }
  };
  std::size_t bytes = 0;
  each_cell([&](std::optional<std::string_view> cell) { bytes += cell ? cell->size() : 0; });
  Answer answer;
  answer.data = SampleCells(static_cast<std::size_t>(result.columns()), static_cast<std::size_t>(result.size()), bytes);
  each_cell([&](std::optional<std::string_view> cell) {
    answer.data.add(cell);
    if (cell) {
      wipe(cell->data(), cell->size());
    }
  });
  return answer;
}

// A hostile or careless function in a view cannot find other people's objects, and one question has one answer.
std::string settings_of(const Question& question, milliseconds timeout, const SessionLimits& limits) {
  std::string sql;
  if (timeout < limits.statement_timeout) {
    sql += fmt::format("; set local statement_timeout = {}", timeout.count());
  }
  if (question.data) {
    sql += fmt::format(
        "; set local lock_timeout = {}; set local idle_in_transaction_session_timeout = 10000; set local search_path = "
        "''; set local max_parallel_workers_per_gather = 0; set local synchronize_seqscans = off",
        std::min(limits.lock_timeout, timeout).count());
  }
  return sql;
}

// libpq then never puts a message of the server into words: `invalid input syntax for type integer: "…"` holds a cell.
// PQERRORS_SQLSTATE came with libpq 12; libpqxx has no name for it, and 6.4 and 7 have other types for the others.
struct SqlstateOnly {
  template <class Verbosity>
  operator Verbosity() const {  // NOLINT(google-explicit-constructor): what set_verbosity() takes
    return static_cast<Verbosity>(3);
  }
};

}  // namespace

struct Session::Connection {
  explicit Connection(const std::string& conninfo) : link(conninfo) {
#if PQXX_VERSION_MAJOR < 7
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    link.inhibit_reactivation(true);  // 6.4 would reconnect in silence, outside of the transaction
#pragma GCC diagnostic pop
#endif
    link.set_verbosity(SqlstateOnly());
  }

  // Simple protocol, our own text only: may hold several statements. The answer of the last.
  pqxx::result command(const std::string& sql) { return pqxx::nontransaction(link).exec(sql); }

  // A pooler tells each client a number of its own.
  bool is_own_process(const pqxx::result& pid) const {
    return !pid.empty() && pid[0][0].c_str() == std::to_string(link.backendpid());
  }

  // Extended protocol: the server refuses a second statement.
  pqxx::result query(const std::string& sql) {
    pqxx::nontransaction statement(link);
#if PQXX_VERSION_MAJOR > 7 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 10)
    return statement.exec(sql, pqxx::params{});
#else
    return statement.exec_params(sql);
#endif
  }

  pqxx::connection link;  // drops notices, which can hold data, as long as nobody asks for them
};

namespace {

Opening refused(Problem problem, std::string sqlstate, Obstacle obstacle) {
  return {nullptr, {problem, std::move(sqlstate), obstacle}};
}

Opening refused(const LoginFailure& failure) {
  if (problem_of(failure.sqlstate) == Problem::too_many_connections) {
    return refused(Problem::too_many_connections, failure.sqlstate, Obstacle::none);
  }
  const bool told = !failure.sqlstate.empty() || failure.stage == LoginStage::reaching;
  const auto obstacle = told                                    ? Obstacle::none
                        : failure.stage == LoginStage::tls      ? Obstacle::tls
                        : failure.stage == LoginStage::password ? Obstacle::password
                                                                : Obstacle::broken_off;
  return refused(Problem::cannot_connect, failure.sqlstate, obstacle);
}

// May be the network's fault, and worth a second attempt.
bool is_broken_off(const LoginFailure& failure) {
  return failure.sqlstate.empty() && failure.stage == LoginStage::talking;
}
bool is_broken_off(const Refusal& refusal) {
  return refusal.obstacle == Obstacle::broken_off || refusal.obstacle == Obstacle::statement_pooling;
}

}  // namespace

bool may_come_back(const Refusal& refusal, bool was_connected) {
  const std::string_view code = refusal.sqlstate;
  if (refusal.problem != Problem::cannot_connect || code == "57P03") {
    return code == "57P03";
  }
  const bool gone = code.empty() && (refusal.obstacle == Obstacle::none || refusal.obstacle == Obstacle::broken_off);
  return was_connected && (gone || code.substr(0, 2) == "57" || code.substr(0, 2) == "08");
}

Session::Session(std::unique_ptr<Connection> connection, const SessionLimits& limits, Deadlines& deadlines)
    : x_limits(limits), x_deadlines(deadlines), x_connection(std::move(connection)) {}

// Where the session is all ours its settings are made once, and a second wall against writing; ends in a transaction.
// Behind a pooler each transaction makes them: those of the session would not hold, and would stay with others'.
std::string Session::set_up(const ConnectionTarget& target, bool pooled) {
  x_pooled = pooled;
  x_begin = plain_begin;
  if (pooled) {
    x_begin += "; " + settings_of(target, x_limits, true);
    return x_begin;
  }
  return fmt::format("begin; set default_transaction_read_only = on; {}; commit; {}",
                     settings_of(target, x_limits, false), x_begin);
}

std::chrono::seconds Session::connect_timeout(const ConnectionTarget& target, const SessionLimits& limits) {
  return connect_timeout_of(read_conninfo(target.conninfo).value_or(ConnectionParameters()), limits);
}

Opening Session::open(const ConnectionTarget& target, const SessionLimits& limits, Deadlines& deadlines,
                      Deadlines::TimePoint end) {
  const auto parameters = read_conninfo(target.conninfo).value_or(ConnectionParameters());
  const auto connect_timeout = left_of(connect_timeout_of(parameters, limits), end);
  const std::string conninfo = conninfo_of(parameters, connect_timeout);
  SessionLimits own = limits;
  own.connect_timeout = connect_timeout;
  const auto begin = steady_clock::now();
  try {
    auto opening = make(target, conninfo, own, deadlines);
    if (opening.session || !is_broken_off(opening.refusal)) {
      return opening;
    }
  } catch (const std::exception&) {
    // Before version 17 libpq counts from the last full second.
    if (steady_clock::now() - begin >= connect_timeout - milliseconds(1100)) {
      return refused(Problem::cannot_connect, "", Obstacle::no_answer);
    }
    if (const auto failure = login_failure(conninfo, connect_timeout); failure && !is_broken_off(*failure)) {
      return refused(*failure);
    }
  }
  try {
    return make(target, conninfo, own, deadlines);
  } catch (const std::exception&) {
    return refused(login_failure(conninfo, connect_timeout).value_or(LoginFailure{"", LoginStage::talking}));
  }
}

// Throws when there is no connection.
Opening Session::make(const ConnectionTarget& target, const std::string& conninfo, const SessionLimits& limits,
                      Deadlines& deadlines) {
  auto connection = std::make_unique<Connection>(conninfo);
  if (connection->link.server_version() < oldest_server) {
    return refused(Problem::cannot_connect, "", Obstacle::old_server);
  }
  const Deadlines::Watch watch(deadlines, connection->link.sock(), steady_clock::now() + limits.connect_timeout);
  std::unique_ptr<Session> session(new Session(std::move(connection), limits, deadlines));
  Connection& link = *session->x_connection;
  bool pooled = false;
  try {
    pooled = !link.is_own_process(link.command("select pg_catalog.pg_backend_pid()"));
    link.command(session->set_up(target, pooled));
  } catch (const std::exception& error) {
    const auto sqlstate = sqlstate_of(error);
    const bool ended = !session->alive() || dynamic_cast<const pqxx::broken_connection*>(&error) != nullptr;
    const auto obstacle = watch.expired()   ? Obstacle::no_answer
                          : pooled && ended ? Obstacle::statement_pooling
                          : ended           ? Obstacle::broken_off
                                            : Obstacle::none;
    return refused(Problem::cannot_connect, obstacle == Obstacle::none ? sqlstate : "", obstacle);
  }
  session->x_in_transaction = true;
  return {std::move(session), {}};
}

Session::~Session() = default;

bool Session::alive() const { return x_connection->link.is_open(); }

milliseconds Session::timeout_of(const Question& question, Deadlines::TimePoint end) const {
  auto timeout = x_limits.statement_timeout;
  if (question.timeout.count() > 0) {
    timeout = std::min(timeout, question.timeout);
  }
  if (end != Deadlines::TimePoint::max()) {  // 0 would be "none" to the server
    timeout = std::min(timeout, std::max(std::chrono::ceil<milliseconds>(end - steady_clock::now()), milliseconds(1)));
  }
  return timeout;
}

// A connection that is gone has nothing left to cancel.
void Session::cancel() {
  try {
    x_connection->link.cancel_query();
  } catch (const std::exception&) {
    return;
  }
}

// JIT's cost is no cost of the plan. In a session of ours it is off from the first plan to the next other question.
std::string Session::prepare_planning(const Question& question) {
  if (x_pooled) {
    return question.plan ? "; set local jit = off" : "";
  }
  if (question.plan == x_planning) {
    return {};
  }
  x_planning = question.plan;
  return question.plan ? "begin; set jit = off; commit; " : "begin; reset jit; commit; ";
}

// What stands before the question. Behind a pooler, questions that want one session share a transaction instead.
std::string Session::prepare(const Question& question, milliseconds timeout) {
  const std::string own = settings_of(question, timeout, x_limits);
  const std::string planning = prepare_planning(question);
  if (x_savepoint && question.with_previous) {
    return "rollback to savepoint tollgate" + planning + own;
  }
  std::string sql = x_in_transaction ? "rollback; " : "";
  if (x_pooled) {
    x_savepoint = true;
    return sql + x_begin + "; savepoint tollgate" + planning + own;
  }
  return sql + planning + x_begin + own;
}

Answer Session::exchange(const Question& question, milliseconds timeout) {
  x_connection->command(prepare(question, timeout));
  x_in_transaction = true;
  x_held_data = x_held_data || question.data;
  const auto result = x_connection->query(question.sql);
  return question.data ? data_of(result) : rows_of(result);
}

Answer Session::ask(const Question& question, Deadlines::TimePoint end) {
  if (question.sql.find('\0') != std::string::npos) {  // libpq would stop reading there
    return failure(Problem::syntax, "42601");
  }
  const auto timeout = timeout_of(question, end);
  auto until = steady_clock::now() + timeout + x_limits.answer_grace;
  if (end != Deadlines::TimePoint::max()) {  // a server that hangs does not make the run's limit longer
    until = std::min(until, end + std::chrono::seconds(1));
  }
  const Deadlines::Watch watch(x_deadlines, x_connection->link.sock(), until, [this] { cancel(); });
  try {
    return exchange(question, timeout);
  } catch (const std::exception& error) {
    const std::string sqlstate = sqlstate_of(error);
    if (watch.expired()) {
      return failure(Problem::timeout, "");
    }
    // No code here: whether the server's last words arrive before the end of the connection is chance.
    if (!alive() || dynamic_cast<const pqxx::broken_connection*>(&error) != nullptr) {
      return failure(Problem::connection_lost, "");
    }
    return failure(sqlstate.empty() ? Problem::other : problem_of(sqlstate), sqlstate);
  }
}

void Session::rest() {
  if (!x_in_transaction || !alive()) {
    return;
  }
  const Deadlines::Watch watch(x_deadlines, x_connection->link.sock(), steady_clock::now() + x_limits.answer_grace);
  try {
    x_connection->command("rollback");
    x_in_transaction = x_savepoint = false;
  } catch (const std::exception&) {
    // Nothing was to be kept; the next question finds out.
  }
}

}  // namespace tollgate::warehouse
