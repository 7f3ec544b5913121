#include "tests/cli/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "tests/catch.hpp"

extern char** environ;

namespace tollgate::tests {

namespace {

constexpr auto patience = std::chrono::seconds(30);

std::vector<std::string> environment_of(const std::map<std::string, std::string>& more) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const bool wanted = text.starts_with("PATH=") || text.starts_with("PG") || text.starts_with("ASAN_OPTIONS=");
    if (wanted && !more.contains(text.substr(0, text.find('=')))) all.push_back(text);
  }
  for (const auto& [name, value] : more) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// Both ends of what stderr is: ours, the program's.
std::array<int, 2> stderr_ends(Program::Stderr kind) {
  std::array<int, 2> ends{-1, -1};
  if (kind == Program::Stderr::pipe) {
    REQUIRE(pipe(ends.data()) == 0);
  } else {
    const winsize size{24, 100, 0, 0};
    REQUIRE(openpty(ends.data(), &ends[1], nullptr, nullptr, &size) == 0);
  }
  for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
  return ends;
}

}  // namespace

Program::Program(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& environment,
                 Stderr kind) {
  const std::array<int, 2> ends = stderr_ends(kind);
  x_err_handle = ends[0];
  x_out_handle = memfd_create("out", MFD_CLOEXEC);
  std::vector<std::string> texts{TOLLGATE_BINARY};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = environment_of(environment);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, x_out_handle, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  const int failure =
      posix_spawn(&x_pid, TOLLGATE_BINARY, &actions, nullptr, pointers(texts).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  REQUIRE(failure == 0);
}

Program::~Program() {
  if (x_pid > 0) {
    kill(x_pid, SIGKILL);
    waitpid(x_pid, nullptr, 0);
  }
  close(x_err_handle);
  close(x_out_handle);
}

void Program::signal(int number) const { kill(x_pid, number); }

bool Program::read_some() {
  pollfd end{x_err_handle, POLLIN, 0};
  if (poll(&end, 1, 100) == 0) return true;
  std::array<char, 4096> buffer{};
  const ssize_t n = read(x_err_handle, buffer.data(), buffer.size());
  if (n > 0) x_err.append(buffer.data(), static_cast<std::size_t>(n));
  return n > 0;
}

bool Program::says(const std::string& text) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (x_err.find(text) == std::string::npos && std::chrono::steady_clock::now() < until) {
    if (!read_some()) break;
  }
  return x_err.find(text) != std::string::npos;
}

int Program::wait() {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (read_some() && std::chrono::steady_clock::now() < until) continue;
  int status = 0;
  pid_t ended = 0;
  while ((ended = waitpid(x_pid, &status, WNOHANG)) == 0 && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  REQUIRE(ended == x_pid);
  x_pid = -1;
  std::array<char, 65536> buffer{};
  lseek(x_out_handle, 0, SEEK_SET);
  for (ssize_t n = 0; (n = read(x_out_handle, buffer.data(), buffer.size())) > 0;) {
    x_out.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace tollgate::tests
