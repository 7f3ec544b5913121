// A pull request through the command line with a forge: what is asked of it, and that nothing but labels is written.
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "change/process.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"
#include "tests/forge/fake_forge.hpp"

using namespace tollgate::tests;
using nlohmann::json;
using tollgate::test::FakeForge;
using tollgate::test::LoggedRequest;
using Texts = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

namespace {

constexpr const char* policy = R"(version: 1
layers:
  marts:
    select: {path: models/marts}
    gates: {review: , hallucination-budget: }
    review: {approvals: 1, by: peer}
)";

/// A change that says an LLM wrote it.
class Shop : public ShopFolder {
 public:
  Shop() : ShopFolder({{.name = "orders"}}, {{.name = "orders", .sql = "select 2 as id"}}) {
    write("tollgate.yml", policy);
    x_base = commit();
    write("note.txt", "x");
    x_head = commit("rename\n\nCo-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>");
  }
  const std::string& base() const { return x_base; }
  const std::string& head() const { return x_head; }
  Ran run(const Variables& variables, const Texts& more = {}) const {
    Texts arguments{"--format", "json:" + path("out.json"), "--format", "labels", "--now", "2026-03-30T10:00:00Z"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return check(arguments, variables);
  }
  Variables by_flags(const FakeForge& fake) const {
    return {{"GITHUB_API_URL", fake.address()}, {"GITHUB_REPOSITORY", "o/r"}, {"GITHUB_TOKEN", "ghs_secret_token"}};
  }
  json report() const { return json::parse(read("out.json")); }

 private:
  std::string x_base;
  std::string x_head;
};

/// State of a fake whose pull request is described and approved by somebody else.
std::string approved(const Shop& shop, const std::string& more = {}) {
  return R"({"body": "llm: claude-code\nprompt-hash: hmac-sha256:00ff", "head_sha": ")" + shop.head() +
         R"(", "reviews": [{"user": {"login": "ada", "id": 2, "type": "User"}, "state": "APPROVED", "commit_id": ")" +
         shop.head() + "\"}]" + more + "}";
}

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
  const Shop shop;
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
  const Shop shop;
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
  const Shop shop;
  const FakeForge fake(R"({"limit": 99, "retry_after": 600})");
  const Ran ran = shop.run(shop.by_flags(fake), {"--pr", "7", "--base-sha", shop.base(), "--forge-timeout", "2"});
  CHECK(ran.code == 3);
  CHECK_THAT(shop.read("out.json"), ContainsSubstring("429"));
}

TEST_CASE("in a fork's run nothing is written, and it is said once") {
  const Shop shop;
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

namespace {

/// What the fake holds as the text of its last comment.
std::string comment_sent(const FakeForge& fake) {
  std::string body;
  for (const LoggedRequest& request : fake.requests()) {
    if (request.method == "POST" || request.method == "PATCH") {
      const json sent = json::parse(request.body);
      if (sent.contains("body")) body = sent["body"];
    }
  }
  return body;
}

std::vector<std::string> comment_calls(const FakeForge& fake) {
  std::vector<std::string> calls;
  for (const LoggedRequest& request : fake.requests()) {
    if (request.path.find("/comments") != std::string::npos && request.method != "GET")
      calls.push_back(request.method + " " + request.path);
  }
  return calls;
}

}  // namespace

TEST_CASE("a second run leaves the comment alone, and the one after the fix turns it green") {
  const Shop shop;
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

TEST_CASE("a green comment does not stay where the next run cannot begin") {
  const Shop shop;
  const FakeForge fake(R"({"head_sha": ")" + shop.head() + "\"}");
  const auto run = [&](Texts more, const Texts& base) {
    more.insert(more.end(), {"--now", "2026-03-30T10:00:00Z", "--pr", "7", "--format",
                             "github-comment:always:" + shop.path("comment.md")});
    more.insert(more.end(), base.begin(), base.end());
    return shop.check(more, shop.by_flags(fake));
  };
  REQUIRE(run({"--gate", "merge-window"}, {"--base-sha", shop.base()}).code == 0);
  CHECK_THAT(comment_sent(fake), ContainsSubstring("## ✅ tollgate: PASS"));
  std::string reason;
  SECTION("no such base commit") {
    CHECK(run({}, {"--base-sha", "deadbeef"}).code == 3);
    reason = "deadbeef";
  }
  SECTION("no artifacts") {
    std::filesystem::remove(shop.path("target/manifest.json"));
    CHECK(run({}, {"--base-sha", shop.base()}).code == 3);
    reason = "manifest.json";
  }
  SECTION("a waiver file that is wrong, which is exit 2 and has no report") {
    shop.write("tollgate-waivers.yml", "- rule: [x\n");
    const Ran ran = run({}, {"--base-sha", shop.base()});
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, ContainsSubstring("tollgate-waivers.yml:1:9") && ContainsSubstring("comment updated"));
    reason = "the \\`\\[\\` that is opened here";
  }
  SECTION("a gate that there is not") {
    CHECK(run({"--gate", "pasre"}, {"--base-sha", shop.base()}).code == 2);
    reason = "pasre";
  }
  CHECK_THAT(comment_sent(fake), ContainsSubstring("tollgate: NOT JUDGED") && ContainsSubstring(reason));
  CHECK_THAT(comment_sent(fake), !ContainsSubstring("ghs_secret"));
  CHECK(comment_calls(fake).size() == 2);
}

namespace {

/// A shop below whose pull request a green comment stands.
class GreenShop : public Shop {
 public:
  explicit GreenShop(const FakeForge& fake, const Texts& more = {}) {
    Texts green{"--gate", "merge-window", "--base-sha",           base(),     "--pr",
                "7",      "--now",        "2026-03-30T10:00:00Z", "--format", "github-comment:always"};
    green.insert(green.end(), more.begin(), more.end());
    REQUIRE(check(green, by_flags(fake)).code == 0);
    REQUIRE_THAT(comment_sent(fake), ContainsSubstring("## ✅ tollgate: PASS"));
  }
  /// The words as they are, with nothing added.
  Ran raw(const FakeForge& fake, const Texts& words, Variables more = {}) const {
    more.merge(by_flags(fake));
    return run_tollgate(words, more);
  }
};

}  // namespace

TEST_CASE("a green comment does not stay where the next command line is refused") {
  const FakeForge fake;
  const GreenShop shop(fake);
  const std::string place = "--project-dir=" + shop.path();
  const std::string comment = "github-comment:always:" + shop.path("comment.md");
  Texts words;
  SECTION("an option that there is not") {
    words = {"check", place, "--pr", "7", "--gaet", "parse", "--format", comment};
  }
  SECTION("an option that lacks its value") { words = {"check", place, "--format", comment, "--pr=7", "--base"}; }
  SECTION("a variable that is not set") { words = {"check", "--base", "", place, "--pr=7", "--format=" + comment}; }
  SECTION("the option that names the comment") { words = {"check", place, "--pr", "7", "--fromat", comment}; }
  SECTION("the same with one dash") { words = {"check", "-project-dir", shop.path(), "-pr=7", "-format=" + comment}; }
  SECTION("the format that names the comment") {
    words = {"check", place, "--pr", "7", "--format", "github-coment:always"};
  }
  SECTION("two words wrong, and no format that is understood") {
    words = {"check", place, "--pr", "7", "--gaet", "parse", "--format", "github-coment"};
  }
  SECTION("the command") { words = {"chekc", place, "--pr", "7"}; }
  SECTION("a file that cannot be written") {
    words = {"check", place, "--pr", "7", "--format", "github-comment:" + shop.path("none/comment.md")};
  }
  const Ran ran = shop.raw(fake, words);
  INFO(ran.err);
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("github-comment: comment updated"));
  CHECK_THAT(comment_sent(fake), ContainsSubstring("tollgate: NOT JUDGED"));
  CHECK(comment_calls(fake).size() == 2);
}

