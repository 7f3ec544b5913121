// What the command line says, as plain values. arguments.cpp and arguments/ alone know CLI11.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/streams.hpp"
#include "core/diff_filter.hpp"
#include "core/finding.hpp"
#include "core/pull_request_summary.hpp"

namespace tollgate::cli {

/// What several commands need: where the project is and which policy and artifacts to use. Empty: find or default.
struct ProjectArguments {
  std::string project_dir;
  std::string policy;
  std::string base;  ///< folder that holds the base manifest.json
  std::string head;
  std::string base_sha;
  std::string head_sha;
};

/// What a person states of the pull request; empty: the forge, the CI environment and git are asked.
struct PullRequestArguments {
  std::optional<long long> number;
  std::string author;
  std::vector<std::string> labels;   ///< `none` alone: there is none
  std::vector<std::string> reviews;  ///< `LOGIN:STATE[@COMMIT]`; `none` alone: there is none
  std::string description_file;
  std::string title;
  std::string head_branch;
  std::string draft;  ///< on or off
  std::string fork;
  std::string auto_merge;
  std::string agent_trace;
};

/// What `check` does with its events beside writing them to a file: nothing, append them to the log, or keep them for
/// somebody who may.
enum class AuditByCheck : std::uint8_t { off, append, pending };

struct CheckArguments {
  ProjectArguments project;
  std::vector<std::string> run_results;
  std::vector<std::string> select;
  std::vector<std::string> gates;
  std::vector<std::string> formats;
  Severity fail_on = Severity::error;
  int jobs = 8;
  bool dry_run = false;
  bool explain_selection = false;
  bool all = false;  ///< also what base has as well
  bool write_baseline = false;
  DiffFilter diff_filter = DiffFilter::nofilter;
  bool reporter_errors_fail = false;
  std::string comment_key;  ///< tells several comments of one project below a pull request apart
  std::string color = "auto";
  std::string today;  ///< the day by which waivers expire; empty: today
  std::string now;    ///< the instant by which merge windows are judged; empty: now
  Stage stage = Stage::check;
  bool merged = false;     ///< the head is a commit of the base branch: judge what it merged (stage is merge then)
  std::string audit_file;  ///< where the events for the audit log go; empty: nowhere
  AuditByCheck audit = AuditByCheck::off;
  std::string audit_branch = "tollgate-audit";
  std::string audit_pending_dir = "tollgate-audit-pending";
  PullRequestArguments pull_request{};
  int forge_timeout_s = 120;  ///< for all calls to the forge together, waiting included
  std::string time_limit;     ///< `10m`; what is not judged by then is unjudged; empty: none
};

struct ExplainArguments {
  std::string topic;  ///< gate or rule id; empty: list them
};

struct PolicyArguments {
  enum class Action { validate, show, schema } action = Action::validate;
  ProjectArguments project;
  std::string file;      ///< empty: the project's
  bool waivers = false;  ///< schema: of the waiver file
  bool roles = false;    ///< schema: of the roles file
};

struct DoctorArguments {
  ProjectArguments project;
  std::vector<std::string> run_results;  ///< as check takes them
};

struct InspectArguments {
  std::string judge;
  std::vector<std::string> files;  ///< `-` or none: standard input
};

struct LineageArguments {
  ProjectArguments project;  ///< its place, its head, and its base if there is one
  std::string format = "text";
  std::string from;   ///< a column: what it feeds; empty: not asked
  std::string to;     ///< a column: what feeds it
  std::string model;  ///< its columns alone; empty: not asked
  bool all = false;   ///< text: every column of the project, not a summary
};

/// `stats export` and `stats import`
struct StatsArguments {
  enum class Action { write_file, write_database } action = Action::write_file;
  ProjectArguments project;
  std::string side = "base";  ///< export: base or head
  std::string output;         ///< export: file; empty: standard output
  std::string file;           ///< import
  bool yes = false;           ///< import: really write
  int jobs = 8;
};

/// `waivers`
struct WaiversArguments {
  enum class Action { list, check, add } action = Action::list;
  ProjectArguments project;
  std::string today;  ///< the day by which they expire; empty: today
  std::string format = "text";
  std::string rule;  ///< add
  std::string subject;
  std::string reason;
  std::string owner;
  std::string expires;
  std::string report;  ///< a JSON report that should have the finding; empty: none is looked into
};

/// `pii suggest`
struct PiiArguments {
  ProjectArguments project;  ///< only its place, its policy and its head
};

/// `audit append`, with the event of a person in flags, and `audit verify`, `audit export`
struct AuditArguments {
  enum class Action { append, verify, print } action = Action::verify;
  std::string project_dir;
  std::string branch = "tollgate-audit";
  std::string remote;  ///< empty: origin, or the only one
  bool local = false;  ///< no remote: the branch of this repository

