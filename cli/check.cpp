// The main job: policy, artifacts, selection, gates, report.
#include <algorithm>
#include <chrono>
#include <exception>
#include <ostream>
#include <utility>

#include "cli/audit_by_check.hpp"
#include "cli/changed_variables.hpp"
#include "cli/circumstances.hpp"
#include "cli/commands.hpp"
#include "cli/concessions.hpp"
#include "cli/judgement.hpp"
#include "cli/not_begun.hpp"
#include "cli/outputs.hpp"
#include "cli/publishing.hpp"
#include "cli/report_head.hpp"
#include "cli/stale_artifacts.hpp"
#include "cli/test_texts.hpp"
#include "cli/withdrawal.hpp"
#include "core/error.hpp"
#include "core/settle.hpp"
#include "policy/values.hpp"

namespace tollgate::cli {

namespace {

/// What is told, to whom, and with which files.
struct Telling {
  std::vector<Output> outputs;
  ForgeInUse forge;
};

void require_going_on(const Streams& streams) {
  if (streams.run != nullptr) streams.run->require_going_on();
}

int finish(const Report& report, const CheckArguments& arguments, Telling& telling, const Streams& streams) {
  begin_step(streams, {});  // no progress among the lines of a report
  require_going_on(streams);
  const bool written = write_outputs(telling.outputs, report, arguments.color, streams);
  begin_step(streams, "telling the forge");
  require_going_on(streams);
  const bool dry = arguments.dry_run || arguments.explain_selection;  // it says nothing about the change
  const bool published = dry || publish_outputs(telling.outputs, report, telling.forge, streams);
  begin_step(streams, {});
  const int code = exit_code(report);
  if (!(written && published) && arguments.reporter_errors_fail && code == 0) return 3;
  return code;
}

/// The run ends before anything is judged. Who reads no report of it, because all go to files, reads it here.
int finish_unjudged(Report report, std::string_view what, const Error& error, const CheckArguments& arguments,
                    Telling& telling, const Streams& streams) {
  const bool shown = std::ranges::any_of(telling.outputs, [](const Output& output) { return output.path.empty(); });
  if (!shown) tell(streams, "tollgate: " + std::string(error.what()));
  return finish(unjudged_report(std::move(report), what, error), arguments, telling, streams);
}

Report report_of(const Circumstances& known, const CheckArguments& arguments) {
  Report report = empty_report(known.policy, known.folders, known.commits, arguments.fail_on);
  const auto add = [&](const std::vector<Note>& notes) {
    report.notes.insert(report.notes.end(), notes.begin(), notes.end());
  };
  add(known.waivers.notes);
  add(known.baseline.notes);
  if (known.pull_request.facts.exists) add(known.roles.notes);
  if (!arguments.today.empty()) report.notes.push_back({"waivers", "judged as of " + arguments.today + " (--today)"});
  if (!arguments.select.empty()) {
    report.notes.push_back({"policy", "only models that --select names judged: the change may touch more"});
  }
  return report;
}

void limit_time(const CheckArguments& arguments, const Streams& streams) {
  const auto time = policy::duration_from(arguments.time_limit);
  if (time && streams.run != nullptr) streams.run->limit_to(*time, "--time-limit " + arguments.time_limit);
}

std::chrono::seconds forge_time(const CheckArguments& arguments, const Streams& streams) {
  const std::chrono::seconds own(arguments.forge_timeout_s);
  const auto until = streams.run == nullptr ? std::nullopt : streams.run->until();
  if (!until) return own;
  return std::min(own, std::chrono::ceil<std::chrono::seconds>(*until - Run::Clock::now()));
}

struct Selection {
  std::vector<SelectedNode> models;
  std::vector<SelectedSemantic> semantics;
};

/// Throws Error (unjudged) for a --select that matches nothing of a change that touches something.
Selection select(const Artifacts& artifacts, const Circumstances& known, const CheckArguments& arguments) {
  Selection selection;
  const Policy& policy = known.policy.policy;
  selection.models = select_models(artifacts, policy, known.place, arguments.select, arguments.all);
  selection.semantics = select_semantics(artifacts, policy, known.place, selection.models, arguments.select);
  const bool touched = !artifacts.changes.changed.empty();
  if (touched && !arguments.select.empty() && selection.models.empty() && selection.semantics.empty()) {
    refuse_empty_selection();
  }
  return selection;
}

JudgementInput input_of(const CheckArguments& arguments, const Circumstances& known, const Artifacts& artifacts,
                        const Selection& selection, const std::vector<GateTargets>& assignments,
                        const BudgetInForce& budget, const Streams& streams) {
  const bool exists = known.pull_request.facts.exists;
  return {
      .arguments = arguments,
      .artifacts = artifacts,
      .selected = selection.models,
      .semantics = selection.semantics,
      .assignments = assignments,
      .policy = known.policy,
      .place = known.place,
      .folders = known.folders,
      .connect = [run = streams.run](const Policy& policy, const ProjectPlace& place,
                                     int connections) { return connect_to_warehouse(policy, place, connections, run); },
      .concessions = concessions_of(arguments, known, artifacts),
      .pull_request = exists ? &known.pull_request : nullptr,
      .roles = known.roles.roles ? &*known.roles.roles : nullptr,
      .loosened_roles = known.roles.loosened,
      .stale = stale_models(artifacts, known),
      .now = known.now,
      .budget = budget.lines,
      .budget_problem = budget.problem};
}

/// A baseline that could not be written is told, and the reports are written all the same.
bool wrote_baseline(const Circumstances& known, const Report& report, const Streams& streams) {
  try {
    write_baseline(known, report, streams);
    return true;
  } catch (const Error& error) {
    tell(streams, "tollgate: " + std::string(error.what()));
    return false;
  }
}

Telling plan_telling(const CheckArguments& arguments, const Streams& streams) {
  Telling telling{plan_outputs(arguments.formats, streams), {}};
  for (Output& output : telling.outputs) output.comment_key = arguments.comment_key;
  if (!arguments.audit_file.empty()) require_writable("--audit-file", arguments.audit_file, streams.run);
  limit_time(arguments, streams);
  telling.forge = open_forge(streams, forge_time(arguments, streams));
  return telling;
}

int check_project(const Circumstances& known, const std::vector<const Gate*>& gates, const CheckArguments& arguments,
                  Telling& telling, const Streams& streams) {
  Report report = report_of(known, arguments);
  begin_step(streams, "reading dbt's artifacts");
  Leftovers own;
  auto& artifacts = (streams.leftovers == nullptr ? own : *streams.leftovers).make<Artifacts>();
  Selection selection;
  const char* what = "setup";
  try {
    require_project(known.place, known.folders.head);
    what = "artifacts";
    load_artifacts(known.folders, artifacts, edits_variables(known));
    drop_environment_differences(artifacts, known);
    check_lifetimes(known.waivers, known.policy.policy, artifacts, known.today);
    what = "selection";
    selection = select(artifacts, known, arguments);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::usage) throw;
    tell_whose(report, arguments, known);
    return finish_unjudged(std::move(report), what, error, arguments, telling, streams);
  }
  if (arguments.explain_selection) {
    begin_step(streams, {});
    streams.out << explain_selection(artifacts, selection.models) << explain_semantics(selection.semantics);
    return 0;
  }
  std::vector<GateTargets> assignments =
      assign_gates(gates, !arguments.gates.empty(), selection.models, selection.semantics);
  if (known.pull_request.facts.exists) ask_about_change(assignments, known.policy.policy);
  if (arguments.select.empty()) {
    ask_about_tests(assignments, artifacts.changes, !arguments.gates.empty(), known.policy.policy);
    ask_about_hooks(assignments, artifacts, !arguments.gates.empty(), known.policy.policy);
  }
  if (arguments.gates.empty()) drop_unasked(assignments, known.policy.policy);
  begin_step(streams, "reading the history of the base branch");
  const BudgetInForce budget = budget_for(known, arguments, telling.forge);
  for (const std::string& note : budget.notes) report.notes.push_back({"hallucination-budget", note});
  const JudgementInput input = input_of(arguments, known, artifacts, selection, assignments, budget, streams);
  if (arguments.dry_run) {
    begin_step(streams, {});
    streams.out << describe_plan(input);
    return 0;
  }
  report = judge_change(input, std::move(report), streams);
  require_going_on(streams);  // cancelled questions are no answers
  if (input.pull_request != nullptr) tell_audit_log(input, report, streams);
  const bool kept = !arguments.write_baseline || wrote_baseline(known, report, streams);
  const int code = finish(report, arguments, telling, streams);
  return kept ? code : 3;
}

int check_change(const CheckArguments& arguments, Telling& telling, const Streams& streams) {
  const std::vector<const Gate*> gates = requested_gates(arguments.gates);
  begin_step(streams, "asking git and the forge");
  Circumstances known;
  try {
    known = find_circumstances(arguments, telling.forge, streams);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::usage) throw;
    Report report = report_of_nothing(arguments);
    tell_whose(report, arguments, streams);
    return finish_unjudged(std::move(report), "setup", error, arguments, telling, streams);
  }
  return check_project(known, gates, arguments, telling, streams);
}

}  // namespace

int check(const CheckArguments& arguments, const Streams& streams) {
  Telling telling;
  try {
    telling = plan_telling(arguments, streams);
  } catch (const Error& error) {
    withdraw_unplanned(error, arguments, streams);
    throw;
  }
  try {
    return check_change(arguments, telling, streams);
  } catch (const Error& error) {
    withdraw(error, arguments, telling.outputs, telling.forge, streams);
    throw;
  } catch (const std::exception&) {
    // What went wrong is told by who catches it; its text may hold data.
    const Error error(ErrorKind::unjudged, {"tollgate could not go on", "the job's log says why", {}});
    withdraw(error, arguments, telling.outputs, telling.forge, streams);
    throw;
  }
}

}  // namespace tollgate::cli
