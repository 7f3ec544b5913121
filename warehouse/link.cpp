#include "warehouse/link.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <utility>

namespace tollgate::warehouse {
namespace {

bool is_answer(ExecStatusType status) { return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK; }

// COPY waits for what nobody here sends or reads: no question of ours is one.
bool is_copy(ExecStatusType status) {
  return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

Reply refusal(const PGresult* failed) {
  const char* const code = PQresultErrorField(failed, PG_DIAG_SQLSTATE);
  return {Reply::End::refused, code == nullptr ? "" : code};
}

extern "C" {
void ignore_notice(void* /*unused*/, const PGresult* /*notice*/) {}
}

}  // namespace

void Reply::Clear::operator()(pg_result* answer) const { PQclear(answer); }

int Reply::rows() const { return x_answer ? PQntuples(x_answer.get()) : 0; }
int Reply::columns() const { return x_answer ? PQnfields(x_answer.get()) : 0; }

std::optional<std::string_view> Reply::cell(int row, int column) const {
  const PGresult* const answer = x_answer.get();
  const auto size = static_cast<std::size_t>(PQgetlength(answer, row, column));
  if (size == 0 && PQgetisnull(answer, row, column) == 1) {
    return std::nullopt;
  }
  return std::string_view(PQgetvalue(answer, row, column), size);
}

void Link::Finish::operator()(pg_conn* connection) const { PQfinish(connection); }

Link::Link(const std::string& conninfo) : x_connection(PQconnectdb(conninfo.c_str())) {
  if (x_connection) {
    PQsetNoticeReceiver(x_connection.get(), ignore_notice, nullptr);  // else they are printed, and can hold data
    PQsetErrorVerbosity(x_connection.get(), PQERRORS_SQLSTATE);       // `invalid input syntax: "…"` holds a cell
  }
}

bool Link::is_open() const { return x_usable && x_connection && PQstatus(x_connection.get()) == CONNECTION_OK; }
int Link::socket() const { return PQsocket(x_connection.get()); }
int Link::server_version() const { return PQserverVersion(x_connection.get()); }
int Link::process() const { return PQbackendPID(x_connection.get()); }
bool Link::in_transaction() const { return PQtransactionStatus(x_connection.get()) != PQTRANS_IDLE; }

Reply Link::lose() {
  x_usable = false;
  return {};
}

Reply Link::command(const std::string& sql) {
  Reply answer(PQexec(x_connection.get(), sql.c_str()));
  if (!is_open()) {
    return lose();
  }
  const auto status = PQresultStatus(answer.get());
  if (is_answer(status)) {
    return answer;
  }
  return status == PGRES_FATAL_ERROR ? refusal(answer.get()) : lose();
}

// All that `send` gives libpq, in one message.
template <class Send>
Reply Link::pipeline(std::size_t statements, std::size_t wanted, const Send& send) {
  PGconn* const connection = x_connection.get();
  if (PQenterPipelineMode(connection) != 1) {
    return lose();
  }
  for (std::size_t i = 0; i < statements; ++i) {
    if (!send(i)) {
      return lose();
    }
  }
  if (PQpipelineSync(connection) != 1) {
    return lose();
  }
  Reply reply = receive(statements, wanted);
  if (!is_open() || PQexitPipelineMode(connection) != 1) {
    return lose();
  }
  return reply;
}

bool Link::send(const std::string& sql) const {
  PGconn* const connection = x_connection.get();
  if (const auto found = std::ranges::find(x_prepared, sql); found != x_prepared.end()) {
    const std::string name = std::to_string(found - x_prepared.begin());
    return PQsendQueryPrepared(connection, name.c_str(), 0, nullptr, nullptr, nullptr, 0) == 1;
  }
  return PQsendQueryParams(connection, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 1;
}

Reply Link::exchange(std::span<const std::string> statements, std::size_t wanted) {
  return pipeline(statements.size(), wanted, [&](std::size_t i) { return send(statements[i]); });
}

Reply Link::prepare(std::vector<std::string> statements) {
  Reply reply = pipeline(statements.size(), statements.size() - 1, [&](std::size_t i) {
    return PQsendPrepare(x_connection.get(), std::to_string(i).c_str(), statements[i].c_str(), 0, nullptr) == 1;
  });
  if (reply.ok()) {
    x_prepared = std::move(statements);
  }
  return reply;
}

// libpq gives each statement's results and a null behind them; then that the server is ready for more.
Reply Link::receive(std::size_t statements, std::size_t wanted) {
  Reply reply;
  bool failed = false;
  for (std::size_t at = 0; at <= statements;) {
    Reply next(PQgetResult(x_connection.get()));
    if (!is_open()) {
      return lose();
    }
    if (next.get() == nullptr) {
      ++at;
      continue;
    }
    const auto status = PQresultStatus(next.get());
    if (status == PGRES_PIPELINE_SYNC) {
      return reply;
    }
    if (status == PGRES_FATAL_ERROR && !failed) {
      failed = true;
      reply = refusal(next.get());
    } else if (is_answer(status) && at == wanted && !failed) {
      reply = std::move(next);
    } else if (is_copy(status)) {
      return lose();
    }
  }
  return lose();
}

void Link::cancel() const {
  const auto free_cancel = [](PGcancel* cancel) { PQfreeCancel(cancel); };
  const std::unique_ptr<PGcancel, decltype(free_cancel)> cancel(PQgetCancel(x_connection.get()), free_cancel);
  constexpr int long_enough = 256;  // for a message that nobody reads
  char message[long_enough];        // NOLINT(modernize-avoid-c-arrays): libpq's
  if (cancel) {
    static_cast<void>(PQcancel(cancel.get(), message, long_enough));
  }
}

}  // namespace tollgate::warehouse
