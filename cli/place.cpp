#include "cli/place.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
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

fs::path project_folder(const ProjectArguments& arguments) {
  if (!arguments.project_dir.empty()) {
    if (!fs::is_directory(arguments.project_dir)) {
      throw Error(ErrorKind::usage, {"--project-dir " + arguments.project_dir + " is not a folder",
                                     "name the folder that holds dbt_project.yml",
                                     {}});
    }
    return fs::canonical(arguments.project_dir);
  }
  if (const auto found = above_with_project(fs::current_path())) return *found;
  if (!arguments.head.empty()) {
    if (const auto found = above_with_project(arguments.head)) return *found;
  }
  return fs::current_path();
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

std::optional<std::string> read_bounded(const std::string& path) {
  std::error_code ignored;
  std::ifstream file(path, std::ios::binary);
  if (!file || fs::is_directory(path, ignored)) return std::nullopt;
  std::string text;
  for (std::istreambuf_iterator<char> at(file), end; at != end && text.size() < most_bytes; ++at) text += *at;
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
  std::ifstream file(root / repository_path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace tollgate::cli
