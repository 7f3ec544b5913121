#include <fmt/format.h>

#include "cli/completion.hpp"
#include "cli/completion_walk.hpp"

namespace tollgate::cli {

namespace {

/// Readline splits words at `=` and `:`, so `--fail-on=er` and `junit:out.xml` come in three.
constexpr std::string_view frame = R"(# Completion of tollgate for bash; made by `tollgate completion bash`.
_tollgate() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} place=tollgate option='' colon='' word i
  local kind='' values='' commands='' options=''
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${{COMP_WORDS[i]}}
    case $word in
    =) continue ;;
    :) colon=yes && continue ;;
    esac
    if [[ $colon ]]; then colon='' && continue; fi
    if [[ $option ]]; then option='' && continue; fi
    case "$place $word" in
    {valued}) option=$word ;;
    {paths}) place="$place $word" ;;
    esac
  done
  if [[ $cur == = ]]; then cur=''; fi
  if [[ $cur == : ]]; then cur='' colon=yes; fi
  if [[ $cur == --*=* ]]; then option=${{cur%%=*}} cur=${{cur#*=}}; fi
  case "$place $option" in
{values}  esac
  if [[ $colon ]]; then
    kind=file
  elif [[ $kind == report && $cur == *:* ]]; then
    mapfile -t COMPREPLY < <(compgen -P "${{cur%%:*}}:" -f -- "${{cur#*:}}")
    return
  elif [[ -z $option ]]; then
    case $place in
{places}    esac
    if [[ $cur == -* ]]; then kind=choice values=$options; else values="$commands $values"; fi
  fi
  case $kind in
  file)
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -W "$values" -- "$cur")
    ;;
  folder)
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$cur")
    ;;
  report)
    compopt -o nospace 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$cur")
    ;;
  asked) mapfile -t COMPREPLY < <(tollgate completion words "$values" -- "${{COMP_WORDS[@]:1:COMP_CWORD-1}}" "$cur" 2>/dev/null) ;;
  *) mapfile -t COMPREPLY < <(compgen -W "$values" -- "$cur") ;;
  esac
}}
complete -F _tollgate tollgate
)";

std::string setting(const OptionDescription& option) {
  std::string set = fmt::format("kind={}", kind_name(option.kind));
  if (!option.choices.empty()) set += " values=" + quoted_for_shell(joined_words(option.choices));
  return set;
}

}  // namespace

std::string bash_completion(const CommandDescription& root) {
  const std::vector<PlacedCommand> all = placed_commands(root);
  std::string values;
  std::string places;
  for (const auto& [path, command] : all) {
    std::string options;
    std::string positional;
    for (const OptionDescription& option : command->options) {
      if (option.positional) {
        positional = " " + setting(option);
        continue;
      }
      options += (options.empty() ? "" : " ") + joined_words(option.names);
      if (option.kind == ValueKind::none) continue;
      std::string names;
      for (const std::string& name : option.names) {
        names += (names.empty() ? "" : " | ") + quoted_for_shell(path + " " + name);
      }
      values += fmt::format("  {}) {} ;;\n", names, setting(option));
    }
    std::vector<std::string> below;
    for (const CommandDescription& sub : command->commands) below.push_back(sub.name);
    places += fmt::format("    {}) commands={} options={}{} ;;\n", quoted_for_shell(path),
                          quoted_for_shell(joined_words(below)), quoted_for_shell(options), positional);
  }
  return fmt::format(frame, fmt::arg("valued", options_with_value(all)), fmt::arg("paths", command_paths(all)),
                     fmt::arg("values", values), fmt::arg("places", places));
}

}  // namespace tollgate::cli
