#include "core/kept_threads.hpp"

#include <pthread.h>

#include <bit>
#include <csignal>
#include <utility>
#include <vector>

#include "core/digest.hpp"

namespace tollgate {
namespace {

// Signals are the main thread's business, but for those that a thread's own fault raises: while they are blocked the
// kernel ends the process without asking a handler (POSIX leaves it undefined), so no sanitizer and no fuzzer could
// tell.
sigset_t signals_of_others() {
  sigset_t signals;
  sigfillset(&signals);
  for (const int own : {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP}) sigdelset(&signals, own);
  return signals;
}

/// The threads without work; they end with the process.
class Idle {
 public:
  Idle() = default;
  Idle(const Idle&) = delete;
  Idle& operator=(const Idle&) = delete;
  /// What they keep for their work, such as the parser's memory, they free side by side.
  ~Idle() {
    for (const auto& thread : x_threads) thread->end();
  }

  /// The least deep that suffices, and of those the one that worked last: its memory is warm. Nothing: there is none.
  std::unique_ptr<KeptThread> take(std::size_t stack_bytes) {
    const std::lock_guard lock(x_guard);
    auto best = x_threads.end();
    for (auto it = x_threads.begin(); it != x_threads.end(); ++it) {
      if ((*it)->stack_bytes() < stack_bytes) continue;
      if (best == x_threads.end() || (*it)->stack_bytes() <= (*best)->stack_bytes()) best = it;
    }
    if (best == x_threads.end()) return nullptr;
    std::unique_ptr<KeptThread> thread = std::move(*best);
    x_threads.erase(best);
    return thread;
  }

  void give_back(std::unique_ptr<KeptThread> thread) {
    const std::lock_guard lock(x_guard);
    x_threads.push_back(std::move(thread));
  }

 private:
  std::mutex x_guard;
  std::vector<std::unique_ptr<KeptThread>> x_threads;
};

// OpenSSL frees what it keeps of a thread when that ends, but not once its own end has come (OPENSSL_cleanup, atexit).
// What is made after it has begun ends before it.
Idle& idle() {
  begin_openssl();
  static Idle threads;
  return threads;
}

}  // namespace

struct KeptThread::Handle {
  pthread_t thread{};
};

KeptThread::KeptThread(std::size_t stack_bytes) : x_stack_bytes(stack_bytes) {}

std::unique_ptr<KeptThread> KeptThread::start(std::size_t stack_bytes) {
  std::unique_ptr<KeptThread> thread(new KeptThread(stack_bytes));
  return thread->start() == 0 ? std::move(thread) : nullptr;
}

int KeptThread::start() {
  pthread_attr_t attributes;
  if (const int failed = pthread_attr_init(&attributes); failed != 0) return failed;
  const sigset_t blocked = signals_of_others();
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  int failed = pthread_attr_setstacksize(&attributes, x_stack_bytes);
  const auto run = [](void* thread) -> void* {
    static_cast<KeptThread*>(thread)->serve();
    return nullptr;
  };
  auto handle = std::make_unique<Handle>();
  if (failed == 0) failed = pthread_create(&handle->thread, &attributes, run, this);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&attributes);
  if (failed == 0) x_handle = std::move(handle);
  return failed;
}

KeptThread::~KeptThread() {
  if (!x_handle) return;
  end();
  pthread_join(x_handle->thread, nullptr);
}

void KeptThread::end() {
  const std::lock_guard lock(x_guard);
  x_ends = true;
  x_change.notify_all();
}

void KeptThread::begin(const std::function<void()>& work) {
  const std::lock_guard lock(x_guard);
  x_work = &work;
  x_change.notify_all();
}

std::exception_ptr KeptThread::wait() {
  std::unique_lock lock(x_guard);
  x_change.wait(lock, [&] { return x_work == nullptr; });
  return std::exchange(x_failure, nullptr);
}

void KeptThread::serve() {
  std::unique_lock lock(x_guard);
  while (true) {
    x_change.wait(lock, [&] { return x_work != nullptr || x_ends; });
    if (x_work == nullptr) return;
    lock.unlock();
    std::exception_ptr failure;
    try {
      (*x_work)();
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    x_failure = std::move(failure);
    x_work = nullptr;
    x_change.notify_all();
  }
}

// Powers of two, so that threads for one text serve the next, which is longer.
std::optional<BorrowedThread> BorrowedThread::borrow(std::size_t stack_bytes) {
  std::unique_ptr<KeptThread> thread = idle().take(stack_bytes);
  if (!thread) thread = KeptThread::start(std::bit_ceil(stack_bytes));
  if (!thread) thread = KeptThread::start(stack_bytes);
  if (!thread) return std::nullopt;
  return BorrowedThread(std::move(thread));
}

BorrowedThread::~BorrowedThread() {
  if (x_thread) idle().give_back(std::move(x_thread));
}

}  // namespace tollgate
