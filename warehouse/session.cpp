// libpqxx 6.4 (Debian 12) to 7.10 (Debian 13). Its messages hold the server's DETAIL and CONTEXT: what() is never read.
#include "warehouse/session.hpp"

#include <algorithm>
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
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
#endif

namespace tollgate::warehouse {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Everything a question depends on is set here, so that base and head answer in the same words: dates and times are
// compared as text, and date_trunc() of a timestamptz depends on the time zone.
std::string set_up(const ConnectionTarget& target, const SessionLimits& limits) {
  std::string sql = fmt::format(
      "set default_transaction_read_only = on; set statement_timeout = {}; set lock_timeout = {};"
      "set idle_in_transaction_session_timeout = 60000; set client_min_messages = error;"
      "set standard_conforming_strings = on; set datestyle = 'ISO, YMD'; set timezone = 'UTC';",
      limits.statement_timeout.count(), limits.lock_timeout.count());
  if (!target.role.empty()) {
    sql += fmt::format("set role {};", quoted_identifier(target.role));
  }
  if (!target.search_path.empty()) {
    sql += fmt::format("select pg_catalog.set_config('search_path', {}, false);", quoted_literal(target.search_path));
  }
  return sql;
}

// libpq counts whole seconds and takes 1 for 2.
std::chrono::seconds connect_timeout_of(const SessionLimits& limits) {
  return std::max(std::chrono::ceil<std::chrono::seconds>(limits.connect_timeout), std::chrono::seconds(2));
}

std::string conninfo_of(const ConnectionTarget& target, const SessionLimits& limits) {
  auto parameters = read_conninfo(target.conninfo).value_or(ConnectionParameters());
  parameters.insert_or_assign("application_name", "tollgate");
  parameters.insert_or_assign("client_encoding", "UTF8");
  parameters.emplace("connect_timeout", std::to_string(connect_timeout_of(limits).count()));
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
std::string begin_of(const Question& question, milliseconds timeout, const SessionLimits& limits) {
  std::string sql = "begin transaction read only";
  if (timeout < limits.statement_timeout) {
    sql += fmt::format("; set local statement_timeout = {}", timeout.count());
  }
  if (question.plan) {
    sql += "; set local jit = off";  // its cost is no cost of the plan
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

  // Simple protocol, our own text only: may hold several statements.
  void command(const std::string& sql) { pqxx::nontransaction(link).exec(sql); }

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

Session::Session(std::unique_ptr<Connection> connection, const SessionLimits& limits, Deadlines& deadlines)
    : x_limits(limits), x_deadlines(deadlines), x_connection(std::move(connection)) {}

Opening Session::open(const ConnectionTarget& target, const SessionLimits& limits, Deadlines& deadlines) {
  const std::string conninfo = conninfo_of(target, limits);
  const auto begin = steady_clock::now();
  std::unique_ptr<Connection> connection;
  try {
    connection = std::make_unique<Connection>(conninfo);
  } catch (const std::exception&) {
    // Before version 17 libpq counts from the last full second.
    if (steady_clock::now() - begin >= connect_timeout_of(limits) - milliseconds(1100)) {
      return {nullptr, {Problem::cannot_connect, "", true}};
    }
    if (const auto sqlstate = sqlstate_of_failure(conninfo, limits.connect_timeout)) {
      const bool full = problem_of(*sqlstate) == Problem::too_many_connections;
      return {nullptr, {full ? Problem::too_many_connections : Problem::cannot_connect, *sqlstate, false}};
    }
  }
  try {
    if (!connection) {
      connection = std::make_unique<Connection>(conninfo);
    }
    const Deadlines::Watch watch(deadlines, connection->link.sock(), steady_clock::now() + limits.connect_timeout);
    connection->command(set_up(target, limits));
  } catch (const std::exception& error) {
    return {nullptr, {Problem::cannot_connect, sqlstate_of(error), false}};
  }
  return {std::unique_ptr<Session>(new Session(std::move(connection), limits, deadlines)), {}};
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

Answer Session::exchange(const Question& question, milliseconds timeout) {
  const std::string begin = begin_of(question, timeout, x_limits);
  x_connection->command(x_in_transaction ? "rollback; " + begin : begin);
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
  const auto until = steady_clock::now() + timeout + x_limits.answer_grace;
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
    x_in_transaction = false;
  } catch (const std::exception&) {
    // Nothing was to be kept; the next question finds out.
  }
}

}  // namespace tollgate::warehouse
