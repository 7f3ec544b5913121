// Ends a call that waits for a server which no longer answers: libpq waits without end, and the server's own
// statement_timeout helps only while the server works. Shuts the socket down, so that the waiting call fails. Knows
// what is under way, and so has it cancelled when the run is stopped.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace tollgate::warehouse {

class Deadlines {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  Deadlines();
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;
  Deadlines(Deadlines&&) = delete;
  Deadlines& operator=(Deadlines&&) = delete;
  ~Deadlines();

  /// Stands for one call that is being watched; must end before the socket is closed.
  class Watch {
   public:
    /// `cancel`, called by another thread, tells the server to end what it does for this call.
    Watch(Deadlines& deadlines, int socket, TimePoint at, std::function<void()> cancel = {});
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    Watch(Watch&&) = delete;
    Watch& operator=(Watch&&) = delete;
    ~Watch();

    /// Whether the socket was shut down because the time was over.
    bool expired() const;

   private:
    Deadlines& x_deadlines;
    int x_id;
  };

  /// Cancels every call under way that can be, at once; how many.
  std::size_t cancel_all();

 private:
  struct Entry {
    int socket;
    TimePoint at;
    bool expired;
    std::function<void()> cancel;
  };

  void run();
  /// Shuts down what is overdue.
  void expire();

  std::mutex x_mutex;
  std::condition_variable x_changed;
  std::map<int, Entry> x_entries;
  int x_next_id = 0;
  bool x_ending = false;
  std::thread x_thread;
};

}  // namespace tollgate::warehouse
