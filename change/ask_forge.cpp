#include "change/ask_forge.hpp"

#include <set>
#include <utility>

namespace tollgate::change {

namespace {

template <class Value>
void give_reason(Fact<Value>& fact, const std::string& problem) {
  if (!fact.known()) fact.problem = problem;
}

/// States facts with one origin.
class Teller {
 public:
  explicit Teller(std::string_view origin) : x_origin(origin) {}

  template <class Value>
  void tell(Fact<Value>& fact, Value value) const {
    fact = {std::move(value), FactSource::forge, x_origin, {}};
  }
  void tell_named(Fact<std::string>& fact, std::string value) const {
    if (!value.empty()) tell(fact, std::move(value));
  }
  void tell_known(Fact<bool>& fact, std::optional<bool> value) const {
    if (value) tell(fact, *value);
  }

 private:
  std::string x_origin;
};

void tell_all(forge::PullRequestFacts told, const Teller& teller, PullRequest& facts) {
  teller.tell(facts.number, told.number);
  teller.tell_named(facts.url, std::move(told.url));
  teller.tell(facts.title, std::move(told.title));
  teller.tell(facts.description, std::move(told.description));
  if (!told.author.login.empty()) teller.tell(facts.author, std::move(told.author));
  teller.tell_named(facts.base_branch, std::move(told.base_branch));
  teller.tell_named(facts.head_branch, std::move(told.head_branch));
  teller.tell(facts.labels, std::move(told.labels));
  teller.tell_known(facts.draft, told.draft);
  teller.tell_known(facts.fork, told.fork);
  teller.tell_known(facts.auto_merge, told.auto_merge);
  teller.tell(facts.assignees, std::move(told.assignees));
}

void tell_failure(const std::string& problem, PullRequest& facts) {
  for (Fact<std::string>* fact :
       {&facts.url, &facts.title, &facts.description, &facts.base_branch, &facts.head_branch}) {
    give_reason(*fact, problem);
  }
  for (Fact<bool>* fact : {&facts.draft, &facts.fork, &facts.auto_merge}) give_reason(*fact, problem);
  give_reason(facts.author, problem);
  give_reason(facts.labels, problem);
}

Commit commit_from(forge::CommitFacts told) {
  Commit commit;
  commit.id = std::move(told.id);
  commit.parents = std::move(told.parents);
  commit.text.message = std::move(told.message);
  commit.text.author = {std::move(told.author_name), std::move(told.author_email)};
  commit.text.committer = {std::move(told.committer_name), std::move(told.committer_email)};
  commit.committed_at = told.committed_at.value_or(std::chrono::sys_seconds{});
  return commit;
}

void add_those_that_git_lacks(std::vector<forge::CommitFacts> told, std::vector<Commit>& commits) {
  std::set<std::string, std::less<>> there;
  for (const Commit& commit : commits) there.insert(commit.id);
  for (forge::CommitFacts& one : told) {
    if (there.insert(one.id).second) commits.push_back(commit_from(std::move(one)));
  }
}

}  // namespace

void ask_forge(forge::Client& client, CiFacts& ci) {
  PullRequest& facts = ci.facts;
  const Teller teller(client.name());
  facts.forge = client.kind();
  if (!facts.repository.known()) teller.tell(facts.repository, client.repository());
  forge::Answer<forge::PullRequestFacts> told = client.pull_request(facts.number.value);
  if (told.ok()) {
    client.tell_who_set(facts.number.value, told.value.labels);
    if (ci.base_tip.empty()) ci.base_tip = told.value.base_commit;
    // What a queue merges holds this head as it was when it was put there; a push takes it out.
    if (ci.in_queue && !told.value.head_commit.empty()) facts.fresh_heads.push_back(told.value.head_commit);
    if (ci.merged && told.value.merged_at) teller.tell(facts.merged_at, *told.value.merged_at);
    tell_all(std::move(told.value), teller, facts);
  } else {
    tell_failure(told.problem, facts);
  }
  forge::Answer<std::vector<forge::Review>> reviews = client.reviews(facts.number.value);
  if (reviews.ok()) {
    teller.tell(facts.reviews, std::move(reviews.value));
  } else {
    give_reason(facts.reviews, reviews.problem);
  }
}

void complete_commits(forge::Client& client, bool in_queue, PullRequest& facts) {
  if (facts.commits.known() && !in_queue) return;
  forge::Answer<forge::CommitList> told = client.commits(facts.number.value);
  if (!told.ok()) {
    if (!facts.commits.known()) facts.commits.problem += "; " + told.problem;
    return;
  }
  if (facts.commits.known()) {
    add_those_that_git_lacks(std::move(told.value.commits), facts.commits.value);
    facts.commits.origin += ", " + std::string(client.name());
  } else if (told.value.complete) {
    std::vector<Commit> commits;
    add_those_that_git_lacks(std::move(told.value.commits), commits);
    Teller(client.name()).tell(facts.commits, std::move(commits));
  } else {
    facts.commits.problem += "; " + std::string(client.name()) + " lists no more than 250 commits";
  }
}

}  // namespace tollgate::change
