#include "dbt/manifest.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <utility>

#include "core/digest.hpp"
#include "dbt/artifact.hpp"
#include "dbt/fields.hpp"

namespace tollgate::dbt {

namespace {

constexpr int oldest_schema = 7;   // raw_code and compiled_code came with it
constexpr int newest_schema = 12;  // the newest that was seen
constexpr ArtifactKind manifest_kind{"manifest", "manifest.json", "dbt compile"};

constexpr auto sections = std::to_array<Field<Project>>({
    {"metadata", [](const JsonValue& value, Project& to) { to.metadata = read_metadata(value); }},
    {"nodes", read_nodes},
    {"sources", read_sources},
    {"macros", read_macros},
    {"exposures", read_exposures},
    {"metrics", read_metrics},
    {"groups", read_groups},
    {"disabled", read_disabled},
    {"saved_queries", read_saved_queries},
    {"semantic_models", read_semantic_models},
    {"unit_tests", read_unit_tests},
    {"functions", read_nodes},
});

/// FOLDER/manifest.json, or the file itself when it was named.
std::filesystem::path manifest_path(const std::string& folder) {
  std::error_code problem;
  std::filesystem::path path(folder);
  if (std::filesystem::is_regular_file(path, problem)) return path;
  return path / "manifest.json";
}

[[noreturn]] void refuse(const std::string& file, std::string message, std::string hint) {
  throw Error(ErrorKind::unjudged, {std::move(message), std::move(hint), {file}});
}

constexpr std::string_view missing_hint =
    "run `dbt compile` (or `dbt parse`), or name the folder that holds manifest.json";

void check_folder(const std::string& folder) {
  std::error_code problem;
  const std::filesystem::path path(folder);
  if (std::filesystem::status(path, problem).type() == std::filesystem::file_type::not_found) {
    const bool names_file = path.extension() == ".json";
    refuse(folder, names_file ? "there is no such file" : "there is no such folder", std::string(missing_hint));
  }
  const bool has_manifest = std::filesystem::exists(path / "manifest.json", problem);
  if (problem) refuse(folder, "can't be opened: " + problem.message(), "let this user read it, or name another folder");
  if (has_manifest || !std::filesystem::is_directory(path, problem)) return;
  const std::filesystem::path target = path / "target";
  const bool in_target = std::filesystem::exists(target / "manifest.json", problem);
  refuse((path / "manifest.json").string(), "there is no such file",
         in_target ? "did you mean the folder `" + target.string() + "`?" : std::string(missing_hint));
}

void check_version(const std::string& file, int version, Warnings& warnings) {
  const std::string found = "manifest v" + std::to_string(version);
  if (version < oldest_schema) {
    refuse(file, found + " is too old: tollgate reads v7 (dbt 1.3) to v12", "run dbt 1.3 or newer");
  }
  if (version > newest_schema) warnings.push_back(found + " is newer than tollgate knows: it was read as v12");
}

/// dbt 2 alphas wrote no macro dependencies at all (dbt-core#15296); ordinary projects have them on two macros of
/// three.
void check_macro_tracking(Project& project) {
  const auto without = std::count_if(project.macros.begin(), project.macros.end(),
                                     [](const auto& entry) { return entry.second.depends_on_macros.empty(); });
  const auto count = static_cast<std::ptrdiff_t>(project.macros.size());
  if (count > 20 && without * 2 > count) {
    project.warnings.push_back(
        "macro tracking is off: " + std::to_string(without) + " of " + std::to_string(count) +
        " macros name no macro that they call, so changes of macros called by macros are not seen");
  }
}

void add_children(Project& project, const std::string& child, const std::vector<std::string>& parents) {
  for (const std::string& parent : parents) project.children[parent].push_back(child);
}

/// From depends_on and not from child_map, which may be missing.
void compute_children(Project& project) {
  for (const auto& [id, node] : project.nodes) add_children(project, id, node.depends_on);
  for (const auto& [id, exposure] : project.exposures) add_children(project, id, exposure.depends_on);
  for (const auto& [id, semantic] : project.semantics) add_children(project, id, semantic.depends_on);
  for (const auto& [id, test] : project.unit_tests) add_children(project, id, test.depends_on);
  for (auto& [id, children] : project.children) {
    std::sort(children.begin(), children.end());
    children.erase(std::unique(children.begin(), children.end()), children.end());
  }
}

Project read_manifest(Artifact artifact) {
  Project project;
  project.manifest_path = artifact.document.file();
  check_version(project.manifest_path, artifact.version, project.warnings);
  project.digest = sha256_hex(artifact.document.text());
  read_fields(artifact.document, sections, project);
  compute_children(project);
  check_macro_tracking(project);
  return project;
}

}  // namespace

Project parse_manifest(const std::string& file, std::string_view text) {
  return read_manifest(identify(JsonDocument(file, FileBytes::copy_of(text)), manifest_kind));
}

Project load_project(const std::string& folder) {
  check_folder(folder);
  const std::filesystem::path path = manifest_path(folder);
  Artifact artifact = open_artifact(path.string(), manifest_kind);
  // As a base it would make every model new, as a head every model removed.
  if (std::find(artifact.keys.begin(), artifact.keys.end(), "nodes") == artifact.keys.end()) {
    refuse(path.string(), "holds no `nodes`", "the file was cut down; run `dbt compile` again");
  }
  Project project = read_manifest(std::move(artifact));
  read_compiled_files(path.parent_path().string(), project);
  return project;
}

}  // namespace tollgate::dbt
