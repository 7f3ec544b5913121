#include <CLI/CLI.hpp>
#include <chrono>
#include <tuple>

#include "cli/arguments/options.hpp"
#include "policy/values.hpp"
#include "reporters/all.hpp"

namespace tollgate::cli {

namespace {

constexpr const char* check_footer = R"(Examples:
  tollgate check                                         the policy's artifact folders, all gates
  tollgate check --base prod-artifacts --head target     name the folders that hold manifest.json
  tollgate check --select fct_orders --select 'tag:nightly'
  tollgate check --gate row-count-diff --jobs 4
  tollgate check --format github --format junit:out.xml --format json:out.json
  tollgate check --stage merge                           before the merge: approvals and windows count
  tollgate check --stage merged --audit append           after the merge: was the window open, and into the log
  tollgate check --pr 41 --author sam --review ada:approved --label none --auto-merge off
  tollgate check --time-limit 10m                        what is not judged by then is told as such
  tollgate check --dry-run                               what would be asked, without asking it

Exit codes: 0 passed, 1 a gate failed, 2 wrong usage, policy or waivers, 3 something could not be judged,
130 stopped by Ctrl-C (143 by SIGTERM).)";

/// CLI11's own check tells the range of a double, in 309 digits.
std::string number_above_zero(const std::string& text) {
  const bool digits = !text.empty() && text.size() <= 18 && text.find_first_not_of("0123456789") == std::string::npos;
  const bool right = digits && text.find_first_not_of('0') != std::string::npos;
  return right ? std::string() : "\"" + text + "\" is not a whole number above 0";
}

std::string time_from_a_second_to_a_day(const std::string& text) {
  const auto time = policy::duration_from(text);
  const bool right = time && *time >= std::chrono::seconds(1) && *time <= std::chrono::hours(24);
  return right ? std::string() : "\"" + text + "\" is not a time from 1s to 24h, such as 90s, 10m or 1h";
}

/// Facts that outrank what the forge says. Any of them but --agent-trace makes the pull request exist.
void add_pull_request_options(CLI::App& check, PullRequestArguments& pull_request, int& forge_timeout_s) {
  constexpr const char* group = "Pull request (default: what the CI, git and the forge tell)";
  const auto add = [&](const char* name, std::string& value, const char* help) {
    return add_text_option(check, name, value, help)->group(group);
  };
  check.add_option("--pr", pull_request.number, "Number of the pull request")->check(number_above_zero)->group(group);
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
       {std::tuple("--draft", &pull_request.draft, "Whether it is a draft"),
        std::tuple("--fork", &pull_request.fork, "Whether it comes from a fork"),
        std::tuple("--auto-merge", &pull_request.auto_merge, "Whether it is merged by itself")}) {
    add(name, *value, help)->check(CLI::IsMember({"on", "off"}));
  }
  add("--agent-trace", pull_request.agent_trace, "Agent Trace records that say which lines an agent wrote");
  check.add_option("--forge-timeout", forge_timeout_s, "Seconds for all calls to the forge together, waiting included")
      ->check(CLI::Range(1, 3600))
      ->group(group)
      ->capture_default_str();
}

DiffFilter diff_filter_from(const std::string& name) {
  if (name == "added") return DiffFilter::added;
  if (name == "diff-context") return DiffFilter::diff_context;
  return name == "file" ? DiffFilter::file : DiffFilter::nofilter;
}

std::string format_ids() {
  std::string ids;
  for (const Reporter* reporter : reporters::all) ids += (ids.empty() ? "" : ", ") + std::string(reporter->id);
  return ids;
}

void add_scope_options(CLI::App& check, CheckArguments& arguments) {
  check.add_option("--run-results", arguments.run_results, run_results_help);
  check.add_option("--select", arguments.select,
                   "Only these models: name, unique_id, path, or path:, tag:, package:, fqn:, layer: with * and ?; may "
                   "be repeated");
  check.add_option("--gate", arguments.gates, "Only these gates; may be repeated");
}

