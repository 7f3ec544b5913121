// The main job: policy, artifacts, selection, gates, report.
#include <chrono>
#include <ostream>
#include <utility>

#include "cli/audit_of_check.hpp"
#include "cli/budget_inputs.hpp"
#include "cli/commands.hpp"
#include "cli/judgement.hpp"
#include "cli/outputs.hpp"
#include "cli/publishing.hpp"
#include "cli/roles_in_force.hpp"
#include "cli/waivers_in_force.hpp"
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

/// How the LLM budget stands, where an LLM helped: nobody else is judged by it.
BudgetInForce budget_for(const PullRequestInForce& pull_request, const Policy& policy,
                         const ProjectArguments& arguments, const ProjectPlace& place, const Commits& commits,
                         std::chrono::sys_seconds now) {
  const bool touched = pull_request.provenance.state == change::ProvenanceState::declared_llm;
  if (!pull_request.facts.exists || !touched) return {};
  if (commits.base.empty()) return {{}, "no base commit is known: give --base-sha"};
  return budget_in_force(policy, arguments, place, commits.base, now);
}

/// The event of this run stands in the report; all of its events go to --audit-file, for `tollgate audit append`.
void tell_audit_log(const JudgementInput& input, const std::string& file, Report& report, const Streams& streams) {
  const AuditDrafts drafts = audit_drafts(report, *input.pull_request, input.policy.policy, input.now, streams);
  report.pull_request->audit_event = drafts.judged;
  report.notes.insert(report.notes.end(), drafts.notes.begin(), drafts.notes.end());
  if (file.empty()) return;
  std::string lines;
  for (const std::string& draft : drafts.others) lines += draft + "\n";
  if (!drafts.judged.empty()) lines += drafts.judged + "\n";
  try {
    write_file(file, lines);
  } catch (const Error& error) {
    tell(streams, std::string("tollgate: ") + error.what());  // as with a report that cannot be written
  }
}

}  // namespace

int check(const CheckArguments& arguments, const Streams& streams) {
  const std::vector<const Gate*> gates = requested_gates(arguments.gates);
  std::vector<Output> outputs = plan_outputs(arguments.formats, streams);
  for (Output& output : outputs) output.comment_key = arguments.comment_key;
  const ProjectPlace place = find_place(arguments.project);
  const Commits commits = commits_of(arguments.project, place);
  const PolicyInForce policy = find_policy(arguments.project, place, commits, streams);
  const WaiversInForce waivers = find_waivers(place, commits);
  const Day today = today_of(arguments.today, streams);
  ForgeInUse forge = open_forge(streams, std::chrono::seconds(arguments.forge_timeout_s));
  const PullRequestInForce pull_request = find_pull_request(arguments, place, commits, forge, streams);
  const RolesInForce roles = find_roles(place, commits, policy.policy);
  const ArtifactFolders folders = find_folders(arguments.project, policy.policy, place);
  Report report = empty_report(policy, folders, commits, arguments.fail_on);
  report.notes.insert(report.notes.end(), waivers.notes.begin(), waivers.notes.end());
  if (!arguments.today.empty()) report.notes.push_back({"waivers", "judged as of " + arguments.today + " (--today)"});

  Artifacts artifacts;
  std::vector<SelectedNode> selected;
  std::vector<SelectedSemantic> semantics;
  try {
    load_artifacts(folders, artifacts);
    selected = select_models(artifacts, policy.policy, place, arguments.select, arguments.all);
    semantics = select_semantics(artifacts, policy.policy, place, selected, arguments.select);
    const bool touched = !artifacts.changes.changed.empty();
    if (touched && !arguments.select.empty() && selected.empty() && semantics.empty()) refuse_empty_selection();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::usage) throw;
    return finish(outputs, unjudged_report(std::move(report), error), arguments, forge, streams);
  }
  if (arguments.explain_selection) {
    streams.out << explain_selection(artifacts, selected) << explain_semantics(semantics);
    return 0;
  }
  std::vector<GateTargets> assignments = assign_gates(gates, !arguments.gates.empty(), selected, semantics);
  if (pull_request.facts.exists) {
    ask_about_change(assignments, policy.policy);
    report.notes.insert(report.notes.end(), roles.notes.begin(), roles.notes.end());
  }
  const Connector connect = connect_to_warehouse;
  if (!arguments.select.empty()) {
    report.notes.push_back({"policy", "only models that --select names judged: the change may touch more"});
  }
  const auto now = pull_request.facts.exists ? now_of(arguments.now, streams) : std::chrono::sys_seconds{};
  const BudgetInForce budget = budget_for(pull_request, policy.policy, arguments.project, place, commits, now);
  const JudgementInput input{
      .arguments = arguments,
      .artifacts = artifacts,
      .selected = selected,
      .semantics = semantics,
      .assignments = assignments,
      .policy = policy,
      .place = place,
      .folders = folders,
      .connect = connect,
      .waivers = {waivers.waivers, today, known_subjects(artifacts), added_waivers(pull_request, policy.policy)},
      .pull_request = pull_request.facts.exists ? &pull_request : nullptr,
      .roles = roles.roles ? &*roles.roles : nullptr,
      .loosened_roles = roles.loosened,
      .now = now,
      .budget = budget.lines,
      .budget_problem = budget.problem};
  if (arguments.dry_run) {
    streams.out << describe_plan(input);
    return 0;
  }
  report = judge_change(input, std::move(report), streams);
  if (input.pull_request != nullptr) tell_audit_log(input, arguments.audit_file, report, streams);
  return finish(outputs, report, arguments, forge, streams);
}

}  // namespace tollgate::cli
