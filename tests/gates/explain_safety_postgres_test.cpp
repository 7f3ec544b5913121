// The gate `explain` on the private PostgreSQL: locks, rights, functions that hang or write, sessions that end. What
// could not be judged is unjudged (exit code 3), nothing else is, and nothing is ever written.
#include <fmt/format.h>

#include <chrono>
#include <string>
#include <vector>

#include "core/settle.hpp"
#include "gates/all.hpp"
#include "gates/explain/options.hpp"
#include "tests/catch.hpp"
#include "tests/gates/explain_shop.hpp"

using namespace tollgate;
using test::Admin;
using test::Role;
using test_gates::outcome_of;
using test_gates::Shop;

namespace {

constexpr int unjudged = 3;

int exit_code_of(Shop& shop, const GateResult& result) {
  Report report;
  report.models.assign(shop.scene().models().begin(), shop.scene().models().end());
  return exit_code(settle(report, {result}, {}));
}

/// A function of head's schema that the planner runs, since it says that it is immutable.
void add_function(Shop& shop, const std::string& name, const std::string& body) {
  shop.run(fmt::format("create function {}() returns int immutable language plpgsql as $body$ begin {} end $body$",
                       shop.head()(name), body));
}

/// What the server counts as written in the shop's tables.
std::string written() {
  return "(select pg_stat_clear_snapshot()::text || sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables "
         "where schemaname in ('explain base', 'explain head'))";
}

}  // namespace

TEST_CASE("server: a role without SELECT judges nothing") {
  NEEDS_POSTGRES();
  Shop shop;
  const Role role("explain_nobody", "");
  shop.add_unchanged("orders");
  shop.add("m", "select order_id from $orders", "select order_id from $orders");
  const GateResult result = shop.judge({}, "user=explain_nobody");
  CHECK(outcome_of(result, "m").status == Status::errored);
  CHECK_THAT(outcome_of(result, "m").reason, ContainsSubstring("grant"));
  CHECK(exit_code_of(shop, result) == unjudged);
}

TEST_CASE("server: a role without SELECT on one table judges what reads others") {
  NEEDS_POSTGRES();
  Shop shop;
  const Role role("explain_reader", "");
  for (const char* grant : {"usage on schema \"explain head\"", "select on \"explain head\".orders"}) {
    shop.run(fmt::format("grant {} to explain_reader", grant));
  }
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("closed", "", "select amount from $payments");
  shop.add("open", "", "select order_id from $orders");
  const GateResult result = shop.judge({}, "user=explain_reader");
  CHECK(outcome_of(result, "closed").status == Status::errored);
  CHECK_THAT(outcome_of(result, "closed").reason, ContainsSubstring("(SQLSTATE 42501)"));
  CHECK(outcome_of(result, "open").status == Status::passed);
  CHECK(result.findings.empty());
  CHECK(exit_code_of(shop, result) == unjudged);
}

TEST_CASE("server: a lock on one table keeps one model from being judged, and not for long") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("locked", "", "select order_id from $payments");
  shop.add("free", "", "select order_id from $orders");
  Admin other;
  other.run("begin");
  other.run("lock table " + shop.head()("payments") + " in access exclusive mode");
  WarehouseSettings settings;
  settings.lock_timeout = std::chrono::milliseconds(200);
  const GateResult result = shop.judge(settings);
  other.run("rollback");
  CHECK(outcome_of(result, "locked").status == Status::errored);
  CHECK_THAT(outcome_of(result, "locked").reason, ContainsSubstring("lock"));
  CHECK(outcome_of(result, "free").status == Status::passed);
  CHECK(exit_code_of(shop, result) == unjudged);
}

TEST_CASE("server: a planner function that hangs is stopped, and the other models are judged") {
  NEEDS_POSTGRES();
  Shop shop;
  add_function(shop, "slow", "perform pg_sleep(60); return 1;");
  shop.add_unchanged("orders");
  shop.add("hangs", "", "select order_id from $orders where order_id = $slow()");
  shop.add("free", "", "select order_id from $orders");
  WarehouseSettings settings;
  settings.statement_timeout = std::chrono::milliseconds(300);
  const GateResult result = shop.judge(settings);
  CHECK(outcome_of(result, "hangs").status == Status::errored);
  CHECK_THAT(outcome_of(result, "hangs").reason, ContainsSubstring("statement_timeout"));
  CHECK(outcome_of(result, "free").status == Status::passed);
  CHECK(exit_code_of(shop, result) == unjudged);
}

