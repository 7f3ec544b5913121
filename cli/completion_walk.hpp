// How the completions' writers go through the commands: each with its full name, `tollgate policy show`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command_tree.hpp"

namespace tollgate::cli {

struct PlacedCommand {
  std::string path;
  const CommandDescription* command;
};

/// Depth first, in the order of --help; the depth is the command line's own, two. Points into `root`.
std::vector<PlacedCommand> placed_commands(const CommandDescription& root);

/// Between two single quotes of sh, bash and zsh.
std::string quoted_for_shell(const std::string& text);
std::string joined_words(const std::vector<std::string>& words);

/// `'tollgate check --gate' | 'tollgate check --fail-on'`: the options that take a value.
std::string options_with_value(const std::vector<PlacedCommand>& all);
/// `'tollgate check' | 'tollgate policy show'`: all commands.
std::string command_paths(const std::vector<PlacedCommand>& all);

/// The word by which the scripts know what an option takes.
std::string_view kind_name(ValueKind kind);

}  // namespace tollgate::cli
