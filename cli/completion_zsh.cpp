#include <fmt/format.h>

#include "cli/completion.hpp"
#include "cli/completion_walk.hpp"

namespace tollgate::cli {

namespace {

/// `path` is zsh's own array, so the place among the commands is called otherwise.
constexpr std::string_view frame = R"zsh(#compdef tollgate
# Completion of tollgate for zsh; made by `tollgate completion zsh`.
_tollgate() {{
  local place=tollgate option='' kind='' word
  local -a values commands options
  integer i
  for ((i = 2; i < CURRENT; i++)); do
    word=${{words[i]}}
    if [[ -n $option ]]; then option=''; continue; fi
    case "$place $word" in
    {valued}) option=$word ;;
    {paths}) place="$place $word" ;;
    esac
  done
  if [[ $PREFIX == --*=* ]]; then
    option=${{PREFIX%%=*}}
    compset -P '*='
  fi
  case "$place $option" in
{values}  esac
  if [[ -z $option ]]; then
    case $place in
{places}    esac
    if [[ $PREFIX == -* ]]; then
      _describe -o option options
      return
    fi
    (( $#commands )) && _describe command commands
  fi
  case $kind in
  file) (( $#values )) && compadd -- $values; _files ;;
  folder) _files -/ ;;
  report) if compset -P '*:'; then _files; else compadd -S '' -- $values; fi ;;
  choice) compadd -- $values ;;
  asked) compadd -- ${{(f)"$(tollgate completion words $values -- "${{(@)words[2,CURRENT-1]}}" "$PREFIX" 2>/dev/null)"}} ;;
  esac
}}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _tollgate "$@"
else
  compdef _tollgate tollgate
fi
)zsh";

std::string setting(const OptionDescription& option) {
  std::string set = fmt::format("kind={}", kind_name(option.kind));
  std::string words;
  for (const std::string& choice : option.choices) words += (words.empty() ? "" : " ") + quoted_for_shell(choice);
  return words.empty() ? set : set + " values=(" + words + ")";
}

/// `'--jobs:Database connections'`: what _describe takes.
std::string described(const std::string& name, const std::string& help) {
  return quoted_for_shell(name + ":" + help.substr(0, help.find('\n')));
}

}  // namespace

std::string zsh_completion(const CommandDescription& root) {
  const std::vector<PlacedCommand> all = placed_commands(root);
  std::string values;
  std::string places;
  for (const auto& [path, command] : all) {
    std::string options;
    std::string commands;
    std::string positional;
    for (const CommandDescription& sub : command->commands) commands += " " + described(sub.name, sub.help);
    for (const OptionDescription& option : command->options) {
      if (option.positional) {
        positional = " " + setting(option);
        continue;
      }
      for (const std::string& name : option.names) options += " " + described(name, option.help);
      if (option.kind == ValueKind::none) continue;
      std::string names;
      for (const std::string& name : option.names) {
        names += (names.empty() ? "" : " | ") + quoted_for_shell(path + " " + name);
      }
      values += fmt::format("  {}) {} ;;\n", names, setting(option));
    }
    places +=
        fmt::format("    {}) commands=({}) options=({}){} ;;\n", quoted_for_shell(path), commands, options, positional);
  }
  return fmt::format(frame, fmt::arg("valued", options_with_value(all)), fmt::arg("paths", command_paths(all)),
                     fmt::arg("values", values), fmt::arg("places", places));
}

}  // namespace tollgate::cli
