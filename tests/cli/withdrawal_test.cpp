// A comment that a run left, where the next one cannot begin or its command line is refused.
#include <filesystem>
#include <string>

#include "tests/catch.hpp"
#include "tests/cli/forge_shop.hpp"

using namespace tollgate::tests;

TEST_CASE("a green comment does not stay where the next run cannot begin") {
  const PulledShop shop;
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
class GreenShop : public PulledShop {
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
  const PulledShop shop;
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
  const PulledShop shop;
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
