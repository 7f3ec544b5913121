#include "tests/reporters/validators.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

extern "C" char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves it to us

namespace tollgate::reporters {

namespace {

namespace fs = std::filesystem;

/// A file that is gone when the test is done.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view text) : x_path((fs::temp_directory_path() / "tollgate-XXXXXX").string()) {
    const int descriptor = mkstemp(x_path.data());
    if (descriptor < 0) throw std::runtime_error("cannot create " + x_path);
    close(descriptor);
    std::ofstream(x_path, std::ios::binary) << text;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { unlink(x_path.c_str()); }
  const std::string& path() const { return x_path; }

 private:
  std::string x_path;
};

/// Its exit code; 127 when there is no such program. What it prints is thrown away.
int run(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", 1 /* O_WRONLY */, 0);
  }
  pid_t child = 0;
  const int problem = posix_spawnp(&child, argv.front(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (problem != 0) return 127;
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

fs::path in_tests(std::string_view name) { return fs::path(TOLLGATE_SOURCE_DIR) / "tests" / "reporters" / name; }

}  // namespace

Validity validate_xml(std::string_view xml, std::string_view schema) {
  const TemporaryFile file(xml);
  // Documented in xmllint(1): 0 is valid, 1 not well-formed, 3 invalid.
  const int code = run({"xmllint", "--noout", "--nonet", "--schema", in_tests(schema).string(), file.path()});
  if (code == 0) return Validity::valid;
  if (code == 1 || code == 3) return Validity::invalid;
  throw std::runtime_error("xmllint ended with " + std::to_string(code) + ": apt-get install libxml2-utils");
}

Validity validate_json(const std::vector<std::string>& documents, std::string_view schema) {
  std::string text;
  for (const std::string& document : documents) text += document + '\0';
  const TemporaryFile file(text);
  const fs::path place = fs::path(TOLLGATE_SOURCE_DIR) / schema;
  for (const char* python : {"python3", "/usr/bin/python3"}) {  // another may stand before the system's
    const int code = run({python, in_tests("validate_json.py").string(), place.string(), file.path()});
    if (code == 0) return Validity::valid;
    if (code == 1) return Validity::invalid;
    if (code == 3) return Validity::mixed;
  }
  throw std::runtime_error("no python3 can validate: apt-get install python3-jsonschema");
}

}  // namespace tollgate::reporters
