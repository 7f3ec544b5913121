#include "tests/warehouse/server.hpp"

#include <libpq-fe.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "tests/catch.hpp"

namespace tollgate::test {

using warehouse::Answer;
using warehouse::Question;

namespace {

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

}  // namespace

bool postgres_is_there() {
  if (std::getenv("PGHOST") != nullptr) {
    return true;
  }
  const char* without = std::getenv("TOLLGATE_NO_POSTGRES");
  const bool meant = without != nullptr && std::string(without) == "1";
  INFO("no PGHOST: run the tests inside `scripts/postgres run`, or set TOLLGATE_NO_POSTGRES=1 to leave these out");
  REQUIRE(meant);
  return false;
}

struct Admin::Connection {
  PGconn* handle = nullptr;
};

Admin::Admin(const std::string& conninfo) : x_connection(std::make_unique<Connection>()) {
  const std::string all = conninfo + " application_name=tollgate-test options='-c client_min_messages=error'";
  x_connection->handle = PQconnectdb(all.c_str());
  REQUIRE(PQstatus(x_connection->handle) == CONNECTION_OK);
}

Admin::~Admin() { PQfinish(x_connection->handle); }

void Admin::run(const std::string& sql) {
  const Result result(PQexec(x_connection->handle, sql.c_str()));
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    FAIL(sql << ": " << PQerrorMessage(x_connection->handle));
  }
}

std::string Admin::cell(const std::string& sql) {
  const Result result(PQexec(x_connection->handle, sql.c_str()));
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) {
    FAIL(sql << ": " << PQerrorMessage(x_connection->handle));
  }
  return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

bool Admin::wait_until(const std::string& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (std::chrono::steady_clock::now() < until) {
    if (cell("select " + condition) == "t") {
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

Schema::Schema(std::string name) : x_name(warehouse::quoted_identifier(name)) {
  x_admin.run("drop schema if exists " + x_name + " cascade; create schema " + x_name);
}

Schema::~Schema() { x_admin.run("drop schema " + x_name + " cascade"); }

std::string Schema::operator()(const std::string& relation) const {
  return x_name + "." + warehouse::quoted_identifier(relation);
}

Role::Role(std::string name, const std::string& attributes) : x_name(warehouse::quoted_identifier(name)) {
  x_admin.run("drop role if exists " + x_name + "; create role " + x_name + " login " + attributes);
}

Role::~Role() { x_admin.run("drop owned by " + x_name + "; drop role " + x_name); }

warehouse::ConnectionTarget target(const std::string& parameters) {
  return {parameters, "database \"test\" on the local socket as user \"test\"", "", ""};
}

std::unique_ptr<warehouse::Warehouse> pool(int connections, const WarehouseSettings& settings) {
  warehouse::PoolSettings pool;
  pool.connections = connections;
  return warehouse::connect(target(), target(), settings, pool);
}

Question question(std::string sql, warehouse::Side side) { return {side, std::move(sql), "row count of \"t\""}; }

std::vector<Answer> ask(warehouse::Warehouse& warehouse, std::vector<Question> questions) {
  return warehouse.ask(questions);
}

Answer ask(warehouse::Warehouse& warehouse, const std::string& sql) {
  return ask(warehouse, std::vector{question(sql)}).front();
}

std::string cell(const Answer& answer) {
  if (!answer.ok()) {
    return std::string(warehouse::to_string(answer.problem)) + " " + answer.sqlstate + " " + answer.explanation;
  }
  if (answer.rows.empty() || answer.rows.front().empty()) {
    return "no row";
  }
  return answer.rows.front().front().value_or("null");
}

}  // namespace tollgate::test
