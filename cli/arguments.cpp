#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <ostream>
#include <string_view>
#include <utility>

#include "cli/inspect_judges.hpp"
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
  tollgate explain row-count-growth        what a rule means and what to do
  tollgate policy validate                 is tollgate.yml right?
  tollgate inspect lineage cases.jsonl     one judge alone, offline: JSON Lines in and out

Exit codes: 0 passed, 1 a gate failed, 2 wrong usage, policy or waivers, 3 something could not be judged.)";

constexpr const char* check_footer = R"(Examples:
  tollgate check                                         the policy's artifact folders, all gates
  tollgate check --base prod-artifacts --head target     name the folders that hold manifest.json
  tollgate check --select fct_orders --select 'tag:nightly'
  tollgate check --gate row-count-diff --jobs 4
  tollgate check --format github --format junit:out.xml --format json:out.json
  tollgate check --stage merge                           before the merge: approvals and windows count
  tollgate check --pr 41 --author sam --review ada:approved --label none --auto-merge off
  tollgate check --dry-run                               what would be asked, without asking it)";

constexpr const char* inspect_footer = R"(Examples:
  tollgate inspect lineage <<< '{"id": 1, "sql": "select a from t", "schema": {"t": {"a": "integer"}}}'
  tollgate inspect references cases.jsonl more.jsonl

One JSON object per line in, one per line out, in order. Exit code 3 when a line could not be read.)";

constexpr const char* lineage_footer = R"(Examples:
  tollgate lineage --to fct_orders.net_amount            what feeds the column
  tollgate lineage --from shop_raw.orders.amount         what it feeds, and which exposures
  tollgate lineage --format mermaid --to fct_orders.net_amount
  tollgate lineage --format json                         the columns of the whole project)";

constexpr const char* suggest_footer = R"(Examples:
  tollgate pii suggest                                   of the models in target, by the policy's words
  tollgate pii suggest --head target > tags.yml          paste each part under its file's heading)";

