#include "cli/init/survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "cli/init/files_of_dbt.hpp"
#include "cli/init/personal_data.hpp"
#include "core/error.hpp"
#include "dbt/project.hpp"

namespace tollgate::cli::init {

namespace {

namespace fs = std::filesystem;
using ByPath = std::map<std::string, ModelKey>;

// --- files ---

std::string in_project(const ProjectPlace& place, const fs::path& path) {
  return path.lexically_relative(place.directory).generic_string();
}

/// A model as far as its file tells: the name is the file's, the tags are those that dbt_project.yml gives its folders.
ModelKey key_of_file(const std::string& path, const ReadProjectFile& read) {
  ModelKey key;
  key.path = path;
  key.name = fs::path(path).stem().string();
  key.package = read.file.name;
  for (const auto& [folder, tags] : read.tags) {
    if (path.starts_with(folder + "/")) key.tags.insert(key.tags.end(), tags.begin(), tags.end());
  }
  return key;
}

/// Files of one of the endings below a folder of the project; links are not followed.
void add_files(const ProjectPlace& place, const std::string& folder, const std::vector<std::string_view>& endings,
               const ReadProjectFile& read, ByPath& into) {
  std::error_code problem;
  fs::recursive_directory_iterator at(fs::path(place.directory) / folder, fs::directory_options::skip_permission_denied,
                                      problem);
  for (; !problem && at != fs::recursive_directory_iterator(); at.increment(problem)) {
    std::error_code ignored;
    if (!at->is_regular_file(ignored)) continue;
    const std::string ending = at->path().extension().string();
    if (std::ranges::find(endings, ending) == endings.end()) continue;
    const std::string path = in_project(place, at->path());
    into.emplace(path, key_of_file(path, read));
  }
}

std::vector<std::string> yaml_files(const ProjectPlace& place, const ReadProjectFile& read) {
  ByPath found;
  for (const std::string& folder : read.file.model_paths) add_files(place, folder, {".yml", ".yaml"}, read, found);
  std::vector<std::string> paths;
  paths.reserve(found.size());
  for (const auto& [path, key] : found) paths.push_back(path);
  return paths;
}

void add_all_files(const ProjectPlace& place, const ReadProjectFile& read, ByPath& into) {
  for (const std::string& folder : read.file.model_paths) add_files(place, folder, {".sql", ".py"}, read, into);
  for (const std::string& folder : read.file.seed_paths) add_files(place, folder, {".csv"}, read, into);
  for (const std::string& folder : read.file.snapshot_paths) add_files(place, folder, {".sql", ".yml"}, read, into);
}

// --- the manifest ---

std::vector<std::string> schemas_of(const dbt::Project& project) {
  std::map<std::string, std::size_t> counts;
  for (const auto& [id, node] : project.nodes) {
    if (dbt::is_judged(node) && !node.relation_name.empty()) ++counts[node.schema];
  }
  std::vector<std::pair<std::string, std::size_t>> ordered(counts.begin(), counts.end());
  std::ranges::stable_sort(ordered, [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> schemas;
  schemas.reserve(ordered.size());
  for (const auto& [schema, relations] : ordered) schemas.push_back(fmt::format("{} ({})", schema, relations));
  return schemas;
}

void read_manifest(const std::string& folder, Survey& survey, ByPath& into) {
  std::error_code ignored;
  const fs::path file = fs::path(survey.place.directory) / folder / "manifest.json";
  if (!fs::exists(file, ignored)) return;
  try {
    const dbt::Project project = dbt::load_project(file.string());
    survey.manifest = folder + "/manifest.json";
    survey.adapter = project.metadata.adapter_type;
    survey.postgres = survey.adapter.empty() || dbt::is_postgres_family(project.metadata);
    survey.personal = personal_data_in(project);
    survey.schemas = schemas_of(project);
    const std::string& own = survey.project.name;
    for (const auto& [id, node] : project.nodes) {
      if (!dbt::is_judged(node)) continue;
      ModelKey key = dbt::key_of(node);
      const std::string path = key.package == own ? key.path : key.package + ":" + key.path;
      into.emplace(path, std::move(key));
    }
  } catch (const Error& error) {
    survey.notes.push_back(folder + "/manifest.json is left aside: " + error.diagnostic().message);
  }
}

// --- profiles.yml ---

struct Candidate {
  fs::path path;
  std::string told;
  bool in_repository = false;
};

/// Where dbt looks: DBT_PROFILES_DIR, the project's folder, ~/.dbt.
std::vector<Candidate> profile_candidates(const ProjectPlace& place, const Streams& streams) {
  std::vector<Candidate> found;
  const std::string folder = variable(streams, "DBT_PROFILES_DIR");
  if (!folder.empty()) found.push_back({fs::path(folder) / "profiles.yml", "$DBT_PROFILES_DIR/profiles.yml"});
  found.push_back({fs::path(place.directory) / "profiles.yml", "profiles.yml", true});
  const std::string home = variable(streams, "HOME");
  if (!home.empty()) found.push_back({fs::path(home) / ".dbt" / "profiles.yml", "~/.dbt/profiles.yml"});
  return found;
}

ProfileFile find_profile(const ProjectPlace& place, const std::string& profile, const Streams& streams) {
  for (const Candidate& candidate : profile_candidates(place, streams)) {
    const auto text = read_bounded(candidate.path.string());
    if (!text) continue;
    ProfileFile file = read_profile_file(*text, profile);
    file.path = candidate.told;
    file.in_repository = candidate.in_repository;
    return file;
  }
  return {};
}

/// What keeps to PostgreSQL's catalogs and planner, as dbt::is_postgres_family says of a manifest.
bool is_postgres(const std::string& adapter) {
  dbt::Metadata metadata;
  metadata.adapter_type = adapter;
  return adapter.empty() || dbt::is_postgres_family(metadata);
}

/// The adapter that the project installs, `dbt-snowflake==1.9` in one of these files; empty: none, or several.
std::string installed_adapter(const ProjectPlace& place) {
  static constexpr std::array<std::string_view, 10> adapters{
      "postgres", "snowflake", "bigquery", "redshift", "duckdb", "databricks", "spark", "trino", "fabric", "athena"};
  std::set<std::string> found;
  std::vector<fs::path> folders{place.directory};
  if (place.repository_root) folders.emplace_back(*place.repository_root);
  for (const fs::path& folder : folders) {
    for (const char* name : {"requirements.txt", "pyproject.toml", "Pipfile"}) {
      const std::string text = read_bounded((folder / name).string()).value_or("");
      for (const std::string_view adapter : adapters) {
        if (text.find("dbt-" + std::string(adapter)) != std::string::npos) found.emplace(adapter);
      }
    }
  }
  return found.size() == 1 ? *found.begin() : std::string();
}

}  // namespace

Survey survey(const ProjectPlace& place, const Streams& streams) {
  const std::string file = (fs::path(place.directory) / "dbt_project.yml").string();
  const auto text = read_bounded(file);
  if (!text) {
    throw Error(ErrorKind::usage, {"no dbt_project.yml here or above",
                                   "go into the folder of the dbt project, or name it with --project-dir",
                                   {}});
  }
  Survey survey;
  survey.place = place;
  const ReadProjectFile read = read_project_file(*text, "dbt_project.yml");
  survey.project = read.file;
  survey.profile = find_profile(place, survey.project.profile, streams);
  ByPath models;
  read_manifest(survey.project.target_path, survey, models);
  if (survey.adapter.empty()) {
    survey.adapter = survey.profile.adapter.empty() ? installed_adapter(place) : survey.profile.adapter;
    survey.postgres = is_postgres(survey.adapter);
  }
  add_all_files(place, read, models);
  survey.yaml_files = yaml_files(place, read);
  for (auto& [path, key] : models) survey.models.push_back(std::move(key));
  return survey;
}

}  // namespace tollgate::cli::init
