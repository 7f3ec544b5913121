#include "change/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>

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
bool drain(int handle, std::string& into) {
  std::array<char, 65536> buffer{};
  const ssize_t n = read(handle, buffer.data(), buffer.size());
  if (n > 0) into.append(buffer.data(), static_cast<std::size_t>(n));
  return n > 0 || (n < 0 && errno == EINTR);
}

void collect(Pipe& output, Pipe& errors, ProcessResult& result) {
  std::array<pollfd, 2> ends{pollfd{output.read_end(), POLLIN, 0}, pollfd{errors.read_end(), POLLIN, 0}};
  int open_ends = 2;
  while (open_ends > 0) {
    if (poll(ends.data(), ends.size(), -1) < 0 && errno != EINTR) return;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].fd < 0 || ends[i].revents == 0) continue;
      if (drain(ends[i].fd, i == 0 ? result.output : result.errors)) continue;
      ends[i].fd = -1;
      --open_ends;
    }
  }
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& arguments) {
  Pipe output(arguments.front());
  Pipe errors(arguments.front());
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.write_end(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.write_end(), STDERR_FILENO);
  pid_t child = 0;
  const int failure = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);

  ProcessResult result;
  if (failure == ENOENT || failure == EACCES) return result;
  if (failure != 0) out_of_processes(arguments.front());
  result.started = true;
  output.close_end(1);
  errors.close_end(1);
  collect(output, errors, result);
  result.exit_code = wait_for(child);
  return result;
}

}  // namespace tollgate::change
