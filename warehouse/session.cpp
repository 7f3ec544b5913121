#include "warehouse/session.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "warehouse/conninfo.hpp"
#include "warehouse/link.hpp"
#include "warehouse/sqlstate.hpp"

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
constexpr std::string_view plain_end = "rollback";

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

Answer failure(Problem problem, std::string sqlstate) {
  Answer answer;
  answer.problem = problem;
  answer.sqlstate = std::move(sqlstate);
  return answer;
}

Answer rows_of(const Reply& reply) {
  Answer answer;
  answer.rows.reserve(static_cast<std::size_t>(reply.rows()));
  for (int row = 0; row < reply.rows(); ++row) {
    auto& cells = answer.rows.emplace_back();
    cells.reserve(static_cast<std::size_t>(reply.columns()));
    for (int column = 0; column < reply.columns(); ++column) {
      const auto cell = reply.cell(row, column);
      cells.emplace_back(cell ? std::optional<std::string>(*cell) : std::nullopt);
    }
  }
  return answer;
}

// The cells go into memory that is wiped with the answer, and libpq's copy of them is overwritten at once.
Answer data_of(const Reply& reply) {
  const auto each_cell = [&](const auto& use) {
    for (int row = 0; row < reply.rows(); ++row) {
      for (int column = 0; column < reply.columns(); ++column) {
        use(reply.cell(row, column));
      }
    }
  };
  std::size_t bytes = 0;
  each_cell([&](std::optional<std::string_view> cell) { bytes += cell ? cell->size() : 0; });
  Answer answer;
  answer.data = SampleCells(static_cast<std::size_t>(reply.columns()), static_cast<std::size_t>(reply.rows()), bytes);
  each_cell([&](std::optional<std::string_view> cell) {
    answer.data.add(cell);
    if (cell) {
      wipe(cell->data(), cell->size());
    }
  });
  return answer;
}

// A hostile or careless function in a view cannot find other people's objects, and one question has one answer.
std::vector<std::string> settings_of(const Question& question, milliseconds timeout, const SessionLimits& limits) {
  std::vector<std::string> settings;
  if (timeout < limits.statement_timeout) {
    settings.push_back(fmt::format("set local statement_timeout = {}", timeout.count()));
  }
  if (question.data) {
    settings.push_back(fmt::format("set local lock_timeout = {}", std::min(limits.lock_timeout, timeout).count()));
    settings.insert(settings.end(),
                    {"set local idle_in_transaction_session_timeout = 10000", "set local search_path = ''",
                     "set local max_parallel_workers_per_gather = 0", "set local synchronize_seqscans = off"});
  }
  return settings;
}

// A pooler tells each client a number of its own.
bool is_own_process(const Link& link, const Reply& pid) {
  return pid.rows() == 1 && pid.cell(0, 0) == std::to_string(link.process());
}

}  // namespace

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

Session::Session(std::unique_ptr<Link> link, const SessionLimits& limits, Deadlines& deadlines)
    : x_limits(limits), x_deadlines(deadlines), x_link(std::move(link)) {}

// Where the session is all ours its settings are made once, and a second wall against writing. Behind a pooler each
// transaction makes them: those of the session would not hold, and would stay with others'.
std::string Session::set_up(const ConnectionTarget& target, bool pooled) {
  x_pooled = pooled;
  x_begin = plain_begin;
  if (pooled) {
    x_begin += "; " + settings_of(target, x_limits, true);
    return x_begin;
  }
  return fmt::format("begin; set default_transaction_read_only = on; {}; commit", settings_of(target, x_limits, false));
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
  auto opening = make(target, conninfo, own, deadlines);
  if (opening && (opening->session || !is_broken_off(opening->refusal))) {
    return *std::move(opening);
  }
  if (!opening) {
    // Before version 17 libpq counts from the last full second.
    if (steady_clock::now() - begin >= connect_timeout - milliseconds(1100)) {
      return refused(Problem::cannot_connect, "", Obstacle::no_answer);
    }
    if (const auto failure = login_failure(conninfo, connect_timeout); failure && !is_broken_off(*failure)) {
      return refused(*failure);
    }
  }
  opening = make(target, conninfo, own, deadlines);
  if (opening) {
    return *std::move(opening);
  }
  return refused(login_failure(conninfo, connect_timeout).value_or(LoginFailure{"", LoginStage::talking}));
}

