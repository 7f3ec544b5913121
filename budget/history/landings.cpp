#include "budget/history/landings.hpp"

#include <algorithm>
#include <utility>

namespace tollgate::budget {

namespace {

constexpr std::uint32_t nobody = ~std::uint32_t{0};

/// Puts landings together from commits: the first parents of the tip, and what each of them brought along.
class Builder {
 public:
  Builder(const KnownCommits& known, History& history)
      : x_known(known), x_history(history), x_owner(known.commits.size(), nobody) {}

  /// The first parent of each landing; empty for the first commit of all.
  std::vector<std::string> build(const std::string& tip) {
    std::vector<std::string> parents;
    for (const std::uint32_t commit : mainline(tip)) {
      x_landing = static_cast<std::uint32_t>(x_history.landings.size());
      parents.push_back(parent_on_branch(x_known.commits[commit]));
      land(commit);
    }
    finish();
    return parents;
  }

 private:
  /// The first, unless that is where somebody has merged the base branch into.
  static std::string parent_on_branch(const KnownCommit& commit) {
    if (commit.parents.empty()) return {};
    return commit.heading.takes_base && commit.parents.size() == 2 ? commit.parents.back() : commit.parents.front();
  }

  /// Oldest first.
  std::vector<std::uint32_t> mainline(const std::string& tip) const {
    std::vector<std::uint32_t> line;
    for (auto at = x_known.index.find(tip); at != x_known.index.end();) {
      line.push_back(at->second);
      const std::string parent = parent_on_branch(x_known.commits[at->second]);
      at = parent.empty() ? x_known.index.end() : x_known.index.find(parent);
    }
    std::ranges::reverse(line);
    return line;
  }

  void land(std::uint32_t at) {
    const KnownCommit& commit = x_known.commits[at];
    const Heading& heading = commit.heading;
    if (heading.hand != Hand::unknown) x_hand = heading.hand;
    Landing& landing = x_history.landings.emplace_back();
    landing.commit = commit.id;
    landing.merged_at = commit.at;
    landing.title = heading.title;
    landing.branch = heading.branch;
    // In a repository of GitLab's, `(#12)` is an issue.
    const bool issue = heading.squash && x_hand == Hand::gitlab;
    landing.pull_request = heading.request && !issue;
    if (!issue) {
      landing.mark = heading.mark;
      landing.number = heading.number;
    }
    take(at, landing, true);
    for (const std::string& parent : commit.parents) gather(parent, landing);
    const auto head = x_known.heads.find(landing.mark + std::to_string(landing.number));
    if (head != x_known.heads.end()) gather(x_known.commits[head->second].id, landing);
    x_history.titles.push_back({landing.title, x_landing});
  }

  /// All that the commit reaches and no earlier landing has.
  void gather(const std::string& id, Landing& landing) {
    std::vector<std::uint32_t> waiting;
    const auto wait = [&](const std::string& commit) {
      const auto found = x_known.index.find(commit);
      if (found != x_known.index.end() && x_owner[found->second] == nobody) waiting.push_back(found->second);
    };
    for (wait(id); !waiting.empty();) {
      const std::uint32_t at = waiting.back();
      waiting.pop_back();
      if (x_owner[at] != nobody) continue;
      take(at, landing, false);
      for (const std::string& parent : x_known.commits[at].parents) wait(parent);
    }
  }

  void take(std::uint32_t at, Landing& landing, bool of_landing) {
    const KnownCommit& commit = x_known.commits[at];
    x_owner[at] = x_landing;
    landing.incident = landing.incident || commit.incident;
    if (!of_landing && (!landing.begun_at || commit.at < *landing.begun_at)) landing.begun_at = commit.at;
    if (commit.provenance > landing.provenance) landing.provenance = commit.provenance;
    if (commit.strength > landing.strength) {
      landing.strength = commit.strength;
      landing.tool = commit.tool;
    }
    if (commit.claim && counts(*commit.claim, of_landing)) {
      landing.claims.push_back(*commit.claim);
      landing.claims.back().of_landing = of_landing;
    }
    x_history.commits.push_back({commit.id, x_landing});
    x_history.titles.push_back({commit.subject, x_landing});
  }

  /// A commit of a pull request that calls itself a hotfix says nothing of the pull request, unless it names one.
  static bool counts(const Claim& claim, bool of_landing) {
    return of_landing || claim.revert.kind != change::RevertKind::hotfix || !claim.revert.target.empty();
  }

  void finish() {
    std::ranges::sort(x_history.commits, {}, &LandedCommit::id);
    const auto by_title = [](const LandedTitle& title) {
      return std::pair(std::string_view(title.title), title.landing);
    };
    std::ranges::sort(x_history.titles, {}, by_title);
  }

  const KnownCommits& x_known;
  History& x_history;
  std::vector<std::uint32_t> x_owner;  ///< landing by commit
  std::uint32_t x_landing = 0;
  Hand x_hand = Hand::unknown;
};

}  // namespace

std::vector<std::string> build_landings(const KnownCommits& known, const std::string& tip, History& history) {
  return Builder(known, history).build(tip);
}

}  // namespace tollgate::budget
