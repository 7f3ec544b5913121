// What the client reads of pull requests of the past: lists, and which one a commit has merged.
#include <chrono>
#include <string>

#include "tests/catch.hpp"
#include "tests/forge/clients.hpp"

using namespace tollgate;
using namespace tollgate::test;

namespace {

/// Merged pull requests of March 2026, the latest first.
std::string merged_requests(int count) {
  std::string list;
  for (int i = 0; i < count; ++i) {
    const int day = 30 - 20 * i / count;
    list += (i > 0 ? ", " : "") + std::string(R"({"number": )") + std::to_string(500 - i) +
            R"(, "merged_at": "2026-03-)" + std::to_string(day) + R"(T10:00:00Z", "merge_commit_sha": "c)" +
            std::to_string(i) + R"("})";
  }
  return list;
}

std::chrono::sys_seconds day_of_march(int number) {
  using namespace std::chrono;
  return sys_days(2026y / March / number);
}

}  // namespace

TEST_CASE("pull requests of the past are listed page by page until they are too old") {
  const FakeForge fake(R"({"merged": [)" + merged_requests(150) + R"(, {"number": 2,
      "merged_at": "2024-01-01T00:00:00Z"}]})");
  Client client = github(fake);
  const auto list = client.merged_requests("main", day_of_march(1), 5);
  INFO(list.problem);
  REQUIRE(list.ok());
  CHECK(list.value.complete);
  CHECK(list.value.requests.size() == 151);
  CHECK(fake.requests().size() == 2);
  CHECK(list.value.requests.at(0).number == 500);
  CHECK(list.value.requests.at(0).merge_commits == Texts{"c0"});
  CHECK(list.value.requests.at(0).merged_at == day_of_march(30) + std::chrono::hours(10));
  CHECK_THAT(fake.requests().at(0).query, ContainsSubstring("state=closed") && ContainsSubstring("base=main") &&
                                              ContainsSubstring("direction=desc"));
  CHECK(client.merged_requests("main", day_of_march(25), 5).value.complete);
  CHECK(fake.requests().size() == 3);
}

TEST_CASE("a list that was not read to its end is partial, and keeps what was read") {
  const std::string state = R"("merged": [)" + merged_requests(150) + "]}";
  const FakeForge cut(R"({"pages_told": 1, )" + state);
  Client client = github(cut);
  const auto list = client.merged_requests("main", day_of_march(1), 5);
  CHECK(list.failure == Failure::not_allowed);
  CHECK_FALSE(list.value.complete);
  CHECK(list.value.requests.size() == 100);
  const FakeForge whole("{" + state);
  Client other = github(whole);
  const auto first = other.merged_requests("main", day_of_march(1), 1);
  CHECK(first.ok());
  CHECK_FALSE(first.value.complete);
  const FakeForge odd(R"({"merged": [{"number": 0, "merged_at": "2026-03-01T00:00:00Z"}]})");
  Client third = github(odd);
  CHECK(third.merged_requests("main", day_of_march(1), 1).failure == Failure::unreadable);
}

TEST_CASE("GitLab's list of the past, and who set a label when") {
  const FakeForge fake(R"({"merged": [{"number": 5, "merged_at": "2026-03-02T10:00:00Z", "labels": ["bug"],
      "body": "llm: none", "branch": "revert-4-x", "squash_commit_sha": "s"}],
      "events_of": {"5": [{"action": "add", "label": {"name": "bug"}, "user": {"username": "ada", "id": 2},
      "created_at": "2026-03-01T08:00:00.000Z"}]}})");
  Client client = gitlab(fake);
  const auto list = client.merged_requests("main", day_of_march(1), 5);
  INFO(list.problem);
  REQUIRE(list.value.requests.size() == 1);
  CHECK(list.value.requests.at(0).labels == Texts{"bug"});
  CHECK(list.value.requests.at(0).description == "llm: none");
  CHECK(list.value.requests.at(0).head_branch == "revert-4-x");
  CHECK(list.value.requests.at(0).merge_commits == Texts{"s"});
  CHECK_THAT(fake.requests().at(0).query, ContainsSubstring("updated_after=2026-03-01T00%3A00%3A00Z"));
  const auto events = client.label_events(5);
  REQUIRE(events.value.size() == 1);
  CHECK(events.value.at(0).by.login == "ada");
  CHECK(events.value.at(0).at == day_of_march(1) + std::chrono::hours(8));
}

TEST_CASE("which pull request a commit has merged") {
  const std::string state =
      R"({"merged": [{"number": 5, "merged_at": "2026-03-02T10:00:00Z", "merge_commit_sha": "abc"}]})";
  for (const Kind kind : {Kind::github, Kind::gitlab}) {
    const FakeForge fake(state);
    Client client = client_of(settings_of(fake, kind));
    const auto merged = client.requests_of("abc");
    INFO(merged.problem);
    REQUIRE(merged.value.size() == 1);
    CHECK(merged.value.front().number == 5);
    CHECK(merged.value.front().merge_commits == Texts{"abc"});
    CHECK(client.requests_of("def").failure == Failure::not_found);
  }
}
