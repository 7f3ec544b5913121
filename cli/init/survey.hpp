// What `tollgate init` finds in a dbt project: folders, tags, adapter, profile, personal data. Plain values; reads
// files of the project and the user's profiles.yml, asks no database and no forge, and writes nothing.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/place.hpp"
#include "cli/streams.hpp"
#include "core/policy.hpp"

namespace tollgate::cli::init {

/// What dbt_project.yml says; the defaults are dbt's.
struct ProjectFile {
  std::string name;
  std::string profile;
  std::vector<std::string> model_paths{"models"};
  std::vector<std::string> seed_paths{"seeds"};
  std::vector<std::string> snapshot_paths{"snapshots"};
  std::string target_path = "target";
};

/// What profiles.yml says of the project's profile. Never a value beside names and types.
struct ProfileFile {
  std::string path;                  ///< as told to people: relative to the project, or `~/.dbt/profiles.yml`
  bool in_repository = false;        ///< CI has it
  std::string adapter;               ///< `type` of its outputs
  std::vector<std::string> targets;  ///< in file order
};

/// Columns that the manifest's YAML declares as personal data.
struct PersonalData {
  std::size_t columns = 0;
  std::vector<std::string> examples;  ///< `relation.column`, sorted, the first three
  std::vector<std::string> by;        ///< `meta.pii (12)`, the most frequent first
  std::vector<std::string> unread;    ///< tags and meta keys that look like a declaration and are none to tollgate
};

struct Survey {
  ProjectPlace place;
  ProjectFile project;
  ProfileFile profile;
  std::string manifest;                 ///< path relative to the project; empty: there is none that can be read
  std::string adapter;                  ///< of the manifest, else of the profile; empty: not known
  bool postgres = true;                 ///< also where the adapter is not known
  std::vector<ModelKey> models;         ///< models, seeds and snapshots, by path
  std::vector<std::string> yaml_files;  ///< below the models' folders, sorted
  std::vector<std::string> schemas;     ///< of the manifest, `prod_marts (17)`, the most relations first
  PersonalData personal;
  std::vector<std::string> notes;  ///< what could not be read, a sentence each
};

/// Throws Error (usage) where there is no dbt_project.yml, or one that is no YAML.
Survey survey(const ProjectPlace& place, const Streams& streams);

}  // namespace tollgate::cli::init
