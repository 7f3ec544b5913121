// The pool on a real server: order, concurrency, lost connections, too few connections, the time budget.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;
using test::ask;
using test::cell;
using test::question;

namespace {

// A function that returns true once `peers` sessions ask it at the same moment, and false after 20 seconds without: a
// proof of concurrency that no slow machine upsets.
void create_meeting(test::Schema& schema) {
  schema.admin().run("create function " + schema("meet") +
                     R"((place text, peers int) returns boolean language plpgsql as $$
    declare present int;
    begin
      for i in 1..2000 loop
        perform pg_stat_clear_snapshot();
        select count(*) into present from pg_stat_activity
          where application_name = 'tollgate' and state = 'active' and query like '%' || place || '%';
        -- Linger, so that those who are still counting see this one too.
        if present >= peers then perform pg_sleep(0.5); return true; end if;
        perform pg_sleep(0.01);
      end loop;
      return false;
    end $$)");
}

}  // namespace

TEST_CASE("answers come in the order of the questions") {
  NEEDS_POSTGRES();
  const auto pool = test::pool(3);
  std::vector<Question> questions;
  for (int i = 0; i < 50; ++i) {  // the early ones take longest
    questions.push_back(question("select " + std::to_string(i) + ", pg_sleep(" + (i % 7 == 0 ? "0.02" : "0") + ")"));
  }
  const auto answers = ask(*pool, questions);
  REQUIRE(answers.size() == 50);
  for (int i = 0; i < 50; ++i) {
    CHECK(cell(answers[static_cast<std::size_t>(i)]) == std::to_string(i));
  }
}

TEST_CASE("an answer holds rows of text, and null as nothing") {
  NEEDS_POSTGRES();
  const auto pool = test::pool();
  const auto answer = ask(*pool, "select 1, null::text, '', 'ä' union all select 2, 'b', 'c', 'd' order by 1");
  REQUIRE(answer.ok());
  REQUIRE(answer.rows.size() == 2);
  CHECK(answer.rows[0] == std::vector<std::optional<std::string>>{"1", std::nullopt, "", "ä"});
  CHECK(answer.rows[1] == std::vector<std::optional<std::string>>{"2", "b", "c", "d"});
  CHECK(answer.explanation.empty());
  CHECK(answer.sqlstate.empty());
}

TEST_CASE("no question, no answer") {
  const auto pool = connect({"", "", "", ""}, {"", "", "", ""}, {}, {});
  CHECK(ask(*pool, std::vector<Question>{}).empty());
}

TEST_CASE("as many questions run at once as there are connections") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_meeting");
  create_meeting(schema);
  const auto pool = test::pool(4);
  const std::vector<Question> questions(4, question("select " + schema("meet") + "('four', 4)"));
  for (const auto& answer : ask(*pool, questions)) {
    CHECK(cell(answer) == "t");
  }
}

TEST_CASE("never more connections than allowed, and they are kept for the next questions") {
  NEEDS_POSTGRES();
  const auto pool = test::pool(3);
  const std::string mine =
      "(select string_agg(pid::text, ',' order by pid) from pg_stat_activity where application_name = "
      "'tollgate')";
  ask(*pool, std::vector<Question>(12, question("select pg_sleep(0.01)")));
  test::Admin admin;
  const auto first = admin.cell("select " + mine);
  CHECK(admin.cell("select count(*) from pg_stat_activity where application_name = 'tollgate'") == "3");
  ask(*pool, std::vector<Question>(12, question("select pg_sleep(0.01)")));
  CHECK(admin.cell("select " + mine) == first);
  CHECK(admin.cell("select count(*) from pg_stat_activity where application_name = 'tollgate' and state <> 'idle'") ==
        "0");
}

TEST_CASE("base and head start together, also on two databases with one connection each") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_sides");
  create_meeting(schema);
  PoolSettings settings;
  settings.connections = GENERATE(1, 2);
  const auto pool = connect(test::target("connect_timeout=11"), test::target("connect_timeout=12"), {}, settings);
  const auto sql = "select " + schema("meet") + "('sides', 2)";
  for (const auto& answer : ask(*pool, std::vector{question(sql, Side::base), question(sql, Side::head)})) {
    CHECK(cell(answer) == "t");
  }
}

TEST_CASE("base and head may be two databases") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_two");
  schema.admin().run("drop database if exists tollgate_other");
  schema.admin().run("create database tollgate_other");
  {
    const auto pool = connect(test::target(), test::target("dbname=tollgate_other"), {}, {});
    const auto sql = "select current_database()";
    const auto answers =
        ask(*pool, std::vector{question(sql, Side::head), question(sql, Side::base), question(sql, Side::head)});
    CHECK(cell(answers[0]) == "tollgate_other");
    CHECK(cell(answers[1]) == "postgres");
    CHECK(cell(answers[2]) == "tollgate_other");
  }
  CHECK(schema.admin().wait_until("count(*) = 0 from pg_stat_activity where datname = 'tollgate_other'"));
  schema.admin().run("drop database tollgate_other");
}

