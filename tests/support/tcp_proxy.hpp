// A TCP proxy before a PostgreSQL server on a Unix socket, which hurts connections as a test says: it cuts them after
// so many bytes, lets them hang, or goes on with noise. One thread of its own; the same plan does the same harm.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

namespace tollgate::tests {

/// What happens to one connection.
struct Harm {
  enum class Kind : std::uint8_t {
    none,
    cut,    ///< both ends are closed
    stall,  ///< both ends stay open, and nothing passes any more, in either direction
    noise,  ///< from here on the client gets random bytes instead of the server's; then it stalls
  };
  Kind kind = Kind::none;
  bool to_client = true;   ///< whose bytes are counted: the server's, or the client's
  std::size_t after = 0;   ///< so many bytes still pass
  std::uint64_t seed = 0;  ///< of the noise
};

class TcpProxy {
 public:
  /// Asked for each connection, from 0 on, by the proxy's thread.
  using Plan = std::function<Harm(int connection)>;

  /// Throws std::system_error when there is no port or no thread to be had.
  TcpProxy(std::string server_socket, Plan plan);
  TcpProxy(const TcpProxy&) = delete;
  TcpProxy& operator=(const TcpProxy&) = delete;
  TcpProxy(TcpProxy&&) = delete;
  TcpProxy& operator=(TcpProxy&&) = delete;
  ~TcpProxy();

  /// On 127.0.0.1.
  int port() const { return x_port; }
  int connections() const { return x_connections; }
  int harmed() const { return x_harmed; }
  /// That the server sent over connections that were not harmed; and clients.
  std::size_t bytes_to_client() const { return x_to_client; }
  std::size_t bytes_to_server() const { return x_to_server; }

 private:
  class Loop;

  std::string x_server_socket;
  Plan x_plan;
  int x_port = 0;
  int x_listener = -1;
  std::atomic<bool> x_ending = false;
  std::atomic<int> x_connections = 0;
  std::atomic<int> x_harmed = 0;
  std::atomic<std::size_t> x_to_client = 0;
  std::atomic<std::size_t> x_to_server = 0;
  std::thread x_thread;
};

}  // namespace tollgate::tests
