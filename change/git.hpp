// What git knows of the change. `git` is called as a program, without a shell; nothing here writes to a repository.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace tollgate::change {

/// The git root that holds `directory`, or nothing (no git, no repository).
std::optional<std::string> repository_root(const std::string& directory);
/// Why there is none, with what to do: git is not installed, or that is no clone.
Diagnostic why_no_repository(const std::string& directory);
/// Whether the history is cut off.
bool is_shallow_clone(const std::string& root);
/// Short names of branches, tags and remote branches, at most a thousand.
std::vector<std::string> reference_names(const std::string& root);
/// The commit id that a revision names, or nothing.
std::optional<std::string> resolve_commit(const std::string& root, const std::string& revision);
/// The text of a file (path relative to the root) at a commit, or nothing when that commit has no such file.
/// Throws Error (unjudged) when git cannot be asked.
std::optional<std::string> show_file(const std::string& root, const std::string& commit, const std::string& path);

/// Base and head commits of the pull request as the CI environment states them.
struct CiCommits {
  std::string base;  ///< commit id, or empty
  std::string head;
  std::string source;  ///< e.g. `GitHub pull_request event`, `GitLab CI_MERGE_REQUEST_DIFF_BASE_SHA`
};

/// From GITHUB_EVENT_PATH or GitLab's variables; nothing outside a pull request.
/// Throws Error (unjudged) in a GitHub pull request whose event does not tell the base commit.
std::optional<CiCommits> ci_commits();

}  // namespace tollgate::change
