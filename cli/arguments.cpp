#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <ostream>
#include <string_view>

#include "cli/arguments/options.hpp"
#include "core/suggest.hpp"

namespace tollgate::cli {

namespace {

constexpr const char* description =
    "tollgate judges a pull request of a dbt project before it is merged.\n"
    "A policy (tollgate.yml) says which gates each layer of models must pass.";

constexpr const char* footer = R"(Examples:
  tollgate check --base target-base --head target
  tollgate check --format terminal --format junit:tollgate.xml --base-sha origin/main
  tollgate check --explain-selection       which models are judged, and why
  tollgate init                            a policy for this dbt project, and the file for its CI
  tollgate explain row-count-growth        what a rule means and what to do
  tollgate policy validate                 is tollgate.yml right?
  tollgate inspect lineage cases.jsonl     one judge alone, offline: JSON Lines in and out

Exit codes: 0 passed, 1 a gate failed, 2 wrong usage, policy or waivers, 3 something could not be judged.)";

std::vector<std::string> subcommand_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); }))
    names.push_back(sub->get_name());
  return names;
}

/// The innermost subcommand that was reached before the parse failed.
const CLI::App& deepest(const CLI::App& app) {
  const std::vector<CLI::App*> reached = app.get_subcommands();
  return reached.empty() ? app : deepest(*reached.front());
}

/// How the innermost command is called: `tollgate waivers list`.
std::string path_of(const CLI::App& app) {
  const std::vector<CLI::App*> reached = app.get_subcommands();
  return app.get_name() + (reached.empty() ? std::string() : " " + path_of(*reached.front()));
}

/// How many words after itself belong to an option that is written `--name`: none, one, or all up to the next option.
int values_of(const CLI::App& command, const std::string& word) {
  const CLI::Option* option = word.starts_with("--") ? command.get_option_no_throw(word) : nullptr;
  return option == nullptr ? 0 : option->get_items_expected_max();
}

/// CLI11 names the word it did not expect; we add the word that was meant.
std::string suggestion_for(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App& place = deepest(app);
  std::vector<std::string> names = subcommand_names(place);
  for (const CLI::Option* option : place.get_options()) {
    if (!option->get_lnames().empty()) names.push_back("--" + option->get_lnames().front());
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  int values = 0;  // words that are the value of an option are nobody's typo
  for (const std::string& argument : arguments) {
    if (values > 0 && !argument.starts_with("-")) {
      --values;
      continue;
    }
    values = values_of(place, argument);
    const std::string word = argument.substr(0, argument.find('='));
    if (std::ranges::find(names, word) != names.end() || word == place.get_name()) continue;
    const std::string suggestion = did_you_mean(word, known);
    if (!suggestion.empty()) return word + ": " + suggestion;
  }
  return {};
}

/// The word behind the command's own name, where it is no option.
std::string word_after(const std::vector<std::string>& arguments, const std::string& command) {
  const auto at = std::ranges::find(arguments, command);
  const auto next = at == arguments.end() ? at : at + 1;
  return next == arguments.end() || next->starts_with("-") ? std::string() : *next;
}

/// `tollgate chekc`, `tollgate waivers`, `tollgate waivers lst`: CLI11 only says that a subcommand is missing.
std::string unknown_command(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App& place = deepest(app);
  const bool top = &place == &app;
  if (top && (arguments.empty() || arguments.front().starts_with("-"))) return {};
  std::string known;
  for (const std::string& name : subcommand_names(place)) known += (known.empty() ? "" : ", ") + name;
  if (known.empty()) return {};
  if (top) return "unknown command \"" + arguments.front() + "\"; there are " + known;
  const std::string word = word_after(arguments, place.get_name());
  const std::string what = word.empty() ? "a subcommand is missing" : "unknown subcommand \"" + word + "\"";
  return path_of(app) + ": " + what + "; there are " + known;
}

/// `--base-sha a --base-sha b`: CLI11 would say "At Most 1 required but received 2".
std::string given_again(const CLI::App& app, const std::vector<std::string>& arguments) {
  std::map<std::string, int> times;
  for (const std::string& argument : arguments) {
    const std::string word = argument.substr(0, argument.find('='));
    const CLI::Option* option = word.starts_with("--") ? deepest(app).get_option_no_throw(word) : nullptr;
    if (option == nullptr || option->get_items_expected_max() != 1) continue;
    if (++times[word] > 1) return word + " is given more than once: say which one counts";
  }
  return {};
}

/// Told, not refused: scripts/action adds its reports to whatever a person asks for.
void tell_unused(const Command& command, const Streams& streams) {
  const auto* check = std::get_if<CheckArguments>(&command);
  if (check == nullptr || check->formats.empty() || !(check->dry_run || check->explain_selection)) return;
  const std::string shown = check->explain_selection ? "--explain-selection" : "--dry-run";
  tell(streams, "tollgate: " + shown + " judges nothing: no report of --format is written");
}

}  // namespace

std::string_view version() { return TOLLGATE_VERSION; }

void declare(CLI::App& app, Values& values) {
  app.name("tollgate");
  app.description(description);
  app.set_version_flag("--version", "tollgate " + std::string(version()));
  app.require_subcommand(1);
  app.get_formatter()->column_width(28);
  for (const auto add : {add_check, add_init, add_explain, add_policy, add_doctor, add_inspect, add_lineage, add_pii,
                         add_waivers, add_stats, add_budget, add_audit, add_trailers, add_completion}) {
    add(app, values);
  }
  app.footer(footer);  // last: commands take over what stands before them
  name_values(app);
}

Parsed parse_arguments(const std::vector<std::string>& arguments, const Streams& streams) {
  CLI::App app;
  Values values;
  declare(app, values);
  word_help(app);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::Success& success) {
    app.exit(success, streams.out, streams.err);
    return {std::nullopt, 0};
  } catch (const CLI::ParseError& error) {
    const std::string unknown = unknown_command(app, arguments);
    const bool mismatch = dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr;
    const std::string again = mismatch ? given_again(app, arguments) : std::string();
    const std::string own = unknown.empty() ? again : unknown;
    std::string text = "tollgate: " + (own.empty() ? std::string(error.what()) : own);
    const std::string suggestion = suggestion_for(app, arguments);
    if (!suggestion.empty()) text += "\n  hint: " + suggestion;
    text += "\n  see: " + path_of(app) + " --help";
    tell(streams, text);
    return {std::nullopt, 2};
  }
  if (values.command) tell_unused(*values.command, streams);
  return {values.command, 0};
}

}  // namespace tollgate::cli
