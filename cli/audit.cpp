#include <algorithm>
#include <ostream>
#include <string_view>

#include "budget/audit/export.hpp"
#include "cli/audit_events.hpp"
#include "cli/audit_keeping.hpp"
#include "cli/commands.hpp"
#include "core/error.hpp"

namespace tollgate::cli {

namespace {

using budget::LogPlace;
using budget::LogRepository;
using budget::Verification;

LogPlace place_of(const AuditArguments& arguments) {
  LogPlace place;
  place.directory = arguments.project_dir.empty() ? "." : arguments.project_dir;
  place.ref = budget::ref_of(arguments.branch);
  if (arguments.local) return place;
  place.remote = arguments.remote.empty() ? budget::default_remote(place.directory) : arguments.remote;
  return place;
}

// --- append ---

int append(const AuditArguments& arguments, const Streams& streams) {
  const std::vector<std::string> drafts = drafts_of(arguments, streams);
  const std::string later = append_later(arguments.pending_dir);
  if (arguments.pending) {
    keep_events(drafts, arguments.pending_dir);
    streams.out << drafts.size() << (drafts.size() == 1 ? " event" : " events") << " kept" << later << "\n";
    return 0;
  }
  const AppendedOrKept result = append_or_keep(place_of(arguments), drafts, arguments.pending_dir);
  if (result.ids.empty()) {
    throw Error(ErrorKind::unjudged, {result.problem, "the events are kept" + later, {}});
  }
  for (const std::string& id : result.ids) streams.out << id << "\n";
  return 0;
}

// --- verify ---

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_event_anchor(std::string_view text) {
  return text.size() == 71 && text.starts_with("sha256:") && is_hex(text.substr(7));
}

void refuse_unknown_anchors(const std::vector<std::string>& anchors) {
  for (const std::string& anchor : anchors) {
    const bool commit = (anchor.size() == 40 || anchor.size() == 64) && is_hex(anchor);
    if (is_event_anchor(anchor) || commit) continue;
    throw Error(ErrorKind::usage, {"--anchor is neither an event (sha256: and 64 hex digits) nor a whole commit id",
                                   "take it from what tollgate audit verify printed",
                                   {}});
  }
}

void check_all_anchors(const LogRepository& repository, const std::string& tip, const std::vector<std::string>& anchors,
                       Verification& log) {
  std::vector<std::string> events;
  for (const std::string& anchor : anchors) {
    if (is_event_anchor(anchor)) {
      events.push_back(anchor);
    } else if (!repository.holds_commit(tip, anchor)) {
      log.problems.push_back({"commit " + anchor, "the anchor is not in the log: its history was replaced"});
    }
  }
  budget::check_anchors(events, log);
}

/// The whole log, with every check but anchors. Throws Error (unjudged) where there is none or a part of it.
Verification whole_log(const LogRepository& repository, const std::string& tip) {
  Verification log = budget::read_events(repository.contents(tip));
  const budget::LogHistory history = repository.history(tip);
  if (history.cut) {
    throw Error(ErrorKind::unjudged,
                {"the history of the audit log is cut off here: a shallow clone", "run: git fetch --unshallow", {}});
  }
  budget::check_history(history, log);
  return log;
}

std::string no_log(const AuditArguments& arguments) { return "there is no audit log on " + arguments.branch; }

int tell_problems(const Verification& log, const Streams& streams) {
  for (const budget::LogProblem& problem : log.problems) {
    streams.out << problem.where << ": " << problem.what << "\n";
  }
  streams.out << "the audit log is NOT whole: " << log.problems.size()
              << (log.problems.size() == 1 ? " problem" : " problems") << ", " << log.events.size()
              << " events can be read\n";
  return 1;
}

int verify(const AuditArguments& arguments, const Streams& streams) {
  refuse_unknown_anchors(arguments.anchors);
  const LogRepository repository(place_of(arguments));
  const std::string tip = repository.tip();
  if (tip.empty() && arguments.anchors.empty()) {
    throw Error(ErrorKind::unjudged, {no_log(arguments), "append a first event, or name another --branch", {}});
  }
  if (tip.empty()) {
    streams.out << no_log(arguments) << ", and there was one: it was deleted\n";
    return 1;
  }
  Verification log = whole_log(repository, tip);
  check_all_anchors(repository, tip, arguments.anchors, log);
  if (!log.problems.empty()) return tell_problems(log, streams);
  streams.out << "the audit log is whole: " << log.events.size() << " events, " << log.heads.ids.size()
              << (log.heads.ids.size() == 1 ? " head" : " heads") << ", " << log.forks << " forks, commit " << tip
              << "\n";
  for (const std::string& id : log.heads.ids) streams.out << "anchor " << id << "\n";
  return 0;
}

// --- export ---

int print(const AuditArguments& arguments, const Streams& streams) {
  const LogRepository repository(place_of(arguments));
  const std::string tip = repository.tip();
  if (tip.empty()) throw Error(ErrorKind::unjudged, {no_log(arguments), "append a first event first", {}});
  const Verification log = whole_log(repository, tip);
  if (!log.problems.empty()) {
    throw Error(ErrorKind::unjudged, {"the audit log is not whole, and is not passed on: " + log.problems.front().what,
                                      "run tollgate audit verify",
                                      {log.problems.front().where, 0, 0}});
  }
  if (arguments.format == "sql") {
    streams.out << budget::audit_sql(log.events, arguments.table);
  } else {
    streams.out << (arguments.format == "csv" ? budget::audit_csv(log.events) : budget::audit_jsonl(log.events));
  }
  return 0;
}

}  // namespace

int audit(const AuditArguments& arguments, const Streams& streams) {
  switch (arguments.action) {
    case AuditArguments::Action::append:
      return append(arguments, streams);
    case AuditArguments::Action::verify:
      return verify(arguments, streams);
    case AuditArguments::Action::print:
      return print(arguments, streams);
  }
  return 3;
}

}  // namespace tollgate::cli
