// The private PostgreSQL that scripts/postgres starts around the tests, and what the tests do to it behind tollgate's
// back. Every test makes its own schema and roles and takes them away again.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "warehouse/warehouse.hpp"

namespace tollgate::test {

/// Whether there is a server to ask. Without one the tests fail, unless TOLLGATE_NO_POSTGRES=1 says that this is meant.
bool postgres_is_there();

/// An ordinary session of the superuser, on the tests' server unless libpq parameters say another; fails the test when
/// a statement fails.
class Admin {
 public:
  explicit Admin(const std::string& conninfo = "");
  Admin(const Admin&) = delete;
  Admin& operator=(const Admin&) = delete;
  Admin(Admin&&) = delete;
  Admin& operator=(Admin&&) = delete;
  ~Admin();

  void run(const std::string& sql);
  /// The first cell of the first row; empty when there is none or it is null.
  std::string cell(const std::string& sql);
  /// Asks until the condition, an SQL expression, is true; gives up after 30 seconds.
  bool wait_until(const std::string& condition);

 private:
  struct Connection;
  std::unique_ptr<Connection> x_connection;
};

/// A schema for one test, dropped at its end.
class Schema {
 public:
  explicit Schema(std::string name);
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;
  Schema(Schema&&) = delete;
  Schema& operator=(Schema&&) = delete;
  ~Schema();

  /// `"schema"."relation"`
  std::string operator()(const std::string& relation) const;
  Admin& admin() { return x_admin; }

 private:
  std::string x_name;
  Admin x_admin;
};

/// A login role for one test, dropped at its end.
class Role {
 public:
  Role(std::string name, const std::string& attributes);
  Role(const Role&) = delete;
  Role& operator=(const Role&) = delete;
  Role(Role&&) = delete;
  Role& operator=(Role&&) = delete;
  ~Role();

 private:
  std::string x_name;
  Admin x_admin;
};

/// The test server, with further libpq parameters such as `user=x`.
warehouse::ConnectionTarget target(const std::string& parameters = "");

/// tollgate's pool on the test server, both sides the same database.
std::unique_ptr<warehouse::Warehouse> pool(int connections = 4, const WarehouseSettings& settings = {});

warehouse::Question question(std::string sql, warehouse::Side side = warehouse::Side::head);
std::vector<warehouse::Answer> ask(warehouse::Warehouse& warehouse, std::vector<warehouse::Question> questions);
/// Asks one question of the head side.
warehouse::Answer ask(warehouse::Warehouse& warehouse, const std::string& sql);
/// The first cell of the first row, or a text that tells the problem.
std::string cell(const warehouse::Answer& answer);

}  // namespace tollgate::test

// First line of a test that needs the server.
#define NEEDS_POSTGRES()                                                   \
  do {                                                                     \
    if (!tollgate::test::postgres_is_there()) {                            \
      WARN("skipped: TOLLGATE_NO_POSTGRES=1, so nothing was tested here"); \
      SUCCEED();                                                           \
      return;                                                              \
    }                                                                      \
  } while (false)
