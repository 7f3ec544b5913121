// Each Problem by a real cause, told in words that say what to do and hold no data.
#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"
#include "warehouse/count_sql.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;
using std::chrono::milliseconds;
using test::ask;

namespace {

void check_problem(const Answer& answer, Problem problem, const std::string& sqlstate, const std::string& advice) {
  INFO(answer.explanation);
  CHECK(to_string(answer.problem) == to_string(problem));
  CHECK(answer.sqlstate == sqlstate);
  CHECK(answer.rows.empty());
  CHECK_THAT(answer.explanation, ContainsSubstring(advice));
  if (!sqlstate.empty()) {
    CHECK_THAT(answer.explanation, ContainsSubstring("(SQLSTATE " + sqlstate + ")"));
  }
}

WarehouseSettings quick() {
  WarehouseSettings settings;
  settings.statement_timeout = milliseconds(200);
  settings.lock_timeout = milliseconds(100);
  return settings;
}

}  // namespace

TEST_CASE("a missing table, schema or column") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_missing");
  const auto pool = test::pool();
  check_problem(ask(*pool, count_rows({schema("nothing"), "", {}})), Problem::undefined_relation, "42P01",
                "row count of \"t\" found no such relation in the head database \"test\" on the local socket as user "
                "\"test\": build the model there");
  check_problem(ask(*pool, "select * from tollgate_no_schema.t"), Problem::undefined_relation, "42P01",
                "build the model");
  check_problem(ask(*pool, "select tollgate_no_schema.f()"), Problem::undefined_relation, "3F000", "build the model");
  schema.admin().run("create table " + schema("t") + " (a int)");
  check_problem(ask(*pool, count_rows({schema("t"), "b > 1", {}})), Problem::undefined_column, "42703",
                "found no such column: check the columns named by `where`");
}

TEST_CASE("a user without privileges") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_private");
  schema.admin().run("create table " + schema("t") + " (a int)");
  const test::Role role("tollgate_stranger", "");
  const auto pool = connect(test::target("user=tollgate_stranger"), test::target("user=tollgate_stranger"), {}, {});
  check_problem(ask(*pool, count_rows({schema("t"), "", {}})), Problem::no_privilege, "42501",
                "grant select on the relation and usage on its schema");
  schema.admin().run("grant usage on schema tollgate_private to tollgate_stranger");
  check_problem(ask(*pool, count_rows({schema("t"), "", {}})), Problem::no_privilege, "42501", "grant select");
  CHECK(test::cell(ask(*pool, estimate_rows(schema("t")))) == "-1");  // the catalog is open to all
}

TEST_CASE("the server ends what takes too long") {
  NEEDS_POSTGRES();
  const auto pool = connect(test::target(), test::target(), quick(), {});
  check_problem(ask(*pool, "select pg_sleep(30)"), Problem::timeout, "57014", "raise the timeout");
  CHECK(test::cell(ask(*pool, "select 1")) == "1");
}

TEST_CASE("a table that somebody else locks") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_locked");
  schema.admin().run("create table " + schema("t") + " (a int)");
  const auto pool = connect(test::target(), test::target(), quick(), {});
  test::Admin holder;
  holder.run("begin; lock table " + schema("t"));
  check_problem(ask(*pool, count_rows({schema("t"), "", {}})), Problem::timeout, "55P03",
                "raise warehouse.lock_timeout");
  holder.run("rollback");
  CHECK(test::cell(ask(*pool, count_rows({schema("t"), "", {}}))) == "0");
}

TEST_CASE("a condition that is no SQL") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_syntax");
  schema.admin().run("create table " + schema("t") + " (a int)");
  const auto pool = test::pool();
  check_problem(ask(*pool, count_rows({schema("t"), "a >", {}})), Problem::syntax, "42601", "check the `where`");
  check_problem(ask(*pool, count_rows({schema("t"), "no_such_function(a)", {}})), Problem::syntax, "42883",
                "check the `where`");
  check_problem(ask(*pool, std::string("select 1\0 garbage", 17)), Problem::syntax, "42601", "check the `where`");
}

TEST_CASE("a manifest that names another database") {
  NEEDS_POSTGRES();
  const auto pool = test::pool();
  check_problem(ask(*pool, count_rows({R"("elsewhere"."public"."t")", "", {}})), Problem::other, "0A000",
                "the manifest names another database than the one connected to");
  check_problem(ask(*pool, estimate_rows(R"("elsewhere"."public"."t")")), Problem::other, "0A000",
                "names another database");
}

TEST_CASE("a deadlock or a failed serialization is asked once more") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_again");
  // What a session remembers over a rollback: its advisory locks.
  schema.admin().run("create function " + schema("fails_once") +
                     R"((code text, memory int) returns text language plpgsql as $$
    begin
      if not exists (select 1 from pg_locks where locktype = 'advisory' and objid = memory) then
        perform pg_advisory_lock(memory);
        raise exception using errcode = code;
      end if;
      return 'second time';
    end $$)");
  schema.admin().run("create function " + schema("fails") + R"((code text) returns text language plpgsql as $$
    begin raise exception using errcode = code; end $$)");
  const auto pool = test::pool(1);
  CHECK(test::cell(ask(*pool, "select " + schema("fails_once") + "('40001', 4711)")) == "second time");
  CHECK(test::cell(ask(*pool, "select " + schema("fails_once") + "('40P01', 4712)")) == "second time");
  check_problem(ask(*pool, "select " + schema("fails_once") + "('22012', 4713)"), Problem::other, "22012", "failed");
  check_problem(ask(*pool, "select " + schema("fails") + "('40001')"), Problem::other, "40001",
                "cancelled by the server twice");
  check_problem(ask(*pool, "select " + schema("fails") + "('40P01')"), Problem::other, "40P01",
                "cancelled by the server twice");
}

TEST_CASE("no part of a report holds a value, not even from an error's message") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_canary");
  schema.admin().run("create table " + schema("t") + " (note text); insert into " + schema("t") +
                     " values ('canary-4711')");
  const auto pool = test::pool();
  const auto answer = ask(*pool, count_rows({schema("t"), "note::int = 1", {}}));
  check_problem(answer, Problem::other, "22P02", "failed on a value");
  CHECK_THAT(answer.explanation, !ContainsSubstring("canary"));
}
