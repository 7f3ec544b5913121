#include "cli/inputs.hpp"

#include <exception>
#include <filesystem>
#include <future>

#include "core/error.hpp"
#include "core/heap.hpp"
#include "dbt/stand_ins.hpp"

namespace tollgate::cli {

namespace {

namespace fs = std::filesystem;

/// Paths of a policy are relative to the project; paths of flags to the working directory.
std::string in_project(const ProjectPlace& place, const std::string& path) {
  const fs::path given(path);
  if (given.is_absolute()) return path;
  std::error_code problem;
  const fs::path in_place = fs::path(place.directory) / given;
  const fs::path relative = fs::relative(in_place, problem);
  return problem ? in_place.string() : relative.string();  // what is wrong with it is told when it is read
}

std::string first_of(const std::string& flag, const std::string& from_policy, const char* fallback,
                     const ProjectPlace& place) {
  if (!flag.empty()) return flag;
  return in_project(place, from_policy.empty() ? fallback : from_policy);
}

/// The folder that dbt is to write: a path that is not absolute counts from where tollgate was called.
std::string how_to_make_base(const fs::path& folder) {
  const std::string target = folder.is_absolute() ? folder.string() : "$here/" + folder.string();
  return "the manifest of the base branch goes there: git worktree add --detach ../tollgate-base COMMIT && (here=$PWD "
         "&& "
         "cd ../tollgate-base && dbt deps && dbt compile --target-path \"" +
         target + "\"); see docs/ci.md";
}

}  // namespace

ArtifactFolders find_folders(const ProjectArguments& arguments, const Policy& policy, const ProjectPlace& place) {
  return {first_of(arguments.base, policy.artifacts.base, "target-base", place),
          first_of(arguments.head, policy.artifacts.head, "target", place)};
}

void require_project(const ProjectPlace& place, const std::string& head_folder) {
  std::error_code ignored;
  if (fs::exists(fs::path(place.directory) / "dbt_project.yml", ignored)) return;
  if (fs::status(head_folder, ignored).type() != fs::file_type::not_found) return;
  throw Error(ErrorKind::unjudged,
              {"this is no dbt project: there is no dbt_project.yml in " + place.directory + " or above it, and no " +
                   head_folder + " with dbt's artifacts",
               "run tollgate in the folder of the dbt project, or name it: --project-dir FOLDER; artifacts alone are "
               "judged with --base FOLDER --head FOLDER",
               {}});
}

// `dbt compile` in the working tree would write the head's manifest: a base that is missing is made elsewhere.
dbt::Project load_base(const std::string& folder) {
  try {
    return dbt::load_project(folder);
  } catch (const Error& error) {
    std::error_code ignored;
    const fs::path path(folder);
    const bool names_file = path.extension() == ".json";
    const bool near = fs::exists(path / "target" / "manifest.json", ignored);  // its own hint says so
    const fs::file_status there = fs::status(names_file ? path : path / "manifest.json", ignored);
    if (near || there.type() != fs::file_type::not_found) throw;
    Diagnostic told = error.diagnostic();
    told.hint = how_to_make_base(names_file ? path.parent_path() : path);
    throw Error(error.kind(), told);
  }
}

Artifacts::~Artifacts() {
  try {
    const std::future<void> freed = std::async(std::launch::async, [this] { base = {}; });
    head = {};
  } catch (const std::exception&) {  // no thread to be had: one after the other, then
    head = {};
  }
}

void load_artifacts(const ArtifactFolders& folders, Artifacts& artifacts, bool variables_edited) {
  std::future<dbt::Project> base = std::async(std::launch::async, load_base, folders.base);
  // Should the head fail to load, the future's destructor still waits for the base.
  artifacts.head = dbt::load_project(folders.head);
  artifacts.head.variables_edited = variables_edited;
  artifacts.base = base.get();
  artifacts.changes = dbt::find_changes_of_a_check(artifacts.base, artifacts.head);
  give_back_freed_memory();
}

std::vector<std::string> find_run_results(const std::vector<std::string>& flags, const Policy& policy,
                                          const ProjectPlace& place, const std::string& head_folder) {
  if (!flags.empty()) return flags;
  std::vector<std::string> files;
  for (const std::string& file : policy.artifacts.run_results) files.push_back(in_project(place, file));
  if (files.empty()) files.push_back((fs::path(head_folder) / "run_results.json").string());
  return files;
}

}  // namespace tollgate::cli
