#include "change/gather.hpp"

#include <map>
#include <string>

#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/change/repository.hpp"

using namespace tollgate;
using change::FactSource;
using change::PullRequest;
using test::Repository;

namespace {

Environment with(std::map<std::string, std::string, std::less<>> values) {
  return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

/// main with one commit; feature with another, checked out.
struct Change {
  Change() {
    repository.commit("a.sql", "select 1\n", "one");
    base = repository.head();
    repository.run({"checkout", "--quiet", "-b", "feature"});
    repository.commit("a.sql", "select 2\n", "two\n\nCo-Authored-By: Claude <noreply@anthropic.com>");
    head = repository.head();
  }
  Repository repository;
  std::string base;
  std::string head;
};

std::string event_of(const Change& change) {
  return R"({"pull_request": {"number": 7, "draft": false, "title": "Two", "body": null, "auto_merge": null,
    "html_url": "https://github.example/acme/dbt/pull/7",
    "user": {"login": "dana", "id": 12, "type": "User"}, "labels": [{"name": "marts"}, {"name": "b"}],
    "head": {"sha": ")" +
         change.head + R"(", "ref": "feature", "repo": {"full_name": "acme/dbt"}},
    "base": {"sha": ")" +
         change.base + R"(", "ref": "main", "repo": {"full_name": "Acme/dbt"}}}})";
}

}  // namespace

TEST_CASE("locally, without a forge, commits and files are known and there is no pull request") {
  const Change change;
  const PullRequest facts = change::gather({.root = change.repository.path(), .base = change.base});
  CHECK_FALSE(facts.exists);
  REQUIRE(facts.commits.known());
  REQUIRE(facts.commits.value.size() == 1);
  CHECK(facts.commits.source == FactSource::git);
  CHECK(facts.commits.value[0].id == change.head);
  REQUIRE(facts.files.known());
  CHECK(facts.files.value.at(0).path == "a.sql");
  CHECK(facts.base_commit.value == change.base);
  CHECK(facts.head_commit.value == change.head);
  CHECK_FALSE(facts.reviews.known());
  CHECK(facts.reviews.problem == "there is no pull request");
  CHECK(change::recognise(facts).tool == "claude-code");
}

TEST_CASE("without a base commit the remote's default branch is the base; without that, it is said") {
  const Change change;
  const PullRequest none = change::gather({.root = change.repository.path()});
  CHECK_FALSE(none.commits.known());
  CHECK_THAT(none.commits.problem, ContainsSubstring("--base-sha"));
  CHECK(none.head_commit.value == change.head);
  change.repository.run({"update-ref", "refs/remotes/origin/main", change.base});
  change.repository.run({"symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"});
  const PullRequest facts = change::gather({.root = change.repository.path()});
  CHECK(facts.commits.value.size() == 1);
  CHECK_THAT(facts.base_commit.origin, ContainsSubstring("origin/HEAD"));
}

TEST_CASE("outside a repository nothing is known and nothing is thrown") {
  const PullRequest facts = change::gather({});
  CHECK_FALSE(facts.exists);
  CHECK_THAT(facts.commits.problem, ContainsSubstring("no git repository"));
}

TEST_CASE("a GitHub event tells the pull request") {
  const Change change;
  change.repository.write(".git/event.json", event_of(change));
  const Environment environment = with({{"GITHUB_ACTIONS", "true"},
                                        {"GITHUB_EVENT_NAME", "pull_request"},
                                        {"GITHUB_EVENT_PATH", change.repository.path() + "/.git/event.json"}});
  const PullRequest facts =
      change::gather({.root = change.repository.path(), .environment = environment, .no_forge = "no token"});
  CHECK(facts.exists);
  CHECK(facts.forge == forge::Kind::github);
  CHECK(facts.number.value == 7);
  CHECK(facts.number.source == FactSource::ci);
  CHECK(facts.author.value.login == "dana");
  CHECK(facts.author.value.id == "12");
  CHECK(facts.labels.value.at(1).name == "b");
  CHECK(facts.description.known());
  CHECK(facts.description.value.empty());
  CHECK(facts.auto_merge.known());
  CHECK_FALSE(facts.auto_merge.value);
  CHECK_FALSE(facts.fork.value);
  CHECK(facts.fork.known());
  CHECK(facts.writes_refused.empty());
  CHECK(facts.commits.value.size() == 1);
  CHECK(facts.reviews.problem == "no token");
  const PullRequestSummary summary = change::summary_of(facts);
  CHECK(summary.forge == "github");
  CHECK(summary.number == 7);
  CHECK(summary.head_commit == change.head);
  SECTION("and flags outrank it") {
    change::PullRequestFlags flags;
    flags.number = 8;
    flags.labels = {"mine"};
    flags.draft = true;
    flags.reviews = {"@ada:approved@" + change.head, "bob:changes-requested", "bot[bot]:approved"};
    const PullRequest stated =
        change::gather({.root = change.repository.path(), .flags = flags, .environment = environment});
    CHECK(stated.number.value == 8);
    CHECK(stated.number.source == FactSource::flag);
    CHECK(stated.labels.value.size() == 1);
    CHECK(stated.draft.value);
    REQUIRE(stated.reviews.value.size() == 3);
    CHECK(stated.reviews.value[0].by.login == "ada");
    CHECK(stated.reviews.value[0].commit == change.head);
    CHECK(stated.reviews.value[1].state == forge::ReviewState::changes_requested);
    CHECK_FALSE(stated.reviews.value[2].by.is_person);
    CHECK(stated.title.value == "Two");
  }
}

