#include "change/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <string_view>

#include "core/error.hpp"

extern char** environ;

namespace tollgate::change {

namespace {

[[noreturn]] void out_of_processes(const std::string& program) {
  throw Error(ErrorKind::unjudged, {"cannot start `" + program + "`: the system has no process or file handle left",
                                    "raise the limits of this machine (ulimit -n, ulimit -u)",
                                    {}});
}

/// A pipe whose ends are closed when it goes.
class Pipe {
 public:
  explicit Pipe(const std::string& program) {
    if (pipe2(x_ends.data(), O_CLOEXEC) != 0) out_of_processes(program);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  Pipe(Pipe&&) = delete;
  Pipe& operator=(Pipe&&) = delete;
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  int read_end() const { return x_ends[0]; }
  int write_end() const { return x_ends[1]; }
  void close_end(std::size_t which) {
    if (x_ends[which] >= 0) close(x_ends[which]);
    x_ends[which] = -1;
  }

 private:
  std::array<int, 2> x_ends{-1, -1};
};

/// Reads until the other side closes; false at the end.
template <class Take>
bool drain(int handle, const Take& take) {
  std::array<char, 65536> buffer{};
  const ssize_t n = read(handle, buffer.data(), buffer.size());
  if (n > 0) take(std::string_view(buffer.data(), static_cast<std::size_t>(n)));
  return n > 0 || (n < 0 && errno == EINTR);
}

void collect(Pipe& output, Pipe& errors, const ProcessInput& input, ProcessResult& result) {
  const auto take_output = [&](std::string_view piece) {
    if (input.on_output) return input.on_output(piece);
    result.output.append(piece);
  };
  const auto take_error = [&](std::string_view piece) { result.errors.append(piece); };
  std::array<pollfd, 2> ends{pollfd{output.read_end(), POLLIN, 0}, pollfd{errors.read_end(), POLLIN, 0}};
  int open_ends = 2;
  while (open_ends > 0) {
    if (poll(ends.data(), ends.size(), -1) < 0 && errno != EINTR) return;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].fd < 0 || ends[i].revents == 0) continue;
      if (i == 0 ? drain(ends[i].fd, take_output) : drain(ends[i].fd, take_error)) continue;
      ends[i].fd = -1;
      --open_ends;
    }
  }
}

/// The text as a file in memory, read from its start: unlike a pipe it never fills up. Closed when it goes.
class StandardInput {
 public:
  StandardInput(const std::string& program, std::string_view text) {
    if (text.empty()) return;
    x_handle = memfd_create("tollgate", MFD_CLOEXEC);
    if (x_handle < 0) out_of_processes(program);
    while (!text.empty()) {
      const ssize_t n = write(x_handle, text.data(), text.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) out_of_processes(program);
      text.remove_prefix(static_cast<std::size_t>(n));
    }
    if (lseek(x_handle, 0, SEEK_SET) != 0) out_of_processes(program);
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;
  StandardInput(StandardInput&&) = delete;
  StandardInput& operator=(StandardInput&&) = delete;
  ~StandardInput() {
    if (x_handle >= 0) close(x_handle);
  }
  void add_to(posix_spawn_file_actions_t& actions) const {
    if (x_handle < 0) {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    } else {
      posix_spawn_file_actions_adddup2(&actions, x_handle, STDIN_FILENO);
    }
  }

 private:
  int x_handle = -1;
};

std::string_view name_of(std::string_view assignment) { return assignment.substr(0, assignment.find('=') + 1); }

/// This process's environment, with `more` instead of what has the same name.
std::vector<char*> environment_with(const std::vector<std::string>& more) {
  std::vector<char*> all;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    bool replaced = false;
    for (const std::string& assignment : more) replaced = replaced || name_of(assignment) == name_of(*entry);
    if (!replaced) all.push_back(*entry);
  }
  for (const std::string& assignment : more) all.push_back(const_cast<char*>(assignment.c_str()));
  all.push_back(nullptr);
  return all;
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& arguments, const ProcessInput& input) {
  const StandardInput standard_input(arguments.front(), input.text);
  std::vector<char*> environment = environment_with(input.environment);
  Pipe output(arguments.front());
  Pipe errors(arguments.front());
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  standard_input.add_to(actions);
  posix_spawn_file_actions_adddup2(&actions, output.write_end(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.write_end(), STDERR_FILENO);
  // Ctrl-C reaches the program as well, whatever this process does about signals.
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t child = 0;
  const int failure = posix_spawnp(&child, argv[0], &actions, &attributes, argv.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);

  ProcessResult result;
  if (failure == ENOENT || failure == EACCES) return result;
  if (failure != 0) out_of_processes(arguments.front());
  result.started = true;
  output.close_end(1);
  errors.close_end(1);
  collect(output, errors, input, result);
  result.exit_code = wait_for(child);
  return result;
}

}  // namespace tollgate::change
