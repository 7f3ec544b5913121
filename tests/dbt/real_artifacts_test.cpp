// Loads real artifacts where they are at hand: TOLLGATE_SHARED names a folder with data/dbt/<project>/manifest.json in
// it.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "dbt/catalog.hpp"
#include "dbt/project.hpp"
#include "dbt/run_results.hpp"
#include "tests/catch.hpp"

using namespace tollgate::dbt;

namespace {

std::vector<std::filesystem::path> project_folders() {
  std::vector<std::filesystem::path> folders;
  const char* shared = std::getenv("TOLLGATE_SHARED");
  if (shared == nullptr) return folders;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(shared) / "data" / "dbt")) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::size_t count(const Project& project, ResourceType type) {
  return static_cast<std::size_t>(std::count_if(project.nodes.begin(), project.nodes.end(),
                                                [&](const auto& entry) { return entry.second.type == type; }));
}

}  // namespace

TEST_CASE("real manifests load with all that they hold") {
  if (std::getenv("TOLLGATE_SHARED") == nullptr) {
    SUCCEED("TOLLGATE_SHARED is not set");
    return;
  }
  const std::vector<std::filesystem::path> folders = project_folders();
  REQUIRE_FALSE(folders.empty());
  for (const std::filesystem::path& folder : folders) {
    INFO(folder);
    const Project project = load_project(folder.string());
    CHECK(project.warnings.empty());
    CHECK(count(project, ResourceType::model) > 0);
    CHECK(count(project, ResourceType::other) == 0);
    CHECK(project.sources.size() > 0);
    CHECK(project.macros.size() > 200);
    const bool only_parsed = folder.filename().string().starts_with("dbt-core");
    for (const auto& [id, node] : project.nodes) {
      if (node.type == ResourceType::model) CHECK(node.compiled != only_parsed);
      if (node.config.materialized == "ephemeral") CHECK(node.relation_name.empty());
    }
    if (std::filesystem::exists(folder / "catalog.json"))
      CHECK(load_catalog((folder / "catalog.json").string()).entries.size() > 6);
    if (std::filesystem::exists(folder / "run_results.json")) {
      CHECK(load_run_results({(folder / "run_results.json").string()}).commands == std::vector<std::string>{"run"});
    }
  }
}
