#include "change/ci.hpp"
#include "change/merged.hpp"

#include <map>
#include <string>

#include "change/ci_gitlab.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using change::CiFacts;

namespace {

std::string pull_request(const std::string& head_repository, const std::string& login = "dana") {
  return R"({"pull_request": {"number": 3, "user": {"login": ")" + login + R"("}, "head": {"sha": "b", "repo": )" +
         head_repository + R"(}, "base": {"sha": "a", "ref": "main", "repo": {"full_name": "acme/dbt"}}}})";
}

Environment with(std::map<std::string, std::string, std::less<>> values) {
  return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

const std::map<std::string, std::string, std::less<>> merge_request{
    {"GITLAB_CI", "true"},
    {"CI_MERGE_REQUEST_IID", "7"},
    {"CI_MERGE_REQUEST_PROJECT_PATH", "acme/dbt"},
    {"CI_MERGE_REQUEST_PROJECT_URL", "https://gitlab.example/acme/dbt"},
    {"CI_MERGE_REQUEST_PROJECT_ID", "42"},
    {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "42"},
    {"CI_MERGE_REQUEST_TITLE", "Draft: orders"},
    {"CI_MERGE_REQUEST_DESCRIPTION", "LLM: none"},
    {"CI_MERGE_REQUEST_LABELS", "a,b c"},
    {"CI_MERGE_REQUEST_DIFF_BASE_SHA", "base"},
    {"CI_COMMIT_SHA", "result"},
    {"GITLAB_USER_LOGIN", "who-started-it"},
};

}  // namespace

TEST_CASE("a head in another repository, or in one that is gone, is a fork, whose token only reads") {
  for (const char* repository : {R"({"full_name": "eve/dbt"})", "null"}) {
    const CiFacts ci = change::facts_of_github_event(pull_request(repository), "pull_request");
    CHECK(ci.facts.fork.value);
    CHECK_THAT(ci.facts.writes_refused, ContainsSubstring("forks"));
    CHECK(ci.base_tip == "a");
    const CiFacts target = change::facts_of_github_event(pull_request(repository), "pull_request_target");
    CHECK(target.facts.fork.value);
    CHECK(target.facts.writes_refused.empty());
  }
  const CiFacts own = change::facts_of_github_event(pull_request(R"({"full_name": "Acme/DBT"})"), "pull_request");
  CHECK(own.facts.fork.known());
  CHECK_FALSE(own.facts.fork.value);
  CHECK(own.facts.writes_refused.empty());
}

TEST_CASE("a pull request of Dependabot has a token that only reads") {
  const std::string own = R"({"full_name": "acme/dbt"})";
  const CiFacts ci = change::facts_of_github_event(pull_request(own, "dependabot[bot]"), "pull_request");
  CHECK_THAT(ci.facts.writes_refused, ContainsSubstring("Dependabot"));
  CHECK_FALSE(ci.facts.author.value.is_person);
}

TEST_CASE("a merge queue names the pull request in its branch") {
  CHECK(change::number_in_queue_ref("refs/heads/gh-readonly-queue/main/pr-104-0a1b2c") == 104);
  CHECK(change::number_in_queue_ref("gh-readonly-queue/release/pr-2/pr-31-0a1b") == 31);
  for (const char* other : {"refs/heads/main", "gh-readonly-queue/main/pr-x-0a", "gh-readonly-queue/main/pr-12",
                            "gh-readonly-queue/main/pr--3-a", "gh-readonly-queue/main/pr-99999999999999999999-a", ""}) {
    CHECK(change::number_in_queue_ref(other) == 0);
  }
  const CiFacts ci = change::facts_of_github_event(
      R"({"merge_group": {"head_sha": "b", "base_sha": "a", "base_ref": "refs/heads/main",
          "head_ref": "refs/heads/gh-readonly-queue/main/pr-9-abc"}, "repository": {"full_name": "acme/dbt"}})",
      "merge_group");
  CHECK(ci.facts.exists);
  CHECK(ci.facts.number.value == 9);
  CHECK(ci.facts.base_branch.value == "main");
  CHECK(ci.facts.head_commit.value == "b");
  CHECK(ci.facts.repository.value == "acme/dbt");
  CHECK(ci.base_tip == "a");
  CHECK_FALSE(ci.facts.labels.known());
}

