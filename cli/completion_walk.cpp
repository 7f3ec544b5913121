#include "cli/completion_walk.hpp"

namespace tollgate::cli {

namespace {

/// Depth first, in the order of --help; the depth is the command line's own, two.
void add_commands_below(const CommandDescription& command, const std::string& path, std::vector<PlacedCommand>& all) {
  all.push_back({path, &command});
  for (const CommandDescription& below : command.commands) add_commands_below(below, path + " " + below.name, all);
}

}  // namespace

std::vector<PlacedCommand> placed_commands(const CommandDescription& root) {
  std::vector<PlacedCommand> all;
  add_commands_below(root, root.name, all);
  return all;
}

std::string quoted_for_shell(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c == '\n' ? ' ' : c);
  return quoted + "'";
}

std::string joined_words(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

std::string options_with_value(const std::vector<PlacedCommand>& all) {
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

std::string command_paths(const std::vector<PlacedCommand>& all) {
  std::string patterns;
  for (const auto& placed : all) patterns += (patterns.empty() ? "" : " | ") + quoted_for_shell(placed.path);
  return patterns;
}

std::string_view kind_name(ValueKind kind) {
  switch (kind) {
    case ValueKind::file:
      return "file";
    case ValueKind::folder:
      return "folder";
    case ValueKind::report:
      return "report";
    case ValueKind::choice:
      return "choice";
    case ValueKind::asked:
      return "asked";
    case ValueKind::none:
    case ValueKind::text:
      break;
  }
  return "text";
}

}  // namespace tollgate::cli
