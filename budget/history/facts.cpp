#include "budget/history/facts.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace tollgate::budget {

namespace {

using Requests = std::map<std::pair<char, long long>, std::size_t>;

Landing* landing_of(const PullRequestFacts& facts, const Requests& requests, History& history) {
  if (!facts.merge_commit.empty()) {
    const auto at = std::ranges::lower_bound(history.commits, facts.merge_commit, {}, &LandedCommit::id);
    if (at != history.commits.end() && at->id == facts.merge_commit) return &history.landings[at->landing];
  }
  for (const char mark : {'#', '!'}) {
    const auto found = requests.find({mark, facts.number});
    if (found != requests.end()) return &history.landings[found->second];
  }
  return nullptr;
}

/// Labels say more than that they are there: `assisted-by:llm`, `hotfix`.
void judge_labels(Landing& landing) {
  change::CommitText text;
  text.message = landing.title;
  text.labels = landing.labels;
  const change::Provenance provenance = change::recognise(text);
  landing.provenance = std::max(landing.provenance, provenance.state);
  const bool said = std::ranges::any_of(landing.claims, [](const Claim& claim) {
    return claim.of_landing && claim.revert.kind != change::RevertKind::reapply;
  });
  if (provenance.revert && !said) landing.claims.push_back({landing.commit, *provenance.revert, true, true});
}

/// That nobody judged it is no sign that it was sound.
void judge_caught(const PullRequestFacts& facts, Landing& landing) {
  for (const JudgedOnce& judged : facts.judged) {
    if (judged.at > landing.merged_at) continue;
    landing.caught = std::max(landing.caught, judged.failed ? Caught::yes : Caught::no);
  }
  const bool confirmed = std::ranges::binary_search(landing.labels, "hallucination:confirmed");
  if (confirmed) landing.caught = Caught::yes;
}

void lay_over(const PullRequestFacts& facts, Landing& landing) {
  landing.pull_request = true;
  if (landing.number == 0) landing.number = facts.number;
  landing.labels.insert(landing.labels.end(), facts.labels.begin(), facts.labels.end());
  std::ranges::sort(landing.labels);
  landing.labels.erase(std::unique(landing.labels.begin(), landing.labels.end()), landing.labels.end());
  judge_labels(landing);
  if (facts.llm_touched) {
    using State = change::ProvenanceState;
    landing.provenance = *facts.llm_touched ? State::declared_llm : std::min(landing.provenance, State::declared_human);
  }
  if (!facts.tool.empty()) landing.tool = facts.tool;
  judge_caught(facts, landing);
  if (facts.begun_at && (!landing.begun_at || *facts.begun_at < *landing.begun_at)) landing.begun_at = facts.begun_at;
  landing.stated.insert(landing.stated.end(), facts.outcomes.begin(), facts.outcomes.end());
}

}  // namespace

void apply_facts(const std::vector<PullRequestFacts>& facts, History& history) {
  Requests requests;
  for (std::size_t i = 0; i < history.landings.size(); ++i) {
    const Landing& landing = history.landings[i];
    if (landing.number > 0) requests[{landing.mark, landing.number}] = i;
  }
  for (const PullRequestFacts& one : facts) {
    if (Landing* landing = landing_of(one, requests, history)) lay_over(one, *landing);
  }
}

}  // namespace tollgate::budget