TEST_CASE("a run of Dependabot only reads, unless the team gave a token of its own") {
  const Change change;
  change.repository.write(".git/event.json", event_of(change));
  std::map<std::string, std::string, std::less<>> variables{
      {"GITHUB_ACTIONS", "true"},
      {"GITHUB_EVENT_NAME", "pull_request"},
      {"GITHUB_ACTOR", "dependabot[bot]"},
      {"GITHUB_EVENT_PATH", change.repository.path() + "/.git/event.json"}};
  const auto gathered = [&] {
    return change::gather({.root = change.repository.path(), .environment = with(variables)});
  };
  CHECK_THAT(gathered().writes_refused, ContainsSubstring("Dependabot"));
  CHECK_THAT(change::summary_of(gathered()).writes_refused, ContainsSubstring("Dependabot"));
  variables["TOLLGATE_GITHUB_TOKEN"] = "t";
  CHECK(gathered().writes_refused.empty());
}

TEST_CASE("a commit that the checkout lacks is told with the way to get it") {
  const Change change;
  const std::string missing = "0123456789012345678901234567890123456789";
  const PullRequest no_head = change::gather({.root = change.repository.path(), .base = change.base, .head = missing});
  CHECK_FALSE(no_head.commits.known());
  CHECK_THAT(no_head.commits.problem, ContainsSubstring("head") && ContainsSubstring("fetch-depth: 0"));
  const PullRequest no_base = change::gather({.root = change.repository.path(), .base = missing});
  CHECK_THAT(no_base.files.problem, ContainsSubstring("base") && ContainsSubstring("fetch-depth: 0"));
}

TEST_CASE("a flag that is wrong is wrong usage") {
  for (const char* text : {"ada", ":approved", "ada:", "ada:approve", "ada:approvedx", ""}) {
    CHECK_THROWS_AS(change::review_from(text), Error);
  }
  change::PullRequestFlags flags;
  flags.number = 0;
  CHECK_THROWS_AS(change::gather({.flags = flags}), Error);
  flags = {};
  flags.description_file = "/no/such/file";
  CHECK_THROWS_AS(change::gather({.flags = flags}), Error);
}

TEST_CASE("an Agent Trace file alone makes no pull request, but says who wrote") {
  const Change change;
  const std::string path = change.repository.path() + "/.git/trace";
  change.repository.write(".git/trace",
                          R"({"version":"0.1","files":[{"path":"a.sql","conversations":[
      {"contributor":{"type":"ai","model_id":"anthropic/claude-opus-4-6"},"ranges":[]}]}]})");
  change::PullRequestFlags flags;
  flags.agent_trace_file = path;
  const PullRequest facts = change::gather({.flags = flags});
  CHECK_FALSE(facts.exists);
  const change::PullRequestProvenance provenance = change::recognise(facts);
  CHECK(provenance.state == change::ProvenanceState::declared_llm);
  CHECK(provenance.model == "claude-opus-4-6");
}

TEST_CASE("after the merge the commit tells which pull request it was, and when") {
  const Repository repository;
  repository.commit("a.sql", "select 1\n", "one");
  const std::string base = repository.head();
  repository.run({"checkout", "--quiet", "-b", "feature"});
  repository.commit("a.sql", "select 2\n", "two");
  const std::string feature = repository.head();
  repository.run({"checkout", "--quiet", "main"});
  repository.run({"merge", "--quiet", "--no-ff", "--message", "Merge pull request #12 from acme/feature", "feature"});
  const PullRequest facts = change::gather({.root = repository.path(),
                                            .base = base,
                                            .head = repository.head(),
                                            .environment = with({{"CI_PROJECT_PATH", "acme/dbt"}}),
                                            .merged = true});
  CHECK(facts.exists);
  CHECK(facts.number.value == 12);
  CHECK(facts.repository.value == "acme/dbt");
  CHECK(facts.head_commit.value == repository.head());
  CHECK(facts.writes_refused == "the pull request is merged");
  REQUIRE(facts.merged_at.known());
  CHECK(std::to_string(facts.merged_at.value.time_since_epoch().count()) + "\n" ==
        repository.run({"log", "-1", "--format=%ct"}));
  REQUIRE(facts.commits.value.size() == 1);  // without the merge, whose author only merged
  CHECK(facts.commits.value[0].id == feature);
}
