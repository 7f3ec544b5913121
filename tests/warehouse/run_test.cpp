// What a run's time limit and its end by hand do to questions that are under way.
#include <future>

#include "core/run.hpp"
#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using test::question;

namespace {

std::unique_ptr<Warehouse> pool_of(Run& run, int connections) {
  PoolSettings settings;
  settings.connections = connections;
  settings.run = &run;
  return connect(test::target(), test::target(), {}, settings);
}

std::string asleep(const std::string& mark, int how_many) {
  return "count(*) = " + std::to_string(how_many) +
         " from pg_stat_activity where state = 'active' and query like 'select pg_sleep(600)%" + mark + "%'";
}

}  // namespace

TEST_CASE("the time limit of the run ends a question on the server, and begins no other") {
  NEEDS_POSTGRES();
  Run run;
  run.limit_to(milliseconds(400), "--time-limit 400ms");
  const auto pool = pool_of(run, 1);
  const auto begin = steady_clock::now();
  const auto answers =
      test::ask(*pool, {question("select 1"), question("select pg_sleep(600) /* limit */"), question("select 2")});
  CHECK(steady_clock::now() - begin < seconds(20));
  CHECK(answers[0].ok());
  CHECK(answers[1].problem == Problem::timeout);
  CHECK_THAT(answers[1].explanation,
             ContainsSubstring("was not done: the time limit of the run was over (--time-limit 400ms)"));
  CHECK(answers[2].problem == Problem::timeout);
  CHECK_THAT(answers[2].explanation,
             ContainsSubstring("was not started: the time limit of the run was over (--time-limit 400ms)"));
  CHECK(test::Admin().wait_until(asleep("limit", 0)));
}

TEST_CASE("the policy's time budget ends a question that would run beyond it") {
  NEEDS_POSTGRES();
  WarehouseSettings settings;
  settings.time_budget = milliseconds(500);
  const auto pool = test::pool(1, settings);
  const auto answers = test::ask(*pool, {question("select pg_sleep(0.3)"), question("select pg_sleep(600)")});
  CHECK(answers[0].ok());
  CHECK_THAT(answers[1].explanation, ContainsSubstring("was not done within the time budget of the run: raise "
                                                       "warehouse.time_budget"));
}

TEST_CASE("stopping the run cancels what is under way on the server, and begins nothing more") {
  NEEDS_POSTGRES();
  Run run;
  const auto pool = pool_of(run, 3);
  std::vector<Question> questions(12, question("select pg_sleep(600) /* stop */"));
  auto answers = std::async(std::launch::async, [&] { return test::ask(*pool, questions); });
  test::Admin admin;
  REQUIRE(admin.wait_until(asleep("stop", 3)));
  CHECK(run.stop() == 3);
  REQUIRE(answers.wait_for(seconds(20)) == std::future_status::ready);
  for (const Answer& answer : answers.get()) CHECK(answer.problem == Problem::timeout);
  CHECK(admin.wait_until(asleep("stop", 0)));
  CHECK(run.stop() == 0);
}

TEST_CASE("a run knows how many questions are answered") {
  NEEDS_POSTGRES();
  Run run;
  run.begin("counting");
  const auto pool = pool_of(run, 1);
  auto answers = std::async(std::launch::async, [&] {
    return test::ask(*pool, {question("select 1"), question("select pg_sleep(600) /* told */")});
  });
  test::Admin admin;
  REQUIRE(admin.wait_until(asleep("told", 1)));
  const Run::Step step = run.step();
  CHECK(step.what == "counting");
  CHECK(step.unit == "questions");
  CHECK(step.done == 1);
  CHECK(step.total == 2);
  run.stop();
  answers.get();
  CHECK(run.step().unit.empty());
}
