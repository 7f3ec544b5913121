// The main job: policy, artifacts, selection, gates, report.
#include <chrono>
#include <ostream>
#include <utility>

#include "cli/audit_by_check.hpp"
#include "cli/circumstances.hpp"
#include "cli/commands.hpp"
#include "cli/concessions.hpp"
#include "cli/judgement.hpp"
#include "cli/outputs.hpp"
#include "cli/publishing.hpp"
#include "cli/report_head.hpp"
#include "cli/stale_artifacts.hpp"
#include "core/error.hpp"
#include "core/settle.hpp"

namespace tollgate::cli {

namespace {

/// Fail closed, and tell it in every format that was asked for: an artifact that is missing is a red report, not a
/// missing one.
Report unjudged_report(Report report, const Error& error) {
  const Diagnostic& diagnostic = error.diagnostic();
  GateResult result;
  std::string reason = to_text({diagnostic.message, {}, diagnostic.place});
  if (!diagnostic.hint.empty()) reason += "; " + diagnostic.hint;
  result.outcomes.push_back({"artifacts", std::string(change_subject), Status::errored, std::move(reason)});
  report.gates = {"artifacts"};
  report.layers.clear();  // no model is known, so no layer is touched
  return settle(std::move(report), {std::move(result)}, {});
}

int finish(const std::vector<Output>& outputs, const Report& report, const CheckArguments& arguments, ForgeInUse& forge,
           const Streams& streams) {
  const bool written = write_outputs(outputs, report, arguments.color, streams);
  const bool published = publish_outputs(outputs, report, forge, streams);
  const int code = exit_code(report);
  if (!(written && published) && arguments.reporter_errors_fail && code == 0) return 3;
  return code;
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
                        const BudgetInForce& budget) {
  const bool exists = known.pull_request.facts.exists;
  return {.arguments = arguments,
          .artifacts = artifacts,
          .selected = selection.models,
          .semantics = selection.semantics,
          .assignments = assignments,
          .policy = known.policy,
          .place = known.place,
          .folders = known.folders,
          .connect = connect_to_warehouse,
          .concessions = concessions_of(arguments, known, artifacts),
          .pull_request = exists ? &known.pull_request : nullptr,
          .roles = known.roles.roles ? &*known.roles.roles : nullptr,
          .loosened_roles = known.roles.loosened,
          .stale = stale_models(artifacts, known),
          .now = known.now,
          .budget = budget.lines,
          .budget_problem = budget.problem};
}

}  // namespace

int check(const CheckArguments& arguments, const Streams& streams) {
  const std::vector<const Gate*> gates = requested_gates(arguments.gates);
  std::vector<Output> outputs = plan_outputs(arguments.formats, streams);
  for (Output& output : outputs) output.comment_key = arguments.comment_key;
  ForgeInUse forge = open_forge(streams, std::chrono::seconds(arguments.forge_timeout_s));
  const Circumstances known = find_circumstances(arguments, forge, streams);
  Report report = report_of(known, arguments);

  Artifacts artifacts;
  Selection selection;
  try {
    load_artifacts(known.folders, artifacts);
    check_lifetimes(known.waivers, known.policy.policy, artifacts, known.today);
    selection = select(artifacts, known, arguments);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::usage) throw;
    return finish(outputs, unjudged_report(std::move(report), error), arguments, forge, streams);
  }
  if (arguments.explain_selection) {
    streams.out << explain_selection(artifacts, selection.models) << explain_semantics(selection.semantics);
    return 0;
  }
  std::vector<GateTargets> assignments =
      assign_gates(gates, !arguments.gates.empty(), selection.models, selection.semantics);
  if (known.pull_request.facts.exists) ask_about_change(assignments, known.policy.policy);
  if (arguments.gates.empty()) drop_unasked(assignments, known.policy.policy);
  const BudgetInForce budget = budget_for(known, arguments, forge);
  for (const std::string& note : budget.notes) report.notes.push_back({"hallucination-budget", note});
  const JudgementInput input = input_of(arguments, known, artifacts, selection, assignments, budget);
  if (arguments.dry_run) {
    streams.out << describe_plan(input);
    return 0;
  }
  report = judge_change(input, std::move(report), streams);
  if (input.pull_request != nullptr) tell_audit_log(input, report, streams);
  if (arguments.write_baseline) write_baseline(known, report, streams);
  return finish(outputs, report, arguments, forge, streams);
}

}  // namespace tollgate::cli
