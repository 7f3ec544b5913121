// What the real client reads and writes, against a forge of our own.
#include <set>
#include <string>

#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/forge/clients.hpp"

using namespace tollgate;
using namespace tollgate::test;

namespace {
const std::string many_labels = [] {
  std::string list;
  for (int i = 0; i < 150; ++i) list += (i > 0 ? ",\"x" : "\"x") + std::to_string(i) + "\"";
  return "[" + list + "]";
}();

}  // namespace

TEST_CASE("facts and reviews of a pull request are read from GitHub") {
  const FakeForge fake(R"({"token": ")" + secret +
                       R"(", "labels": ["a"], "reviews": [{"user": {"login": "ada", "type": "User", "id": 1},
                       "state": "APPROVED", "commit_id": "c", "submitted_at": "2026-01-02T03:04:05Z"}]})");
  Client client(settings_of(fake, Kind::github));
  const auto facts = client.pull_request(7);
  INFO(facts.problem);
  REQUIRE(facts.ok());
  CHECK(facts.value.author.login == "dana");
  CHECK(facts.value.labels.at(0).name == "a");
  CHECK(facts.value.fork == false);
  const auto reviews = client.reviews(7);
  REQUIRE(reviews.ok());
  CHECK(reviews.value.at(0).by.login == "ada");
  for (const LoggedRequest& request : fake.requests()) CHECK(request.has_token);
}

TEST_CASE("labels are added once, and only those that are missing") {
  const FakeForge fake(R"({"labels": ["Human", "Assisted-By:LLM"]})");
  Client client = github(fake);
  const auto added = client.add_labels(7, {"assisted-by:llm", "needs-senior-review", "needs-senior-review"});
  INFO(added.problem);
  REQUIRE(added.ok());
  CHECK(added.value == Texts{"needs-senior-review"});
  CHECK(client.add_labels(7, {"needs-senior-review"}).value.empty());
  CHECK(client.add_labels(7, {}).ok());
  CHECK(fake.count("POST") == 1);
  CHECK(client.labels(7).value == Texts{"Human", "Assisted-By:LLM", "needs-senior-review"});
}

TEST_CASE("who set a label is told, the last of them; what the forge does not say stays untold") {
  const FakeForge fake(R"({"label_events": [
    {"event": "labeled", "action": "add", "label": {"name": "Not-LLM"}, "actor": {"login": "dana", "type": "User"}, "user": {"username": "dana"}},
    {"event": "unlabeled", "action": "remove", "label": {"name": "not-llm"}, "actor": {"login": "x"}, "user": {"username": "x"}},
    {"event": "labeled", "action": "add", "label": {"name": "not-llm"}, "actor": {"login": "ada", "type": "User"}, "user": {"username": "ada"}},
    {"event": "closed", "actor": {"login": "x"}}, {"event": "labeled", "action": "add", "label": null, "actor": null, "user": null}]})");
  Client one = github(fake);
  Client two = gitlab(fake);
  for (Client* client : {&one, &two}) {
    std::vector<forge::Label> labels{{"not-llm", {}}, {"other", {}}};
    client->tell_who_set(7, labels);
    REQUIRE(labels[0].added_by.has_value());
    CHECK(labels[0].added_by->login == "ada");
    CHECK(labels[0].added_by->is_person);
    CHECK_FALSE(labels[1].added_by.has_value());
  }
  const FakeForge silent(R"({"token": "another"})");
  Client third = github(silent);
  std::vector<forge::Label> labels{{"not-llm", {}}};
  third.tell_who_set(7, labels);
  CHECK_FALSE(labels[0].added_by.has_value());
  const std::size_t asked = silent.requests().size();
  std::vector<forge::Label> none;
  third.tell_who_set(7, none);
  CHECK(silent.requests().size() == asked);
}

TEST_CASE("on GitLab labels are added to the merge request, and nothing else of it changes") {
  const FakeForge fake(R"({"labels": ["human"]})");
  Client client = gitlab(fake);
  const auto added = client.add_labels(7, {"assisted-by:llm", "b"});
  INFO(added.problem);
  REQUIRE(added.ok());
  CHECK(added.value == Texts{"assisted-by:llm", "b"});
  CHECK(client.labels(7).value == Texts{"human", "assisted-by:llm", "b"});
  for (const LoggedRequest& request : fake.requests()) {
    if (request.method == "PUT") CHECK(request.body == R"({"add_labels":"assisted-by:llm,b"})");
  }
  CHECK(client.add_labels(7, {"a,b"}).failure == Failure::rejected);
}

TEST_CASE("GitLab's approvals are read where they are, by either call") {
  for (const char* has_approvals : {"true", "false"}) {
    const FakeForge fake(R"({"approved_by": [{"id": 1, "username": "ada"}], "has_approvals": )" +
                         std::string(has_approvals) + "}");
    Client client = gitlab(fake);
    const auto reviews = client.reviews(7);
    INFO(reviews.problem);
    REQUIRE(reviews.ok());
    CHECK(reviews.value.at(0).by.login == "ada");
  }
}

TEST_CASE("all pages are read") {
  const FakeForge fake(R"({"labels": )" + many_labels + "}");
  Client client = github(fake);
  CHECK(client.labels(7).value.size() == 150);
  CHECK(fake.requests().size() == 2);
}

