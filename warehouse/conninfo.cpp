// Connection strings and logins by libpq itself; link.cpp asks with it.
#include "warehouse/conninfo.hpp"

#include <libpq-fe.h>
#include <netdb.h>
#include <poll.h>

#include <algorithm>
#include <memory>
#include <sstream>

#include <fmt/core.h>

namespace tollgate::warehouse {
namespace {

using std::chrono::steady_clock;

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using ConninfoOptions = std::unique_ptr<PQconninfoOption, FreeOptions>;

struct Finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, Finish>;

ConnectionParameters stated(const ConninfoOptions& options) {
  ConnectionParameters out;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr && *option->val != '\0') {
      out.emplace(option->keyword, option->val);
    }
  }
  return out;
}

std::string value_or(const ConnectionParameters& parameters, std::string_view key, const std::string& fallback) {
  const auto found = parameters.find(key);
  return found == parameters.end() ? fallback : found->second;
}

// Waits until the socket is ready for what libpq wants; false when the time is over.
bool wait_for(PGconn* connection, PostgresPollingStatusType wanted, steady_clock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - steady_clock::now()).count();
  if (left <= 0) {
    return false;
  }
  const short events = wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT;
  pollfd socket{PQsocket(connection), events, 0};
  return poll(&socket, 1, static_cast<int>(left)) >= 0;  // an early return only asks libpq again
}

bool is_sqlstate(std::string_view text) {
  return text.size() == 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

LoginStage stage_of(ConnStatusType status) {
  switch (status) {
    case CONNECTION_STARTED:
    case CONNECTION_NEEDED:
      return LoginStage::reaching;
    case CONNECTION_SSL_STARTUP:
      return LoginStage::tls;
    default:
      return LoginStage::talking;
  }
}

// With PQERRORS_SQLSTATE the server's part of the message is `SEVERITY:  SQLSTATE`.
std::string last_sqlstate(std::string_view message) {
  while (!message.empty() && (message.back() == '\n' || message.back() == ' ')) {
    message.remove_suffix(1);
  }
  const auto last = message.size() < 5 ? std::string_view() : message.substr(message.size() - 5);
  const bool stands_alone = message.size() > 5 && message[message.size() - 6] == ' ';
  return stands_alone && is_sqlstate(last) ? std::string(last) : std::string();
}

}  // namespace

std::optional<ConnectionParameters> read_conninfo(const std::string& conninfo) {
  char* message = nullptr;
  const ConninfoOptions options(PQconninfoParse(conninfo.c_str(), &message));
  PQfreemem(message);  // it can quote the password
  if (!options || conninfo.find('\0') != std::string::npos) {
    return std::nullopt;
  }
  return stated(options);
}

std::string write_conninfo(const ConnectionParameters& parameters) {
  std::string out;
  for (const auto& [key, value] : parameters) {
    out += fmt::format("{}{}='", out.empty() ? "" : " ", key);
    for (const char c : value) {
      if (c == '\'' || c == '\\') {
        out += '\\';
      }
      out += c;
    }
    out += '\'';
  }
  return out;
}

ConnectionParameters with_environment(ConnectionParameters parameters) {
  const ConninfoOptions options(PQconndefaults());
  if (options) {
    parameters.merge(stated(options));
  }
  return parameters;
}

std::string describe(const ConnectionParameters& parameters) {
  const auto all = with_environment(parameters);
  const std::string user = value_or(all, "user", "?");
  const std::string host = value_or(all, "host", value_or(all, "hostaddr", ""));
  const bool socket = host.empty() || host.front() == '/' || host.front() == '@';
  const std::string where = socket ? "the local socket" : fmt::format("{}:{}", host, value_or(all, "port", "5432"));
  return fmt::format(R"(database "{}" on {} as user "{}")", value_or(all, "dbname", user), where, user);
}

std::optional<LoginFailure> login_failure(const std::string& conninfo, std::chrono::milliseconds timeout) {
  const auto until = steady_clock::now() + timeout;
  const Connection connection(PQconnectStart(conninfo.c_str()));
  if (!connection || PQstatus(connection.get()) == CONNECTION_BAD) {
    return LoginFailure();
  }
  PQsetErrorVerbosity(connection.get(), PQERRORS_SQLSTATE);
  LoginFailure failure;
  auto state = PGRES_POLLING_WRITING;  // what the manual says to assume before the first PQconnectPoll
  while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
    failure.stage = stage_of(PQstatus(connection.get()));
    if (!wait_for(connection.get(), state, until)) {
      return failure;
    }
    state = PQconnectPoll(connection.get());
  }
  if (state == PGRES_POLLING_OK) {
    return std::nullopt;
  }
  failure.sqlstate = last_sqlstate(PQerrorMessage(connection.get()));
  if (PQconnectionNeedsPassword(connection.get()) == 1) {
    failure.stage = LoginStage::password;
  }
  return failure;
}

std::string unresolved_hosts(const std::string& conninfo) {
  const auto parameters = with_environment(read_conninfo(conninfo).value_or(ConnectionParameters()));
  const auto hosts = parameters.find("host");
  const auto address = parameters.find("hostaddr");
  if (hosts == parameters.end() || (address != parameters.end() && !address->second.empty())) {
    return {};
  }
  std::istringstream each(hosts->second);
  for (std::string host; std::getline(each, host, ',');) {
    addrinfo* found = nullptr;
    const bool socket = host.empty() || host.front() == '/' || host.front() == '@';
    if (socket || getaddrinfo(host.c_str(), nullptr, nullptr, &found) == 0) {
      if (found != nullptr) {
        freeaddrinfo(found);
      }
      return {};
    }
  }
  return hosts->second;
}

}  // namespace tollgate::warehouse
