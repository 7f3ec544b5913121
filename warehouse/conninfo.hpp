// Connection strings, read and put together by libpq's own rules. They hold passwords: nothing here prints one, and
// libpq's error texts, which quote the string, are thrown away.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tollgate::warehouse {

using ConnectionParameters = std::map<std::string, std::string, std::less<>>;

/// The parameters that a connection string or URI states; nothing when libpq does not understand it.
std::optional<ConnectionParameters> read_conninfo(const std::string& conninfo);

/// `key='value' …`, quoted, sorted by key.
std::string write_conninfo(const ConnectionParameters& parameters);

/// The parameters, and beneath them what libpq takes from PG* variables and its built-in defaults.
ConnectionParameters with_environment(ConnectionParameters parameters);

/// `database "shop" on db.example.com:5432 as user "ci"`. A Unix socket is told as such, without its path.
std::string describe(const ConnectionParameters& parameters);

/// The host names of a connection string (or of PGHOST) where none of them has an address; empty when one has, or when
/// it names none. Asks the name service.
std::string unresolved_hosts(const std::string& conninfo);

/// How far a connection got that then failed.
enum class LoginStage {
  reaching,  ///< nobody answered there
  tls,       ///< no encrypted connection could be agreed on
  password,  ///< the server asked for one, and none was given
  talking,   ///< the login was under way
};

struct LoginFailure {
  std::string sqlstate;  ///< empty when the server said none
  LoginStage stage = LoginStage::reaching;
};

/// Why a connection fails: libpq keeps the SQLSTATE of a failed login to itself, except in its message when asked for
/// nothing else. Connects once more; nothing when it succeeded.
std::optional<LoginFailure> login_failure(const std::string& conninfo, std::chrono::milliseconds timeout);

}  // namespace tollgate::warehouse
