#include "tests/support/tcp_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <list>
#include <random>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace tollgate::tests {
namespace {

constexpr std::size_t noise_bytes = 4096;

/// A file descriptor of its own.
class Socket {
 public:
  explicit Socket(int handle) : x_handle(handle) {}
  Socket(Socket&& other) noexcept : x_handle(std::exchange(other.x_handle, -1)) {}
  Socket& operator=(Socket&&) = delete;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (x_handle >= 0) close(x_handle);
  }
  int handle() const { return x_handle; }

 private:
  int x_handle;
};

int connect_to(const std::string& path) {
  const int handle = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (handle < 0 || path.size() >= sizeof address.sun_path) return handle;
  std::memcpy(address.sun_path, path.data(), path.size());
  void* const raw = &address;
  if (connect(handle, static_cast<sockaddr*>(raw), sizeof address) == 0) return handle;
  close(handle);
  return -1;
}

/// Whether all of it went; the peers of tests read what they are sent.
bool send_all(int to, std::string_view text) {
  while (!text.empty()) {
    const auto sent = send(to, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string noise(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string bytes(noise_bytes, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random() & 0xff);
  return bytes;
}

}  // namespace

/// The proxy's thread.
class TcpProxy::Loop {
 public:
  explicit Loop(TcpProxy& proxy) : x_proxy(proxy) {}

  void run() {
    while (!x_proxy.x_ending) {
      std::vector<pollfd> waiting{{x_proxy.x_listener, POLLIN, 0}};
      for (const Link& link : x_links) {
        const short events = link.stalled ? 0 : POLLIN;
        waiting.push_back({link.client.handle(), events, 0});
        waiting.push_back({link.server.handle(), events, 0});
      }
      if (poll(waiting.data(), waiting.size(), 20) <= 0) continue;
      serve(waiting);
      if ((waiting.front().revents & POLLIN) != 0) take();
    }
  }

 private:
  struct Link {
    Socket client, server;
    Harm harm;
    std::size_t to_client = 0, to_server = 0;
    bool stalled = false, over = false;
  };

  void take() {
    Socket client(accept4(x_proxy.x_listener, nullptr, nullptr, SOCK_CLOEXEC));
    if (client.handle() < 0) return;
    const Harm harm = x_proxy.x_plan(x_proxy.x_connections++);
    Socket server(connect_to(x_proxy.x_server_socket));
    if (server.handle() < 0) return;  // the client sees its connection closed
    x_links.push_back({std::move(client), std::move(server), harm});
  }

  void serve(const std::vector<pollfd>& waiting) {
    std::size_t at = 1;
    for (Link& link : x_links) {
      const short client = waiting[at].revents, server = waiting[at + 1].revents;
      at += 2;
      if (link.stalled) {  // until the client has enough of it
        link.over = ((client & (POLLHUP | POLLERR)) != 0);
        continue;
      }
      if (server != 0) pass(link, true);
      if (client != 0 && !link.over && !link.stalled) pass(link, false);
    }
    std::erase_if(x_links, [](const Link& link) { return link.over; });
  }

  void pass(Link& link, bool to_client) {
    std::array<char, 16384> buffer{};
    const int from = to_client ? link.server.handle() : link.client.handle();
    const int to = to_client ? link.client.handle() : link.server.handle();
    const auto got = recv(from, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
      link.over = true;
      return;
    }
    std::string_view text(buffer.data(), static_cast<std::size_t>(got));
    std::size_t& passed = to_client ? link.to_client : link.to_server;
    const bool hurts = link.harm.kind != Harm::Kind::none && link.harm.to_client == to_client &&
                       passed + text.size() > link.harm.after;
    if (hurts) text = text.substr(0, link.harm.after - passed);
    passed += text.size();
    (to_client ? x_proxy.x_to_client : x_proxy.x_to_server) += text.size();
    link.over = !send_all(to, text);
    if (hurts) hurt(link);
  }

  void hurt(Link& link) {
    ++x_proxy.x_harmed;
    link.over = link.over || link.harm.kind == Harm::Kind::cut;
    if (link.harm.kind == Harm::Kind::noise)
      link.over = link.over || !send_all(link.client.handle(), noise(link.harm.seed));
    link.stalled = !link.over;
  }

  TcpProxy& x_proxy;
  std::list<Link> x_links;
};

TcpProxy::TcpProxy(std::string server_socket, Plan plan)
    : x_server_socket(std::move(server_socket)), x_plan(std::move(plan)) {
  x_listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  void* const raw = &address;
  socklen_t size = sizeof address;
  if (x_listener < 0 || bind(x_listener, static_cast<sockaddr*>(raw), size) != 0 || listen(x_listener, 64) != 0 ||
      getsockname(x_listener, static_cast<sockaddr*>(raw), &size) != 0) {
    throw std::system_error(errno, std::generic_category(), "no port for a proxy");
  }
  x_port = ntohs(address.sin_port);
  x_thread = std::thread([this] { Loop(*this).run(); });
}

TcpProxy::~TcpProxy() {
  x_ending = true;
  x_thread.join();
  close(x_listener);
}

}  // namespace tollgate::tests
