#include <fmt/format.h>

#include "cli/completion.hpp"
#include "cli/completion_walk.hpp"

namespace tollgate::cli {

namespace {

constexpr std::string_view frame = R"(# Completion of tollgate for fish; made by `tollgate completion fish`.
# Succeeds where the commands typed so far are exactly these.
function __tollgate_at
    set -l place tollgate
    set -l takes_value no
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if test $takes_value = yes
            set takes_value no
            continue
        end
        switch "$place $word"
            case {valued}
                set takes_value yes
            case {paths}
                set place "$place $word"
        end
    end
    test "$place" = "$argv[1]"
end
complete -c tollgate -f
)";

/// fish knows two escapes between single quotes: \' and \\.
std::string quoted(const std::string& text) {
  std::string made = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') made += '\\';
    made += c == '\n' ? ' ' : c;
  }
  return made + "'";
}

std::string spaced(std::string patterns) {
  for (std::size_t at = patterns.find(" | "); at != std::string::npos; at = patterns.find(" | ", at)) {
    patterns.replace(at, 3, " ");
  }
  return patterns;
}

std::string value_of(const OptionDescription& option) {
  switch (option.kind) {
    case ValueKind::none:
      return {};
    case ValueKind::text:
      return " -x";
    case ValueKind::file:
      return " -r -F";
    case ValueKind::folder:
      return " -x -a '(__fish_complete_directories)'";
    case ValueKind::asked:
      return " -x -a '(tollgate completion words " + joined_words(option.choices) +
             " -- (commandline -opc) (commandline -ct) 2>/dev/null)'";
    case ValueKind::choice:
      return " -x -a " + quoted(joined_words(option.choices));
    case ValueKind::report:
      return " -r -F -a " + quoted(joined_words(option.choices));
  }
  return {};
}

std::string positional_line(const std::string& at, const OptionDescription& option) {
  if (option.kind == ValueKind::file) return fmt::format("complete -c tollgate -n {} -F\n", at);
  if (option.choices.empty()) return {};
  return fmt::format("complete -c tollgate -n {} -a {}\n", at, quoted(joined_words(option.choices)));
}

std::string option_line(const std::string& at, const OptionDescription& option) {
  std::string names;
  for (const std::string& name : option.names) {
    names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  return fmt::format("complete -c tollgate -n {}{}{} -d {}\n", at, names, value_of(option), quoted(option.help));
}

}  // namespace

std::string fish_completion(const CommandDescription& root) {
  const std::vector<PlacedCommand> all = placed_commands(root);
  std::string text = fmt::format(frame, fmt::arg("valued", spaced(options_with_value(all))),
                                 fmt::arg("paths", spaced(command_paths(all))));
  for (const auto& [path, command] : all) {
    const std::string at = quoted("__tollgate_at \"" + path + "\"");
    for (const CommandDescription& sub : command->commands) {
      text += fmt::format("complete -c tollgate -n {} -a {} -d {}\n", at, sub.name,
                          quoted(sub.help.substr(0, sub.help.find('\n'))));
    }
    for (const OptionDescription& option : command->options) {
      text += option.positional ? positional_line(at, option) : option_line(at, option);
    }
  }
  return text;
}

}  // namespace tollgate::cli
