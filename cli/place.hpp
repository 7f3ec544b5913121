// Where the dbt project is: its folder, the git repository around it, and how its files are called from the git root.
#pragma once

#include <optional>
#include <string>

#include "cli/arguments.hpp"
#include "dbt/project.hpp"

namespace tollgate::cli {

struct ProjectPlace {
  std::string directory;                       ///< absolute
  std::optional<std::string> repository_root;  ///< absolute; nothing outside git
  std::string prefix;                          ///< "" or "sub/dir/": the project relative to the git root
};

/// `--project-dir`, else the nearest folder above the working directory that holds dbt_project.yml, else the one above
/// the head artifacts that does, else the working directory. Throws Error (usage) for a `--project-dir` that is no
/// folder.
ProjectPlace find_place(const ProjectArguments& arguments);

/// The repo-relative path of a node's own file. Files of installed packages are found below the project
/// (dbt_packages/<package>, through the link that `dbt deps` makes for a local package).
std::string repository_path(const ProjectPlace& place, const std::string& root_package, const std::string& package,
                            const std::string& original_file_path);

/// The text of a file, or nothing; of one that is larger than any policy (a device has no end) only the beginning,
/// which the policy's reader refuses.
std::optional<std::string> read_bounded(const std::string& path);

/// The same of a file by which is judged. Throws Error (usage) for what is there and cannot be read: a policy that is
/// not seen is not one that is not there.
std::optional<std::string> read_rules(const std::string& path);

/// The text of a file below the repository, or nothing.
std::optional<std::string> read_repository_file(const ProjectPlace& place, const std::string& repository_path);

}  // namespace tollgate::cli
