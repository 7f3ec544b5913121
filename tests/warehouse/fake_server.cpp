// Messages: PostgreSQL manual, "Frontend/Backend Protocol", "Message Formats" (version 3.0).
#include "tests/warehouse/fake_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "tests/catch.hpp"

namespace tollgate::test {
namespace {

constexpr std::uint32_t ssl_request = 80877103;
constexpr std::uint32_t gss_request = 80877104;

int listen_on_loopback(int& port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  void* const raw = &address;
  REQUIRE(bind(listener, static_cast<sockaddr*>(raw), sizeof address) == 0);
  REQUIRE(listen(listener, 16) == 0);
  socklen_t size = sizeof address;
  REQUIRE(getsockname(listener, static_cast<sockaddr*>(raw), &size) == 0);
  port = ntohs(address.sin_port);
  return listener;
}

std::string number(std::uint32_t value) {
  const std::uint32_t big_endian = htonl(value);
  std::string out(4, '\0');
  std::memcpy(out.data(), &big_endian, 4);
  return out;
}

std::string message(char type, const std::string& body) {
  return type + number(static_cast<std::uint32_t>(body.size() + 4)) + body;
}

std::string parameter(const std::string& name, const std::string& value) {
  return message('S', name + '\0' + value + '\0');
}

bool read_exactly(int client, std::string& into, std::size_t size, const std::atomic<bool>& ending) {
  into.assign(size, '\0');
  std::size_t have = 0;
  while (have < size && !ending) {
    pollfd waiting{client, POLLIN, 0};
    if (poll(&waiting, 1, 20) <= 0) {
      continue;
    }
    const auto got = read(client, into.data() + have, size - have);
    if (got <= 0) {
      return false;
    }
    have += static_cast<std::size_t>(got);
  }
  return have == size;
}

std::uint32_t to_number(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + at, 4);
  return ntohl(value);
}

// Catch2 wants its assertions in one thread, and this is another; what was not sent shows in the client.
void say(int client, const std::string& text) {
  [[maybe_unused]] const auto sent = send(client, text.data(), text.size(), MSG_NOSIGNAL);
}

bool log_in(int client, const std::string& version, const std::atomic<bool>& ending) {
  std::string head;
  std::string body;
  while (read_exactly(client, head, 4, ending) && read_exactly(client, body, to_number(head, 0) - 4, ending)) {
    const auto code = to_number(body, 0);
    if (code == ssl_request || code == gss_request) {
      say(client, "N");
      continue;
    }
    say(client, message('R', number(0)) + parameter("server_version", version) + parameter("client_encoding", "UTF8") +
                    parameter("standard_conforming_strings", "on") + message('K', number(1) + number(2)) +
                    message('Z', "I"));
    return true;
  }
  return false;
}

// Says that each command is done; falls silent at the first message of the extended protocol.
void obey(int client, const std::atomic<bool>& ending) {
  std::string head;
  std::string body;
  while (read_exactly(client, head, 5, ending) && read_exactly(client, body, to_number(head, 1) - 4, ending)) {
    if (head[0] == 'Q') {
      say(client, message('C', std::string("SET") + '\0') + message('Z', "I"));
    }
  }
}

}  // namespace

FakeServer::FakeServer(Illness illness, std::string version)
    : x_illness(illness), x_version(std::move(version)), x_listener(listen_on_loopback(x_port)) {
  if (x_illness == Illness::falls_silent) {
    x_thread = std::thread([this] { serve(); });
  }
}

FakeServer::~FakeServer() {
  x_ending = true;
  if (x_thread.joinable()) {
    x_thread.join();
  }
  close(x_listener);
}

std::string FakeServer::conninfo() const {
  return "host=127.0.0.1 port=" + std::to_string(x_port) + " dbname=shop user=ci gssencmode=disable";
}

void FakeServer::serve() {
  while (!x_ending) {
    pollfd waiting{x_listener, POLLIN, 0};
    if (poll(&waiting, 1, 20) <= 0) {
      continue;
    }
    const int client = accept(x_listener, nullptr, nullptr);
    if (log_in(client, x_version, x_ending)) {
      obey(client, x_ending);
    }
    close(client);
  }
}

int closed_port() {
  int port = 0;
  close(listen_on_loopback(port));
  return port;
}

}  // namespace tollgate::test
