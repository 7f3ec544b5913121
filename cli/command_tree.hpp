// The command line as plain values, read off the options that are declared: what completions and the manual are made
// of, so that neither can say something else than --help.
#pragma once

#include <string>
#include <vector>

namespace tollgate::cli {

/// What a value is, for who completes it.
enum class ValueKind {
  none,    ///< a flag
  text,    ///< anything
  choice,  ///< one of `choices`
  file,
  folder,
  report,  ///< one of `choices`, or `CHOICE:FILE`
  asked,   ///< a name of this project: `tollgate completion words ASKS` prints them, see `choices`
};

struct OptionDescription {
  std::vector<std::string> names;  ///< `--help`, `-h`; of a positional one its name alone
  bool positional = false;
  bool required = false;
  bool repeats = false;
  ValueKind kind = ValueKind::none;
  std::vector<std::string> choices;  ///< of `asked`: what is asked for, `models`, alone
  std::string value_name;            ///< `FILE`, `TEXT`
  std::string help;
  std::string standard;  ///< the default; empty: none
};

struct CommandDescription {
  std::string name;
  std::string help;
  std::string footer;  ///< examples; empty where they are those of the command above
  std::vector<OptionDescription> options;
  std::vector<CommandDescription> commands;
};

/// `tollgate` with all its commands; those that are not for people are left out.
CommandDescription describe_commands();

}  // namespace tollgate::cli
