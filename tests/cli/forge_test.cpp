// A pull request through the command line with a forge: what is asked of it, and that nothing but labels is written.
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/catch.hpp"
#include "tests/cli/forge_shop.hpp"

using namespace tollgate::tests;
using nlohmann::json;

namespace {

void check_calls(const FakeForge& fake) {
  const std::set<std::string> allowed{"GET /repos/o/r/pulls/7",         "GET /repos/o/r/pulls/7/reviews",
                                      "GET /repos/o/r/pulls/7/commits", "GET /repos/o/r/issues/7/labels",
                                      "GET /repos/o/r/issues/7/events", "GET /repos/o/r/pulls",
                                      "POST /repos/o/r/issues/7/labels"};
  for (const LoggedRequest& request : fake.requests()) {
    INFO(request.method << " " << request.path);
    CHECK(allowed.count(request.method + " " + request.path) == 1);
  }
}

}  // namespace

TEST_CASE("reviews come from the forge, and the labels go there") {
  const PulledShop shop;
  const FakeForge fake(approved(shop, R"(, "labels": ["by-a-person"])"));
  const Ran ran = shop.run(shop.by_flags(fake), {"--pr", "7", "--base-sha", shop.base()});
  INFO(ran.err);
  CHECK_THAT(ran.out, ContainsSubstring("assisted-by:llm\n"));
  CHECK_THAT(ran.err, ContainsSubstring("labels added: assisted-by:llm"));
  CHECK_THAT(ran.out + ran.err + shop.read("out.json"), !ContainsSubstring("ghs_secret"));
  const json report = shop.report();
  CHECK(report["pull_request"]["number"] == 7);
  CHECK(fake.count("POST") == 1);
  check_calls(fake);
}

TEST_CASE("a token that may not write, and a forge that limits, change no verdict") {
  const PulledShop shop;
  const FakeForge open(approved(shop));
  const Texts arguments{"--pr", "7", "--base-sha", shop.base(), "--reporter-errors", "fail"};
  const int verdict = shop.run(shop.by_flags(open), arguments).code;
  const FakeForge fork(approved(shop, R"(, "fork": true)"));
  const Ran refused = shop.run(shop.by_flags(fork), arguments);
  CHECK(refused.code == verdict);
  CHECK_THAT(refused.out, ContainsSubstring("assisted-by:llm\n"));
  CHECK_THAT(refused.err, ContainsSubstring("403"));
  check_calls(fork);
  const FakeForge limited(approved(shop, R"(, "limit": 1, "retry_after": 1)"));
  const Ran waited = shop.run(shop.by_flags(limited), arguments);
  CHECK(waited.code == verdict);
  CHECK_THAT(waited.err, ContainsSubstring("labels added"));
}

TEST_CASE("a forge that cannot be asked leaves the review unjudged") {
  const PulledShop shop;
  const FakeForge fake(R"({"limit": 99, "retry_after": 600})");
  const Ran ran = shop.run(shop.by_flags(fake), {"--pr", "7", "--base-sha", shop.base(), "--forge-timeout", "2"});
  CHECK(ran.code == 3);
  CHECK_THAT(shop.read("out.json"), ContainsSubstring("429"));
}

TEST_CASE("in a fork's run nothing is written, and it is said once") {
  const PulledShop shop;
  const FakeForge fake(approved(shop));
  shop.write("event.json",
             R"({"pull_request": {"number": 7, "user": {"login": "eve", "type": "User"}, "head": {"sha": ")" +
                 shop.head() + R"(", "ref": "f", "repo": {"full_name": "eve/r"}}, "base": {"sha": ")" + shop.base() +
                 R"(", "ref": "main", "repo": {"full_name": "o/r"}}}})");
  Variables variables = shop.by_flags(fake);
  variables["GITHUB_ACTIONS"] = "true";
  variables["GITHUB_EVENT_NAME"] = "pull_request";
  variables["GITHUB_EVENT_PATH"] = shop.path("event.json");
  const Ran ran = shop.run(variables, {"--base-sha", shop.base(), "--head-sha", shop.head()});
  CHECK_THAT(ran.err, ContainsSubstring("nothing is written to the pull request") && ContainsSubstring("forks"));
  CHECK_THAT(ran.out, ContainsSubstring("assisted-by:llm\n"));
  CHECK(fake.count("POST") == 0);
  check_calls(fake);
}

TEST_CASE("a second run leaves the comment alone, and the one after the fix turns it green") {
  const PulledShop shop;
  const FakeForge fake(R"({"foreign_comments": 150, "head_sha": ")" + shop.head() + "\"}");
  const Texts arguments{"--now",      "2026-03-30T10:00:00Z",
                        "--pr",       "7",
                        "--base-sha", shop.base(),
                        "--format",   "github-comment:" + shop.path("comment.md")};
  const Ran first = shop.check(arguments, shop.by_flags(fake));
  CHECK(first.code == 1);
  CHECK_THAT(first.err, ContainsSubstring("github-comment: comment written"));
  CHECK_THAT(comment_sent(fake), ContainsSubstring("## ❌ tollgate: FAIL") && ContainsSubstring(shop.head()) &&
                                     ContainsSubstring(shop.base()));
  CHECK(comment_sent(fake) == shop.read("comment.md"));
  CHECK_THAT(shop.check(arguments, shop.by_flags(fake)).err, ContainsSubstring("github-comment: comment unchanged"));
  Texts fixed = arguments;
  fixed.insert(fixed.end(), {"--gate", "merge-window"});
  const Ran third = shop.check(fixed, shop.by_flags(fake));
  INFO(third.err);
  CHECK(third.code == 0);
  CHECK_THAT(comment_sent(fake), ContainsSubstring("## ✅ tollgate: PASS") && ContainsSubstring(" resolved\n"));
  CHECK(comment_calls(fake) == Texts{"POST /repos/o/r/issues/7/comments", "PATCH /repos/o/r/issues/comments/151"});
}

TEST_CASE("a comment that may not be written is printed, and the verdict is the same") {
  const PulledShop shop;
  const std::string head = R"({"head_sha": ")" + shop.head() + "\"";
  const FakeForge open(head + "}");
  const Texts arguments{"--pr", "7",        "--base-sha",    shop.base(), "--reporter-errors",
                        "fail", "--format", "github-comment"};
  const Ran written = shop.run(shop.by_flags(open), arguments);
  const FakeForge fork(head + R"(, "fork": true})");
  const Ran refused = shop.run(shop.by_flags(fork), arguments);
  CHECK(refused.code == written.code);
  CHECK(refused.out == written.out);
  CHECK_THAT(refused.out, ContainsSubstring("<!-- tollgate:shop v1 sha256="));
  const std::string told = "github-comment: comment not written: GitHub API: 403";
  CHECK(refused.err.find(told) != std::string::npos);
  CHECK(refused.err.find(told) == refused.err.rfind(told));
}

TEST_CASE("--comment-key keeps a comment of its own") {
  const PulledShop shop;
  const FakeForge fake(R"({"head_sha": ")" + shop.head() + "\"}");
  const Texts arguments{"--pr", "7", "--base-sha", shop.base(), "--format", "github-comment"};
  shop.run(shop.by_flags(fake), arguments);
  Texts nightly = arguments;
  nightly.insert(nightly.end(), {"--comment-key", "nightly"});
  CHECK_THAT(shop.run(shop.by_flags(fake), nightly).out, ContainsSubstring("<!-- tollgate:shop/nightly v1 sha256="));
  CHECK(comment_calls(fake) == Texts(2, "POST /repos/o/r/issues/7/comments"));
}
