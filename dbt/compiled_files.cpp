#include <filesystem>

#include "dbt/manifest.hpp"

namespace tollgate::dbt {

namespace {

/// The manifest is not trusted to name a place outside of the folder.
bool stays_inside(const std::filesystem::path& path) {
  if (path.empty() || path.is_absolute()) return false;
  for (const std::filesystem::path& part : path) {
    if (part == "..") return false;
  }
  return true;
}

void read_compiled_file(const std::filesystem::path& compiled, Node& node) {
  const std::filesystem::path inside = std::filesystem::path(node.package) / node.original_file_path;
  if (node.package.empty() || !stays_inside(node.package) || !stays_inside(inside)) return;
  std::error_code problem;
  const std::filesystem::path file = compiled / inside;
  if (!std::filesystem::is_regular_file(file, problem)) return;
  if (std::filesystem::file_size(file, problem) > JsonValue::long_text_limit || problem) return;
  node.compiled_code = std::string(FileBytes::read(file.string()).text());
  node.compiled = true;
}

}  // namespace

void read_compiled_files(const std::string& folder, Project& project) {
  std::error_code problem;
  const std::filesystem::path compiled = std::filesystem::path(folder) / "compiled";
  if (!std::filesystem::is_directory(compiled, problem)) return;
  for (auto& [id, node] : project.nodes) {
    const bool wanted = node.type == ResourceType::model || node.type == ResourceType::analysis;
    if (wanted && !node.compiled && node.language == "sql") read_compiled_file(compiled, node);
  }
}

}  // namespace tollgate::dbt