TEST_CASE("the comment of a refused command line tells none of its words") {
  const FakeForge fake;
  const GreenShop shop(fake);
  const Ran ran = shop.raw(fake, {"check", "--project-dir", shop.path(), "--pr", "7", "--pasword", "hunter2 hunter3",
                                  "--format", "github-comment"});
  CHECK(ran.code == 2);
  CHECK_THAT(comment_sent(fake), ContainsSubstring("command line was refused") && !ContainsSubstring("hunter") &&
                                     !ContainsSubstring("pasword"));
}

TEST_CASE("of several comments of one project a refused command line takes its own back") {
  const FakeForge fake;
  const GreenShop shop(fake, {"--comment-key", "nightly"});
  const Texts words{"check",        "--project-dir", shop.path(), "--pr",  "7",
                    "--coment-key", "nightly",       "--format",  "labels"};
  CHECK(shop.raw(fake, words).code == 2);
  CHECK_THAT(comment_sent(fake), ContainsSubstring("<!-- tollgate:shop/nightly v1") && ContainsSubstring("NOT JUDGED"));
}

TEST_CASE("where no comment stands a refused command line writes one only if it asks for it") {
  const Shop shop;
  const FakeForge fake;
  const Texts words{"check", "--project-dir", shop.path(), "--pr", "7", "--gaet", "x"};
  CHECK(run_tollgate(words, shop.by_flags(fake)).code == 2);
  CHECK(comment_calls(fake).empty());
  Texts asks = words;
  asks.insert(asks.end(), {"--format", "github-comment"});
  CHECK(run_tollgate(asks, shop.by_flags(fake)).code == 2);
  CHECK(comment_calls(fake).size() == 1);
  CHECK_THAT(comment_sent(fake), ContainsSubstring("NOT JUDGED"));
}

