#include <map>
#include <string>

#include "core/error.hpp"
#include "forge/client.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using forge::Kind;
using forge::Settings;

namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

std::optional<Settings> from(const Variables& variables, std::string& why) {
  return forge::settings_from(
      [&](std::string_view name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
      },
      why);
}

}  // namespace

TEST_CASE("GitHub is found by its variables, our own token before the runner's") {
  std::string why;
  Variables variables{{"GITHUB_ACTIONS", "true"},
                      {"GITHUB_REPOSITORY", "acme/dbt"},
                      {"GITHUB_API_URL", "https://git.example/api/v3"},
                      {"GITHUB_TOKEN", "runner\n"},
                      {"SSL_CERT_FILE", "/etc/ca.pem"}};
  auto settings = from(variables, why);
  REQUIRE(settings);
  CHECK(settings->kind == Kind::github);
  CHECK(settings->api == "https://git.example/api/v3");
  CHECK(settings->repository == "acme/dbt");
  CHECK(settings->token == "runner");
  CHECK(settings->certificates == "/etc/ca.pem");
  variables["TOLLGATE_GITHUB_TOKEN"] = "own";
  variables.erase("GITHUB_API_URL");
  settings = from(variables, why);
  CHECK(settings->token == "own");
  CHECK(settings->api == "https://api.github.com");
}

TEST_CASE("GitLab is found by its variables, and the job's own token is not taken") {
  std::string why;
  Variables variables{{"GITLAB_CI", "true"},   {"CI_API_V4_URL", "https://gitlab.example/api/v4"},
                      {"CI_PROJECT_ID", "41"}, {"CI_MERGE_REQUEST_PROJECT_ID", "42"},
                      {"CI_JOB_TOKEN", "job"}, {"CI_SERVER_TLS_CA_FILE", "/ca.pem"}};
  CHECK_FALSE(from(variables, why));
  CHECK_THAT(why, ContainsSubstring("TOLLGATE_GITLAB_TOKEN"));
  variables["TOLLGATE_GITLAB_TOKEN"] = "t";
  const auto settings = from(variables, why);
  REQUIRE(settings);
  CHECK(settings->kind == Kind::gitlab);
  CHECK(settings->repository == "42");
  CHECK(settings->certificates == "/ca.pem");
}

TEST_CASE("what is missing is named") {
  std::string why;
  CHECK_FALSE(from({}, why));
  CHECK_THAT(why, ContainsSubstring("GITHUB_REPOSITORY"));
  CHECK_FALSE(from({{"GITHUB_ACTIONS", "true"}, {"GITHUB_REPOSITORY", "a/b"}}, why));
  CHECK_THAT(why, ContainsSubstring("GITHUB_TOKEN"));
  for (const char* repository : {"a/b/c", "a", "a/", "/b", "a/..", "../b", "a/b?x", "a/b c"}) {
    why.clear();
    CHECK_FALSE(from({{"GITHUB_REPOSITORY", repository}, {"GITHUB_TOKEN", "t"}}, why));
    CHECK_THAT(why, ContainsSubstring("owner/name"));
  }
  CHECK_FALSE(from({{"CI_API_V4_URL", "https://gitlab.example/api/v4"}, {"TOLLGATE_GITLAB_TOKEN", "t"}}, why));
  CHECK_THAT(why, ContainsSubstring("CI_PROJECT_ID"));
}

TEST_CASE("a token is not sent in the clear") {
  std::string why;
  CHECK_THROWS_AS(
      from({{"GITHUB_REPOSITORY", "a/b"}, {"GITHUB_TOKEN", "t"}, {"GITHUB_API_URL", "http://git.example"}}, why),
      Error);
  CHECK_THROWS_AS(
      from({{"CI_API_V4_URL", "http://gitlab.example"}, {"CI_PROJECT_ID", "1"}, {"TOLLGATE_GITLAB_TOKEN", "t"}}, why),
      Error);
}
