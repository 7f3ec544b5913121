// Reads dbt's own YAML files for `tollgate init`: dbt_project.yml and profiles.yml. Takes what it understands and
// leaves the rest: Jinja stays text, and what is an alias or a merge key is not followed.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/init/survey.hpp"

namespace tollgate::cli::init {

/// Tags that dbt_project.yml gives to folders, by folder (`models/staging`).
using FolderTags = std::map<std::string, std::vector<std::string>, std::less<>>;

struct ReadProjectFile {
  ProjectFile file;
  FolderTags tags;
};

/// Throws Error (usage) for a text that is no YAML mapping.
ReadProjectFile read_project_file(std::string_view text, const std::string& path);

/// Adapter and targets of a profile; empty where the text does not tell. Never throws.
ProfileFile read_profile_file(std::string_view text, const std::string& profile);

}  // namespace tollgate::cli::init