TEST_CASE("connections made beforehand are no more than allowed, over both databases") {
  NEEDS_POSTGRES();
  PoolSettings settings;
  settings.connections = 4;
  const auto pool = connect(test::target("connect_timeout=11"), test::target("connect_timeout=12"), {}, settings);
  pool->expect(Side::base, 10);
  pool->expect(Side::head, 10);
  const std::string mine = "(select count(*) from pg_stat_activity where application_name = 'tollgate')";
  test::Admin admin;
  CHECK(admin.wait_until(mine + " >= 4"));
  CHECK(cell(ask(*pool, "select 1")) == "1");  // what was expected has come by now
  CHECK(std::stoi(admin.cell("select " + mine)) <= 4);
}

TEST_CASE("answers are handed over one by one, before the next question of their connection is asked") {
  NEEDS_POSTGRES();
  const auto pool = test::pool(1);
  std::vector<std::string> received;
  // Each tells whether the session was idle, and so done with its transaction, while the one before was received.
  test::Admin admin;
  const std::vector<Question> questions(3, question("select 'seen'"));
  pool->ask_each(questions, [&](std::size_t index, const Answer& answer) {
    const std::string states =
        "select string_agg(state, ',') from pg_stat_activity where application_name = 'tollgate'";
    received.push_back(std::to_string(index) + " " + cell(answer) + " " + admin.cell(states));
  });
  CHECK(received == std::vector<std::string>{"0 seen idle", "1 seen idle", "2 seen idle"});
}

TEST_CASE("answers are received side by side, each once, and so are those that nobody can give") {
  NEEDS_POSTGRES();
  const auto pool = test::pool(4);
  const std::vector<Question> questions(40, question("select pg_sleep(0.005)"));
  std::vector<std::atomic<int>> received(questions.size());
  std::atomic<int> inside = 0, most = 0;
  pool->ask_each(questions, [&](std::size_t index, const Answer& answer) {
    const int now = ++inside;
    for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    received.at(index) += answer.ok() ? 1 : 100;
    --inside;
  });
  CHECK(std::all_of(received.begin(), received.end(), [](const auto& times) { return times == 1; }));
  CHECK(most > 1);
  CHECK(most <= 4);

  const ConnectionTarget nowhere{"host=127.0.0.1 port=1 dbname=shop", "", "", ""};
  const auto none = connect(nowhere, nowhere, {}, {});
  std::atomic<int> refused = 0;
  none->ask_each(questions, [&](std::size_t, const Answer& answer) {
    refused += answer.problem == Problem::cannot_connect && !answer.explanation.empty() ? 1 : 0;
  });
  CHECK(refused == 40);
}

TEST_CASE("what a receiver throws is thrown when all answers were received, and the pool is as it was") {
  NEEDS_POSTGRES();
  const auto pool = test::pool(2);
  const std::vector<Question> questions(10, question("select 1"));
  std::atomic<int> received = 0;
  const auto fail = [&](std::size_t, const Answer&) {
    if (++received == 3) throw std::runtime_error("told by the receiver");
  };
  CHECK_THROWS_WITH(pool->ask_each(questions, fail), "told by the receiver");
  CHECK(received == 10);
  CHECK(cell(ask(*pool, questions).back()) == "1");
}

TEST_CASE("settings, the question and the end of its transaction take one round trip, and hold for it alone") {
  NEEDS_POSTGRES();
  const auto pool = test::pool(1);
  Question quick = question("select current_setting('statement_timeout'), current_setting('transaction_read_only')");
  quick.timeout = std::chrono::milliseconds(1234);
  const auto own = ask(*pool, std::vector<Question>{quick});
  REQUIRE(own.front().ok());
  CHECK(own.front().rows.front() == std::vector<std::optional<std::string>>{"1234ms", "on"});
  CHECK(cell(ask(*pool, "select current_setting('statement_timeout')")) != "1234ms");
  // What a question sets goes with its transaction, and what fails in it does not outlast it.
  CHECK(ask(*pool, "select set_config('work_mem', '77MB', false)").ok());
  CHECK(ask(*pool, "select 1 / 0").sqlstate == "22012");
  CHECK(cell(ask(*pool, "select current_setting('work_mem')")) != "77MB");
  // Two statements are none, whatever stands around them.
  CHECK(ask(*pool, "select 1; select 2").problem == Problem::syntax);
  CHECK(cell(ask(*pool, "select 3")) == "3");
}
