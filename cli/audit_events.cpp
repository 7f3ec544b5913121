#include "cli/audit_events.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

#include "core/error.hpp"

namespace tollgate::cli {

namespace {

// Room for some thousand events at their largest.
constexpr std::size_t largest_file = 64U << 20U;

std::optional<std::int64_t> number_from(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

[[noreturn]] void wrong_usage(const std::string& message, const std::string& hint) {
  throw Error(ErrorKind::usage, {message, hint, {}});
}

std::string type_of(const std::string& subcommand) { return subcommand == "merged" ? "pr_merged" : subcommand; }

std::string draft_of_flags(const AuditArguments& arguments, const Streams& streams) {
  budget::AuditEvent event;
  event.type = type_of(arguments.event);
  event.ts = audit_time(arguments.at, streams);
  event.repo = arguments.repo.empty() ? audit_repository(streams) : arguments.repo;
  if (event.repo.empty()) wrong_usage("which repository is it?", "say it with --repo owner/name");
  if (arguments.pr > 0) event.pr = arguments.pr;
  event.outcome = arguments.outcome;
  event.merge_sha = arguments.merge_sha;
  event.by_commit = arguments.by_commit;
  event.layer = arguments.layer;
  event.rule = arguments.rule;
  event.subject = arguments.subject;
  event.reason = arguments.reason;
  event.supersedes = arguments.supersedes;
  event.actor = audit_actor(arguments.actor, streams);
  const bool anybody = event.actor->id || !event.actor->login.empty();
  if (!anybody && event.type != "pr_merged") wrong_usage("who says so?", "name a person with --actor LOGIN");
  if (event.reason.empty() && event.type != "pr_merged") wrong_usage("why?", "say it in one line with --reason");
  return budget::to_draft(event);
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  std::string block(1U << 16U, '\0');
  while (file && text.size() <= largest_file) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    text.append(block, 0, static_cast<std::size_t>(file.gcount()));
  }
  if (!file.eof() || text.empty()) {
    throw Error(ErrorKind::usage, {text.size() > largest_file ? "the file is larger than 64 MiB"
                                   : file.eof()               ? "the file is empty: it holds no event"
                                                              : "the file cannot be read",
                                   "name files that tollgate audit append has kept",
                                   {path, 0, 0}});
  }
  return text;
}

/// One object over several lines, or one per line.
void add_drafts(const std::string& path, const std::string& ts, std::vector<std::string>& drafts) {
  const std::string text = text_of(path);
  const std::size_t first_end = std::min(text.find('\n'), text.size());
  const bool one = text.find_first_not_of(" \t\r\n", first_end) == std::string::npos || text.find('}') > first_end;
  std::string_view rest = text;
  for (int line = 1; !rest.empty(); ++line) {
    const std::size_t end = one ? rest.size() : std::min(rest.find('\n'), rest.size());
    const std::string_view object = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (object.find_first_not_of(" \t\r\n") == std::string_view::npos) continue;
    try {
      drafts.push_back(budget::draft_from(object, ts));
    } catch (const Error& error) {
      throw Error(error.kind(), {error.diagnostic().message, error.diagnostic().hint, {path, line, 0}});
    }
  }
}

}  // namespace

budget::AuditActor audit_actor(const std::string& named, const Streams& streams) {
  budget::AuditActor actor;
  actor.workflow = variable(streams, "GITHUB_WORKFLOW");
  const bool gitlab = !variable(streams, "GITLAB_CI").empty();
  actor.run_id = number_from(variable(streams, gitlab ? "CI_PIPELINE_ID" : "GITHUB_RUN_ID"));
  actor.attempt = number_from(variable(streams, "GITHUB_RUN_ATTEMPT"));
  actor.id = number_from(named.empty() ? variable(streams, gitlab ? "GITLAB_USER_ID" : "GITHUB_ACTOR_ID") : named);
  if (!actor.id) actor.login = named;
  return actor;
}

std::string audit_repository(const Streams& streams) {
  const std::string github = variable(streams, "GITHUB_REPOSITORY");
  return github.empty() ? variable(streams, "CI_PROJECT_PATH") : github;
}

std::string audit_time(const std::string& at, const Streams& streams) {
  constexpr std::string_view without_milliseconds = "2026-04-01T09:15:00Z";
  if (at.size() == without_milliseconds.size() && at.back() == 'Z') return at.substr(0, at.size() - 1) + ".000Z";
  if (!at.empty()) return at;
  if (streams.now) return budget::audit_timestamp(streams.now->time_since_epoch().count());
  wrong_usage("when did it happen?", "say it with --at 2026-04-01T09:15:00Z");
}

std::vector<std::string> drafts_of(const AuditArguments& arguments, const Streams& streams) {
  if (!arguments.event.empty() && !arguments.files.empty()) {
    wrong_usage("an event in flags and files of events are two jobs", "append the files in a second call");
  }
  if (!arguments.event.empty()) return {draft_of_flags(arguments, streams)};
  if (arguments.files.empty()) {
    wrong_usage("nothing to append", "name files of events, or an event: tollgate audit append outcome --help");
  }
  const bool timed = !arguments.at.empty() || streams.now;
  const std::string ts = timed ? audit_time(arguments.at, streams) : std::string();
  std::vector<std::string> drafts;
  for (const std::string& file : arguments.files) add_drafts(file, ts, drafts);
  return drafts;
}

}  // namespace tollgate::cli
