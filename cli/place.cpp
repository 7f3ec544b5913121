#include "cli/place.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "change/git.hpp"
#include "core/error.hpp"

namespace tollgate::cli {

namespace {

namespace fs = std::filesystem;

std::optional<fs::path> above_with_project(fs::path folder) {
  std::error_code ignored;
  folder = fs::weakly_canonical(folder, ignored);
  for (;; folder = folder.parent_path()) {
    if (fs::exists(folder / "dbt_project.yml", ignored)) return folder;
    if (!folder.has_relative_path()) return std::nullopt;
  }
}

fs::path working_directory() {
  std::error_code problem;
  fs::path here = fs::current_path(problem);
  if (problem) {
    throw Error(ErrorKind::usage, {"the working directory cannot be told: " + problem.message(),
                                   "go to a folder that is there, or name the project's: --project-dir FOLDER",
                                   {}});
  }
  return here;
}

fs::path project_folder(const ProjectArguments& arguments) {
  std::error_code problem;
  if (!arguments.project_dir.empty()) {
    fs::path named = fs::canonical(arguments.project_dir, problem);
    if (problem || !fs::is_directory(named, problem)) {
      throw Error(ErrorKind::usage, {"--project-dir " + arguments.project_dir + " is not a folder",
                                     "name the folder that holds dbt_project.yml",
                                     {}});
    }
    return named;
  }
  const fs::path here = working_directory();
  if (const auto found = above_with_project(here)) return *found;
  if (!arguments.head.empty()) {
    if (const auto found = above_with_project(arguments.head)) return *found;
  }
  return here;
}

constexpr std::size_t most_bytes = 16U << 20U;

/// `path` relative to `root` when it lies inside, else nothing.
std::optional<std::string> inside(const fs::path& path, const fs::path& root) {
  const fs::path relative = path.lexically_relative(root);
  if (relative.empty() || *relative.begin() == "..") return std::nullopt;
  return relative == "." ? std::string() : relative.generic_string();
}

}  // namespace

ProjectPlace find_place(const ProjectArguments& arguments) {
  ProjectPlace place;
  place.directory = project_folder(arguments).string();
  place.repository_root = change::repository_root(place.directory);
  if (place.repository_root) {
    const auto relative = inside(place.directory, *place.repository_root);
    if (relative && !relative->empty()) place.prefix = *relative + "/";
  }
  return place;
}

std::string repository_path(const ProjectPlace& place, const std::string& root_package, const std::string& package,
                            const std::string& original_file_path) {
  if (package == root_package || package.empty()) return place.prefix + original_file_path;
  const fs::path root = place.repository_root.value_or(place.directory);
  const fs::path installed = fs::path(place.directory) / "dbt_packages" / package;
  std::error_code ignored;
  const fs::path real = fs::weakly_canonical(installed, ignored) / original_file_path;
  if (const auto relative = inside(real, root)) return *relative;
  return place.prefix + "dbt_packages/" + package + "/" + original_file_path;
}

namespace {

/// A file handle that is closed when it goes.
class Handle {
 public:
  explicit Handle(int handle) : x_handle(handle) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Handle(Handle&&) = delete;
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (x_handle >= 0) close(x_handle);
  }
  int get() const { return x_handle; }

 private:
  int x_handle;
};

[[noreturn]] void nobody_writes(const std::string& path) {
  throw Error(ErrorKind::usage, {"it is a pipe, and nothing came out of it within ten seconds",
                                 "name a file, or let something write to the pipe: <(COMMAND)",
                                 {path, 0, 0}});
}

/// Up to so many bytes; -1 with errno for what cannot be read. A pipe that nobody writes to does not keep us for ever.
ssize_t read_piece(int handle, char* to, std::size_t size, const std::string& path) {
  while (true) {
    const ssize_t n = read(handle, to, size);
    if (n >= 0 || (errno != EAGAIN && errno != EINTR)) return n;
    pollfd end{handle, POLLIN, 0};
    constexpr int ten_seconds = 10'000;
    if (poll(&end, 1, ten_seconds) == 0) nobody_writes(path);
  }
}

/// Not blocking, so that to open a pipe does not wait for somebody who writes; of such a one the end comes at once.
void wait_for_writer(int handle, const std::string& path) {
  struct stat what {};
  if (fstat(handle, &what) != 0 || !S_ISFIFO(what.st_mode)) return;
  pollfd end{handle, POLLIN, 0};
  constexpr int ten_seconds = 10'000;
  if (poll(&end, 1, ten_seconds) == 0) nobody_writes(path);
}

}  // namespace

std::optional<std::string> read_bounded(const std::string& path) {
  const Handle file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (file.get() < 0) return std::nullopt;
  wait_for_writer(file.get(), path);
  constexpr std::size_t piece = 16384;
  std::string text;
  std::size_t got = 0;
  while (got < most_bytes) {
    text.resize(std::min(most_bytes, got + piece));
    const ssize_t n = read_piece(file.get(), text.data() + got, text.size() - got, path);
    if (n < 0) return std::nullopt;
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  text.resize(got);
  return text;
}

std::optional<std::string> read_rules(const std::string& path) {
  std::error_code ignored;
  if (fs::symlink_status(path, ignored).type() == fs::file_type::not_found) return std::nullopt;
  errno = 0;
  if (auto text = read_bounded(path)) return text;
  const int reason = fs::is_directory(path, ignored) ? EISDIR : errno;
  throw Error(ErrorKind::usage, {"it is there and cannot be read: " + std::generic_category().message(reason),
                                 "make it a file that this user may read, or take it away",
                                 {path, 0, 0}});
}

std::optional<std::string> read_repository_file(const ProjectPlace& place, const std::string& repository_path) {
  const fs::path root = place.repository_root.value_or(place.directory);
  const fs::path path = (root / repository_path).lexically_normal();
  std::error_code ignored;
  if (!inside(path, root) || !fs::is_regular_file(path, ignored)) return std::nullopt;  // a manifest may name anything
  return read_bounded(path.string());
}

}  // namespace tollgate::cli
