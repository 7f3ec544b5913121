// The real client over libcurl, against a forge of our own that goes wrong on demand.
#include "forge/client.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "core/error.hpp"
#include "forge/api.hpp"
#include "tests/catch.hpp"
#include "tests/forge/fake_forge.hpp"

using namespace tollgate;
using forge::Client;
using forge::Failure;
using forge::Kind;
using forge::Settings;
using test::FakeForge;
using test::LoggedRequest;

namespace {

const std::string secret = "ghs_secret_of_the_test";

/// The real client, but for a tenth of the patience.
Client client_of(const Settings& settings) {
  const forge::Address address = forge::address_from(settings.api, "X");
  const auto http = std::make_shared<forge::Http>(std::string(), address.is_here);
  forge::Pace pace = forge::real_pace();
  pace.sleep = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time / 10); };
  const forge::ApiSettings api{settings.kind, address, settings.token, settings.budget, settings.request_timeout};
  const forge::Transport transport = [http](const forge::Request& request) { return http->ask(request); };
  return {settings, std::make_unique<forge::Api>(api, transport, pace)};
}

Settings settings_of(const FakeForge& fake, Kind kind, int budget = 30) {
  const bool github = kind == Kind::github;
  return {kind,
          fake.address() + (github ? "" : "/api/v4"),
          github ? "o/r" : "42",
          secret,
          {},
          std::chrono::seconds(budget),
          std::chrono::seconds(5)};
}

Client github(const FakeForge& fake, int budget = 30) { return client_of(settings_of(fake, Kind::github, budget)); }
Client gitlab(const FakeForge& fake) { return client_of(settings_of(fake, Kind::gitlab)); }

using Texts = std::vector<std::string>;

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

TEST_CASE("in a fork writing is refused once and not asked again, and the refusal holds no token") {
  const FakeForge fake(R"({"fork": true, "echo": " )" + secret + "\"}");
  Client client = github(fake);
  const auto refused = client.add_labels(7, {"a"});
  CHECK(refused.failure == Failure::not_allowed);
  CHECK_THAT(refused.problem,
             ContainsSubstring("Resource not accessible by integration") && !ContainsSubstring(secret));
  CHECK(fake.count("POST") == 1);
}

TEST_CASE("a bad token is not asked with again") {
  const FakeForge fake(R"({"token": "another"})");
  Client client = github(fake);
  CHECK(client.pull_request(7).failure == Failure::not_allowed);
  CHECK(fake.requests().size() == 1);
}

TEST_CASE("rate limits are waited for, if there is time") {
  for (const char* limit : {R"({"limit": 2, "retry_after": 1})", R"({"primary": 1, "retry_after": 1})"}) {
    const FakeForge fake(limit);
    Client client = github(fake);
    const auto added = client.add_labels(7, {"a"});
    INFO(added.problem);
    CHECK(added.ok());
    CHECK(fake.count("POST") == 1);
  }
  const FakeForge long_wait(R"({"primary": 1, "retry_after": 3600})");
  Client client = github(long_wait, 2);
  CHECK(client.pull_request(7).failure == Failure::rate_limited);
  CHECK(long_wait.requests().size() == 1);
}

TEST_CASE("failures of the forge are ridden out") {
  const FakeForge fake(R"({"flaky": 2})");
  Client client = github(fake);
  const auto added = client.add_labels(7, {"a"});
  INFO(added.problem);
  CHECK(added.ok());
  CHECK(client.labels(7).value == Texts{"a"});
}

TEST_CASE("a write whose answer was lost is not written twice") {
  const FakeForge fake(R"({"lost_writes": 1})");
  Client client = github(fake);
  const auto added = client.add_labels(7, {"a"});
  INFO(added.problem);
  CHECK(added.ok());
  CHECK(fake.count("POST") == 1);
}

TEST_CASE("the token follows no redirect to another host, and a moved repository is found") {
  const FakeForge target;
  const FakeForge fake(R"({"redirect_to": ")" + target.address() + "\"}");
  Client client = github(fake);
  CHECK(client.pull_request(7).failure == Failure::rejected);
  CHECK(client.add_labels(7, {"a"}).failure == Failure::rejected);
  CHECK(target.requests().empty());
  const FakeForge moved(R"({"moved": true})");
  Client other = github(moved);
  CHECK(other.pull_request(7).ok());
}

TEST_CASE("answers that are too large, not JSON or too late are no facts") {
  const FakeForge huge(R"({"huge": true})");
  Client one = github(huge);
  CHECK(one.pull_request(7).failure == Failure::unreadable);
  const FakeForge garbage(R"({"garbage": true})");
  Client two = github(garbage);
  CHECK(two.pull_request(7).failure == Failure::unreadable);
  const FakeForge slow(R"({"delay": 2})");
  Settings impatient = settings_of(slow, Kind::github, 1);
  impatient.request_timeout = std::chrono::seconds(1);
  Client three = client_of(impatient);
  CHECK(three.pull_request(7).failure == Failure::unavailable);
}

TEST_CASE("a forge that is not there is told without an address") {
  std::string address;
  {
    const FakeForge gone;
    address = gone.address();
  }
  Client client =
      client_of({Kind::github, address, "o/r", secret, {}, std::chrono::seconds(10), std::chrono::seconds(1)});
  const auto facts = client.pull_request(7);
  CHECK(facts.failure == Failure::unavailable);
  CHECK_THAT(facts.problem, !ContainsSubstring("127.0.0.1") && !ContainsSubstring(secret));
}

TEST_CASE("a certificate of one's own is trusted when it is named, and never otherwise") {
  std::string pem = (std::filesystem::temp_directory_path() / "tollgate-tls-XXXXXX").string();
  const int handle = mkstemp(pem.data());
  REQUIRE(handle >= 0);
  close(handle);
  const std::string make =
      "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext "
      "subjectAltName=IP:127.0.0.1 -keyout " +
      pem + " -out " + pem + ".crt 2>/dev/null";
  REQUIRE(std::system((make + " && cat " + pem + ".crt >> " + pem).c_str()) == 0);
  {
    const FakeForge fake("{}", pem);
    Settings settings = settings_of(fake, Kind::github);
    settings.certificates = pem + ".crt";
    Client trusting(settings);
    const auto facts = trusting.pull_request(7);
    INFO(facts.problem);
    CHECK(facts.ok());
    settings.certificates.clear();
    Client wary(settings);
    const auto refused = wary.pull_request(7);
    CHECK(refused.failure == Failure::unavailable);
    CHECK_THAT(refused.problem, ContainsSubstring("SSL_CERT_FILE"));
    settings.certificates = pem + ".missing";
    Client lost(settings);
    CHECK(lost.pull_request(7).failure == Failure::unavailable);
    CHECK(fake.requests().size() == 1);
  }
  std::filesystem::remove(pem);
  std::filesystem::remove(pem + ".crt");
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
