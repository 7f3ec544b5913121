#include "cli/init/files.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>

#include "cli/place.hpp"
#include "core/error.hpp"

namespace tollgate::cli::init {

namespace {

namespace fs = std::filesystem;

struct Close {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};

[[noreturn]] void refuse(const std::string& path) {
  throw Error(ErrorKind::unjudged, {"the file cannot be written", "check the folder's rights", {path, 0, 0}});
}

void make_runnable(const std::string& path) {
  constexpr auto runnable = fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                            fs::perms::others_read | fs::perms::others_exec;
  std::error_code problem;
  fs::permissions(path, runnable, problem);
  if (problem) refuse(path);
}

}  // namespace

Put would_put(const std::string& path, const std::string& text) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(path, ignored))) return Put::written;
  const auto there = read_bounded(path);
  return there && *there == text ? Put::same : Put::left;
}

Put put_file(const std::string& path, const std::string& text, FileMode mode) {
  const Put expected = would_put(path, text);
  if (expected != Put::written) return expected;
  std::error_code problem;
  fs::create_directories(fs::path(path).parent_path(), problem);
  // `x`: never a file that came in between, never through a link.
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "wbx"));
  if (!file) refuse(path);
  if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() || std::fflush(file.get()) != 0) refuse(path);
  if (mode.runnable) make_runnable(path);
  return Put::written;
}

}  // namespace tollgate::cli::init
