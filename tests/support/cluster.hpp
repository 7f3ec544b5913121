// PostgreSQL clusters that a test may stop, restart and break: each in a folder of its own, made by scripts/postgres
// and gone at the end. The tests' common server, which others use at the same time, is left alone.
#pragma once

#include <string>
#include <vector>

namespace tollgate::tests {

class Cluster {
 public:
  /// `settings` are NAME=VALUE, as scripts/postgres takes them. Fails the test when it does not start.
  explicit Cluster(const std::vector<std::string>& settings = {});
  /// A hot standby of it.
  static Cluster replica_of(const Cluster& primary, const std::vector<std::string>& settings = {});
  /// PgBouncer before it, with two connections per user and database; pool_mode is session, transaction or statement.
  static Cluster pooler_before(const Cluster& server, const std::string& pool_mode);
  static bool has_pooler();

  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;
  Cluster(Cluster&& other) noexcept;
  Cluster& operator=(Cluster&&) = delete;
  ~Cluster();

  /// libpq parameters of the superuser, to the database `postgres` unless `more` says otherwise.
  std::string conninfo(const std::string& more = "") const;
  std::string socket() const;
  /// `mode` is smart, fast or immediate; returns when it is up again.
  void restart(const std::string& mode) const;
  const std::string& folder() const { return x_folder; }

 private:
  /// Makes the folder, and runs scripts/postgres with `command`, the folder and these arguments.
  Cluster(const std::string& command, std::vector<std::string> arguments, const std::vector<std::string>& settings);

  std::string x_folder;
};

/// A TCP port on 127.0.0.1 that nobody listens on.
int free_port();

}  // namespace tollgate::tests
