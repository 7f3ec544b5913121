#include "budget/history/commits.hpp"

#include <algorithm>
#include <utility>

#include "change/git_history.hpp"
#include "change/process.hpp"
#include "core/error.hpp"
#include "core/lower.hpp"

namespace tollgate::budget {

namespace {

std::string subject_of(const std::string& message) {
  const std::size_t begin = std::min(message.find_first_not_of(" \t\r\n"), message.size());
  std::string subject = message.substr(begin, message.find('\n', begin) - begin);
  while (!subject.empty() && (subject.back() == ' ' || subject.back() == '\r')) subject.pop_back();
  return subject;
}

/// Whether the subject alone says it, not only a line of the body.
bool in_subject(const change::Commit& commit, const std::string& subject) {
  change::CommitText alone = commit.text;
  alone.message = subject;
  return change::recognise(alone).revert.has_value();
}

/// `#12` of `refs/pull/12/head`, `!7` of `refs/merge-requests/7/head`, wherever they were fetched to.
std::string request_of(std::string_view ref) {
  for (const auto& [folder, mark] : {std::pair("/pull/", "#"), std::pair("/merge-requests/", "!")}) {
    const std::size_t at = ref.rfind(folder);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = ref.substr(at + std::string_view(folder).size());
    const std::string_view number = rest.substr(0, rest.find('/'));
    if (number.empty() || number.find_first_not_of("0123456789") != std::string_view::npos) continue;
    if (rest == std::string(number) + "/head" || rest == number) return mark + std::string(number);
  }
  return {};
}

struct Head {
  std::string request;
  std::string commit;
};

std::vector<Head> heads_of_requests(const std::string& root) {
  const change::ProcessResult listed =
      change::run_process({"git", "-C", root, "for-each-ref", "--format=%(objectname) %(refname)", "refs/pull",
                           "refs/merge-requests", "refs/remotes"});
  std::vector<Head> heads;
  for (std::size_t begin = 0; begin < listed.output.size();) {
    const std::size_t end = std::min(listed.output.find('\n', begin), listed.output.size());
    const std::string line = listed.output.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t blank = line.find(' ');
    if (blank == std::string::npos) continue;
    if (std::string request = request_of(line.substr(blank + 1)); !request.empty()) {
      heads.push_back({std::move(request), line.substr(0, blank)});
    }
  }
  return heads;
}

}  // namespace

bool links_incident(std::string_view text) {
  for (std::size_t at = text.find("https://"); at != std::string_view::npos; at = text.find("https://", at + 1)) {
    const std::string link = lowered(text.substr(at, text.find_first_of(" \t\r\n)>", at) - at));
    if (link.find("incident") != std::string::npos) return true;
  }
  return false;
}

KnownCommit judged_commit(const change::Commit& commit, std::string_view base, const change::TeamSigns& team) {
  const change::Provenance provenance = change::recognise(commit.text, team);
  KnownCommit known;
  known.id = commit.id;
  known.parents = commit.parents;
  known.at = commit.committed_at;
  known.subject = subject_of(commit.text.message);
  known.heading = heading_of(commit.text.message, commit.parents.size() > 1, commit.text.committer.email, base);
  known.provenance = provenance.state;
  known.strength = provenance.strength;
  known.tool = provenance.tool;
  known.incident = links_incident(commit.text.message);
  if (provenance.revert) {
    known.claim = Claim{commit.id, *provenance.revert, false, in_subject(commit, known.subject)};
  }
  return known;
}

void add_commit(KnownCommit commit, KnownCommits& all) {
  const auto at = static_cast<std::uint32_t>(all.commits.size());
  if (all.index.emplace(commit.id, at).second) all.commits.push_back(std::move(commit));
}

KnownCommits read_commits(const std::string& root, const std::string& tip, const std::string& base,
                          const change::TeamSigns& team) {
  KnownCommits all;
  const std::vector<Head> heads = heads_of_requests(root);
  std::vector<std::string> revisions{tip};
  if (!heads.empty()) {
    for (const char* glob :
         {"refs/pull/*", "refs/merge-requests/*", "refs/remotes/*/pull/*", "refs/remotes/*/merge-requests/*"}) {
      revisions.push_back(std::string("--glob=") + glob);
    }
  }
  const std::string problem = change::each_commit(
      root, revisions, [&](const change::Commit& commit) { add_commit(judged_commit(commit, base, team), all); });
  if (!problem.empty()) {
    throw Error(ErrorKind::unjudged, {"git cannot read the history of " + tip + ": " + problem,
                                      "the revision must be a commit that this checkout has",
                                      {}});
  }
  for (const Head& head : heads) {
    const auto found = all.index.find(head.commit);
    if (found != all.index.end()) all.heads.emplace(head.request, found->second);
  }
  return all;
}

}  // namespace tollgate::budget
