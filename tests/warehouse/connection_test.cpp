// Connections that are refused, lost, too many, or never answered.
#include <atomic>
#include <iterator>
#include <set>
#include <sstream>
#include <thread>

#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/warehouse/fake_server.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::ask;
using test::cell;
using test::question;

namespace {

ConnectionTarget to(const std::string& conninfo) {
  return {conninfo, R"(database "shop" on db.example.com:5432 as user "ci")", "", ""};
}

std::unique_ptr<Warehouse> pool_to(const ConnectionTarget& target, int connections = 4) {
  PoolSettings settings;
  settings.connections = connections;
  settings.connect_timeout = milliseconds(2000);
  settings.answer_grace = milliseconds(200);
  WarehouseSettings policy;
  policy.statement_timeout = milliseconds(200);
  return connect(target, target, policy, settings);
}

// All answers are the same.
void check_all(const std::vector<Answer>& answers, Problem problem, const std::string& text) {
  std::set<std::pair<std::string, std::string>> found;
  for (const auto& answer : answers) {
    found.emplace(to_string(answer.problem), answer.explanation);
  }
  REQUIRE(found.size() == 1);
  CHECK(found.begin()->first == to_string(problem));
  CHECK_THAT(found.begin()->second, ContainsSubstring(text));
}

// A question that runs until the test lets it: `released` is a table, which every session can see.
struct Held {
  explicit Held(test::Schema& schema) : x_schema(schema) {
    schema.admin().run("create table " + schema("released") + " (yes int)");
    schema.admin().run("create function " + schema("hold") + R"((place text) returns text language plpgsql as $$
      begin
        while not exists (select 1 from )" +
                       schema("released") + R"() loop perform pg_sleep(0.01); end loop;
        return 'done';
      end $$)");
  }
  std::string sql() const { return "select " + x_schema("hold") + "('held')"; }
  std::string running() const {
    return "count(*) > 0 from pg_stat_activity where application_name = 'tollgate' and state = 'active' and query like "
           "'%(''held'')%'";
  }
  static std::string kill() { return "select count(pg_terminate_backend(pid)) " + asked_it(); }
  // Tells whom: one that is ending is still there for a moment, and is killed again.
  static std::string kill_active() {
    return "select string_agg(pid::text || left(pg_terminate_backend(pid)::text, 0), ' ') " + asked_it() +
           " and state = 'active'";
  }
  static std::string asked_it() {
    return "from pg_stat_activity where application_name = 'tollgate' and query like '%(''held'')%'";
  }
  test::Schema& x_schema;
};

}  // namespace

TEST_CASE("a server that refuses, or that does not exist") {
  const auto refused = "host=127.0.0.1 user=ci dbname=shop port=" + std::to_string(test::closed_port());
  const auto pool = pool_to(to(refused));
  const auto answers = ask(*pool, std::vector<Question>(200, question("select 1", Side::base)));
  check_all(
      answers, Problem::cannot_connect,
      R"(cannot connect to the base database "shop" on db.example.com:5432 as user "ci": the server is not reachable)");
  check_all(ask(*pool, std::vector<Question>(3, question("select 1"))), Problem::cannot_connect, "the head database");
  check_all(ask(*pool_to(to("host=/nowhere user=ci dbname=shop")), std::vector{question("select 1")}),
            Problem::cannot_connect, "not reachable");
  check_all(ask(*pool_to(to("host=db.invalid user=ci dbname=shop")), std::vector{question("select 1")}),
            Problem::cannot_connect, "the host name db.invalid does not resolve");
}

TEST_CASE("one side that cannot be reached leaves the other alone") {
  NEEDS_POSTGRES();
  const auto refused = to("host=127.0.0.1 user=ci dbname=shop port=" + std::to_string(test::closed_port()));
  const auto pool = connect(refused, test::target(), {}, {});
  const auto answers = ask(*pool, std::vector{question("select 1", Side::base), question("select 1", Side::head)});
  CHECK(answers[0].problem == Problem::cannot_connect);
  CHECK(cell(answers[1]) == "1");
}

