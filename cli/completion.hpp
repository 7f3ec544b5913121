// Completion scripts for shells, written from the command line's own description; for the names of a project they ask
// tollgate itself while somebody types. Reads the project's manifest and policy then, and is silent about what is
// wrong.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/command_tree.hpp"

namespace tollgate::cli {

std::string bash_completion(const CommandDescription& root);
std::string zsh_completion(const CommandDescription& root);
std::string fish_completion(const CommandDescription& root);

/// The names that may be put where the cursor is, sorted: those that begin with what is typed there and that a shell
/// takes as they are. None where there is no project or no manifest.
std::vector<std::string> names_to_type(const CompletionArguments& arguments, const Streams& streams);

/// The manual, section 1, for man(1): one page for all commands.
std::string manual(const CommandDescription& root, const std::string& version);

}  // namespace tollgate::cli