// Nothing when there is no connection.
std::optional<Opening> Session::make(const ConnectionTarget& target, const std::string& conninfo,
                                     const SessionLimits& limits, Deadlines& deadlines) {
  auto connected = std::make_unique<Link>(conninfo);
  if (!connected->is_open()) {
    return std::nullopt;
  }
  if (connected->server_version() < oldest_server) {
    return refused(Problem::cannot_connect, "", Obstacle::old_server);
  }
  const Deadlines::Watch watch(deadlines, connected->socket(), steady_clock::now() + limits.connect_timeout);
  std::unique_ptr<Session> session(new Session(std::move(connected), limits, deadlines));
  Link& link = *session->x_link;
  Reply reply = link.command("select pg_catalog.pg_backend_pid()");
  const bool pooled = reply.ok() && !is_own_process(link, reply);
  if (reply.ok()) {
    reply = link.command(session->set_up(target, pooled));
  }
  if (reply.ok() && !pooled) {
    reply = link.prepare({std::string(plain_begin), std::string(plain_end)});
  }
  if (reply.ok()) {
    return Opening{std::move(session), {}};
  }
  const bool ended = reply.end() == Reply::End::lost;
  const auto obstacle = watch.expired()   ? Obstacle::no_answer
                        : pooled && ended ? Obstacle::statement_pooling
                        : ended           ? Obstacle::broken_off
                                          : Obstacle::none;
  return refused(Problem::cannot_connect, obstacle == Obstacle::none ? reply.sqlstate() : "", obstacle);
}

Session::~Session() = default;

bool Session::alive() const { return x_link->is_open(); }

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

// JIT's cost is no cost of the plan. In a session of ours it is off from the first plan to the next other question.
Reply Session::prepare_planning(const Question& question) {
  if (question.plan == x_planning) {
    return {Reply::End::answered, ""};
  }
  x_planning = question.plan;
  const std::string_view open = x_link->in_transaction() ? "rollback; " : "";
  return x_link->command(fmt::format("{}{}", open, question.plan ? "set jit = off" : "reset jit"));
}

// A transaction of its own, all in one message. What it leaves open is what failed in it.
Reply Session::exchange(const Question& question, milliseconds timeout) {
  if (Reply reply = prepare_planning(question); !reply.ok()) {
    return reply;
  }
  std::vector<std::string> statements;
  if (x_link->in_transaction()) {
    statements.emplace_back(plain_end);
  }
  statements.push_back(x_begin);
  for (std::string& setting : settings_of(question, timeout, x_limits)) {
    statements.push_back(std::move(setting));
  }
  const std::size_t wanted = statements.size();
  statements.insert(statements.end(), {question.sql, std::string(plain_end)});
  return x_link->exchange(statements, wanted);
}

// Questions that want one session share a transaction.
std::string Session::begin_pooled(const Question& question, milliseconds timeout) {
  std::string sql = "rollback to savepoint tollgate";
  if (!x_savepoint || !question.with_previous) {
    sql = (x_link->in_transaction() ? "rollback; " : "") + x_begin + "; savepoint tollgate";
    x_savepoint = true;
  }
  if (question.plan) {
    sql += "; set local jit = off";
  }
  for (const std::string& setting : settings_of(question, timeout, x_limits)) {
    sql += "; " + setting;
  }
  return sql;
}

Reply Session::exchange_pooled(const Question& question, milliseconds timeout) {
  if (Reply reply = x_link->command(begin_pooled(question, timeout)); !reply.ok()) {
    return reply;
  }
  return x_link->exchange({&question.sql, 1}, 0);
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
  x_held_data = x_held_data || question.data;
  const Deadlines::Watch watch(x_deadlines, x_link->socket(), until, [this] { x_link->cancel(); });
  const Reply reply = x_pooled ? exchange_pooled(question, timeout) : exchange(question, timeout);
  if (reply.ok()) {
    return question.data ? data_of(reply) : rows_of(reply);
  }
  if (watch.expired()) {
    return failure(Problem::timeout, "");
  }
  // No code here: whether the server's last words arrive before the end of the connection is chance.
  if (reply.end() == Reply::End::lost) {
    return failure(Problem::connection_lost, "");
  }
  return failure(reply.sqlstate().empty() ? Problem::other : problem_of(reply.sqlstate()), reply.sqlstate());
}

void Session::rest() {
  if (!alive() || !x_link->in_transaction()) {
    return;
  }
  const Deadlines::Watch watch(x_deadlines, x_link->socket(), steady_clock::now() + x_limits.answer_grace);
  x_savepoint = false;
  static_cast<void>(x_link->command("rollback"));  // nothing was to be kept; if it fails, the next question finds out
}

}  // namespace tollgate::warehouse
