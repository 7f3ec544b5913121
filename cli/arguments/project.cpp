#include "cli/arguments/options.hpp"

#include <CLI/CLI.hpp>

#include <tuple>

#include "cli/inspect_judges.hpp"

namespace tollgate::cli {

namespace {

constexpr const char* explain_footer = R"(Examples:
  tollgate explain                          every gate with its rules
  tollgate explain row-count-diff           a gate: what it does, needs and takes as options
  tollgate explain row-count-growth         a rule: what it means and what to do)";

constexpr const char* policy_footer = R"(Examples:
  tollgate policy validate                  the project's policy and roles: what is wrong, with line and column
  tollgate policy validate draft.yml
  tollgate policy show                      every value in force and where it came from
  tollgate policy schema > tollgate.schema.json

Exit codes: 0 valid, 2 not valid.)";

constexpr const char* doctor_footer = R"(Examples:
  tollgate doctor                           the policy's artifact folders and databases
  tollgate doctor --base prod-artifacts --head target

Exit codes: 0 all is well, 3 something is missing: each line says what to do.)";

constexpr const char* inspect_footer = R"(Examples:
  tollgate inspect lineage <<< '{"id": 1, "sql": "select a from t", "schema": {"t": {"a": "integer"}}}'
  tollgate inspect references cases.jsonl more.jsonl

One JSON object per line in, one per line out, in order. Exit code 3 when a line could not be read.)";

constexpr const char* lineage_footer = R"(Examples:
  tollgate lineage --to fct_orders.net_amount            what feeds the column
  tollgate lineage --from shop_raw.orders.tax_cents      what it feeds, and which exposures
  tollgate lineage --model fct_orders                    its columns, and what feeds each
  tollgate lineage --format mermaid --to fct_orders.net_amount
  tollgate lineage --format json                         the columns of the whole project)";

constexpr const char* suggest_footer = R"(Examples:
  tollgate pii suggest                                   of the models in target, by the policy's words
  tollgate pii suggest --head target > tags.yml          paste each part under its file's heading)";

constexpr const char* waivers_footer = R"--(Examples:
  tollgate waivers list                                  which there are, and until when
  tollgate waivers check                                 is the file right, and has none expired?
  tollgate waivers add --rule row-count-growth --subject model.shop.fct_orders --owner @bo \
    --reason "the backfill of 2019 doubles it once" --expires "$(date -d +30days +%F)"

Exit codes: 0 right, 1 check: a waiver has expired, 2 wrong usage or waiver file.)--";

constexpr const char* stats_footer = R"(Examples:
  tollgate stats export --output stats.json              sizes and statistics of base (production); no values
  tollgate stats import stats.json                       what would be written into head (CI); writes nothing
  tollgate stats import stats.json --yes                 writes it: the planner of CI then plans as production's does)";

std::string inspect_judge_help() {
  std::string help;
  for (const InspectJudge& judge : inspect_judges()) help += (help.empty() ? "" : ", ") + std::string(judge.id);
  return help;
}

}  // namespace

void add_explain(CLI::App& app, Values& values) {
  CLI::App* explain = app.add_subcommand("explain", "What a gate or a rule means and what to do about it");
  explain->add_option("topic", values.explain.topic, "Gate or rule id; without one: the list");
  explain->footer(explain_footer);
  explain->final_callback([&values] { values.command = values.explain; });
}

void add_policy(CLI::App& app, Values& values) {
  CLI::App* policy = app.add_subcommand("policy", "Validate or show the policy, or print its JSON schema");
  policy->require_subcommand(1);
  policy->footer(policy_footer);
  using Action = PolicyArguments::Action;
  for (const auto& [action, name, help] :
       {std::tuple(Action::validate, "validate", "Every error of a policy file, with line and column"),
        std::tuple(Action::show, "show", "The policy in force, each value with where it came from"),
        std::tuple(Action::schema, "schema", "Print the JSON schema of the policy, for editors")}) {
    CLI::App* sub = policy->add_subcommand(name, help);
    if (action != Action::schema) add_project_options(*sub, values.policy.project);
    if (action == Action::schema) {
      CLI::Option* waivers = sub->add_flag("--waivers", values.policy.waivers, "That of tollgate-waivers.yml instead");
      sub->add_flag("--roles", values.policy.roles, "That of tollgate-roles.yml instead")->excludes(waivers);
    } else {
      sub->add_option("file", values.policy.file, "Policy file (default: the project's)");
    }
    sub->parse_complete_callback([&values, chosen = action] { values.policy.action = chosen; });
  }
  policy->final_callback([&values] { values.command = values.policy; });
}

void add_doctor(CLI::App& app, Values& values) {
  CLI::App* doctor = app.add_subcommand("doctor", "Check artifacts, policy, connections and privileges");
  add_project_options(*doctor, values.doctor.project);
  doctor->add_option("--run-results", values.doctor.run_results, run_results_help);
  doctor->footer(doctor_footer);
  doctor->final_callback([&values] { values.command = values.doctor; });
}

void add_inspect(CLI::App& app, Values& values) {
  CLI::App* inspect = app.add_subcommand("inspect", "Ask one judge about JSON Lines, offline, without a project");
  inspect->add_option("judge", values.inspect.judge, inspect_judge_help())->required();
  inspect->add_option("files", values.inspect.files, "Files of JSON Lines (default, and -: standard input)");
  inspect->footer(inspect_footer);
  inspect->final_callback([&values] { values.command = values.inspect; });
}