TEST_CASE("a server that accepts and never says a word costs one connect timeout") {
  const test::FakeServer server(test::FakeServer::Illness::silent);
  const auto begin = steady_clock::now();
  check_all(ask(*pool_to(to(server.conninfo())), std::vector<Question>(200, question("select 1"))),
            Problem::cannot_connect, "it did not answer in time");
  CHECK(steady_clock::now() - begin < std::chrono::seconds(20));  // not 200 times two seconds
}

TEST_CASE("a server that is too old") {
  const test::FakeServer server(test::FakeServer::Illness::falls_silent, "11.22");
  check_all(ask(*pool_to(to(server.conninfo())), std::vector<Question>(3, question("select 1"))),
            Problem::cannot_connect, "the server is older than PostgreSQL 12");
}

TEST_CASE("a server that falls silent in the middle") {
  const test::FakeServer server(test::FakeServer::Illness::falls_silent);
  const auto answer = ask(*pool_to(to(server.conninfo()), 1), "select 1");
  CHECK(answer.problem == Problem::timeout);
  CHECK_THAT(answer.explanation, ContainsSubstring("got no answer, and the server did not end it"));
}

TEST_CASE("a login that is refused") {
  NEEDS_POSTGRES();
  check_all(ask(*pool_to(to("user=tollgate_nobody")), std::vector{question("select 1")}), Problem::cannot_connect,
            "it refused the login: check user, password");
  check_all(ask(*pool_to(to("dbname=tollgate_no_such")), std::vector{question("select 1")}), Problem::cannot_connect,
            "there is no such database: check the database name (SQLSTATE 3D000)");
  const test::Role role("tollgate_password", "password 'right'");
  const auto wrong = ask(*pool_to(to("user=tollgate_password password=secret-4711")), "select 1");
  CHECK(wrong.problem == Problem::cannot_connect);
  CHECK(wrong.sqlstate == "28P01");
  CHECK_THAT(wrong.explanation, !ContainsSubstring("secret-4711"));
  CHECK(cell(ask(*pool_to(to("user=tollgate_password password=right")), "select current_user")) == "tollgate_password");
  const auto role_refused = ask(*pool_to({"", "d", "tollgate_no_role", ""}), "select 1");
  CHECK(role_refused.problem == Problem::cannot_connect);
  CHECK_THAT(role_refused.explanation, ContainsSubstring("check `role` and `search_path`"));
}

TEST_CASE("a role and a search_path are taken on") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate \"path\"");
  const test::Role role("Tollgate Reader", "");
  schema.admin().run("create table " + schema("t") + " (a int)");
  schema.admin().run(R"(grant usage on schema "tollgate ""path""" to "Tollgate Reader"; grant select on )" +
                     schema("t") + R"( to "Tollgate Reader")");
  const auto pool = pool_to({"", "d", "Tollgate Reader", R"("tollgate ""path""", public)"});
  CHECK(cell(ask(*pool, "select current_user || ' ' || count(*) from t")) == "Tollgate Reader 0");
}

TEST_CASE("a lost connection is made again once, unseen") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_lost");
  const Held held(schema);
  const auto pool = test::pool(1);
  std::string killed;
  std::thread killer([&] {
    schema.admin().wait_until(held.running());
    killed = schema.admin().cell(Held::kill());
    schema.admin().run("insert into " + schema("released") + " values (1)");
  });
  CHECK(cell(ask(*pool, held.sql())) == "done");
  killer.join();
  CHECK(killed == "1");
}