TEST_CASE("what is no run of check, and a dry run, take no comment back") {
  const FakeForge fake;
  const GreenShop shop(fake);
  const std::size_t before = fake.requests().size();
  for (const Texts& words : {Texts{"waivers", "lst", "--pr", "7"}, Texts{"explain", "a", "b", "--pr", "7"}, Texts{},
                             Texts{"check", "--project-dir", shop.path(), "--pr", "7", "--dry-run", "--gate", "pasre",
                                   "--format", "github-comment"}}) {
    CHECK(shop.raw(fake, words).code == 2);
  }
  CHECK(shop.raw(fake, {"check", "--project-dir", shop.path(), "--pr", "7", "--dry-run", "--head", shop.path("none"),
                        "--now", "2026-03-30T10:00:00Z", "--base-sha", shop.base(), "--format", "github-comment"})
            .code == 3);
  CHECK(shop.raw(fake, {"check", "--help", "--format", "github-comment"}).code == 0);
  CHECK(fake.requests().size() == before);
}

TEST_CASE("a refused command line without a forge says what is wrong with it, and no more") {
  const Ran ran = run_tollgate({"check", "--gaet", "parse", "--pr", "7"});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("--gaet") && !ContainsSubstring("pull request"));
  // An address that can't be used is the least of its problems.
  const Ran wrong = run_tollgate({"check", "--gaet", "parse", "--pr", "7", "--format", "github-comment"},
                                 {{"GITHUB_API_URL", "ftp://x"}, {"GITHUB_REPOSITORY", "o/r"}, {"GITHUB_TOKEN", "t"}});
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.err, ContainsSubstring("--gaet"));
}

TEST_CASE("on GitLab a refused command line takes the note back") {
  const Shop shop;
  const FakeForge fake;
  const Variables variables{{"CI_API_V4_URL", fake.address() + "/api/v4"},
                            {"CI_PROJECT_ID", "42"},
                            {"CI_MERGE_REQUEST_IID", "7"},
                            {"TOLLGATE_GITLAB_TOKEN", "glpat_secret"},
                            {"GITLAB_CI", "true"}};
  const Texts green{"--gate",     "merge-window", "--now",    "2026-03-30T10:00:00Z", "--base-sha", shop.base(),
                    "--head-sha", shop.head(),    "--format", "gitlab-note:always"};
  const Ran first = shop.check(green, variables);
  INFO(first.err);
  REQUIRE(first.code == 0);
  const Ran ran = run_tollgate({"check", "--project-dir", shop.path(), "--fail-no", "error"}, variables);
  INFO(ran.err);
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("gitlab-note: comment updated"));
}

TEST_CASE("a comment that may not be written is printed, and the verdict is the same") {
  const Shop shop;
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
  const Shop shop;
  const FakeForge fake(R"({"head_sha": ")" + shop.head() + "\"}");
  const Texts arguments{"--pr", "7", "--base-sha", shop.base(), "--format", "github-comment"};
  shop.run(shop.by_flags(fake), arguments);
  Texts nightly = arguments;
  nightly.insert(nightly.end(), {"--comment-key", "nightly"});
  CHECK_THAT(shop.run(shop.by_flags(fake), nightly).out, ContainsSubstring("<!-- tollgate:shop/nightly v1 sha256="));
  CHECK(comment_calls(fake) == Texts(2, "POST /repos/o/r/issues/7/comments"));
}

namespace {

constexpr const char* windowed = R"(version: 1
layers:
  marts:
    select: {path: models/marts}
    gates: {merge-window: {override_label: "open/now"}}
    merge_window: "Mon-Fri 09:00-17:00[Europe/Berlin]"
)";

