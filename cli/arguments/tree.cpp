// Reads the declared options back from CLI11: describe_commands().
#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/arguments/options.hpp"
#include "cli/command_tree.hpp"
#include "cli/inspect_judges.hpp"
#include "gates/all.hpp"
#include "reporters/all.hpp"

namespace tollgate::cli {

namespace {

// --- what values are ---

struct ValueName {
  std::string_view option;  ///< as declared, in whatever command
  std::string_view value;
};

/// One table for all commands: an option of one name means the same everywhere.
constexpr std::array<ValueName, 34> value_names{{
    {"--project-dir", "FOLDER"}, {"--base", "FOLDER"},       {"--head", "FOLDER"},      {"--pending-dir", "FOLDER"},
    {"--policy", "FILE"},        {"--run-results", "FILE"},  {"--output", "FILE"},      {"--description-file", "FILE"},
    {"--agent-trace", "FILE"},   {"--audit-file", "FILE"},   {"--prompt", "FILE"},      {"--chart", "FILE"},
    {"files", "FILE"},           {"file", "FILE"},           {"--gate", "GATE"},        {"topic", "GATE|RULE"},
    {"judge", "JUDGE"},          {"--base-sha", "COMMIT"},   {"--head-sha", "COMMIT"},  {"--base-branch", "COMMIT"},
    {"--today", "DAY"},          {"--as-of", "DAY"},         {"--expires", "DAY"},      {"--now", "INSTANT"},
    {"--at", "INSTANT"},         {"--merge-sha", "COMMIT"},  {"--by-commit", "COMMIT"}, {"--select", "MODEL"},
    {"--subject", "SUBJECT"},    {"--from", "MODEL.COLUMN"}, {"--to", "MODEL.COLUMN"},  {"--rule", "RULE"},
    {"--layer", "LAYER"},        {"--report", "FILE"},
}};

std::string name_of(const CLI::Option& option) {
  if (!option.get_lnames().empty()) return "--" + option.get_lnames().front();
  return option.get_positional() ? option.get_name(true) : "-" + option.get_snames().front();
}

bool is_of_check(const CLI::App& command, const CLI::Option& option) {
  return command.get_name() == "check" && name_of(option) == "--format";
}

template <class Table>
void add_ids(const Table& table, std::vector<std::string>& ids) {
  for (const auto* entry : table) ids.emplace_back(entry->id);
}

std::vector<std::string> known_values(std::string_view value_name) {
  std::vector<std::string> ids;
  if (value_name == "FORMAT") add_ids(reporters::all, ids);
  if (value_name == "GATE" || value_name == "GATE|RULE") add_ids(gates::all, ids);
  if (value_name == "GATE|RULE" || value_name == "RULE") {
    for (const Gate* gate : gates::all) {
      for (const Rule& rule : gate->rules) ids.emplace_back(rule.id);
    }
  }
  if (value_name == "JUDGE") {
    for (const InspectJudge& judge : inspect_judges()) ids.emplace_back(judge.id);
  }
  return ids;
}

/// What only the project at hand can tell: the word by which it is asked for.
std::string_view asked_for(std::string_view value_name) {
  if (value_name == "MODEL") return "models";
  if (value_name == "MODEL.COLUMN") return "columns";
  if (value_name == "SUBJECT") return "subjects";
  return value_name == "LAYER" ? "layers" : std::string_view();
}

/// CLI11 tells a fixed set as `TEXT:{a,b}`.
std::vector<std::string> fixed_set(const std::string& type) {
  std::vector<std::string> values;
  const std::size_t open = type.find(":{");
  if (open == std::string::npos || !type.ends_with('}')) return values;
  const std::string inner = type.substr(open + 2, type.size() - open - 3);
  for (std::size_t at = 0; at <= inner.size();) {
    const std::size_t end = std::min(inner.find(',', at), inner.size());
    values.push_back(inner.substr(at, end - at));
    at = end + 1;
  }
  return values;
}

ValueKind kind_of(const CLI::Option& option, const OptionDescription& described) {
  if (option.get_items_expected_max() == 0) return ValueKind::none;
  if (described.value_name == "FORMAT") return ValueKind::report;
  if (!asked_for(described.value_name).empty()) return ValueKind::asked;
  if (!described.choices.empty()) return ValueKind::choice;
  if (described.value_name == "FILE") return ValueKind::file;
  return described.value_name == "FOLDER" ? ValueKind::folder : ValueKind::text;
}

// --- the tree ---

OptionDescription describe(const CLI::Option& option) {
  OptionDescription described;
  described.positional = option.get_positional();
  if (described.positional) described.names = {option.get_name(true)};
  for (const std::string& name : option.get_lnames()) described.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) described.names.push_back("-" + name);
  described.required = option.get_required();
  described.repeats = option.get_items_expected_max() > 1;
  const std::string type = option.get_type_name();
  described.value_name = type.substr(0, type.find(':'));
  described.choices = fixed_set(type);
  if (described.choices.empty()) described.choices = known_values(described.value_name);
  if (const std::string_view asks = asked_for(described.value_name); !asks.empty())
    described.choices.emplace_back(asks);
  described.help = option.get_description();
  described.standard = option.get_default_str();
  described.kind = kind_of(option, described);
  return described;
}

// --- the words of --help ---

/// `error|warning|info` where they are few, else `GATE`; with ` ...` where there may be several.
std::string value_text(const OptionDescription& option) {
  if (option.kind == ValueKind::none) return {};
  constexpr std::size_t widest = 40;
  std::string choices;
  for (const std::string& choice : option.choices) choices += (choices.empty() ? "" : "|") + choice;
  const bool few = option.kind == ValueKind::choice && choices.size() <= widest;
  return (few ? choices : option.value_name) + (option.repeats ? " ..." : "");
}

std::string asides(const CLI::Option& option, const OptionDescription& described) {
  std::string words;
  if (described.required) words += " (required)";
  if (!described.standard.empty()) words += " (default: " + described.standard + ")";
  for (const CLI::Option* other : option.get_excludes()) words += " (not with " + name_of(*other) + ")";
  return words;
}

CommandDescription describe(const CLI::App& app) {
  CommandDescription described;
  described.name = app.get_name();
  described.help = app.get_description();
  if (app.get_parent() == nullptr || app.get_parent()->get_footer() != app.get_footer())
    described.footer = app.get_footer();
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_group().empty()) described.options.push_back(describe(*option));
  }
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_group().empty()) described.commands.push_back(describe(*command));
  }
  return described;
}

}  // namespace

void name_values(CLI::App& app) {
  for (CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
    const std::string name = name_of(*option);
    const auto known = std::ranges::find(value_names, std::string_view(name), &ValueName::option);
    if (known != value_names.end()) option->type_name(std::string(known->value));
    if (is_of_check(app, *option)) option->type_name("FORMAT");
  }
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) name_values(*command);
}

void word_help(CLI::App& app) {
  for (CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
    const OptionDescription described = describe(*option);
    const std::string value = value_text(described);
    option->option_text(value.empty() ? " " : value);
    option->description(described.help + asides(*option, described));
  }
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) word_help(*command);
}

CommandDescription describe_commands() {
  CLI::App app;
  Values values;
  declare(app, values);
  return describe(app);
}

}  // namespace tollgate::cli
