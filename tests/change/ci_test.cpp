#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>

#include "change/git.hpp"
#include "core/error.hpp"
#include "tests/catch.hpp"

namespace fs = std::filesystem;
using namespace tollgate;

namespace {

/// Sets variables of a CI system and restores what was there.
class Environment {
 public:
  explicit Environment(const std::map<std::string, std::string>& values) {
    for (const char* name : {"GITHUB_ACTIONS", "GITHUB_EVENT_NAME", "GITHUB_EVENT_PATH", "GITLAB_CI",
                             "CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_COMMIT_SHA", "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"}) {
      const char* old = std::getenv(name);
      x_old[name] = old == nullptr ? std::nullopt : std::optional<std::string>(old);
      unsetenv(name);
    }
    for (const auto& [name, value] : values) setenv(name.c_str(), value.c_str(), 1);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  Environment(Environment&&) = delete;
  Environment& operator=(Environment&&) = delete;
  ~Environment() {
    for (const auto& [name, value] : x_old) {
      if (value) {
        setenv(name.c_str(), value->c_str(), 1);
      } else {
        unsetenv(name.c_str());
      }
    }
  }

 private:
  std::map<std::string, std::optional<std::string>> x_old;
};

std::optional<change::CiCommits> with_event(const std::string& event, const std::string& name = "") {
  std::string path = (fs::temp_directory_path() / "tollgate-event-XXXXXX").string();
  const int handle = mkstemp(path.data());
  REQUIRE(handle >= 0);
  close(handle);
  std::ofstream(path) << event;
  const Environment environment({{"GITHUB_ACTIONS", "true"}, {"GITHUB_EVENT_NAME", name}, {"GITHUB_EVENT_PATH", path}});
  try {
    const auto commits = change::ci_commits();
    fs::remove(path);
    return commits;
  } catch (const Error&) {
    fs::remove(path);
    throw;
  }
}

}  // namespace

TEST_CASE("a GitHub pull request event names base and head") {
  const auto commits = with_event(R"({"pull_request": {"base": {"sha": "aaa"}, "head": {"sha": "bbb"}}})");
  REQUIRE(commits);
  CHECK(commits->base == "aaa");
  CHECK(commits->head == "bbb");
}

TEST_CASE("a merge queue event names base and head") {
  const auto commits = with_event(R"({"merge_group": {"base_sha": "aaa", "head_sha": "bbb"}})");
  REQUIRE(commits);
  CHECK(commits->base == "aaa");
}

TEST_CASE("a push event, a broken event and no event are no pull request") {
  CHECK_FALSE(with_event(R"({"ref": "refs/heads/main"})"));
  CHECK_FALSE(with_event("{"));
  const Environment none({});
  CHECK_FALSE(change::ci_commits());
}

TEST_CASE("a pull request whose event does not tell the base commit is refused") {
  CHECK_THROWS_AS(with_event("{", "pull_request"), Error);
  CHECK_THROWS_AS(with_event(R"({"pull_request": null})", "pull_request_target"), Error);
  CHECK_THROWS_AS(with_event("[]", "merge_group"), Error);
  CHECK_FALSE(with_event(R"({"ref": "refs/heads/main"})", "push"));
  const Environment no_file({{"GITHUB_ACTIONS", "true"}, {"GITHUB_EVENT_NAME", "pull_request"}});
  CHECK_THROWS_AS(change::ci_commits(), Error);
}

TEST_CASE("a GitLab merge request pipeline names base and head") {
  const Environment environment(
      {{"GITLAB_CI", "true"}, {"CI_MERGE_REQUEST_DIFF_BASE_SHA", "aaa"}, {"CI_COMMIT_SHA", "bbb"}});
  const auto commits = change::ci_commits();
  REQUIRE(commits);
  CHECK(commits->base == "aaa");
  CHECK(commits->head == "bbb");
}

TEST_CASE("in a pipeline for merged results the head is the source branch's, not the result") {
  const Environment environment({{"GITLAB_CI", "true"},
                                 {"CI_MERGE_REQUEST_DIFF_BASE_SHA", "aaa"},
                                 {"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "bbb"},
                                 {"CI_COMMIT_SHA", "result"}});
  CHECK(change::ci_commits()->head == "bbb");
}