constexpr const char* append_footer = R"(Examples:
  tollgate audit append tollgate-audit-pending/*.json    what a run could not push, e.g. from a fork
  tollgate audit append outcome --pr 41 --outcome fixed_forward --by-commit SHA --actor dana --reason "wrong join"
  tollgate audit append override --pr 41 --rule not-llm --actor dana --reason "typed by hand"
  tollgate audit append merged --pr 41 --merge-sha SHA

Exit code 3 when the log could not be pushed to: the events are then kept in --pending-dir.)";

constexpr const char* audit_footer = R"(Examples:
  tollgate audit verify --anchor sha256:…                nothing edited, nothing removed, nothing cut off
  tollgate audit export --format csv > audit.csv
  tollgate audit export --format sql | psql              an append-only table; may be run again)";

constexpr const char* budget_footer = R"(Examples:
  tollgate budget                                        how the LLM budget stands, from git's history
  tollgate budget --period 2026-Q3 --layer marts         a quarter that is over, one layer
  tollgate budget --chart budget.html --chart budget.svg
  tollgate budget --format json --as-of 2026-09-30

Exit codes: 0 told, 1 only with --fail-on, 2 wrong usage or policy, 3 the history cannot be read (a shallow clone).)";

constexpr const char* trailers_footer = R"(Examples:
  tollgate trailers --llm claude-code:claude-opus-4-6 --prompt prompt.txt
  TOLLGATE_LLM=cursor tollgate trailers                  as the hook asks
  tollgate trailers --llm none                           by hand
  tollgate trailers --install-hook                       git commit adds them while TOLLGATE_LLM is set

The prompt itself is never printed: its digest is keyed with the secret in TOLLGATE_PROMPT_KEY.)";

constexpr const char* stats_footer = R"(Examples:
  tollgate stats export --output stats.json              sizes and statistics of base (production); no values
  tollgate stats import stats.json                       what would be written into head (CI); writes nothing
  tollgate stats import stats.json --yes                 writes it: the planner of CI then plans as production's does)";

/// The texts live as long as the App: CLI11 writes into these while it parses.
struct Values {
  CheckArguments check;
  ExplainArguments explain;
  PolicyArguments policy;
  DoctorArguments doctor;
  InspectArguments inspect;
  LineageArguments lineage;
  PiiArguments pii;
  StatsArguments stats;
  BudgetArguments budget;
  AuditArguments audit;
  TrailersArguments trailers;
  std::string fail_on = "error";
  std::string stage = "check";
  std::string reporter_errors = "warn";
};

constexpr const char* project_dir_help =
    "Folder of the dbt project (default: the nearest one above that holds dbt_project.yml)";

/// Empty is a variable of CI that is not set, and must not mean "as if the flag were not there".
CLI::Option* add_text_option(CLI::App& command, const char* name, std::string& value, const char* help) {
  return command.add_option(name, value, help)->check([](const std::string& text) {
    return text.empty() ? std::string("the value is empty; is a variable not set?") : std::string();
  });
}

void add_project_options(CLI::App& command, ProjectArguments& project) {
  const auto add = [&](const char* name, std::string& value, const char* help) {
    add_text_option(command, name, value, help);
  };
  add("--project-dir", project.project_dir, project_dir_help);
  add("--policy", project.policy, "Policy file to use instead of the base branch's tollgate.yml");
  add("--base", project.base, "Folder that holds the base manifest.json");
  add("--head", project.head, "Folder that holds the head manifest.json");
  add("--base-sha", project.base_sha, "Git commit of the base; its tollgate.yml is in force");
  add("--head-sha", project.head_sha, "Git commit of the head, for the report");
}

/// Facts that outrank what the forge says. Any of them but --agent-trace makes the pull request exist.
void add_pull_request_options(CLI::App& check, PullRequestArguments& pull_request, int& forge_timeout_s) {
  constexpr const char* group = "Pull request";
  const auto add = [&](const char* name, std::string& value, const char* help) {
    return add_text_option(check, name, value, help)->group(group);
  };
  check.add_option("--pr", pull_request.number, "Number of the pull request")->check(CLI::PositiveNumber)->group(group);
  add("--author", pull_request.author, "Login of who opened it");
  check.add_option("--label", pull_request.labels, "A label that it has; may be repeated; none: it has none")
      ->group(group);
  check
      .add_option("--review", pull_request.reviews,
                  "LOGIN:STATE or LOGIN:STATE@COMMIT, STATE one of approved, changes-requested, commented, dismissed; "
                  "in order of time, may be repeated; none: nobody has")
      ->group(group);
  add("--description-file", pull_request.description_file, "File that holds its description");
  add("--title", pull_request.title, "Its title");
  add("--head-branch", pull_request.head_branch, "Its branch");
  for (const auto& [name, value, help] :
       {std::tuple("--draft", &pull_request.draft, "on or off"), std::tuple("--fork", &pull_request.fork, "on or off"),
        std::tuple("--auto-merge", &pull_request.auto_merge, "on or off: whether it is merged by itself")}) {
    add(name, *value, help)->check(CLI::IsMember({"on", "off"}));
  }
  add("--agent-trace", pull_request.agent_trace, "Agent Trace records that say which lines an agent wrote");
  check.add_option("--forge-timeout", forge_timeout_s, "Seconds for all calls to the forge together, waiting included")
      ->check(CLI::Range(1, 3600))
      ->group(group)
      ->capture_default_str();
}

void add_check(CLI::App& app, Values& values) {
  CLI::App* check = app.add_subcommand("check", "Judge the change between base and head (the main job)");
  CheckArguments& arguments = values.check;
  add_project_options(*check, arguments.project);
  check->add_option("--run-results", arguments.run_results, "run_results.json of dbt test or build; may be repeated");
  check->add_option(
      "--select", arguments.select,
      "Only these models: name, unique_id, path, or path:, tag:, package:, fqn:, layer: with * and ?; may "
      "be repeated");
  check->add_option("--gate", arguments.gates, "Only these gates; may be repeated");
  check->add_option("--format", arguments.formats,
                    "terminal, github, junit, junit:strict or json, with :PATH to write "
                    "a file; may be repeated");
  check->add_option("--fail-on", values.fail_on, "Lowest severity that fails")
      ->check(CLI::IsMember({"error", "warning", "info"}))
      ->capture_default_str();
  check->add_option("--jobs", arguments.jobs, "Database connections in all")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  check->add_flag("--dry-run", arguments.dry_run, "Show what would be judged and asked; ask nothing");
  check->add_flag("--explain-selection", arguments.explain_selection,
                  "Show which models are judged and why; judge nothing");
  check->add_flag("--all", arguments.all,
                  "Also fail for what base has as well: leaks of personal data that stood before");
  check->add_option("--reporter-errors", values.reporter_errors, "What a report that cannot be written does")
      ->check(CLI::IsMember({"warn", "fail"}))
      ->capture_default_str();
  add_text_option(*check, "--comment-key", arguments.comment_key,
                  "Keep a comment of its own for this run, where several runs judge one project");
  check->add_option("--color", arguments.color, "Colour in the terminal report")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  add_text_option(*check, "--today", arguments.today, "Judge waivers as of this day, YYYY-MM-DD (default: today, UTC)");
  add_text_option(*check, "--now", arguments.now, "Judge merge windows for this instant, 2026-03-30T10:00:00Z");
  check
      ->add_option("--stage", values.stage, "check: missing approvals and closed windows are pending; merge: they fail")
      ->check(CLI::IsMember({"check", "merge"}))
      ->capture_default_str();
  add_text_option(*check, "--audit-file", arguments.audit_file,
                  "Write the events of this run there, one per line, for tollgate audit append");
  add_pull_request_options(*check, arguments.pull_request, arguments.forge_timeout_s);
  check->footer(check_footer);
}

std::string inspect_judge_help() {
  std::string help;
  for (const InspectJudge& judge : inspect_judges()) help += (help.empty() ? "" : ", ") + std::string(judge.id);
  return help;
}

void add_others(CLI::App& app, Values& values) {
  CLI::App* explain = app.add_subcommand("explain", "What a gate or a rule means and what to do about it");
  explain->add_option("topic", values.explain.topic, "Gate or rule id; without one: the list");

  CLI::App* policy = app.add_subcommand("policy", "Validate or show the policy, or print its JSON schema");
  policy->require_subcommand(1);
  using Action = PolicyArguments::Action;
  for (const auto& [action, name, help] :
       {std::tuple(Action::validate, "validate", "Every error of a policy file, with line and column"),
        std::tuple(Action::show, "show", "The policy in force, each value with where it came from"),
        std::tuple(Action::schema, "schema", "JSON schema for editors")}) {
    CLI::App* sub = policy->add_subcommand(name, help);
    add_project_options(*sub, values.policy.project);
    if (action == Action::schema) {
      CLI::Option* waivers = sub->add_flag("--waivers", values.policy.waivers, "That of tollgate-waivers.yml instead");
      sub->add_flag("--roles", values.policy.roles, "That of tollgate-roles.yml instead")->excludes(waivers);
    } else {
      sub->add_option("file", values.policy.file, "Policy file (default: the project's)");
    }
    sub->parse_complete_callback([&values, chosen = action] { values.policy.action = chosen; });
  }

  CLI::App* doctor = app.add_subcommand("doctor", "Check artifacts, policy, connections and privileges");
  add_project_options(*doctor, values.doctor.project);

  CLI::App* inspect = app.add_subcommand("inspect", "Ask one judge about JSON Lines, offline, without a project");
  inspect->add_option("judge", values.inspect.judge, inspect_judge_help())->required();
  inspect->add_option("files", values.inspect.files, "Files of JSON Lines (default, and -: standard input)");
  inspect->footer(inspect_footer);
}

void add_lineage(CLI::App& app, LineageArguments& arguments) {
  CLI::App* lineage = app.add_subcommand("lineage", "Which columns feed which, over the whole project");
  add_text_option(*lineage, "--project-dir", arguments.project.project_dir, project_dir_help);
  add_text_option(*lineage, "--base", arguments.project.base,
                  "base artifacts, if there are any: their catalog.json for sources and seeds that did not change");
  add_text_option(*lineage, "--head", arguments.project.head,
                  "Folder that holds manifest.json and maybe catalog.json (default: the policy's, else target)");
  CLI::Option* from = add_text_option(*lineage, "--from", arguments.from, "model.column: what this column feeds");
  add_text_option(*lineage, "--to", arguments.to, "model.column: what feeds this column")->excludes(from);
  lineage->add_option("--format", arguments.format, "text, json, dot, mermaid or openlineage")
      ->check(CLI::IsMember({"text", "json", "dot", "mermaid", "openlineage"}))
      ->capture_default_str();
  lineage->footer(lineage_footer);
}

void add_pii(CLI::App& app, PiiArguments& arguments) {
  CLI::App* pii = app.add_subcommand("pii", "Personal data: which columns should be tagged");
  pii->require_subcommand(1);
  CLI::App* suggest = pii->add_subcommand(
      "suggest", "Print the YAML that tags columns which carry personal data or look like it, per file, to paste");
  add_text_option(*suggest, "--project-dir", arguments.project.project_dir, project_dir_help);
  add_text_option(*suggest, "--policy", arguments.project.policy,
                  "Policy file whose words for tags and sanitizers count");
  add_text_option(*suggest, "--head", arguments.project.head,
                  "Folder that holds manifest.json and maybe catalog.json (default: the policy's, else target)");
  suggest->footer(suggest_footer);
}

void add_log_options(CLI::App& command, AuditArguments& arguments) {
  add_text_option(command, "--project-dir", arguments.project_dir, "A folder in the git repository (default: here)");
  add_text_option(command, "--branch", arguments.branch, "Branch of the log, or a ref (refs/…)")->capture_default_str();
  CLI::Option* remote =
      add_text_option(command, "--remote", arguments.remote, "Remote that holds the log (default: origin)");
  command.add_flag("--local", arguments.local, "No remote: the branch of this repository")->excludes(remote);
}

void add_append_options(CLI::App& command, AuditArguments& arguments) {
  add_log_options(command, arguments);
  command.add_flag("--pending", arguments.pending, "Push nothing: keep the events in --pending-dir, to append later");
  add_text_option(command, "--pending-dir", arguments.pending_dir, "Folder for events that were not pushed")
      ->capture_default_str();
  add_text_option(command, "--at", arguments.at, "When it happened, 2026-04-01T09:15:00.000Z (default: now)");
}

/// `audit append outcome`: what a person says of a pull request.
void add_person_event(CLI::App& append, AuditArguments& arguments, const char* name, const char* help) {
  CLI::App* event = append.add_subcommand(name, help);
  add_append_options(*event, arguments);
  const auto add = [&](const char* option, std::string& value, const char* text) {
    return add_text_option(*event, option, value, text);
  };
  event->add_option("--pr", arguments.pr, "Number of the pull request")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 53));
  add("--repo", arguments.repo, "owner/name (default: of the CI environment)");
  add("--actor", arguments.actor, "Who says so: login or number of the account (default: of the CI environment)");
  add("--reason", arguments.reason, "Why, in one line; no e-mail addresses");
  add("--merge-sha", arguments.merge_sha, "The commit that merged it");
  add("--layer", arguments.layer, "Layer of the policy");
  add("--rule", arguments.rule, "What is overridden or waived");
  add("--subject", arguments.subject, "Of which model");
  add("--supersedes", arguments.supersedes, "Id of the event that this one corrects");
  add("--by-commit", arguments.by_commit, "The commit that made the outcome: the revert or the fix");
  if (std::string_view(name) == "outcome") {
    add("--outcome", arguments.outcome, "reverted, rolled_back, hotfixed, fixed_forward, reapplied or planned_undo")
        ->required();
  }
  event->parse_complete_callback([&arguments, name] { arguments.event = name; });
}

void add_audit(CLI::App& app, AuditArguments& arguments) {
  CLI::App* audit = app.add_subcommand("audit", "The audit log: add events, check that it is whole, give it to others");
  audit->require_subcommand(1);
  audit->footer(audit_footer);
  using Action = AuditArguments::Action;
  CLI::App* append = audit->add_subcommand("append", "Add events, and push the log");
  append->add_option("files", arguments.files, "Events that were kept: a JSON object, or one per line");
  add_append_options(*append, arguments);
  add_person_event(*append, arguments, "outcome", "What became of a pull request, as a person confirms it");
  add_person_event(*append, arguments, "override", "A judgement that a person sets aside");
  add_person_event(*append, arguments, "waiver", "A rule that a person waives once");
  add_person_event(*append, arguments, "merged", "That a pull request was merged");
  add_person_event(*append, arguments, "supersedes", "That an earlier event is wrong");
  append->footer(append_footer);
  append->parse_complete_callback([&arguments] { arguments.action = Action::append; });

  CLI::App* verify = audit->add_subcommand("verify", "Is the log whole? Prints the anchor to keep elsewhere");
  add_log_options(*verify, arguments);
  verify->add_option("--anchor", arguments.anchors,
                     "What must still be there: an id that verify printed earlier, or a commit; may be repeated");
  verify->parse_complete_callback([&arguments] { arguments.action = Action::verify; });

  CLI::App* print = audit->add_subcommand("export", "Print the events for other tools");
  add_log_options(*print, arguments);
  print->add_option("--format", arguments.format, "jsonl, csv, or sql: a script for psql that may be run again")
      ->check(CLI::IsMember({"jsonl", "csv", "sql"}))
      ->capture_default_str();
  add_text_option(*print, "--table", arguments.table, "sql: name or schema.name of the table")->capture_default_str();
  print->parse_complete_callback([&arguments] { arguments.action = Action::print; });
}

void add_budget(CLI::App& app, BudgetArguments& arguments) {
  CLI::App* budget = app.add_subcommand("budget", "How the LLM budget stands: rolled back, escaped, caught, adoption");
  const auto add = [&](const char* name, std::string& value, const char* help) {
    add_text_option(*budget, name, value, help);
  };
  add("--project-dir", arguments.project.project_dir, project_dir_help);
  add("--policy", arguments.project.policy, "Policy file whose targets and layers count");
  add("--head", arguments.project.head, "Folder of a manifest.json, for layers that are selected by tag");
  add("--base-branch", arguments.base_branch,
      "Branch or commit that pull requests are merged into (default: the remote's default branch)");
  add("--as-of", arguments.as_of, "Tell it as it stood at the end of this day, YYYY-MM-DD (default: today, UTC)");
  add("--period", arguments.period, "2026-Q4, 2026-11 or 2026 (default: the policy's, now)");
  budget->add_option("--layer", arguments.layers, "Only this layer of the policy, or `all`; may be repeated");
  budget->add_option("--format", arguments.format, "text, json, csv or markdown")
      ->check(CLI::IsMember({"text", "json", "csv", "markdown"}))
      ->capture_default_str();
  budget->add_option("--chart", arguments.charts, "Also draw it into FILE.svg or FILE.html; may be repeated");
  budget->add_option("--sensitivity", arguments.sensitivity,
                     "Share of the failures that are found, 0 to 1: shows the rate behind the observed one");
  budget->add_option("--specificity", arguments.specificity, "Share of the sound ones that are told as such, 0 to 1");
  budget->add_option("--fail-on", arguments.fail_on, "Exit with 1 when a rate shown is that, or worse")
      ->check(CLI::IsMember({"never", "exceeded", "at-risk"}))
      ->capture_default_str();
  budget->add_option("--color", arguments.color, "Colour in the terminal")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  budget->footer(budget_footer);
}

void add_trailers(CLI::App& app, TrailersArguments& arguments) {
  CLI::App* trailers = app.add_subcommand("trailers", "The trailers that say which LLM helped with a commit");
  add_text_option(*trailers, "--llm", arguments.llm, "TOOL:MODEL, TOOL or none (default: TOLLGATE_LLM)");
  add_text_option(*trailers, "--prompt", arguments.prompt,
                  "File that holds the prompt, - for standard input; its keyed digest is printed");
  trailers->add_option("--reviewer", arguments.reviewers, "Login of who is asked to review; may be repeated");
  trailers->add_flag("--install-hook", arguments.install_hook,
                     "Write a prepare-commit-msg hook that adds them; one that is there stays");
  add_text_option(*trailers, "--project-dir", arguments.project_dir, "A folder in the git repository (default: here)");
  trailers->footer(trailers_footer);
}

void add_stats(CLI::App& app, StatsArguments& arguments) {
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
}

std::vector<std::string> subcommand_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(sub->get_name());
  return names;
}

/// The innermost subcommand that was reached before the parse failed.
const CLI::App& deepest(const CLI::App& app) {
  const std::vector<CLI::App*> reached = app.get_subcommands();
  return reached.empty() ? app : deepest(*reached.front());
}

/// CLI11 names the word it did not expect; we add the word that was meant.
std::string suggestion_for(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App& place = deepest(app);
  std::vector<std::string> names = subcommand_names(place);
  for (const CLI::Option* option : place.get_options()) {
    if (!option->get_lnames().empty()) names.push_back("--" + option->get_lnames().front());
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  for (const std::string& argument : arguments) {
    const std::string word = argument.substr(0, argument.find('='));
    if (std::ranges::find(names, word) != names.end() || word == place.get_name()) continue;
    const std::string suggestion = did_you_mean(word, known);
    if (!suggestion.empty()) return word + ": " + suggestion;
  }
  return {};
}

/// `tollgate chekc`: CLI11 only says that a subcommand is missing.
std::string unknown_command(const CLI::App& app, const std::vector<std::string>& arguments) {
  if (!app.get_subcommands().empty() || arguments.empty() || arguments.front().starts_with("-")) return {};
  std::string known;
  for (const std::string& name : subcommand_names(app)) known += (known.empty() ? "" : ", ") + name;
  return "unknown command \"" + arguments.front() + "\"; there are " + known;
}

Command command_of(const CLI::App& app, Values& values) {
  const std::string name = app.get_subcommands().front()->get_name();
  if (name == "explain") return values.explain;
  if (name == "policy") return values.policy;
  if (name == "doctor") return values.doctor;
  if (name == "inspect") return values.inspect;
  if (name == "lineage") return values.lineage;
  if (name == "pii") return values.pii;
  if (name == "stats") return values.stats;
  if (name == "budget") return values.budget;
  if (name == "audit") return values.audit;
  if (name == "trailers") return values.trailers;
  values.check.fail_on = severity_from(values.fail_on).value_or(Severity::error);
  values.check.stage = values.stage == "merge" ? Stage::merge : Stage::check;
  values.check.reporter_errors_fail = values.reporter_errors == "fail";
  return values.check;
}

}  // namespace

std::string_view version() { return TOLLGATE_VERSION; }

Parsed parse_arguments(const std::vector<std::string>& arguments, const Streams& streams) {
  CLI::App app(description, "tollgate");
  Values values;
  app.footer(footer);
  app.set_version_flag("--version", "tollgate " + std::string(version()));
  app.require_subcommand(1);
  app.get_formatter()->column_width(28);
  add_check(app, values);
  add_others(app, values);
  add_lineage(app, values.lineage);
  add_pii(app, values.pii);
  add_stats(app, values.stats);
  add_budget(app, values.budget);
  add_audit(app, values.audit);
  add_trailers(app, values.trailers);

  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::Success& success) {
    app.exit(success, streams.out, streams.err);
    return {std::nullopt, 0};
  } catch (const CLI::ParseError& error) {
    const std::string unknown = unknown_command(app, arguments);
    std::string text = "tollgate: " + (unknown.empty() ? std::string(error.what()) : unknown);
    const std::string suggestion = suggestion_for(app, arguments);
    if (!suggestion.empty()) text += "\n  hint: " + suggestion;
    text += "\n  see: tollgate --help";
    tell(streams, text);
    return {std::nullopt, 2};
  }
  return {command_of(app, values), 0};
}

}  // namespace tollgate::cli
