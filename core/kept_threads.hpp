// Threads with deep stacks that are kept when their work is done, for whoever needs one next. They are the process's,
// because what forces it is: libpg_query takes a pthread key in each thread that parses and never gives it back
// (pg_query_init), and a process has 1,024 of them. Once they are gone, other libraries' keys (OpenSSL's, Kerberos's)
// can no longer be made, and they die of it. So there are as many threads as ever worked at one time, not one per
// question.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace tollgate {

/// One thread; ends, after its work, with its owner.
class KeptThread {
 public:
  /// Nothing: the system gives no such thread.
  static std::unique_ptr<KeptThread> start(std::size_t stack_bytes);
  ~KeptThread();
  KeptThread(const KeptThread&) = delete;
  KeptThread& operator=(const KeptThread&) = delete;

  std::size_t stack_bytes() const { return x_stack_bytes; }
  /// `work` must outlive the next wait(), which comes before the next begin().
  void begin(const std::function<void()>& work);
  /// It ends after its work. Its owner's end waits for that; told before, several end side by side.
  void end();
  /// Until the work is done; what it threw, if it did.
  std::exception_ptr wait();

 private:
  struct Handle;

  explicit KeptThread(std::size_t stack_bytes);
  int start();
  void serve();

  std::size_t x_stack_bytes;
  std::unique_ptr<Handle> x_handle;  ///< nothing: it was not started
  std::mutex x_guard;
  std::condition_variable x_change;
  const std::function<void()>* x_work = nullptr;  ///< nothing: none, or done
  std::exception_ptr x_failure;
  bool x_ends = false;
};

/// A thread that is ours until the end of this object.
class BorrowedThread {
 public:
  /// One that is idle and deep enough, else a new one. Nothing: the system gives none.
  static std::optional<BorrowedThread> borrow(std::size_t stack_bytes);
  ~BorrowedThread();
  BorrowedThread(BorrowedThread&&) noexcept = default;
  BorrowedThread& operator=(BorrowedThread&&) = delete;

  KeptThread* operator->() const { return x_thread.get(); }

 private:
  explicit BorrowedThread(std::unique_ptr<KeptThread> thread) : x_thread(std::move(thread)) {}

  std::unique_ptr<KeptThread> x_thread;
};

}  // namespace tollgate