/// A shop whose head is on the base branch.
class MergedShop : public ShopFolder {
 public:
  MergedShop() : ShopFolder({{.name = "orders"}}, {{.name = "orders", .sql = "select 2 as id"}}) {
    write("tollgate.yml", windowed);
    commit();
    write("note.txt", "x");
    x_head = commit("Sum by day (#3)\n\nCo-Authored-By: Claude <noreply@anthropic.com>");
  }
  /// What the forge says of the merge at that time.
  std::string state(const std::string& at, const std::string& more = {}) const {
    return R"({"merged_at": ")" + at + R"(", "head_sha": "c0ffee", "merged": [{"number": 7, "merged_at": ")" + at +
           R"(", "merge_commit_sha": ")" + x_head + "\"}]" + more + "}";
  }
  Ran run(const FakeForge& fake, const Texts& more = {}) const {
    Texts arguments{"--stage", "merged", "--format", "json:" + path("out.json"), "--audit-file", path("events.jsonl")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return check(arguments, {{"GITHUB_API_URL", fake.address()}, {"GITHUB_REPOSITORY", "o/r"}, {"GITHUB_TOKEN", "t"}});
  }
  const std::string& head() const { return x_head; }

 private:
  std::string x_head;
};

}  // namespace

TEST_CASE("after the merge its window is judged for the time of it, and the log is told") {
  const MergedShop shop;
  const FakeForge late(shop.state("2026-03-28T10:00:00Z"));
  const Ran ran = shop.run(late, {"--format", "labels"});
  INFO(ran.err);
  CHECK(ran.code == 1);
  const std::string report = shop.read("out.json");
  CHECK_THAT(report, ContainsSubstring("merged-outside-window") && ContainsSubstring("merged 2026-03-28T10:00:00Z"));
  const std::string events = shop.read("events.jsonl");
  CHECK_THAT(events,
             ContainsSubstring(R"("type":"pr_merged")") && ContainsSubstring(R"("merge_sha":")" + shop.head()) &&
                 ContainsSubstring(R"("type":"merged_outside_window")") && ContainsSubstring(R"("open":false)") &&
                 ContainsSubstring(R"("pr":7)") && ContainsSubstring("2026-03-28T10:00:00.000Z"));
  CHECK_THAT(events, !ContainsSubstring("pr_judged"));
  for (const LoggedRequest& request : late.requests()) CHECK(request.method == "GET");
  const FakeForge in_time(shop.state("2026-03-30T10:00:00Z"));
  CHECK(shop.run(in_time).code == 0);
  CHECK_THAT(shop.read("events.jsonl"), ContainsSubstring("pr_merged") && !ContainsSubstring("merged_outside_window"));
}

TEST_CASE("events go to the log where that is asked for, and stay in a folder where they can't") {
  const MergedShop shop;
  const FakeForge fake(shop.state("2026-03-28T10:00:00Z"));
  const Texts append{"--audit", "append", "--audit-branch", "our-log", "--audit-pending-dir", shop.path("kept")};
  const Ran first = shop.run(fake, append);
  CHECK(first.code == 1);
  CHECK_THAT(first.err, ContainsSubstring("tollgate: 2 events appended to the audit log our-log"));
  shop.run(fake, append);
  CHECK_THAT(run_tollgate({"audit", "verify", "--project-dir", shop.path(), "--branch", "our-log", "--local"}).out,
             ContainsSubstring("is whole: 2 events"));
  CHECK_FALSE(std::filesystem::exists(shop.path("kept")));
  const Ran kept = shop.run(fake, {"--audit", "pending", "--audit-pending-dir", shop.path("kept")});
  CHECK(kept.code == first.code);
  CHECK_THAT(kept.err, ContainsSubstring("tollgate: 2 events kept (--audit pending); append later with"));
  tollgate::change::run_process({"git", "-C", shop.path(), "remote", "add", "origin", shop.path("nowhere")});
  const Ran lost = shop.run(fake, {"--audit", "append", "--audit-pending-dir", shop.path("lost")});
  CHECK(lost.code == first.code);
  CHECK_THAT(lost.err,
             ContainsSubstring("2 events kept (the audit log was not extended: the log could not be reached"));
  CHECK(std::distance(std::filesystem::directory_iterator(shop.path("lost")), {}) == 2);
}

TEST_CASE("the label that the policy names opens the window, and the override is logged") {
  const MergedShop shop;
  const FakeForge fake(
      shop.state("2026-03-28T10:00:00Z", R"(, "labels": ["open/now"], "body": "open/now: checkout is down",
      "label_events": [{"event": "labeled", "label": {"name": "open/now"}, "actor": {"login": "ada", "id": 2,
      "type": "User"}}])"));
  const Ran ran = shop.run(fake);
  INFO(ran.err);
  CHECK(ran.code == 0);
  CHECK_THAT(shop.read("events.jsonl"),
             ContainsSubstring(R"("type":"override")") && ContainsSubstring(R"("rule":"merge-window/window-closed")") &&
                 ContainsSubstring("checkout is down") && ContainsSubstring("merged_outside_window"));
}
