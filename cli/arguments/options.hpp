// The options of each command, declared to CLI11: one file per subject. Internal to the command line; declares and
// stores, never judges what was given beyond its form.
#pragma once

#include <optional>
#include <string>

#include "cli/arguments.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tollgate::cli {

/// Where CLI11 writes while it parses; lives as long as the App. `command` is set by the one that was named.
struct Values {
  CheckArguments check{};
  ExplainArguments explain{};
  PolicyArguments policy{};
  DoctorArguments doctor{};
  InspectArguments inspect{};
  LineageArguments lineage{};
  PiiArguments pii{};
  WaiversArguments waivers{};
  StatsArguments stats{};
  BudgetArguments budget{};
  AuditArguments audit{};
  TrailersArguments trailers{};
  InitArguments init{};
  CompletionArguments completion{};
  std::string fail_on = "error";
  std::string stage = "check";
  std::string audit_by_check = "off";
  std::string diff_filter = "nofilter";
  std::string reporter_errors = "warn";
  std::optional<Command> command{};
};

inline constexpr const char* project_dir_help =
    "Folder of the dbt project (default: the nearest one above that holds dbt_project.yml)";

inline constexpr const char* run_results_help =
    "run_results.json of dbt test or build; may be repeated (default: the policy's, else the head's)";

/// A text that must not be empty: empty is a variable of CI that is not set, and must not mean "as if the flag were
/// not there".
CLI::Option* add_text_option(CLI::App& command, const char* name, std::string& value, const char* help);
/// Where the project is, and which policy, artifacts and commits to use.
void add_project_options(CLI::App& command, ProjectArguments& project);

/// All commands, with name, help, version and examples of the program itself.
void declare(CLI::App& app, Values& values);
/// Says of values what they are (FILE, FOLDER, GATE), for --help and completion.
void name_values(CLI::App& app);
/// Words what --help says of values: `error|warning|info`, `(default: error)`, `(not with --roles)`.
void word_help(CLI::App& app);

void add_check(CLI::App& app, Values& values);
void add_explain(CLI::App& app, Values& values);
void add_policy(CLI::App& app, Values& values);
void add_doctor(CLI::App& app, Values& values);
void add_inspect(CLI::App& app, Values& values);
void add_lineage(CLI::App& app, Values& values);
void add_pii(CLI::App& app, Values& values);
void add_waivers(CLI::App& app, Values& values);
void add_stats(CLI::App& app, Values& values);
void add_budget(CLI::App& app, Values& values);
void add_audit(CLI::App& app, Values& values);
void add_trailers(CLI::App& app, Values& values);
void add_init(CLI::App& app, Values& values);
void add_completion(CLI::App& app, Values& values);

}  // namespace tollgate::cli
