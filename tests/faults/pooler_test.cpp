// The pool with PgBouncer before the server: no question leans on what another transaction left behind.
#include <array>
#include <set>
#include <thread>

#include "tests/catch.hpp"
#include "tests/faults/pooler.hpp"
#include "tests/support/tcp_proxy.hpp"
#include "tests/warehouse/server.hpp"
#include "warehouse/statistics_import.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using test::question;
using warehouse::Question;

namespace {

std::unique_ptr<warehouse::Warehouse> pool_to(const std::string& conninfo, const std::string& role = {}) {
  const warehouse::ConnectionTarget target{conninfo, "database \"test\"", role, "pg_catalog, public"};
  return warehouse::connect(target, target, {}, {.connections = 6});
}

// What a transaction of ours depends on.
const std::string settings =
    "select concat_ws(' ', current_setting('transaction_read_only'), current_setting('statement_timeout'), "
    "current_setting('lock_timeout'), current_setting('TimeZone'), current_setting('DateStyle'), "
    "current_setting('search_path'), current_user)";

}  // namespace

TEST_CASE("behind a pooler that hands out servers by transaction, each question has its settings, and nobody else") {
  NEEDS_POSTGRES();
  NEEDS_POOLER();
  const std::string mode = GENERATE("transaction", "session");
  const Cluster cluster({"timezone=Asia/Tokyo"});
  const Cluster pooler = Cluster::pooler_before(cluster, mode);
  test::Admin(cluster.conninfo()).run("create role reader");
  {
    const auto pool = pool_to(pooler.conninfo("connect_timeout=2"), "reader");
    std::set<std::string> found;
    for (int round = 0; round < 5; ++round) {
      for (const auto& answer : test::ask(*pool, std::vector<Question>(20, question(settings)))) {
        found.insert(test::cell(answer));
      }
    }
    CHECK(found == std::set<std::string>{"on 1min 5s UTC ISO, YMD pg_catalog, public reader"});
    // Between rounds no server is kept from others.
    CHECK(test::Admin(cluster.conninfo())
              .wait_until("count(*) = 0 from pg_stat_activity where state like 'idle in transaction%'"));
  }
  // What the next client of the same servers finds.
  std::vector<std::string> theirs;
  for (int i = 0; i < 4; ++i) {
    const std::string plain = "host=" + pooler.folder() + " port=5432 user=tollgate dbname=postgres";
    const auto other = pool_to(plain);
    theirs.push_back(test::cell(test::ask(
        *other,
        "select concat_ws(' ', reset_val, boot_val) from pg_settings where name = 'default_transaction_read_only'")));
    theirs.push_back(test::cell(test::ask(*other, "select current_setting('default_transaction_read_only')")));
  }
  for (const std::string& cell : theirs) CHECK((cell == "off" || cell == "off off"));
}

TEST_CASE("behind a pooler, questions that go together share a server, and each starts afresh") {
  NEEDS_POSTGRES();
  NEEDS_POOLER();
  const Cluster cluster;
  const Cluster pooler = Cluster::pooler_before(cluster, "transaction");
  const auto pool = pool_to(pooler.conninfo());
  std::vector<Question> questions;
  for (int i = 0; i < 60; ++i) {
    questions.push_back(question(i % 3 == 1 ? "select 1 / 0" : "select pg_backend_pid(), current_setting('jit')"));
    questions.back().with_previous = i % 3 != 0;
    questions.back().plan = i % 3 == 0;
  }
  const auto answers = test::ask(*pool, questions);
  for (std::size_t i = 0; i < answers.size(); i += 3) {
    CHECK(answers[i + 1].sqlstate == "22012");
    CHECK(test::cell(answers[i]) == test::cell(answers[i + 2]));
    CHECK(answers[i].rows[0][1] == "off");
    CHECK(answers[i + 2].rows[0][1] == "on");
  }
}

TEST_CASE("statistics written through a pooler leave no setting behind") {
  NEEDS_POSTGRES();
  NEEDS_POOLER();
  const Cluster cluster({"default_transaction_read_only=on"});
  const Cluster pooler = Cluster::pooler_before(cluster, "transaction");
  test::Admin(cluster.conninfo()).run("begin read write; create table t as select 1 as id; commit");
  warehouse::RelationStatistics statistics;
  statistics.rows = 1000;
  const warehouse::ImportOrder order{"public.t", &statistics};
  const warehouse::ConnectionTarget target{pooler.conninfo(), "database \"test\"", "", ""};
  CHECK(warehouse::import_statistics(target, {}, std::array{order}).front().skipped.empty());
  for (int i = 0; i < 4; ++i) {
    const auto pool = pool_to(pooler.conninfo());
    CHECK(test::cell(test::ask(*pool, "select current_setting('default_transaction_read_only')")) == "on");
  }
}

TEST_CASE("a pooler that lets connections queue is waited for once, not in every round") {
  NEEDS_POSTGRES();
  NEEDS_POOLER();
  const Cluster cluster;
  const Cluster pooler = Cluster::pooler_before(cluster, "session");  // two servers for six connections
  const TcpProxy proxy(pooler.socket(), [](int) { return Harm(); });
  const auto pool = pool_to(
      "host=127.0.0.1 user=tollgate dbname=postgres sslmode=disable gssencmode=disable "
      "connect_timeout=2 port=" +
      std::to_string(proxy.port()));
  int first = 0;
  for (int round = 0; round < 4; ++round) {
    for (const auto& answer : test::ask(*pool, std::vector<Question>(12, question("select 1 from pg_sleep(0.05)")))) {
      CHECK(test::cell(answer) == "1");
    }
    if (round == 0) first = proxy.connections();
  }
  CHECK(first == 6);
  CHECK(proxy.connections() == first);
}

TEST_CASE("a server that restarts behind a pooler") {
  NEEDS_POSTGRES();
  NEEDS_POOLER();
  const Cluster cluster;
  const Cluster pooler = Cluster::pooler_before(cluster, "transaction");
  const auto pool = pool_to(pooler.conninfo());
  test::ask(*pool, std::vector<Question>(6, question("select pg_sleep(0.05)")));
  std::thread restart([&] {
    test::Admin(cluster.conninfo())
        .wait_until("count(*) > 0 from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()");
    cluster.restart("fast");
  });
  const auto answers = test::ask(*pool, std::vector<Question>(12, question("select 7 from pg_sleep(0.2)")));
  restart.join();
  for (const auto& answer : answers) CHECK(test::cell(answer) == "7");
}
