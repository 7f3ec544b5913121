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
    if (facts.mark != 0 && facts.mark != mark) continue;
    const auto found = requests.find({mark, facts.number});
    if (found != requests.end()) return &history.landings[found->second];
  }
  return nullptr;
}

/// Labels say more than that they are there: `assisted-by:llm`, `hotfix`.
void judge_labels(const change::TeamSigns& team, Landing& landing) {
  change::CommitText text;
  text.message = landing.title;
  text.labels = landing.labels;
  const change::Provenance provenance = change::recognise(text, team);
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
    landing.judged = true;
    landing.caught = std::max(landing.caught, judged.failed ? Caught::yes : Caught::no);
  }
  const bool confirmed = std::ranges::binary_search(landing.labels, "hallucination:confirmed");
  if (confirmed) landing.caught = Caught::yes;
  landing.labelled_caught = landing.labelled_caught || confirmed;
  landing.caught_doubtful = landing.caught_doubtful || facts.caught_unknown;
}

void name_it(const PullRequestFacts& facts, Landing& landing) {
  landing.pull_request = true;
  if (landing.number != 0) return;
  landing.number = facts.number;
  if (facts.mark != 0) landing.mark = facts.mark;
}

/// A squash keeps of a pull request's words what its author left in it, so both are read as one, in the order of V2.
void add_claim(const PullRequestFacts& facts, Landing& landing) {
  const change::Revert& said = *facts.own.revert;
  for (Claim& claim : landing.claims) {
    if (!claim.of_landing || claim.revert.kind != said.kind) continue;
    auto& named = claim.revert.named;
    for (const change::Revert::Named& one : said.named) {
      if (std::ranges::find(named, one) == named.end()) named.push_back(one);
    }
    std::ranges::stable_sort(named, {}, &change::Revert::Named::kind);
    return;
  }
  const bool said_already = std::ranges::any_of(landing.claims, [](const Claim& claim) { return claim.of_landing; });
  if (!said_already) landing.claims.push_back({landing.commit, said, true, true});
}

void take_own_words(const PullRequestFacts& facts, Landing& landing) {
  landing.told_by_forge = true;
  landing.incident = landing.incident || facts.incident;
  if (landing.branch.empty()) landing.branch = facts.branch;
  landing.provenance = std::max(landing.provenance, facts.own.state);
  if (facts.own.strength > landing.strength) {
    landing.strength = facts.own.strength;
    landing.tool = facts.own.tool;
  }
  if (facts.own.revert) add_claim(facts, landing);
}

void lay_over(const PullRequestFacts& facts, const change::TeamSigns& team, Landing& landing) {
  name_it(facts, landing);
  if (facts.from_forge) take_own_words(facts, landing);
  landing.labels.insert(landing.labels.end(), facts.labels.begin(), facts.labels.end());
  std::ranges::sort(landing.labels);
  landing.labels.erase(std::unique(landing.labels.begin(), landing.labels.end()), landing.labels.end());
  judge_labels(team, landing);
  if (facts.llm_touched) {
    using State = change::ProvenanceState;
    landing.provenance = *facts.llm_touched ? State::declared_llm : std::min(landing.provenance, State::declared_human);
  }
  if (!facts.tool.empty()) landing.tool = facts.tool;
  judge_caught(facts, landing);
  if (facts.begun_at && (!landing.begun_at || *facts.begun_at < *landing.begun_at)) landing.begun_at = facts.begun_at;
  landing.stated.insert(landing.stated.end(), facts.outcomes.begin(), facts.outcomes.end());
}

Requests requests_of(const History& history) {
  Requests requests;
  for (std::size_t i = 0; i < history.landings.size(); ++i) {
    const Landing& landing = history.landings[i];
    if (landing.number > 0) requests[{landing.mark, landing.number}] = i;
  }
  return requests;
}

/// That gates found nothing is half of the answer: a person may have, and by a label that was not read.
void doubt_unread(const HistoryInput& input, History& history) {
  for (Landing& landing : history.landings) {
    const bool counts = landing.pull_request && (!input.files_since || landing.merged_at >= *input.files_since);
    const bool unread = landing.caught_doubtful || (input.forge_told_a_part && !landing.told_by_forge);
    if (counts && unread && landing.caught == Caught::no) landing.caught = Caught::unknown;
  }
}

}  // namespace

void name_requests(const std::vector<PullRequestFacts>& facts, History& history) {
  const Requests requests = requests_of(history);
  for (const PullRequestFacts& one : facts) {
    if (Landing* landing = landing_of(one, requests, history)) name_it(one, *landing);
  }
}

void apply_facts(const HistoryInput& input, History& history) {
  const Requests requests = requests_of(history);
  for (const PullRequestFacts& one : input.facts) {
    if (Landing* landing = landing_of(one, requests, history)) lay_over(one, input.team, *landing);
  }
  doubt_unread(input, history);
}

}  // namespace tollgate::budget
