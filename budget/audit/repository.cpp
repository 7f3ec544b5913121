#include "budget/audit/repository.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string_view>
#include <utility>

#include "budget/audit/plumbing.hpp"
#include "core/day.hpp"
#include "core/error.hpp"

namespace tollgate::budget {

namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end != 0) lines.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

bool says(const std::string& words, std::initializer_list<std::string_view> any) {
  return std::ranges::any_of(any, [&](std::string_view part) { return words.find(part) != std::string::npos; });
}

/// Somebody else was faster, or the way there was disturbed: worth another try. All else is a refusal.
bool may_pass_next_time(const std::string& words) {
  if (says(words, {"hook declined", "protected branch", "Permission", "denied", "returned error: 403"})) return false;
  return says(words, {"non-fast-forward", "fetch first", "cannot lock ref", "failed to update ref", "already exists",
                      "incorrect old value", "stale info", "hung up", "early EOF", "Connection reset", "timed out",
                      "RPC failed", "returned error: 429", "returned error: 5"});
}

PushAnswer answer_of(const change::ProcessResult& result) {
  if (result.exit_code == 0) return {.kind = PushAnswer::Kind::done, .reason = {}};
  std::string words = words_of_git(result);
  // --porcelain tells the reason of each ref on standard output: `!\t<from>:<to>\t[rejected] (fetch first)`.
  for (const std::string& line : lines_of(result.output)) {
    if (line.starts_with("!")) words = line.substr(std::min(line.rfind('\t') + 1, line.size())) + "; " + words;
  }
  const bool again = may_pass_next_time(words);
  return {.kind = again ? PushAnswer::Kind::overtaken : PushAnswer::Kind::refused, .reason = std::move(words)};
}

/// `:<modes> <objects> <status>`
char status_of(std::string_view facts) { return facts[facts.rfind(' ') + 1]; }

/// What `diff-tree --stdin -z` says: commit ids, and `:…` followed by a path.
std::vector<LogChange> changes_in(std::string_view text) {
  std::vector<LogChange> changes;
  std::string commit;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\0'), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!part.starts_with(':')) {
      commit = part;
      continue;
    }
    const std::size_t path_end = std::min(text.find('\0'), text.size());
    changes.push_back({commit, status_of(part), std::string(text.substr(0, path_end))});
    text.remove_prefix(std::min(path_end + 1, text.size()));
  }
  return changes;
}

LogHistory history_of(const std::string& directory, const std::string& tip) {
  LogHistory history;
  change::ProcessInput commits;
  for (const std::string& line : lines_of(need_git(directory, {"rev-list", "--parents", tip}))) {
    const std::size_t space = line.find(' ');
    commits.text += line.substr(0, space) + "\n";
    if (space != std::string::npos) continue;
    history.roots.push_back(line);
    // In a shallow clone git tells a commit to have no parents that has some.
    const std::string raw = need_git(directory, {"cat-file", "commit", line});
    history.cut = history.cut || raw.substr(0, raw.find("\n\n")).find("\nparent ") != std::string::npos;
  }
  history.changes = changes_in(need_git(
      directory, {"diff-tree", "--no-relative", "--stdin", "-r", "-m", "--root", "--no-renames", "--no-ext-diff", "-z"},
      commits));
  std::ranges::sort(history.roots);
  return history;
}

/// A timestamp of an event as git reads it: `@<seconds> +0000`.
std::string date_of(const std::string& ts) {
  const auto number = [&](std::size_t at) { return (ts[at] - '0') * 10 + (ts[at + 1] - '0'); };
  const std::int64_t days = day_from(ts.substr(0, 10)).value_or(Day{}).time_since_epoch().count();
  const std::int64_t seconds = ((days * 24 + number(11)) * 60 + number(14)) * 60 + number(17);
  return "@" + std::to_string(std::max<std::int64_t>(seconds, 0)) + " +0000";
}

}  // namespace

std::string ref_of(const std::string& branch) { return branch.starts_with("refs/") ? branch : "refs/heads/" + branch; }

std::string default_remote(const std::string& directory) {
  const change::ProcessResult result = run_git(directory, {"remote"});
  if (result.exit_code != 0) {
    throw Error(ErrorKind::usage, {words_of_git(result), "name a folder of a git repository with --project-dir", {}});
  }
  const std::vector<std::string> names = lines_of(result.output);
  if (names.empty()) return {};
  if (std::ranges::find(names, "origin") != names.end()) return "origin";
  if (names.size() == 1) return names.front();
  throw Error(ErrorKind::usage, {"there are several remotes, and none is called origin",
                                 "say which one holds the audit log: --remote NAME, or --local for none",
                                 {}});
}