TEST_CASE("250 commits of GitHub may not be all; GitLab's come oldest first") {
  std::string commits;
  for (int i = 0; i < 260; ++i) {
    commits += std::string(i > 0 ? "," : "") + R"({"sha": "s)" + std::to_string(i) + R"(", "id": "s)" +
               std::to_string(i) + R"(", "commit": {"message": "m"}})";
  }
  const FakeForge fake(R"({"commits": [)" + commits + "]}");
  Client client = github(fake);
  const auto listed = client.commits(7);
  REQUIRE(listed.ok());
  CHECK(listed.value.commits.size() == 250);
  CHECK_FALSE(listed.value.complete);
  Client other = gitlab(fake);
  const auto all = other.commits(7);
  REQUIRE(all.ok());
  CHECK(all.value.commits.size() == 260);
  CHECK(all.value.commits.front().id == "s0");
  CHECK(all.value.complete);
}

TEST_CASE("odd names of repositories stay data") {
  const FakeForge fake;
  for (const char* repository : {"o/r?x=1", "o/..", "../..", "o/r#", "o/a b"}) {
    INFO(repository);
    Settings settings = settings_of(fake, Kind::github);
    settings.repository = repository;
    Client client = client_of(settings);
    bool read = false;
    try {
      read = client.pull_request(7).ok();
    } catch (const Error& error) {
      CHECK_THAT(error.what(), ContainsSubstring("never calls"));
    }
    CHECK_FALSE(read);
  }
  for (const LoggedRequest& request : fake.requests()) CHECK(request.query.empty());
}

TEST_CASE("comments are read from all pages, oldest first, with who wrote them") {
  const FakeForge fake(R"({"foreign_comments": 150, "comments": [
    {"id": 900, "body": "ours", "user": {"login": "github-actions[bot]", "type": "Bot"}},
    {"id": 901, "body": "by GitLab", "user": {"login": "project_42_bot_1", "type": "Bot"}, "system": true}]})");
  Client one = github(fake);
  const auto comments = one.comments(7);
  REQUIRE(comments.value.size() == 152);
  CHECK(comments.value[0].by.is_person);
  CHECK(comments.value[150].id == 900);
  CHECK(comments.value[150].body == "ours");
  CHECK_FALSE(comments.value[150].by.is_person);
  Client two = gitlab(fake);
  const auto notes = two.comments(7);
  CHECK(notes.value.size() == 151);  // GitLab's own are left out
  CHECK(one.own_login().value == "github-actions[bot]");
  CHECK(two.own_login().value == "github-actions[bot]");
  const FakeForge garbage(R"({"garbage": true})");
  CHECK(github(garbage).comments(7).failure == forge::Failure::unreadable);
}

TEST_CASE("whatever is asked for, the forge sees only calls that read, and those that add labels or comment") {
  const std::set<std::string> allowed{"GET /repos/o/r/pulls/7",
                                      "GET /repos/o/r/pulls/7/reviews",
                                      "GET /repos/o/r/issues/7/events",
                                      "GET /api/v4/projects/42/merge_requests/7/resource_label_events",
                                      "GET /repos/o/r/pulls/7/commits",
                                      "GET /repos/o/r/issues/7/labels",
                                      "POST /repos/o/r/issues/7/labels",
                                      "GET /api/v4/projects/42/merge_requests/7",
                                      "GET /api/v4/projects/42/merge_requests/7/approvals",
                                      "GET /api/v4/projects/42/merge_requests/7/approval_state",
                                      "GET /api/v4/projects/42/merge_requests/7/commits",
                                      "PUT /api/v4/projects/42/merge_requests/7",
                                      "GET /user",
                                      "GET /api/v4/user",
                                      "GET /repos/o/r/issues/7/comments",
                                      "POST /repos/o/r/issues/7/comments",
                                      "PATCH /repos/o/r/issues/comments/1001",
                                      "GET /api/v4/projects/42/merge_requests/7/notes",
                                      "POST /api/v4/projects/42/merge_requests/7/notes",
                                      "PUT /api/v4/projects/42/merge_requests/7/notes/1001"};
  for (const char* state : {"{}", R"({"fork": true})", R"({"flaky": 1})", R"({"lost_writes": 1})",
                            R"({"auto_merge": {"merge_method": "merge"}, "has_approvals": false})"}) {
    const FakeForge fake(state);
    Client one = github(fake);
    Client two = gitlab(fake);
    for (Client* client : {&one, &two}) {
      client->pull_request(7);
      client->reviews(7);
      client->commits(7);
      client->labels(7);
      std::vector<forge::Label> labels{{"a", {}}};
      client->tell_who_set(7, labels);
      client->add_labels(7, {"assisted-by:llm"});
      client->own_login();
      client->comments(7);
      client->add_comment(7, "a", [&]() -> forge::Answer<bool> {
        return {!client->comments(7).value.empty(), {}, {}};
      });
      client->update_comment(7, 1001, "b");
    }
    const auto requests = fake.requests();
    CHECK(requests.size() >= 10);
    for (const LoggedRequest& request : requests) {
      INFO(request.method << " " << request.path);
      CHECK(allowed.count(request.method + " " + request.path) == 1);
    }
  }
}
