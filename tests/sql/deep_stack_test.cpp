#include "sql/deep_stack.hpp"

#include <atomic>
#include <csignal>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "core/error.hpp"
#include "tests/catch.hpp"

namespace sql = tollgate::sql;

namespace {
constexpr std::size_t stack = std::size_t{8} << 20U;
}

TEST_CASE("every piece of work runs once, on no more threads than asked for") {
  std::vector<std::atomic<int>> runs(1000);
  std::set<std::thread::id> threads;
  std::mutex guard;
  sql::for_each_on_deep_stacks(runs.size(), 3, stack, [&](std::size_t i) {
    ++runs[i];
    const std::lock_guard lock(guard);
    threads.insert(std::this_thread::get_id());
  });
  for (const auto& run : runs) CHECK(run == 1);
  CHECK(threads.size() <= 3);
  CHECK(threads.count(std::this_thread::get_id()) == 0);
}

TEST_CASE("no work starts no thread, and no job means one") {
  sql::for_each_on_deep_stacks(0, 4, stack, [](std::size_t) { FAIL("no work was asked for"); });
  int runs = 0;
  sql::for_each_on_deep_stacks(5, 0, stack, [&](std::size_t) { ++runs; });
  CHECK(runs == 5);
}

TEST_CASE("what a piece of work throws is thrown to the caller, after all threads ended") {
  std::atomic<int> runs{0};
  const auto work = [&](std::size_t i) {
    ++runs;
    if (i == 3) throw std::runtime_error("piece 3");
  };
  CHECK_THROWS_AS(sql::for_each_on_deep_stacks(100, 2, stack, work), std::runtime_error);
  CHECK(runs >= 4);
}

TEST_CASE("a stack that cannot be had is an error for a person") {
  CHECK_THROWS_AS(sql::for_each_on_deep_stacks(1, 1, std::size_t{1} << 60U, [](std::size_t) {}), tollgate::Error);
}

TEST_CASE("a thread answers its own faults, and leaves all other signals to the main thread") {
  sigset_t blocked;
  sigemptyset(&blocked);
  sql::run_on_deep_stack(stack, [&] { pthread_sigmask(SIG_BLOCK, nullptr, &blocked); });
  for (const int own : {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP}) {
    INFO(own);
    CHECK(sigismember(&blocked, own) == 0);
  }
  for (const int others : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGALRM, SIGCHLD}) {
    INFO(others);
    CHECK(sigismember(&blocked, others) == 1);
  }
}
