#include "cli/not_begun.hpp"

#include <exception>
#include <filesystem>
#include <string>
#include <utility>

#include "change/gather.hpp"
#include "cli/init/files_of_dbt.hpp"
#include "core/settle.hpp"

namespace tollgate::cli {

namespace {

/// Empty where the file does not tell it.
std::string name_in(const ProjectPlace& place) {
  const auto text = read_bounded((std::filesystem::path(place.directory) / "dbt_project.yml").string());
  if (!text) return {};
  try {
    return init::read_project_file(*text, "dbt_project.yml").file.name;
  } catch (const Error&) {
    return {};
  }
}

std::string one_line(const Diagnostic& diagnostic) {
  std::string reason = to_text({diagnostic.message, {}, diagnostic.place});
  return diagnostic.hint.empty() ? reason : reason + "; " + diagnostic.hint;
}

/// All of a policy's problems stand in the job's log: a comment has the first.
std::string reason_of(const Error& error) {
  const auto* several = dynamic_cast<const PolicyProblems*>(&error);
  if (several == nullptr || several->problems().empty()) return one_line(error.diagnostic());
  const std::size_t more = several->problems().size() - 1;
  std::string reason = one_line(several->problems().front());
  return more == 0 ? reason : reason + " (and " + std::to_string(more) + " more: see the job's log)";
}

}  // namespace

Report report_of_nothing(const CheckArguments& arguments) {
  Report report;
  report.tollgate_version = version();
  report.base_label = arguments.project.base_sha;
  report.head_label = arguments.project.head_sha;
  report.policy.source = "not read";
  report.fail_on = arguments.fail_on;
  return report;
}

void tell_whose(Report& report, const CheckArguments& arguments, const Streams& streams) {
  report.stage = arguments.stage;
  try {
    report.project = name_in(find_place(arguments.project));
    ForgeInUse no_forge;
    // A place without a repository: git is not asked again, which may be what was wrong.
    const change::PullRequest facts = gather_pull_request(arguments, {}, {}, no_forge, streams);
    if (facts.exists) report.pull_request = change::summary_of(facts);
  } catch (const std::exception&) {
    // Whatever keeps it from being known is told by what the run itself ended with.
  }
}

void tell_whose(Report& report, const CheckArguments& arguments, const Circumstances& known) {
  report.stage = arguments.stage;
  report.project = name_in(known.place);
  const change::PullRequest& facts = known.pull_request.facts;
  if (facts.exists) report.pull_request = change::summary_of(facts);
}

Report unjudged_report(Report report, std::string_view what, const Error& error) {
  GateResult result;
  result.outcomes.push_back({std::string(what), std::string(change_subject), Status::errored, reason_of(error)});
  report.gates = {std::string(what)};
  report.layers.clear();  // no model is known, so no layer is touched
  report.begun = false;
  return settle(std::move(report), {std::move(result)}, {});
}

}  // namespace tollgate::cli