TEST_CASE("a connection that is lost again is told") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_lost_twice");
  const Held held(schema);
  const auto pool = test::pool(1);
  std::atomic<bool> over = false;
  std::set<std::string> killed;
  test::Admin admin;
  std::thread killer([&] {
    while (!over) {
      std::istringstream processes(admin.cell(Held::kill_active()));
      killed.insert(std::istream_iterator<std::string>(processes), {});
      std::this_thread::sleep_for(milliseconds(5));
    }
  });
  const auto answer = ask(*pool, held.sql());
  over = true;
  killer.join();
  CHECK(answer.problem == Problem::connection_lost);
  CHECK_THAT(answer.explanation, ContainsSubstring("lost its connection to the head"));
  CHECK(killed.size() == 2);
  CHECK(cell(ask(*pool, "select 1")) == "1");
}

TEST_CASE("connections that died while idle are made again") {
  NEEDS_POSTGRES();
  const auto pool = test::pool(3);
  ask(*pool, std::vector<Question>(3, question("select pg_sleep(0.05)")));
  test::Admin admin;
  CHECK(admin.cell(
            "select count(pg_terminate_backend(pid)) > 0 from pg_stat_activity where application_name = 'tollgate'") ==
        "t");
  for (const auto& answer : ask(*pool, std::vector<Question>(9, question("select 1")))) {
    CHECK(cell(answer) == "1");
  }
}

TEST_CASE("fewer slots than --jobs: slower, not broken") {
  NEEDS_POSTGRES();
  const test::Role role("tollgate_few", "connection limit 2");
  const auto pool = pool_to(to("user=tollgate_few"), 8);
  const auto answers = ask(*pool, std::vector<Question>(40, question("select 1")));
  for (const auto& answer : answers) {
    CHECK(cell(answer) == "1");
  }
}

TEST_CASE("no slot at all") {
  NEEDS_POSTGRES();
  const test::Role role("tollgate_full", "connection limit 1");
  const auto holder = pool_to(to("user=tollgate_full"), 1);
  CHECK(cell(ask(*holder, "select 1")) == "1");
  const auto pool = pool_to(to("user=tollgate_full"), 4);
  const auto answers = ask(*pool, std::vector<Question>(8, question("select 1")));
  check_all(answers, Problem::too_many_connections, "no connection slot left: use fewer --jobs");
  CHECK(answers.front().sqlstate == "53300");
  test::Admin().run("alter role tollgate_full connection limit 2");
  CHECK(cell(ask(*pool, "select 1")) == "1");  // it is tried anew
}

TEST_CASE("questions that the time budget leaves no time for") {
  NEEDS_POSTGRES();
  WarehouseSettings settings;
  settings.time_budget = milliseconds(300);
  const auto pool = test::pool(1, settings);
  const auto answers = ask(*pool, std::vector<Question>(8, question("select pg_sleep(0.2)")));
  CHECK(answers.front().ok());
  CHECK(answers.back().problem == Problem::timeout);
  CHECK(answers.back().sqlstate.empty());
  CHECK_THAT(answers.back().explanation,
             ContainsSubstring("the question for the row count of \"t\" was not started within the time budget of the "
                               "run: raise warehouse.time_budget"));
}

TEST_CASE("a server that goes away in the middle of a run") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_gone");
  schema.admin().run("drop database if exists tollgate_doomed");
  schema.admin().run("create database tollgate_doomed");
  const auto pool = pool_to(to("dbname=tollgate_doomed"), 2);
  CHECK(cell(ask(*pool, "select 1")) == "1");
  schema.admin().run("drop database tollgate_doomed with (force)");
  check_all(ask(*pool, std::vector<Question>(50, question("select 1"))), Problem::connection_lost,
            "lost the connection to the head");
}

TEST_CASE("a text that is no connection string") {
  const std::string secret = "mysql://ci:secret-4711@db/shop";
  try {
    connect(to(secret), to(secret), {}, {});
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK_THAT(error.what(),
               ContainsSubstring("the connection string of the base database") && !ContainsSubstring("secret-4711"));
  }
}
