#include "core/kept_threads.hpp"

#include <pthread.h>

#include <atomic>
#include <functional>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/catch.hpp"

using tollgate::BorrowedThread;

namespace {

constexpr std::size_t stack = std::size_t{1} << 20U;

std::thread::id id_of(const BorrowedThread& thread) {
  std::thread::id id;
  const std::function<void()> tell = [&] { id = std::this_thread::get_id(); };
  thread->begin(tell);
  CHECK(thread->wait() == nullptr);
  return id;
}

std::thread::id borrowed_once(std::size_t stack_bytes) {
  const auto thread = BorrowedThread::borrow(stack_bytes);
  REQUIRE(thread);
  return id_of(*thread);
}

}  // namespace

TEST_CASE("a thread that was given back serves the next") {
  const std::thread::id first = borrowed_once(stack);
  CHECK(first != std::this_thread::get_id());
  for (int i = 0; i < 3000; ++i) {
    if (borrowed_once(stack) != first) FAIL("another thread, the " << i << "th time");
  }
}

TEST_CASE("no two borrow the same thread at one time") {
  std::set<std::thread::id> ids;
  std::vector<BorrowedThread> threads;
  for (int i = 0; i < 5; ++i) {
    auto thread = BorrowedThread::borrow(stack);
    REQUIRE(thread);
    ids.insert(id_of(*thread));
    threads.push_back(*std::move(thread));
  }
  CHECK(ids.size() == 5);
}

TEST_CASE("a borrowed thread is as deep as asked for, whatever lies idle") {
  borrowed_once(stack);
  constexpr std::size_t deep = 64 * stack;
  const auto thread = BorrowedThread::borrow(deep);
  REQUIRE(thread);
  std::size_t bytes = 0;
  const std::function<void()> measure = [&] {
    pthread_attr_t attributes;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstacksize(&attributes, &bytes);
    pthread_attr_destroy(&attributes);
  };
  (*thread)->begin(measure);
  (*thread)->wait();
  CHECK(bytes >= deep);
}

TEST_CASE("what the work threw comes with the end of it, once, and the thread works on") {
  const auto thread = BorrowedThread::borrow(stack);
  REQUIRE(thread);
  const std::function<void()> fail = [] { throw std::runtime_error("no"); };
  (*thread)->begin(fail);
  CHECK_THROWS_AS(std::rethrow_exception((*thread)->wait()), std::runtime_error);
  std::atomic<bool> ran{false};
  const std::function<void()> work = [&] { ran = true; };
  (*thread)->begin(work);
  CHECK((*thread)->wait() == nullptr);
  CHECK(ran);
}

TEST_CASE("a stack that the system cannot give is nothing") {
  CHECK_FALSE(BorrowedThread::borrow(std::size_t{1} << 60U));
}
