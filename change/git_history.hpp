// What git's history and trees say between base and head: commits with their notes, changed files and hunks. Reads
// only, and streams: memory goes with what is kept, not with what git prints. For the files of this room and for
// whoever reads outcomes out of long histories.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "change/pull_request.hpp"

namespace tollgate::change {

/// Gives each commit that `git log REVISIONS` lists, without notes, as it comes. Empty when git did its work, else what
/// it said.
std::string each_commit(const std::string& root, const std::vector<std::string>& revisions,
                        const std::function<void(Commit)>& take);

/// `problem` says why `value` is not known, and what to do.
struct History {
  std::string merge_base;
  std::vector<Commit> commits;           ///< oldest first, without merges of the base branch
  std::vector<std::string> fresh_heads;  ///< as PullRequest::fresh_heads
  std::string problem{};
};
/// The commits that head has and base has not. `base_branch` (may be empty): where origin has it, its commits are not
/// the change's either, be they newer than `base`.
History history_between(const std::string& root, const std::string& base, const std::string& head,
                        const std::string& base_branch);

/// Notes of refs/notes/ai into commits that have one, the first 4 MiB of each. Nothing without such notes.
void read_ai_notes(const std::string& root, std::vector<Commit>& commits);

struct Files {
  std::vector<ChangedFile> files;  ///< by path
  std::string problem{};
};
Files changed_files(const std::string& root, const std::string& base, const std::string& head);

}  // namespace tollgate::change