TEST_CASE("a review event tells its pull request, and other events and broken ones tell none") {
  const CiFacts review = change::facts_of_github_event(
      pull_request(R"({"full_name": "acme/dbt"})").insert(1, R"("review": {"state": "approved"}, )"),
      "pull_request_review");
  CHECK(review.facts.number.value == 3);
  for (const char* payload : {"", "{", "[]", "null", R"({"ref": "refs/heads/main"})", R"({"pull_request": 3})"}) {
    CHECK_FALSE(change::facts_of_github_event(payload, "push").facts.exists);
  }
}

TEST_CASE("what a payload does not hold, or in another shape, is not known") {
  const CiFacts ci = change::facts_of_github_event(
      R"({"pull_request": {"number": "7", "draft": "no", "labels": {"name": "x"}, "user": [], "body": 3}})", "");
  CHECK(ci.facts.exists);
  CHECK_FALSE(ci.facts.number.known());
  CHECK_FALSE(ci.facts.draft.known());
  CHECK_FALSE(ci.facts.labels.known());
  CHECK_FALSE(ci.facts.author.known());
  CHECK_FALSE(ci.facts.description.known());
  CHECK_FALSE(ci.facts.fork.known());
  CHECK_FALSE(ci.facts.auto_merge.known());
}

TEST_CASE("GitLab's variables tell the merge request, but not who opened it") {
  const CiFacts ci = change::facts_of_gitlab_variables(with(merge_request));
  CHECK(ci.facts.exists);
  CHECK(ci.facts.number.value == 7);
  CHECK(ci.facts.url.value == "https://gitlab.example/acme/dbt/-/merge_requests/7");
  CHECK(ci.facts.description.value == "LLM: none");
  REQUIRE(ci.facts.labels.value.size() == 2);
  CHECK(ci.facts.labels.value[1].name == "b c");
  CHECK(ci.facts.draft.value);
  CHECK_FALSE(ci.facts.fork.value);
  CHECK(ci.facts.head_commit.value == "result");
  CHECK(ci.base_tip == "base");
  CHECK_FALSE(ci.facts.author.known());
}

TEST_CASE("in a pipeline for merged results the head is the source branch's commit") {
  auto variables = merge_request;
  variables["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"] = "source";
  variables["CI_MERGE_REQUEST_SOURCE_PROJECT_ID"] = "43";
  const CiFacts ci = change::facts_of_gitlab_variables(with(variables));
  CHECK(ci.facts.head_commit.value == "source");
  CHECK(ci.facts.fork.value);
}

TEST_CASE("a description that GitLab cut is not known, and labels that are not set are none") {
  auto variables = merge_request;
  variables["CI_MERGE_REQUEST_DESCRIPTION"] = std::string(2700, 'x');
  variables.erase("CI_MERGE_REQUEST_LABELS");
  const CiFacts ci = change::facts_of_gitlab_variables(with(variables));
  CHECK_FALSE(ci.facts.description.known());
  CHECK_THAT(ci.facts.description.problem, ContainsSubstring("TOLLGATE_GITLAB_TOKEN"));
  CHECK(ci.facts.labels.known());
  CHECK(ci.facts.labels.value.empty());
  variables["CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED"] = "false";
  CHECK(change::facts_of_gitlab_variables(with(variables)).facts.description.known());
}

TEST_CASE("the message of a merge names its pull request") {
  using tollgate::change::number_in_merge;
  CHECK(number_in_merge("Merge pull request #12 from acme/x\n\nTitle (#3)") == 12);
  CHECK(number_in_merge("Add orders (#12)\r\n\nSee #4") == 12);
  CHECK(number_in_merge("Revert \"Add orders (#12)\" (#13)") == 13);
  CHECK(number_in_merge("Merge branch 'x' into 'main'\n\nTitle (#3)\n\nSee merge request acme/shop!7") == 7);
  CHECK(number_in_merge("Add orders (#12) again") == 0);
  CHECK(number_in_merge("(#)") == 0);
  CHECK(number_in_merge("") == 0);
}
