// Nothing that a question holds can write, run a second statement, or loosen the session for the next question; and
// nothing that the server says in passing reaches stderr.
#include <stdio.h>
#include <unistd.h>

#include <array>

#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"
#include "warehouse/count_sql.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;
using test::ask;
using test::cell;

namespace {

// What is written to stderr while it lives, also by C code.
class CapturedStderr {
 public:
  CapturedStderr() : x_file(tmpfile()), x_saved(dup(STDERR_FILENO)) {
    REQUIRE(x_file != nullptr);
    dup2(fileno(x_file), STDERR_FILENO);
  }
  CapturedStderr(const CapturedStderr&) = delete;
  CapturedStderr& operator=(const CapturedStderr&) = delete;
  CapturedStderr(CapturedStderr&&) = delete;
  CapturedStderr& operator=(CapturedStderr&&) = delete;
  ~CapturedStderr() {
    dup2(x_saved, STDERR_FILENO);
    close(x_saved);
    fclose(x_file);
  }
  std::string text() {
    rewind(x_file);
    std::array<char, 4096> buffer{};
    return {buffer.data(), fread(buffer.data(), 1, buffer.size(), x_file)};
  }

 private:
  FILE* x_file;
  int x_saved;
};

}  // namespace

TEST_CASE("a question cannot write") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_writes");
  schema.admin().run("create table " + schema("t") + " (a int); create sequence " + schema("s"));
  schema.admin().run("create function " + schema("f") + "() returns int language sql as $$ insert into " + schema("t") +
                     " values (1) returning a $$");
  const auto pool = test::pool(1);
  const std::vector<std::string> writes{
      "insert into " + schema("t") + " values (1)",
      "with w as (insert into " + schema("t") + " values (1) returning a) select count(*) from w",
      "select " + schema("f") + "()",
      "select nextval('" + schema("s") + "')",
      "create table " + schema("u") + " (a int)",
      "drop table " + schema("t"),
      "select a from " + schema("t") + " for update",
      count_rows({schema("t"), schema("f") + "() = 1", {}}),
      count_rows({"(select " + schema("f") + "()) x", "", {}}),
  };
  for (const auto& sql : writes) {
    INFO(sql);
    const bool never_called = sql.find("where") != std::string::npos;  // an empty table calls no condition
    const auto answer = ask(*pool, sql);
    CHECK((never_called ? answer.ok() : answer.problem == Problem::read_only_violation));
    CHECK((never_called || answer.sqlstate == "25006"));
  }
  CHECK(schema.admin().cell("select count(*) from " + schema("t")) == "0");
}

TEST_CASE("a question cannot open the way for the next one") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_opens");
  schema.admin().run("create table " + schema("t") + " (a int)");
  const auto pool = test::pool(1);
  const auto opening = GENERATE("select set_config('transaction_read_only', 'off', false)",
                                "select set_config('transaction_read_only', 'off', true)",
                                "select set_config('default_transaction_read_only', 'off', false)",
                                "set default_transaction_read_only = off", "set transaction read write",
                                "set session characteristics as transaction read write", "begin read write", "commit",
                                "commit and chain", "rollback", "reset all", "discard all", "savepoint a");
  INFO(opening);
  ask(*pool, opening);
  CHECK(ask(*pool, "insert into " + schema("t") + " values (1)").problem == Problem::read_only_violation);
  CHECK(cell(ask(*pool, "select current_setting('transaction_read_only')")) == "on");
  CHECK(cell(ask(*pool, "select current_setting('default_transaction_read_only')")) == "on");
}

TEST_CASE("the answer to a question is not left in an open transaction") {
  NEEDS_POSTGRES();
  const auto pool = test::pool(2);
  ask(*pool, "select 1");
  test::Admin admin;
  CHECK(admin.cell("select state from pg_stat_activity where application_name = 'tollgate'") == "idle");
}

TEST_CASE("one question is one statement") {
  NEEDS_POSTGRES();
  const auto pool = test::pool(1);
  const auto answer = ask(*pool, "select 1; select 2");
  CHECK(answer.problem == Problem::syntax);
  CHECK(answer.sqlstate == "42601");
  CHECK(cell(ask(*pool, "select 1;")) == "1");
}

TEST_CASE("sessions say who they are, and give up in time") {
  NEEDS_POSTGRES();
  WarehouseSettings settings;
  settings.statement_timeout = std::chrono::milliseconds(GENERATE(0, 12'345));  // 0 would be no limit
  settings.lock_timeout = std::chrono::milliseconds(2'345);
  settings.time_budget = std::chrono::milliseconds(60'000);
  const auto pool = connect(test::target("application_name=psql"), test::target("application_name=psql"), settings, {});
  const auto setting = [&](const std::string& name) {
    return cell(ask(*pool, "select current_setting('" + name + "')"));
  };
  CHECK(setting("application_name") == "tollgate");
  const std::string timeout = setting("statement_timeout");
  if (settings.statement_timeout.count() == 0) {  // what is left of the budget
    CHECK((timeout == "1min" || (timeout.ends_with("ms") && std::stoi(timeout) > 30'000)));
  } else {
    CHECK(timeout == "12345ms");
  }
  CHECK(setting("lock_timeout") == "2345ms");
  CHECK(setting("idle_in_transaction_session_timeout") == "1min");
  CHECK(setting("timezone") == "UTC");
  CHECK(setting("client_encoding") == "UTF8");
}

TEST_CASE("what the server says in passing is not heard") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_notices");
  schema.admin().run("create function " + schema("f") + R"(() returns int language plpgsql as $$
    begin
      perform set_config('client_min_messages', 'debug1', true);
      raise warning 'canary-4711'; raise notice 'canary-4711';
      return 1;
    end $$)");
  const auto pool = test::pool(1);
  CapturedStderr captured;
  CHECK(cell(ask(*pool, "select " + schema("f") + "()")) == "1");
  ask(*pool, "select 'canary-4711'::int");
  ask(*pool, "commit");
  ask(*pool, "select 1");
  CHECK(captured.text().empty());
}