  std::vector<std::string> files;  ///< append: events that were kept
  std::string event;               ///< append: type of the event in flags; empty: files only
  std::string repo;
  std::int64_t pr = 0;
  std::string outcome;
  std::string merge_sha;
  std::string by_commit;
  std::string layer;
  std::string rule;
  std::string subject;
  std::string reason;
  std::string actor;
  std::string supersedes;
  std::string at;        ///< when it happened; empty: now
  bool pending = false;  ///< append: push nothing, keep the events
  std::string pending_dir = "tollgate-audit-pending";

  std::vector<std::string> anchors;  ///< verify
  std::string format = "jsonl";      ///< export
  std::string table = "tollgate_audit_event";
};

/// `tollgate budget`
struct BudgetArguments {
  ProjectArguments project;
  std::string base_branch;  ///< a revision; empty: the remote's default branch
  std::string as_of;        ///< a day; empty: today
  std::string period;       ///< `2026-Q4`; empty: the one that holds as_of
  std::vector<std::string> layers;
  std::string format = "text";
  std::vector<std::string> charts;  ///< files, `.svg` or `.html`
  double sensitivity = 1;
  double specificity = 1;
  std::string audit_branch = "tollgate-audit";
  bool no_forge = false;      ///< git and the audit log alone
  int forge_timeout_s = 120;  ///< for all calls to the forge together, waiting included
  std::string fail_on = "never";
  std::string color = "auto";
};

/// `trailers`
struct TrailersArguments {
  std::string project_dir;             ///< install_hook: in the repository
  std::string llm;                     ///< `tool:model`, `tool` or `none`; empty: TOLLGATE_LLM
  std::string prompt;                  ///< file of the prompt, `-` for standard input; empty: TOLLGATE_PROMPT_FILE
  std::vector<std::string> reviewers;  ///< logins
  bool install_hook = false;
};

/// `init`
struct InitArguments {
  std::string project_dir;
  bool dry_run = false;
  std::string ci;  ///< github, gitlab or none; empty: find out
  std::string preset = "standard";
  std::string action = "OWNER/tollgate";  ///< of GitHub: the repository that the action lives in
  bool beside = false;                    ///< write FILE.suggested beside a file that is there
  std::string hook;                       ///< pre-push: only this hook
};

/// `completion`
struct CompletionArguments {
  std::string shell;               ///< bash, zsh, fish; man: the manual, for the build; words: for these scripts
  std::string words;               ///< words: models, columns, subjects or layers
  std::vector<std::string> typed;  ///< words: the command line up to the cursor
};

using Command = std::variant<CheckArguments, ExplainArguments, PolicyArguments, DoctorArguments, InspectArguments,
                             LineageArguments, PiiArguments, StatsArguments, BudgetArguments, AuditArguments,
                             TrailersArguments, WaiversArguments, InitArguments, CompletionArguments>;

struct Parsed {
  std::optional<Command> command;  ///< nothing: help or version was printed, or the usage was wrong
  int exit_code = 0;
};

/// Reads the arguments (without the program's name); prints help, version and usage errors itself.
Parsed parse_arguments(const std::vector<std::string>& arguments, const Streams& streams);

/// e.g. "0.1.0"
std::string_view version();

}  // namespace tollgate::cli
