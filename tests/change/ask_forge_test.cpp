// Facts of the forge in the pull request: what they outrank, and what is said when they do not come.
#include <map>
#include <string>

#include "change/gather.hpp"
#include "forge/client.hpp"
#include "tests/catch.hpp"
#include "tests/change/repository.hpp"
#include "tests/forge/fake_forge.hpp"

using namespace tollgate;
using change::FactSource;
using change::PullRequest;
using test::FakeForge;
using test::Repository;

namespace {

forge::Client client_of(const FakeForge& fake) {
  return forge::Client(
      {forge::Kind::github, fake.address(), "o/r", "token", {}, std::chrono::seconds(20), std::chrono::seconds(5)});
}

struct Change {
  Change() {
    repository.commit("a.sql", "select 1\n", "one");
    base = repository.head();
    repository.run({"checkout", "--quiet", "-b", "feature"});
    repository.commit("a.sql", "select 2\n", "two");
    head = repository.head();
  }
  Environment event(const std::string& text, const std::string& name = "pull_request") const {
    repository.write(".git/event.json", text);
    const std::map<std::string, std::string, std::less<>> values{
        {"GITHUB_ACTIONS", "true"},
        {"GITHUB_EVENT_NAME", name},
        {"GITHUB_EVENT_PATH", repository.path() + "/.git/event.json"}};
    return [values](std::string_view wanted) -> std::optional<std::string> {
      const auto found = values.find(wanted);
      return found == values.end() ? std::nullopt : std::optional(found->second);
    };
  }
  std::string old_event() const {
    return R"({"pull_request": {"number": 7, "draft": true, "labels": [{"name": "old"}], "title": "Old",
      "head": {"sha": ")" +
           head + R"(", "ref": "feature"}, "base": {"sha": ")" + base + R"(", "ref": "main"}}})";
  }
  Repository repository;
  std::string base;
  std::string head;
};

change::PullRequestFlags number(long long n) {
  change::PullRequestFlags flags;
  flags.number = n;
  return flags;
}

}  // namespace

TEST_CASE("the forge outranks the event, flags outrank the forge, and the commit under review stays") {
  const Change change;
  const FakeForge fake(R"({"labels": ["new"], "title": "New", "reviews": [
    {"user": {"login": "ada", "type": "User"}, "state": "APPROVED", "commit_id": "x"}]})");
  forge::Client client = client_of(fake);
  change::PullRequestFlags flags;
  flags.title = "Stated";
  const PullRequest facts = change::gather({.root = change.repository.path(),
                                            .flags = flags,
                                            .environment = change.event(change.old_event()),
                                            .forge = &client});
  CHECK(facts.labels.value.at(0).name == "new");
  CHECK(facts.labels.source == FactSource::forge);
  CHECK(facts.labels.origin == "GitHub API");
  CHECK_FALSE(facts.draft.value);
  CHECK(facts.title.value == "Stated");
  CHECK(facts.reviews.value.at(0).by.login == "ada");
  CHECK(facts.head_commit.value == change.head);
  CHECK(facts.fresh_heads == std::vector<std::string>{change.head});
  CHECK(facts.commits.source == FactSource::git);
  CHECK(fake.requests().size() == 3);
}

TEST_CASE("a forge that does not answer leaves the event's facts and says why the others are not known") {
  const Change change;
  const FakeForge fake(R"({"token": "another"})");
  forge::Client client = client_of(fake);
  const PullRequest facts = change::gather(
      {.root = change.repository.path(), .environment = change.event(change.old_event()), .forge = &client});
  CHECK(facts.labels.value.at(0).name == "old");
  CHECK(facts.labels.source == FactSource::ci);
  CHECK_FALSE(facts.reviews.known());
  CHECK_THAT(facts.reviews.problem, ContainsSubstring("401"));
  CHECK_THAT(facts.auto_merge.problem, ContainsSubstring("401"));
}

TEST_CASE("locally a number and a token are enough") {
  const Change change;
  const FakeForge fake(R"({"base_sha": ")" + change.base + "\"}");
  forge::Client client = client_of(fake);
  const PullRequest facts = change::gather({.root = change.repository.path(), .flags = number(7), .forge = &client});
  CHECK(facts.exists);
  CHECK(facts.repository.value == "o/r");
  CHECK(facts.author.value.login == "dana");
  CHECK(facts.base_commit.value == change.base);
  CHECK(facts.commits.value.size() == 1);
  SECTION("without a number nothing is asked") {
    const std::size_t asked = fake.requests().size();
    CHECK_FALSE(change::gather({.root = change.repository.path(), .forge = &client}).exists);
    CHECK(fake.requests().size() == asked);
  }
}

TEST_CASE("where git lacks the history the forge's list of commits stands in, if it is whole") {
  const std::string one = R"({"sha": "c1", "commit": {"message": "x\n\nCo-Authored-By: Claude <noreply@anthropic.com>",
    "author": {"name": "Ada", "email": "a@x"}}})";
  const Repository empty;
  empty.commit("a", "a");
  const FakeForge fake("{\"commits\": [" + one + "]}");
  forge::Client client = client_of(fake);
  const PullRequest facts = change::gather({.root = empty.path(), .flags = number(7), .forge = &client});
  CHECK(facts.commits.source == FactSource::forge);
  REQUIRE(facts.commits.value.size() == 1);
  CHECK(facts.commits.value[0].text.author.name == "Ada");
  CHECK(change::recognise(facts).tool == "claude-code");
  CHECK_THAT(facts.files.problem, ContainsSubstring("fetch-depth: 0"));

  std::string many = one;
  for (int i = 0; i < 260; ++i) many += "," + one;
  const FakeForge full("{\"commits\": [" + many + "]}");
  forge::Client other = client_of(full);
  const PullRequest cut = change::gather({.root = empty.path(), .flags = number(7), .forge = &other});
  CHECK_FALSE(cut.commits.known());
  CHECK_THAT(cut.commits.problem, ContainsSubstring("250") && ContainsSubstring("fetch-depth: 0"));
}

TEST_CASE("in a merge queue the pull request's own commits and head count, too") {
  const Change change;
  const std::string own_head = "0123456789abcdef0123456789abcdef01234567";
  const FakeForge fake(R"({"head_sha": ")" + own_head + R"(", "commits": [{"sha": ")" + own_head +
                       R"(", "commit": {"message": "x\n\nllm: cursor"}}]})");
  forge::Client client = client_of(fake);
  const std::string group =
      R"({"merge_group": {"head_sha": ")" + change.head + R"(", "base_sha": ")" + change.base +
      R"(", "base_ref": "refs/heads/main", "head_ref": "refs/heads/gh-readonly-queue/main/pr-7-0"}})";
  const PullRequest facts = change::gather(
      {.root = change.repository.path(), .environment = change.event(group, "merge_group"), .forge = &client});
  CHECK(facts.number.value == 7);
  CHECK(facts.head_commit.value == change.head);
  CHECK(facts.commits.value.size() == 2);
  CHECK(change::recognise(facts).tool == "cursor");
  CHECK(facts.fresh_heads == std::vector<std::string>{own_head, change.head});
}