TEST_CASE("server: a session that dies while it plans keeps one model from being judged, and no finding is made up") {
  NEEDS_POSTGRES();
  Shop shop;
  add_function(shop, "fatal", "perform pg_terminate_backend(pg_backend_pid()); return 1;");
  shop.add_unchanged("orders");
  shop.add("dies", "", "select order_id from $orders where order_id = $fatal()");
  for (int i = 0; i < 12; ++i) shop.add(fmt::format("free{}", i), "", "select order_id from $orders");
  const GateResult result = shop.judge();
  CHECK(outcome_of(result, "dies").status == Status::errored);
  CHECK_THAT(outcome_of(result, "dies").reason, ContainsSubstring("connection"));
  for (int i = 0; i < 12; ++i) CHECK(outcome_of(result, fmt::format("free{}", i)).status == Status::passed);
  CHECK(result.findings.empty());
  CHECK(exit_code_of(shop, result) == unjudged);
}

TEST_CASE("server: a server that goes away leaves every model unjudged") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add("m", "select order_id from $orders", "select order_id from $orders");
  const GateResult result = shop.judge({}, "port=1");
  CHECK(result.findings.empty());
  CHECK(outcome_of(result, "m").status == Status::errored);
  CHECK_THAT(outcome_of(result, "m").reason, ContainsSubstring("cannot connect"));
  CHECK(exit_code_of(shop, result) == unjudged);
}

TEST_CASE("server: every plan is made in a read-only transaction that cannot wait for ever") {
  NEEDS_POSTGRES();
  Shop shop;
  add_function(shop, "strict",
               "if current_setting('transaction_read_only') <> 'on' or current_setting('statement_timeout') = '0' or "
               "current_setting('lock_timeout') = '0' or current_setting('jit') <> 'off' "
               "then raise exception 'lax'; end if; return 1;");
  shop.add_unchanged("orders");
  for (int i = 0; i < 20; ++i) {
    shop.add(fmt::format("m{}", i), "select 1 as x from $orders",
             "select order_id from $orders where order_id = $strict()");
  }
  const GateResult result = shop.judge();
  for (int i = 0; i < 20; ++i) CHECK(outcome_of(result, fmt::format("m{}", i)).status == Status::passed);
  CHECK(result.findings.empty());
}

TEST_CASE("server: a second statement behind a semicolon is never sent") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("two", "", "select order_id from $orders; delete from $payments");
  const GateResult result = shop.judge();
  CHECK(outcome_of(result, "two").status == Status::errored);
  CHECK_THAT(outcome_of(result, "two").reason, ContainsSubstring("does not parse to one statement"));
  CHECK(shop.base().admin().cell("select count(*) from " + shop.head()("payments")) == "6000");
}

TEST_CASE("server: a planner function that writes is refused, and nothing is written by the server's own count") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.run("create sequence " + shop.head()("numbers"));
  add_function(shop, "next", fmt::format("return nextval('{}');", shop.head()("numbers")));
  add_function(shop, "adds", fmt::format("insert into {} values (0, 0, 'x'); return 1;", shop.head()("orders")));
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("counts", "", "select order_id from $orders where order_id = $next()");
  shop.add("inserts", "", "select order_id from $orders where order_id = $adds()");
  shop.add("deletes", "", "with gone as (delete from $payments returning order_id) select order_id from gone");
  shop.scene()
      .set(explain::analyze, true)
      .set(explain::analyze_timeout, std::int64_t{30})
      .set(explain::analyze_max_rows, 1e6);
  REQUIRE(shop.base().admin().wait_until(written() + " = '18000'"));
  const GateResult result = shop.judge();
  CHECK(outcome_of(result, "counts").status == Status::errored);
  CHECK_THAT(outcome_of(result, "counts").reason, ContainsSubstring("(SQLSTATE 25006)"));
  REQUIRE(result.findings.size() == 1);  // a function that is not VOLATILE may hold no INSERT
  CHECK(result.findings[0].rule == "refused");
  CHECK(result.findings[0].subject.id == "model.shop.inserts");
  CHECK_THAT(test_gates::to_text(result), ContainsSubstring("planned but not executed (analyze): deletes"));
  CHECK(exit_code_of(shop, result) == unjudged);
  CHECK(shop.base().admin().cell("select is_called from " + shop.head()("numbers")) == "f");
  CHECK(shop.base().admin().cell("select count(*) from " + shop.head()("payments")) == "6000");
  // Sessions report what they did when they end, within a second; a table written now comes after all that.
  shop.run("create table " + shop.head()("later") + " as select 1 as id");
  CHECK(shop.base().admin().wait_until(written() + " = '18001'"));
}
