#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/completion.hpp"
#include "cli/completion_walk.hpp"

namespace tollgate::cli {

namespace {

/// roff obeys backslashes anywhere and `.` and `'` at the start of a line; a plain `-` would become a hyphen.
std::string escaped(std::string_view text) {
  std::string made;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && (c == '.' || c == '\'')) made += "\\&";
    if (c == '\\') {
      made += "\\e";
    } else if (c == '-') {
      made += "\\-";
    } else {
      made += c;
    }
    at_start = c == '\n';
  }
  return made;
}

/// In the quotes of a macro's argument.
std::string argument(std::string_view text) {
  std::string made;
  for (const char c : escaped(text)) made += c == '"' ? std::string("\\(dq") : std::string(1, c);
  return made;
}

/// Lines of examples, as they are.
std::string preformatted(std::string_view text) { return ".PP\n.nf\n" + escaped(text) + "\n.fi\n"; }

std::string value_text(const OptionDescription& option) {
  if (option.kind == ValueKind::none) return {};
  return " \\fI" + escaped(option.value_name.empty() ? "VALUE" : option.value_name) + "\\fR";
}

bool tells_all(const std::string& help, const std::vector<std::string>& choices) {
  return std::ranges::all_of(choices,
                             [&](const std::string& choice) { return help.find(choice) != std::string::npos; });
}

std::string option_entry(const OptionDescription& option) {
  std::string names;
  for (const std::string& name : option.names) {
    names += (names.empty() ? "" : ", ") + std::string(option.positional ? "\\fI" : "\\fB") + escaped(name) + "\\fR";
  }
  if (!option.positional) names += value_text(option);
  std::string help = escaped(option.help);
  // The longer sets (gates, rules) are told by `tollgate explain`.
  constexpr std::size_t most_choices = 8;
  if (option.kind == ValueKind::choice && option.choices.size() <= most_choices &&
      !tells_all(option.help, option.choices)) {
    std::string choices;
    for (const std::string& choice : option.choices) choices += (choices.empty() ? "" : ", ") + choice;
    help += ": " + escaped(choices);
  }
  if (!option.standard.empty()) help += escaped(" (default: " + option.standard + ")");
  return ".TP\n" + names + "\n" + help + "\n";
}

std::string usage_of(const PlacedCommand& placed) {
  std::string usage = placed.path;
  if (!placed.command->commands.empty()) usage += " COMMAND";
  for (const OptionDescription& option : placed.command->options) {
    if (!option.positional) continue;
    const std::string name = option.names.front() + (option.repeats ? "..." : "");
    usage += option.required ? " " + name : " [" + name + "]";
  }
  return usage + " [OPTIONS]";
}

std::string section_of(const PlacedCommand& placed) {
  std::string text = ".SS \"" + argument(usage_of(placed)) + "\"\n" + escaped(placed.command->help) + ".\n";
  for (const OptionDescription& option : placed.command->options) {
    if (option.names.front() != "--help") text += option_entry(option);
  }
  return placed.command->footer.empty() ? text : text + preformatted(placed.command->footer);
}

constexpr std::string_view tail = R"(.SH "EXIT STATUS"
.TP
0
Every required gate judged, and nothing is at or above \fB\-\-fail\-on\fR; also when no model changed.
.TP
1
A gate failed.
.TP
2
Wrong usage, policy, roles or waivers.
.TP
3
Something required could not be judged. Outranks 1.
.SH FILES
.TP
\fItollgate.yml\fR
The policy, beside \fIdbt_project.yml\fR. \fBtollgate init\fR writes one.
.TP
\fItollgate\-roles.yml\fR, \fItollgate\-waivers.yml\fR
Who may approve as what, and findings that are known and meant.
.SH ENVIRONMENT
.TP
\fBTOLLGATE_BASE_URL\fR, \fBTOLLGATE_HEAD_URL\fR
libpq URLs of roles that may only read, unless the policy says otherwise. Without them libpq's \fBPG*\fR variables.
.TP
\fBTOLLGATE_LLM\fR, \fBTOLLGATE_PROMPT_FILE\fR, \fBTOLLGATE_PROMPT_KEY\fR
For \fBtollgate trailers\fR.
.TP
\fBNO_COLOR\fR
No colour, whatever the terminal.
.SH "SEE ALSO"
\fBdbt\fR(1), \fBgit\fR(1), \fBpsql\fR(1)
)";

}  // namespace

std::string manual(const CommandDescription& root, const std::string& version) {
  std::string text = fmt::format(".TH TOLLGATE 1 \"\" \"tollgate {}\" \"User Commands\"\n", escaped(version));
  const std::size_t line = root.help.find('\n');
  text += ".SH NAME\ntollgate \\- judge a pull request of a dbt project before it is merged\n";
  text += ".SH SYNOPSIS\n\\fBtollgate\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n";
  text += ".SH DESCRIPTION\n" + escaped(root.help.substr(0, line));
  if (line != std::string::npos) text += "\n" + escaped(root.help.substr(line + 1));
  text += "\n";
  for (const OptionDescription& option : root.options) text += option_entry(option);
  if (!root.footer.empty()) text += preformatted(root.footer);
  text += ".SH COMMANDS\n";
  for (const PlacedCommand& placed : placed_commands(root)) {
    if (placed.command != &root) text += section_of(placed);
  }
  return text + std::string(tail);
}

}  // namespace tollgate::cli
