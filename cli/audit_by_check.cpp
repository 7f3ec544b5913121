#include "cli/audit_by_check.hpp"

#include "cli/audit_keeping.hpp"
#include "cli/audit_of_check.hpp"
#include "cli/outputs.hpp"
#include "core/error.hpp"

namespace tollgate::cli {

namespace {

void write_lines(const std::vector<std::string>& drafts, const std::string& file, Run* run) {
  std::string lines;
  for (const std::string& draft : drafts) lines += draft + "\n";
  write_file(file, lines, run);
}

/// A token of a fork may not push: then nothing is tried.
std::string reason_to_keep(const CheckArguments& arguments, const change::PullRequest& facts) {
  if (arguments.audit == AuditByCheck::pending) return "--audit pending";
  return facts.merged_at.known() ? std::string() : facts.writes_refused;
}

void append(const JudgementInput& input, const std::vector<std::string>& drafts, const Streams& streams) {
  const CheckArguments& arguments = input.arguments;
  const std::string& folder = arguments.audit_pending_dir;
  std::string problem = reason_to_keep(arguments, input.pull_request->facts);
  if (!problem.empty()) {
    keep_events(drafts, folder);
  } else {
    budget::LogPlace place;
    place.directory = input.place.repository_root.value_or(input.place.directory);
    place.ref = budget::ref_of(arguments.audit_branch);
    place.remote = budget::default_remote(place.directory);
    problem = append_or_keep(place, drafts, folder).problem;
  }
  const std::string count = std::to_string(drafts.size()) + (drafts.size() == 1 ? " event" : " events");
  tell(streams, problem.empty() ? "tollgate: " + count + " appended to the audit log " + arguments.audit_branch
                                : "tollgate: " + count + " kept (" + problem + ")" + append_later(folder));
}

}  // namespace

void tell_audit_log(const JudgementInput& input, Report& report, const Streams& streams) {
  AuditDrafts drafts = audit_drafts(report, *input.pull_request, input.policy.policy, input.now, streams);
  report.pull_request->audit_event = drafts.judged;
  report.notes.insert(report.notes.end(), drafts.notes.begin(), drafts.notes.end());
  std::vector<std::string> all = std::move(drafts.others);
  if (!drafts.judged.empty()) all.push_back(std::move(drafts.judged));
  try {
    if (!input.arguments.audit_file.empty()) write_lines(all, input.arguments.audit_file, streams.run);
    if (input.arguments.audit != AuditByCheck::off && !all.empty()) append(input, all, streams);
  } catch (const Error& error) {
    tell(streams, std::string("tollgate: ") + error.what());  // as with a report that cannot be written
  }
}

}  // namespace tollgate::cli
