#include "reporters/acceptance.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/waiver.hpp"
#include "reporters/escape.hpp"
#include "reporters/overview.hpp"
#include "reporters/utf8.hpp"
#include "reporters/wording.hpp"

namespace tollgate::reporters {

namespace {

constexpr std::size_t most_commands = 10;

bool is_gates(std::string_view gate) { return gate != "policy" && gate != waiver_gate; }

/// What a terminal, a log and a shell all take as it stands; no option either.
bool may_be_pasted(std::string_view text) {
  return !text.empty() && !text.starts_with('-') && visible(text) == text && without_github_commands(text) == text;
}

bool fits(const std::vector<std::string>& parts, std::size_t width) {
  return std::ranges::all_of(parts, [&](const std::string& part) { return display_width(part) <= width; });
}

}  // namespace

bool may_be_accepted(const Finding& finding) { return !finding.waived && is_gates(finding.gate); }

bool may_be_accepted(const Finding& finding, const FoldedFinding& folded) {
  return !folded.waived && is_gates(folded.gate) && !answers_for(finding.gate, finding.rule, folded.gate, folded.rule);
}

std::optional<std::vector<std::string>> waiver_command_parts(std::string_view gate, std::string_view rule,
                                                             const Subject& subject) {
  const std::string name = rule_text(gate, rule);
  const std::string about = waiver_subject(subject);
  if (!may_be_pasted(name) || !may_be_pasted(about)) return std::nullopt;
  return std::vector<std::string>{
      "tollgate waivers add", "--rule " + shell_word(name), "--subject " + shell_word(about), "--reason 'WHY'",
      "--owner 'WHO'",        "--expires YYYY-MM-DD"};
}

std::string waiver_command(std::string_view gate, std::string_view rule, const Subject& subject) {
  const auto parts = waiver_command_parts(gate, rule, subject);
  return parts ? joined(*parts, " ") : std::string();
}

std::string waiver_commands(const Report& report, const Finding& finding) {
  const bool weighs = finding.severity >= Severity::warning || finding.severity >= report.fail_on;
  if (!weighs || !may_be_accepted(finding)) return {};
  std::vector<std::string> commands;
  const auto add = [&](std::string_view gate, std::string_view rule, const Subject& subject) {
    std::string command = waiver_command(gate, rule, subject);
    if (!command.empty() && std::ranges::find(commands, command) == commands.end())
      commands.push_back(std::move(command));
  };
  add(finding.gate, finding.rule, finding.subject);
  for (const FoldedFinding& folded : finding.folded) {
    if (folded.severity >= report.fail_on && may_be_accepted(finding, folded))
      add(folded.gate, folded.rule, folded.subject);
    if (commands.size() > most_commands) break;
  }
  const bool cut = commands.size() > most_commands;
  if (cut) commands.resize(most_commands);
  std::string text;
  for (const std::string& command : commands) text += command + "\n";
  return cut ? text + "# and more: what else is told with it, and fails as well\n" : text;
}

const Finding* first_to_accept(const Report& report, std::size_t width) {
  for (const Finding* finding : worst_first(report)) {
    const bool weighs = finding->severity >= Severity::warning || fails(*finding, report.fail_on);
    if (!weighs || !may_be_accepted(*finding)) continue;
    const auto parts = waiver_command_parts(finding->gate, finding->rule, finding->subject);
    if (parts && fits(*parts, width)) return finding;
  }
  return nullptr;
}

}  // namespace tollgate::reporters
