#include "cli/arguments/options.hpp"

#include <CLI/CLI.hpp>

#include <string_view>

namespace tollgate::cli {

namespace {

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
  tollgate budget                                        from git's history, the audit log and the forge
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

void add_log_options(CLI::App& command, AuditArguments& arguments) {
  add_text_option(command, "--project-dir", arguments.project_dir, "A folder in the git repository (default: here)");
  add_text_option(command, "--branch", arguments.branch, "Branch of the log, or a ref (refs/…)")->capture_default_str();
  CLI::Option* remote = add_text_option(command, "--remote", arguments.remote,
                                        "Remote that holds the log (default: origin, or the only one)");
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

}  // namespace

void add_audit(CLI::App& app, Values& values) {
  AuditArguments& arguments = values.audit;
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
  audit->final_callback([&values] { values.command = values.audit; });
}

void add_budget(CLI::App& app, Values& values) {
  BudgetArguments& arguments = values.budget;
  CLI::App* budget = app.add_subcommand("budget", "How the LLM budget stands: rolled back, escaped, caught, adoption");
  const auto add = [&](const char* name, std::string& value, const char* help) {
    add_text_option(*budget, name, value, help);
  };
  add("--project-dir", arguments.project.project_dir, project_dir_help);
  add("--policy", arguments.project.policy,
      "Policy file whose targets and layers count (default: the project's)");
  add("--head", arguments.project.head,
      "Folder of a manifest.json, for layers that are selected by tag (default: the policy's, else target)");
  add("--base-branch", arguments.base_branch,
      "Branch or commit that pull requests are merged into (default: the remote's default branch)");
  add("--as-of", arguments.as_of, "Tell it as it stood at the end of this day, YYYY-MM-DD (default: today, UTC)");
  add("--period", arguments.period, "2026-Q4, 2026-11 or 2026 (default: the policy's, now)");
  budget->add_option("--layer", arguments.layers, "Only this layer of the policy, or `all`; may be repeated");
  budget->add_option("--format", arguments.format, "How it is told")
      ->check(CLI::IsMember({"text", "json", "csv", "markdown"}))
      ->capture_default_str();
  budget->add_option("--chart", arguments.charts, "Also draw it into FILE.svg or FILE.html; may be repeated");
  budget
      ->add_option("--sensitivity", arguments.sensitivity,
                   "Share of the failures that are found, 0 to 1: shows the rate behind the observed one")
      ->capture_default_str();
  budget->add_option("--specificity", arguments.specificity, "Share of the sound ones that are told as such, 0 to 1")
      ->capture_default_str();
  budget->add_option("--audit-branch", arguments.audit_branch, "Branch of the audit log, or a ref (refs/…)")
      ->capture_default_str();
  budget->add_flag("--no-forge", arguments.no_forge,
                   "Ask no forge: labels and descriptions of pull requests are not read");
  budget->add_option("--forge-timeout", arguments.forge_timeout_s, "Seconds for all calls to the forge together")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  budget->add_option("--fail-on", arguments.fail_on, "Exit with 1 when a rate shown is that, or worse")
      ->check(CLI::IsMember({"never", "exceeded", "at-risk"}))
      ->capture_default_str();
  budget->add_option("--color", arguments.color, "Colour in the terminal")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  budget->footer(budget_footer);
  budget->final_callback([&values] { values.command = values.budget; });
}

void add_trailers(CLI::App& app, Values& values) {
  TrailersArguments& arguments = values.trailers;
  CLI::App* trailers = app.add_subcommand("trailers", "The trailers that say which LLM helped with a commit");
  add_text_option(*trailers, "--llm", arguments.llm, "TOOL:MODEL, TOOL or none (default: TOLLGATE_LLM)");
  add_text_option(
      *trailers, "--prompt", arguments.prompt,
      "File that holds the prompt, - for standard input; its keyed digest is printed (default: TOLLGATE_PROMPT_FILE)");
  trailers->add_option("--reviewer", arguments.reviewers, "Login of who is asked to review; may be repeated");
  trailers->add_flag("--install-hook", arguments.install_hook,
                     "Write a prepare-commit-msg hook that adds them; one that is there stays");
  add_text_option(*trailers, "--project-dir", arguments.project_dir, "A folder in the git repository (default: here)");
  trailers->footer(trailers_footer);
  trailers->final_callback([&values] { values.command = values.trailers; });
}

}  // namespace tollgate::cli
