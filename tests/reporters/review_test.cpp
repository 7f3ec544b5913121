// Comments beside the lines of a pull request, against the fake forge, which refuses a review as GitHub does.
#include <nlohmann/json.hpp>
#include <string>

#include "forge/github_review.hpp"
#include "tests/catch.hpp"
#include "tests/forge/fake_forge.hpp"
#include "tests/reporters/rendered.hpp"

namespace tollgate::reporters {

namespace {

using Json = nlohmann::json;
using test::FakeForge;

const std::string head = "0123456789abcdef0123456789abcdef01234567";  // as the fake says

Report about(Report report, const std::string& commit = head) {
  if (!report.pull_request) report.pull_request.emplace();
  report.pull_request->number = 7;
  report.pull_request->head_commit = commit;
  return report;
}

forge::Client client_of(const FakeForge& fake) {
  return forge::Client({forge::Kind::github,
                        fake.address(),
                        "o/r",
                        "ghs_secret",
                        {},
                        std::chrono::seconds(20),
                        std::chrono::seconds(5)});
}

Published publish(const FakeForge& fake, const Report& report) {
  forge::Client client = client_of(fake);
  return github_review.publish(report, github_review.render(report, test_style()), client);
}

/// A diff of the sample: the line in orders.sql is shown, customers.sql is too large to be, other files did not change.
Json files() {
  return Json{{{"filename", "shop/models/marts/orders.sql"},
               {"status", "modified"},
               {"patch", "@@ -12,2 +12,3 @@\n a\n+b\n c"}},
              {{"filename", "shop/models/marts/customers.sql"}, {"status", "modified"}}};
}

std::string state(const Json& more = Json::object()) {
  Json all{{"files", files()}};
  all.update(more);
  return all.dump();
}

std::vector<forge::ReviewComment> comments(const FakeForge& fake) {
  forge::Client client = client_of(fake);
  return forge::review_comments(client, 7).value;
}

int writes(const FakeForge& fake) { return fake.count("POST") + fake.count("PATCH"); }

Report moved_on(Report report) {
  report.findings.clear();
  return report;
}

}  // namespace

TEST_CASE("comments stand beside lines of the diff, else on the file, and only once") {
  const FakeForge fake(state());
  const Published first = publish(fake, about(samples::mixed()));
  CHECK(first.state == PublishState::done);
  CHECK(first.words ==
        "1 comment on lines, 1 comment on files, 2 findings with no place in the diff or beyond the limit: see the "
        "comment or the summary");
  REQUIRE(comments(fake).size() == 2);
  CHECK(comments(fake)[0].on_file);
  CHECK_FALSE(comments(fake)[1].on_file);
  const int before = writes(fake);
  publish(fake, about(samples::mixed()));
  CHECK(writes(fake) == before);
  for (const test::LoggedRequest& request : fake.requests()) CHECK(request.status < 300);
}

TEST_CASE("after the fix the comments say so, and nothing is taken away") {
  const FakeForge fake(state());
  publish(fake, about(samples::mixed()));
  CHECK(publish(fake, moved_on(about(samples::mixed()))).words == "2 findings gone");
  CHECK(comments(fake).size() == 2);
  for (const forge::ReviewComment& comment : comments(fake))
    CHECK_THAT(comment.body, ContainsSubstring("not found any more"));
  CHECK(publish(fake, moved_on(about(samples::mixed()))).words == "nothing new");
  CHECK(publish(fake, about(samples::mixed())).words.starts_with("2 comments updated"));
}

TEST_CASE("a comment that somebody took away is not written again, on lines and on files") {
  std::vector<forge::ReviewBody> bodies;
  {
    const FakeForge first(state());
    publish(first, about(samples::mixed()));
    forge::Client client = client_of(first);
    bodies = forge::review_bodies(client, 7).value;
  }
  REQUIRE(bodies.size() == 1);
  CHECK_THAT(bodies[0].text, ContainsSubstring("review told=") && ContainsSubstring("\ntollgate: 2 findings beside"));
  const Json bot{{"login", "github-actions[bot]"}, {"type", "Bot"}};
  const auto after = [&](const Json& by) {
    return state({{"reviews", {{{"state", "COMMENTED"}, {"body", bodies[0].text}, {"user", by}}}}});
  };
  const FakeForge emptied(after(bot));
  CHECK(
      publish(emptied, about(samples::mixed())).words ==
      "2 findings with no place in the diff or beyond the limit: see the comment or the summary, 2 comments taken away "
      "by somebody, not written again");
  CHECK(writes(emptied) == 0);
  // A person who quotes the line hides nothing.
  const FakeForge quoted(after({{"login", "mallory"}, {"type", "User"}}));
  CHECK(publish(quoted, about(samples::mixed())).words.starts_with("1 comment on lines, 1 comment on files"));
}

TEST_CASE("comments on files alone are remembered by a review of their own") {
  Report report = about(samples::mixed());
  std::erase_if(report.findings, [](const Finding& finding) { return finding.location.line == 14; });
  const FakeForge fake(state());
  CHECK(publish(fake, report).words.starts_with("1 comment on files"));
  forge::Client client = client_of(fake);
  const auto bodies = forge::review_bodies(client, 7).value;
  REQUIRE(bodies.size() == 1);
  CHECK_THAT(bodies[0].text, ContainsSubstring("tollgate: 1 finding on files of this change."));
  const int before = writes(fake);
  publish(fake, report);
  CHECK(writes(fake) == before);
}

TEST_CASE("a review never does anything but comment") {
  const FakeForge fake(state());
  publish(fake, about(samples::mixed()));
  int reviews = 0;
  for (const test::LoggedRequest& request : fake.requests()) {
    if (request.method != "POST" || !request.path.ends_with("/reviews")) continue;
    ++reviews;
    CHECK(Json::parse(request.body)["event"] == "COMMENT");
    CHECK(Json::parse(request.body)["commit_id"] == head);
  }
  CHECK(reviews == 1);
}

TEST_CASE("a review that GitHub refuses all the same becomes comments on the files") {
  // The list of files and the diff that GitHub checks against differ, as after a push in between.
  Json wrong = files();
  wrong[0]["patch"] = "@@ -14,1 +14,1 @@\n+b";
  const FakeForge fake(state({{"files", wrong}, {"refuse_reviews", true}}));
  CHECK(publish(fake, about(samples::mixed())).words.starts_with("2 comments on files"));
}

TEST_CASE("nothing is written about a commit that is not the head any more") {
  const FakeForge fake(state());
  CHECK_THAT(publish(fake, about(samples::mixed(), "eeee")).words, ContainsSubstring("newer commit"));
  CHECK(writes(fake) == 0);
}

TEST_CASE("a review whose answer was lost is not sent twice") {
  const FakeForge fake(state({{"lost_writes", 1}}));
  CHECK(publish(fake, about(samples::mixed())).state == PublishState::done);
  CHECK(comments(fake).size() == 2);
}

TEST_CASE("a comment of a person that quotes ours is left alone") {
  const FakeForge fake(state());
  publish(fake, about(samples::mixed()));
  const Json quoted{
      {"id", 9}, {"body", comments(fake)[0].body}, {"path", "a"}, {"user", {{"login", "mallory"}, {"type", "User"}}}};
  const FakeForge other(state({{"review_comments", {quoted}}}));
  CHECK(publish(other, moved_on(about(samples::mixed()))).words == "nothing new");
  CHECK(writes(other) == 0);
}

TEST_CASE("a token that may not write is refused in words") {
  const FakeForge fork(state({{"fork", true}}));
  const Published refused = publish(fork, about(samples::mixed()));
  CHECK(refused.state == PublishState::refused);
  CHECK_THAT(refused.words, ContainsSubstring("comments on files not written") && ContainsSubstring("403"));
  CHECK(writes(fork) == 1);
  const FakeForge limited(state({{"limit", 99}, {"retry_after", 600}}));
  CHECK(publish(limited, about(samples::mixed())).state == PublishState::failed);
}

}  // namespace tollgate::reporters
