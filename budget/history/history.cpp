#include "budget/history.hpp"

#include <algorithm>

#include "budget/history/commits.hpp"
#include "budget/history/facts.hpp"
#include "budget/history/files.hpp"
#include "budget/history/landings.hpp"
#include "budget/history/notes.hpp"
#include "change/git.hpp"
#include "change/process.hpp"
#include "core/error.hpp"

namespace tollgate::budget {

namespace {

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

/// `main` of `origin/main`; nothing of a commit, or of what only points to a branch.
std::string base_name(const std::string& tip) {
  const std::string name = tip.substr(tip.rfind('/') + 1);
  const bool commit = name.size() >= 7 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
  return commit || name == "HEAD" ? std::string() : name;
}

/// In a shallow checkout the oldest commits hide what came before: history is whole after the newest of them.
std::optional<std::chrono::sys_seconds> whole_since(const std::string& root, const KnownCommits& known) {
  const change::ProcessResult shallow =
      change::run_process({"git", "-C", root, "rev-parse", "--is-shallow-repository"});
  if (trimmed(shallow.output) != "true") return std::nullopt;
  std::optional<std::chrono::sys_seconds> newest;
  for (const KnownCommit& commit : known.commits) {
    if (commit.parents.empty() && (!newest || commit.at > *newest)) newest = commit.at;
  }
  return newest;
}

/// `owner/name` of a URL of a remote: `git@host:owner/name.git`, `https://host/owner/name`.
std::string repository_of(const std::string& root) {
  std::string url = trimmed(change::run_process({"git", "-C", root, "config", "--get", "remote.origin.url"}).output);
  if (url.ends_with(".git")) url.resize(url.size() - 4);
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t end = url.find_first_of(scheme == std::string::npos ? ":" : "/", host);
  if (end == std::string::npos || url.starts_with("/") || url.starts_with("file:")) return {};
  return url.substr(end + 1);
}

void note_what_is_not_told(History& history) {
  const auto direct = std::ranges::count_if(history.landings, [](const Landing& one) { return !one.pull_request; });
  if (direct == 0) return;
  history.notes.push_back(std::to_string(direct) + " of " + std::to_string(history.landings.size()) +
                          (history.landings.size() == 1 ? " commit" : " commits") +
                          " of the base branch came without a pull request that git can tell (pushed, or "
                          "rebased onto it): not counted");
}

}  // namespace

std::string Landing::name() const { return number > 0 ? mark + std::to_string(number) : commit.substr(0, 9); }

History read_history(const HistoryInput& input) {
  const auto tip = input.root.empty() ? std::nullopt : change::resolve_commit(input.root, input.tip);
  if (!tip) {
    throw Error(
        ErrorKind::unjudged,
        {input.root.empty() ? std::string("there is no git repository here: the budget is counted from its history")
                            : "git knows no commit `" + input.tip + "`",
         "run it in a clone of the repository, and name its base branch: --base-branch origin/main",
         {}});
  }
  History history;
  history.tip = *tip;
  history.layers = input.layers;
  history.repository = repository_of(input.root);
  const KnownCommits known = read_commits(input.root, *tip, base_name(input.tip), input.team);
  history.whole_since = whole_since(input.root, known);
  const std::vector<std::string> parents = build_landings(known, *tip, history);
  name_requests(input.facts, history);
  read_layers(input, parents, history.landings);
  read_notes(input, history);
  apply_facts(input, history);
  note_what_is_not_told(history);
  return history;
}

}  // namespace tollgate::budget
