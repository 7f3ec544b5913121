// Connections that are made before the questions come.
#include <chrono>

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

TEST_CASE("expected questions find their connections, and no more are made than there are questions") {
  NEEDS_POSTGRES();
  const test::Role role("expecting", "");
  const ConnectionTarget target = test::target("user=expecting");
  PoolSettings settings;
  settings.connections = 4;
  const auto pool = connect(target, target, {}, settings);
  pool->expect(Side::head, 3);
  test::Admin admin;
  const std::string sessions = "from pg_stat_activity where usename = 'expecting'";
  CHECK(admin.wait_until("count(*) = 3 " + sessions));
  const std::string pids = admin.cell("select string_agg(pid::text, ',' order by pid) " + sessions);
  pool->expect(Side::head, 1);  // there are enough
  for (const Answer& answer : ask(*pool, std::vector(3, question("select pg_backend_pid()")))) {
    CHECK(pids.find(cell(answer)) != std::string::npos);
  }
  CHECK(admin.cell("select count(*) " + sessions) == "3");
}

TEST_CASE("a pool that expected questions and was asked none ends its connections") {
  NEEDS_POSTGRES();
  const test::Role role("expecting_none", "");
  const ConnectionTarget target = test::target("user=expecting_none");
  connect(target, target, {}, {})->expect(Side::head, 2);
  test::Admin admin;
  CHECK(admin.wait_until("count(*) = 0 from pg_stat_activity where usename = 'expecting_none'"));
}

TEST_CASE("a connection that cannot be made is told with the answer, and is waited for once") {
  const test::FakeServer silent(test::FakeServer::Illness::silent);
  PoolSettings settings;
  settings.connect_timeout = milliseconds(4000);
  const ConnectionTarget target{silent.conninfo(), "", "", ""};
  const auto pool = connect(target, target, {}, settings);
  const auto begin = steady_clock::now();
  pool->expect(Side::head, 2);
  CHECK(ask(*pool, "select 1").problem == Problem::cannot_connect);
  CHECK(steady_clock::now() - begin < milliseconds(5500));
}
