// tests/forge/fake_forge.py as a process of the test, ended with it.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"

extern char** environ;

namespace tollgate::test {

/// One request that the fake was sent.
struct LoggedRequest {
  std::string method;
  std::string path;
  std::string query;
  std::string body;
  int status = 0;
  bool has_token = false;
};

class FakeForge {
 public:
  /// `state`: JSON, keys of STATE in fake_forge.py.
  /// `tls`: a PEM file with certificate and key; empty: http.
  explicit FakeForge(const std::string& state = "{}", const std::string& tls = {})
      : x_scheme(tls.empty() ? "http" : "https") {
    std::string name = (std::filesystem::temp_directory_path() / "tollgate-forge-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    x_folder = name;
    start(state, tls);
  }
  FakeForge(const FakeForge&) = delete;
  FakeForge& operator=(const FakeForge&) = delete;
  FakeForge(FakeForge&&) = delete;
  FakeForge& operator=(FakeForge&&) = delete;
  ~FakeForge() {
    if (x_child > 0) {
      kill(x_child, SIGKILL);
      waitpid(x_child, nullptr, 0);
    }
    std::filesystem::remove_all(x_folder);
  }

  /// `http://127.0.0.1:PORT`, or https
  std::string address() const { return x_scheme + "://127.0.0.1:" + x_port; }

  std::vector<LoggedRequest> requests() const {
    std::vector<LoggedRequest> all;
    std::ifstream file(log());
    for (std::string line; std::getline(file, line);) {
      const auto entry = nlohmann::json::parse(line);
      all.push_back({entry.at("method"), entry.at("path"), entry.at("query"), entry.at("body"), entry.at("status"),
                     entry.at("has_token")});
    }
    return all;
  }
  int count(const std::string& method) const {
    int found = 0;
    for (const LoggedRequest& request : requests()) found += request.method == method ? 1 : 0;
    return found;
  }

 private:
  std::string log() const { return (x_folder / "requests.jsonl").string(); }

  void start(const std::string& state, const std::string& tls) {
    std::array<int, 2> ends{};
    REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
    const std::string script = std::string(TOLLGATE_SOURCE_DIR) + "/tests/forge/fake_forge.py";
    std::vector<std::string> arguments{"python3", script, "--log", log(), "--state", state};
    if (!tls.empty()) arguments.insert(arguments.end(), {"--tls", tls});
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    const int failure = posix_spawnp(&x_child, "python3", &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    REQUIRE(failure == 0);
    for (char c = 0; read(ends[0], &c, 1) == 1 && c != '\n';) x_port += c;
    close(ends[0]);
    REQUIRE_FALSE(x_port.empty());
  }

  std::filesystem::path x_folder;
  std::string x_scheme;
  std::string x_port;
  pid_t x_child = 0;
};

}  // namespace tollgate::test
