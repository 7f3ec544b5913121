// git's plumbing as the audit log uses it: objects in, objects out. It moves no ref and reads no configuration of
// hooks.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "budget/audit/log.hpp"
#include "change/process.hpp"

namespace tollgate::budget {

/// git in `directory`, in English, without hooks, prompts and housekeeping. Throws Error (unjudged) when there is no
/// git.
change::ProcessResult run_git(const std::string& directory, const std::vector<std::string>& arguments,
                              const change::ProcessInput& input = {});
/// Its standard output. Throws Error (unjudged) with git's own words when it fails.
std::string need_git(const std::string& directory, const std::vector<std::string>& arguments,
                     const change::ProcessInput& input = {});
/// What git said on standard error, on one line, without user names and passwords of URLs.
std::string words_of_git(const change::ProcessResult& result);

/// The files of a commit, by path; nothing when objects of it are not here.
std::optional<std::vector<LogFile>> files_of(const std::string& directory, const std::string& commit);
/// The tree of a commit (empty: none) with these files added: path -> text. Gives the id of the tree.
std::string add_to_tree(const std::string& directory, const std::string& commit,
                        const std::map<std::string, std::string>& files);

}  // namespace tollgate::budget
