// What threads of one run share: how far it is, its time limit, and its end by hand.
#include "core/run.hpp"

#include <atomic>
#include <thread>

#include "core/error.hpp"
#include "tests/catch.hpp"

using std::chrono::milliseconds;
using tollgate::Error;
using tollgate::Run;

TEST_CASE("a step counts, and the next one begins anew") {
  Run run;
  CHECK(run.step().what.empty());
  run.begin("one");
  run.count("things", 3);
  run.advance();
  CHECK(run.step().done == 1);
  CHECK(run.step().total == 3);
  run.end_count();
  CHECK(run.step().unit.empty());
  CHECK(run.step().what == "one");
  run.count("things", 2);
  CHECK(run.step().done == 0);
  run.begin("two");
  CHECK(run.step().what == "two");
  CHECK(run.step().unit.empty());
}

TEST_CASE("without a limit no time is over") {
  Run run;
  CHECK_FALSE(run.out_of_time());
  CHECK_FALSE(run.until());
  run.limit_to(milliseconds(3'600'000), "--time-limit 1h");
  CHECK_FALSE(run.out_of_time());
  CHECK(run.until());
}

TEST_CASE("a limit that is over names the option") {
  Run run;
  run.limit_to(milliseconds(0), "--time-limit 30s");
  CHECK(run.out_of_time());
  CHECK(run.out_of_time_text() == "the time limit of the run was over (--time-limit 30s): give it more");
}

TEST_CASE("stop cancels what is registered, as long as it is") {
  Run run;
  int called = 0;
  {
    const Run::Stoppable one(run, [&] { return static_cast<std::size_t>(++called); });
    const Run::Stoppable two(run, [] { return std::size_t{4}; });
    CHECK_FALSE(run.stopped());
    CHECK(run.stop() == 5);
    CHECK(run.stopped());
  }
  CHECK(run.stop() == 0);
  CHECK(called == 1);
}

TEST_CASE("stop waits for what is made as a whole, and nothing is begun after it") {
  Run run;
  std::atomic<bool> made = false;
  std::atomic<bool> begun = false;
  std::thread maker([&] {
    const Run::Whole whole(run);
    begun = true;
    while (!run.stopped()) std::this_thread::yield();
    made = true;
  });
  while (!begun) std::this_thread::yield();
  run.stop();
  CHECK(made);
  maker.join();
  CHECK_THROWS_AS(Run::Whole(run), Error);
}
