// How the completions' writers go through the commands: each with its full name, `tollgate policy show`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/command_tree.hpp"

namespace tollgate::cli {

struct PlacedCommand {
  std::string path;
  const CommandDescription* command;
};

/// Depth first, in the order of --help; the depth is the command line's own, two.
inline void add_commands_below(const CommandDescription& command, const std::string& path,
                               std::vector<PlacedCommand>& all) {
  all.push_back({path, &command});
  for (const CommandDescription& below : command.commands) add_commands_below(below, path + " " + below.name, all);
}

inline std::vector<PlacedCommand> placed_commands(const CommandDescription& root) {
  std::vector<PlacedCommand> all;
  add_commands_below(root, root.name, all);
  return all;
}

/// Between two single quotes of sh, bash and zsh.
inline std::string quoted_for_shell(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c == '\n' ? ' ' : c);
  return quoted + "'";
}

inline std::string joined_words(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

/// `'tollgate check --gate' | 'tollgate check --fail-on'`: the options that take a value.
inline std::string options_with_value(const std::vector<PlacedCommand>& all) {
  std::string patterns;
  for (const auto& [path, command] : all) {
    for (const OptionDescription& option : command->options) {
      if (option.positional || option.kind == ValueKind::none) continue;
      for (const std::string& name : option.names) {
        patterns += (patterns.empty() ? "" : " | ") + quoted_for_shell(path + " " + name);
      }
    }
  }
  return patterns;
}

/// `'tollgate check' | 'tollgate policy show'`: all commands.
inline std::string command_paths(const std::vector<PlacedCommand>& all) {
  std::string patterns;
  for (const auto& placed : all) patterns += (patterns.empty() ? "" : " | ") + quoted_for_shell(placed.path);
  return patterns;
}

}  // namespace tollgate::cli