LogRepository::LogRepository(LogPlace place) : x_place(std::move(place)) {
  const change::ProcessResult found = run_git(x_place.directory, {"rev-parse", "--git-dir"});
  if (found.exit_code != 0) {
    throw Error(ErrorKind::usage, {words_of_git(found), "name a folder of a git repository with --project-dir", {}});
  }
  if (run_git(x_place.directory, {"check-ref-format", x_place.ref}).exit_code != 0 || x_place.remote.starts_with("-")) {
    throw Error(ErrorKind::usage, {"no branch or remote can be called " + x_place.ref +
                                       (x_place.remote.empty() ? "" : " or " + x_place.remote),
                                   "use a plain name, such as tollgate-audit",
                                   {}});
  }
}

std::string LogRepository::remote_tip() const {
  const std::string listed = need_git(x_place.directory, {"ls-remote", "--", x_place.remote, x_place.ref});
  for (const std::string& line : lines_of(listed)) {
    const std::size_t tab = line.find('\t');
    if (tab != std::string::npos && line.substr(tab + 1) == x_place.ref) return line.substr(0, tab);
  }
  return {};
}

/// Objects only: no ref of the user moves, and FETCH_HEAD stays as it is.
void LogRepository::fetch() const {
  need_git(x_place.directory, {"fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
                               "--refmap=", "--recurse-submodules=no", "--", x_place.remote, x_place.ref});
}

std::string LogRepository::tip() const {
  if (x_place.remote.empty()) {
    const change::ProcessResult found =
        run_git(x_place.directory, {"rev-parse", "--verify", "--quiet", x_place.ref + "^{commit}"});
    return found.exit_code == 0 ? lines_of(found.output).front() : std::string();
  }
  return remote_tip();
}

LogContents LogRepository::contents(const std::string& tip) const {
  if (tip.empty()) return {};
  auto files = files_of(x_place.directory, tip);
  if (!files && !x_place.remote.empty()) {
    fetch();
    files = files_of(x_place.directory, tip);
  }
  if (files) return {tip, std::move(*files)};
  throw Error(ErrorKind::unjudged, {"git cannot read commit " + tip + " of the audit log",
                                    "objects are missing: fetch the branch, or ask git fsck",
                                    {}});
}

LogHistory LogRepository::history(const std::string& tip) const {
  try {
    return history_of(x_place.directory, tip);
  } catch (const Error&) {  // a fetch that was killed leaves commits without their trees
    if (x_place.remote.empty()) throw;
  }
  fetch();
  return history_of(x_place.directory, tip);
}

bool LogRepository::holds_commit(const std::string& tip, const std::string& commit) const {
  return run_git(x_place.directory, {"merge-base", "--is-ancestor", commit, tip}).exit_code == 0;
}

std::string LogRepository::commit(const std::string& tip, const std::vector<SealedEvent>& events) const {
  std::map<std::string, std::string> files;
  std::string message =
      "audit: add " + std::to_string(events.size()) + (events.size() == 1 ? " event" : " events") + "\n\n";
  for (const SealedEvent& event : events) {
    files.emplace(event.path, event.bytes);
    message += event.id + "\n";
  }
  const std::string tree = add_to_tree(x_place.directory, tip, files);
  const std::string date = date_of(events.back().ts);
  std::vector<std::string> arguments{"commit-tree", tree};
  if (!tip.empty()) arguments.insert(arguments.end(), {"-p", tip});
  // No address: the log holds none of anybody's.
  const std::vector<std::string> identity{
      "GIT_AUTHOR_NAME=tollgate", "GIT_AUTHOR_EMAIL=",       "GIT_COMMITTER_NAME=tollgate",
      "GIT_COMMITTER_EMAIL=",     "GIT_AUTHOR_DATE=" + date, "GIT_COMMITTER_DATE=" + date};
  return lines_of(need_git(x_place.directory, arguments, {.text = message, .environment = identity})).front();
}

PushAnswer LogRepository::push(const std::string& tip, const std::string& commit) const {
  if (!x_place.remote.empty()) {
    return answer_of(
        run_git(x_place.directory, {"push", "--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no",
                                    "--", x_place.remote, commit + ":" + x_place.ref}));
  }
  const std::string none(commit.size(), '0');
  return answer_of(run_git(x_place.directory, {"update-ref", x_place.ref, commit, tip.empty() ? none : tip}));
}

}  // namespace tollgate::budget
