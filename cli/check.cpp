// The main job: policy, artifacts, selection, gates, report.
#include <ostream>
#include <utility>

#include "cli/commands.hpp"
#include "cli/judgement.hpp"
#include "cli/outputs.hpp"
#include "cli/publishing.hpp"
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

/// Opened only for an output that has something to tell.
bool tell_forge(const std::vector<Output>& outputs, const Report& report, const Streams& streams) {
  if (!wants_publishing(outputs, report)) return true;
  ForgeInUse forge = open_forge(streams);
  return publish_outputs(outputs, report, forge, streams);
}

int finish(const std::vector<Output>& outputs, const Report& report, const CheckArguments& arguments,
           const Streams& streams) {
  const bool written = write_outputs(outputs, report, arguments.color, streams);
  const bool published = tell_forge(outputs, report, streams);
  const int code = exit_code(report);
  if (!(written && published) && arguments.reporter_errors_fail && code == 0) return 3;
  return code;
}

}  // namespace

int check(const CheckArguments& arguments, const Streams& streams) {
  const std::vector<const Gate*> gates = requested_gates(arguments.gates);
  const std::vector<Output> outputs = plan_outputs(arguments.formats, streams);
  const ProjectPlace place = find_place(arguments.project);
  const Commits commits = commits_of(arguments.project, place);
  const PolicyInForce policy = find_policy(arguments.project, place, commits, streams);
  const WaiversInForce waivers = find_waivers(place, commits);
  const Day today = today_of(arguments.today, streams);
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
    return finish(outputs, unjudged_report(std::move(report), error), arguments, streams);
  }
  if (arguments.explain_selection) {
    streams.out << explain_selection(artifacts, selected) << explain_semantics(semantics);
    return 0;
  }
  const std::vector<GateTargets> assignments = assign_gates(gates, !arguments.gates.empty(), selected, semantics);
  const Connector connect = connect_to_warehouse;
  if (!arguments.select.empty()) {
    report.notes.push_back({"policy", "only models that --select names judged: the change may touch more"});
  }
  const JudgementInput input{.arguments = arguments,
                             .artifacts = artifacts,
                             .selected = selected,
                             .semantics = semantics,
                             .assignments = assignments,
                             .policy = policy,
                             .place = place,
                             .folders = folders,
                             .connect = connect,
                             .waivers = {waivers.waivers, today, known_subjects(artifacts)}};
  if (arguments.dry_run) {
    streams.out << describe_plan(input);
    return 0;
  }
  return finish(outputs, judge_change(input, std::move(report), streams), arguments, streams);
}

}  // namespace tollgate::cli