void add_lineage(CLI::App& app, Values& values) {
  LineageArguments& arguments = values.lineage;
  CLI::App* lineage = app.add_subcommand("lineage", "Which columns feed which, over the whole project");
  add_text_option(*lineage, "--project-dir", arguments.project.project_dir, project_dir_help);
  add_text_option(
      *lineage, "--base", arguments.project.base,
      "Folder of the base artifacts, if there are any: their catalog.json for sources and seeds that did not change");
  add_text_option(*lineage, "--head", arguments.project.head,
                  "Folder that holds manifest.json and maybe catalog.json (default: the policy's, else target)");
  CLI::Option* from = add_text_option(*lineage, "--from", arguments.from, "model.column: what this column feeds");
  add_text_option(*lineage, "--to", arguments.to, "model.column: what feeds this column")->excludes(from);
  add_text_option(*lineage, "--model", arguments.model, "The columns of one model or source, and what feeds each")
      ->excludes(from)
      ->excludes("--to");
  lineage->add_flag("--all", arguments.all, "The columns of the whole project as text, not a summary")
      ->excludes(from)
      ->excludes("--to");
  lineage->add_option("--format", arguments.format, "How it is told")
      ->check(CLI::IsMember({"text", "json", "dot", "mermaid", "openlineage"}))
      ->capture_default_str();
  lineage->footer(lineage_footer);
  lineage->final_callback([&values] { values.command = values.lineage; });
}

void add_pii(CLI::App& app, Values& values) {
  PiiArguments& arguments = values.pii;
  CLI::App* pii = app.add_subcommand("pii", "Personal data: which columns should be tagged");
  pii->require_subcommand(1);
  pii->footer(suggest_footer);
  CLI::App* suggest = pii->add_subcommand(
      "suggest", "Print the YAML that tags columns which carry personal data or look like it, per file, to paste");
  add_text_option(*suggest, "--project-dir", arguments.project.project_dir, project_dir_help);
  add_text_option(*suggest, "--policy", arguments.project.policy,
                  "Policy file whose words for tags and sanitizers count (default: the project's)");
  add_text_option(*suggest, "--head", arguments.project.head,
                  "Folder that holds manifest.json and maybe catalog.json (default: the policy's, else target)");
  suggest->footer(suggest_footer);
  pii->final_callback([&values] { values.command = values.pii; });
}

void add_waivers(CLI::App& app, Values& values) {
  WaiversArguments& arguments = values.waivers;
  CLI::App* waivers = app.add_subcommand("waivers", "Signed answers to findings, until a day: list, check, add");
  waivers->require_subcommand(1);
  waivers->footer(waivers_footer);
  using Action = WaiversArguments::Action;
  const auto action = [&](const char* name, const char* help, Action chosen) {
    CLI::App* sub = waivers->add_subcommand(name, help);
    if (chosen == Action::list) {  // reads the file alone
      add_text_option(*sub, "--project-dir", arguments.project.project_dir, project_dir_help);
    } else {
      add_project_options(*sub, arguments.project);
    }
    add_text_option(*sub, "--today", arguments.today, "As of this day, YYYY-MM-DD (default: today, UTC)");
    sub->parse_complete_callback([&arguments, chosen] { arguments.action = chosen; });
    return sub;
  };
  action("list", "Every waiver of the working tree, with its state", Action::list)
      ->add_option("--format", arguments.format, "How it is told")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  action("check", "Is the file right, is none too long for its layer, has none expired?", Action::check);
  CLI::App* add = action("add", "Add one to the file, which stays as it is otherwise", Action::add);
  const auto need = [&](const char* name, std::string& value, const char* help) {
    add_text_option(*add, name, value, help)->required();
  };
  need("--rule", arguments.rule, "`gate/rule` or the rule alone, as the report names it");
  need("--subject", arguments.subject,
       "unique_id, unique_id.column or change, with (relation) where the report has one");
  need("--reason", arguments.reason, "Why what was found is right, or can wait");
  need("--owner", arguments.owner, "Who answers for it");
  need("--expires", arguments.expires, "The last day on which it counts, YYYY-MM-DD");
  add_text_option(*add, "--report", arguments.report,
                  "JSON report of a check: say so where it has no such finding (default: none is looked into)");
  waivers->final_callback([&values] { values.command = values.waivers; });
}

void add_stats(CLI::App& app, Values& values) {
  StatsArguments& arguments = values.stats;
  CLI::App* stats = app.add_subcommand("stats", "Carry production's statistics into a small database of CI");
  stats->require_subcommand(1);
  stats->footer(stats_footer);
  CLI::App* out = stats->add_subcommand(
      "export", "Write sizes and statistics of the project's relations to a file, without any value of a column");
  add_project_options(*out, arguments.project);
  out->add_option("--side", arguments.side, "Whose database is read")
      ->check(CLI::IsMember({"base", "head"}))
      ->capture_default_str();
  add_text_option(*out, "--output", arguments.output, "File to write (default: standard output)");
  out->add_option("--jobs", arguments.jobs, "Database connections")->check(CLI::Range(1, 256))->capture_default_str();
  out->parse_complete_callback([&arguments] { arguments.action = StatsArguments::Action::write_file; });
  CLI::App* in = stats->add_subcommand(
      "import", "Write such a file into the statistics of head's database. The one command that writes to a database");
  add_project_options(*in, arguments.project);
  in->add_option("file", arguments.file, "File of tollgate stats export")->required();
  in->add_flag("--yes", arguments.yes, "Do write; without it, only tell what would be written");
  in->parse_complete_callback([&arguments] { arguments.action = StatsArguments::Action::write_database; });
  in->footer(stats_footer);
  stats->final_callback([&values] { values.command = values.stats; });
}

}  // namespace tollgate::cli