void add_course_options(CLI::App& check, Values& values) {
  check.add_option(
      "--format", values.check.formats,
      format_ids() +
          "; with :PATH it is written to a file; may be repeated (default: terminal, in GitHub's CI github)");
  check.add_option("--fail-on", values.fail_on, "Lowest severity that fails")
      ->check(CLI::IsMember({"error", "warning", "info"}))
      ->capture_default_str();
  check.add_option("--jobs", values.check.jobs, "Database connections in all")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  check
      .add_option("--time-limit", values.check.time_limit,
                  "Judge no longer than this, 90s, 10m or 1h: the rest is told as not judged, and the run ends with 3 "
                  "(default: no limit)")
      ->check(time_from_a_second_to_a_day);
  check.add_flag("--dry-run", values.check.dry_run, "Show what would be judged and asked; ask nothing");
  check.add_flag("--explain-selection", values.check.explain_selection,
                 "Show which models are judged and why; judge nothing");
}

/// Which findings fail the run.
void add_concession_options(CLI::App& check, Values& values) {
  check.add_flag("--all", values.check.all,
                 "Also fail for what base has as well: leaks of personal data that stood before");
  check.add_flag("--write-baseline", values.check.write_baseline,
                 "Write what is found into tollgate-baseline.json: it is known from then on and fails nothing");
  check
      .add_option("--diff-filter", values.diff_filter,
                  "Which findings about single lines count: on added lines, near them, in files of the diff, or all")
      ->check(CLI::IsMember({"added", "diff-context", "file", "nofilter"}))
      ->capture_default_str();
}

void add_reporter_options(CLI::App& check, Values& values) {
  check.add_option("--reporter-errors", values.reporter_errors, "What a report that cannot be written does")
      ->check(CLI::IsMember({"warn", "fail"}))
      ->capture_default_str();
  add_text_option(
      check, "--comment-key", values.check.comment_key,
      "Keep a comment of its own for this run, where several runs judge one project (default: one for all)");
  check.add_option("--color", values.check.color, "Colour in the terminal report")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
}

/// The time that counts.
void add_moment_options(CLI::App& check, Values& values) {
  add_text_option(check, "--today", values.check.today,
                  "Judge waivers as of this day, YYYY-MM-DD (default: today, UTC)");
  add_text_option(check, "--now", values.check.now,
                  "Judge merge windows for this instant, 2026-03-30T10:00:00Z (default: now; merged: when it was)");
  check
      .add_option("--stage", values.stage,
                  "check: missing approvals and closed windows are pending; merge: they fail; merged: after the merge, "
                  "for the time of it")
      ->check(CLI::IsMember({"check", "merge", "merged"}))
      ->capture_default_str();
}

void add_audit_options(CLI::App& check, Values& values) {
  add_text_option(check, "--audit-file", values.check.audit_file,
                  "Write the events of this run there, one per line, for tollgate audit append (default: nowhere)");
  check
      .add_option("--audit", values.audit_by_check,
                  "append: push the events to the audit log, keep them where that is not possible; pending: keep them")
      ->check(CLI::IsMember({"off", "append", "pending"}))
      ->capture_default_str();
  add_text_option(check, "--audit-branch", values.check.audit_branch, "Branch of the audit log, or a ref (refs/…)")
      ->capture_default_str();
  add_text_option(check, "--audit-pending-dir", values.check.audit_pending_dir, "Folder for events that are kept")
      ->capture_default_str();
}

/// What CLI11 stored as words.
void take_words(Values& values) {
  values.check.fail_on = severity_from(values.fail_on).value_or(Severity::error);
  values.check.diff_filter = diff_filter_from(values.diff_filter);
  values.check.stage = values.stage == "check" ? Stage::check : Stage::merge;
  values.check.merged = values.stage == "merged";
  values.check.audit = values.audit_by_check == "append"    ? AuditByCheck::append
                       : values.audit_by_check == "pending" ? AuditByCheck::pending
                                                            : AuditByCheck::off;
  values.check.reporter_errors_fail = values.reporter_errors == "fail";
}

}  // namespace

void add_check(CLI::App& app, Values& values) {
  CLI::App* check = app.add_subcommand("check", "Judge the change between base and head (the main job)");
  CheckArguments& arguments = values.check;
  add_project_options(*check, arguments.project);
  add_scope_options(*check, arguments);
  add_course_options(*check, values);
  add_concession_options(*check, values);
  add_reporter_options(*check, values);
  add_moment_options(*check, values);
  add_audit_options(*check, values);
  add_pull_request_options(*check, arguments.pull_request, arguments.forge_timeout_s);
  check->footer(check_footer);
  check->final_callback([&values] {
    take_words(values);
    values.command = values.check;
  });
}

}  // namespace tollgate::cli
