// Completion scripts for shells, written from the command line's own description. Pure: nothing is asked of tollgate
// while somebody types.
#pragma once

#include <string>

#include "cli/command_tree.hpp"

namespace tollgate::cli {

std::string bash_completion(const CommandDescription& root);
std::string zsh_completion(const CommandDescription& root);
std::string fish_completion(const CommandDescription& root);

/// The manual, section 1, for man(1): one page for all commands.
std::string manual(const CommandDescription& root, const std::string& version);

}  // namespace tollgate::cli
