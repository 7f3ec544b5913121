// A listener on the loopback that plays a sick PostgreSQL: it never answers, or falls silent after the login.
#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace tollgate::test {

class FakeServer {
 public:
  enum class Illness {
    silent,       ///< accepts connections and says nothing at all
    falls_silent  ///< logs in, obeys commands, never answers a query
  };

  explicit FakeServer(Illness illness, std::string version = "15.0");
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;
  FakeServer(FakeServer&&) = delete;
  FakeServer& operator=(FakeServer&&) = delete;
  ~FakeServer();

  /// libpq parameters that lead here.
  std::string conninfo() const;

 private:
  void serve();

  Illness x_illness;
  std::string x_version;
  int x_listener;
  int x_port;
  std::atomic<bool> x_ending = false;
  std::thread x_thread;
};

/// A port of the loopback where nobody listens.
int closed_port();

}  // namespace tollgate::test
