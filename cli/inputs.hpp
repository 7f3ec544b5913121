// What a run works on: the place, the policy in force, both sides' artifacts, and the difference of the two.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/place.hpp"
#include "cli/policy_in_force.hpp"
#include "dbt/changes.hpp"
#include "dbt/project.hpp"
#include "dbt/run_results.hpp"

namespace tollgate::cli {

struct ArtifactFolders {
  std::string base;
  std::string head;
};

/// Both sides and their difference. Not movable: `changes` points into the projects.
struct Artifacts {
  Artifacts() = default;
  Artifacts(const Artifacts&) = delete;
  Artifacts& operator=(const Artifacts&) = delete;
  Artifacts(Artifacts&&) = delete;
  Artifacts& operator=(Artifacts&&) = delete;
  ~Artifacts();  ///< both sides at once: large projects take their time to be freed

  dbt::Project base;
  dbt::Project head;
  dbt::Changes changes;
};

/// Flags first, then the policy's, then `target-base` and `target` in the project folder.
ArtifactFolders find_folders(const ProjectArguments& arguments, const Policy& policy, const ProjectPlace& place);

/// What is wrong first outside of a project is that this is none, not which of its files is missing. Throws Error
/// (unjudged) where there is neither a dbt_project.yml nor the folder of the head's artifacts.
void require_project(const ProjectPlace& place, const std::string& head_folder);

/// The base's manifest. Throws Error (unjudged); of one that is not there the hint says how it is made elsewhere.
dbt::Project load_base(const std::string& folder);

/// Loads both manifests at once and compares them; `variables_edited`: the change edits `vars` of dbt_project.yml.
/// Throws Error (unjudged).
void load_artifacts(const ArtifactFolders& folders, Artifacts& artifacts, bool variables_edited = false);

/// run_results.json files: flags, then the policy's, then the head folder's.
std::vector<std::string> find_run_results(const std::vector<std::string>& flags, const Policy& policy,
                                          const ProjectPlace& place, const std::string& head_folder);

}  // namespace tollgate::cli
