#include "tests/support/cluster.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "change/process.hpp"
#include "tests/catch.hpp"

namespace tollgate::tests {
namespace {

constexpr const char* port = "5432";  // of the socket's name; there is no other server in the folder

// PostgreSQL's own user must reach it, and the path of a socket has a limit.
std::string new_folder() {
  std::string name = "/tmp/tollgate-db.XXXXXX";
  REQUIRE(mkdtemp(name.data()) != nullptr);
  return name;
}

void postgres(std::vector<std::string> arguments, const std::vector<std::string>& settings = {}) {
  arguments.insert(arguments.begin(), std::string(TOLLGATE_SOURCE_DIR) + "/scripts/postgres");
  arguments.insert(arguments.end(), settings.begin(), settings.end());
  const change::ProcessResult result = change::run_process(arguments);
  INFO(result.errors);
  REQUIRE(result.exit_code == 0);
}

}  // namespace

Cluster::Cluster(const std::string& command, std::vector<std::string> arguments,
                 const std::vector<std::string>& settings)
    : x_folder(new_folder()) {
  arguments.insert(arguments.begin(), {command, x_folder});
  postgres(std::move(arguments), settings);
}

Cluster::Cluster(const std::vector<std::string>& settings) : Cluster("start", {}, settings) {}

Cluster Cluster::replica_of(const Cluster& primary, const std::vector<std::string>& settings) {
  return Cluster("replica", {primary.x_folder}, settings);
}

Cluster Cluster::pooler_before(const Cluster& server, const std::string& pool_mode) {
  return Cluster("pooler", {server.x_folder, pool_mode}, {});
}

bool Cluster::has_pooler() {
  for (const char* const folder : {"/usr/sbin", "/usr/bin", "/usr/local/bin"}) {
    if (std::filesystem::exists(std::string(folder) + "/pgbouncer")) return true;
  }
  return false;
}

Cluster::Cluster(Cluster&& other) noexcept : x_folder(std::exchange(other.x_folder, {})) {}

Cluster::~Cluster() {
  if (x_folder.empty()) return;
  change::run_process({std::string(TOLLGATE_SOURCE_DIR) + "/scripts/postgres", "stop", x_folder});
  std::error_code ignored;
  std::filesystem::remove_all(x_folder, ignored);
}

std::string Cluster::conninfo(const std::string& more) const {
  return "host=" + x_folder + " port=" + port + " user=tollgate dbname=postgres " + more;
}

std::string Cluster::socket() const { return x_folder + "/.s.PGSQL." + port; }

void Cluster::restart(const std::string& mode) const { postgres({"restart", x_folder, mode}); }

int free_port() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  void* const raw = &address;
  socklen_t size = sizeof address;
  REQUIRE(bind(listener, static_cast<sockaddr*>(raw), size) == 0);
  REQUIRE(getsockname(listener, static_cast<sockaddr*>(raw), &size) == 0);
  close(listener);
  return ntohs(address.sin_port);
}

}  // namespace tollgate::tests
