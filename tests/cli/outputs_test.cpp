#include "cli/outputs.hpp"

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate;
using namespace tollgate::tests;

namespace {
const std::vector<Model> one{{.name = "orders"}};
const std::vector<Model> broken{{.name = "orders", .sql = "select from where"}};
}  // namespace

TEST_CASE("several formats in one run, each to its place, and they agree") {
  const ShopFolder shop(one, broken);
  const Ran ran = shop.check({"--gate", "parse", "--format", "terminal", "--format", "junit:" + shop.path("out.xml"),
                              "--format", "json:" + shop.path("out.json"), "--format", "github"});
  CHECK(ran.code == 1);
  const auto report = nlohmann::json::parse(shop.read("out.json"));
  REQUIRE(report["findings"].size() == 1);
  CHECK(report["exit_code"] == 1);
  CHECK_THAT(shop.read("out.xml"), ContainsSubstring("failures=\"1\""));
  CHECK_THAT(ran.out, ContainsSubstring("FAIL"));
  CHECK_THAT(ran.out, ContainsSubstring("::error file=models/marts/orders.sql"));
}

TEST_CASE("several reports on standard output stand below their names, one alone stands by itself") {
  const ShopFolder shop(one, broken);
  const Ran both =
      shop.check({"--gate", "parse", "--format", "terminal", "--format", "markdown", "--format", "labels"});
  CHECK(both.out.starts_with("==> terminal <==\nFAIL: "));
  CHECK_THAT(both.out, ContainsSubstring("\n\n==> markdown <==\n## ❌ tollgate: FAIL"));
  CHECK_THAT(both.out, !ContainsSubstring("labels"));  // there is none to add: nothing to head
  const Ran alone =
      shop.check({"--gate", "parse", "--format", "terminal", "--format", "markdown:" + shop.path("out.md")});
  CHECK(alone.out.starts_with("FAIL: "));
  CHECK(alone.out.find("==>") == std::string::npos);
}

TEST_CASE("what a program reads is not mixed with another report") {
  const ShopFolder shop(one, one);
  for (const char* format : {"json", "junit", "junit:strict", "sarif", "codequality", "agent", "html"}) {
    const Ran ran = shop.check({"--format", "terminal", "--format", format});
    INFO(format);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, ContainsSubstring("is read by programs") && ContainsSubstring("give it a file"));
    CHECK(shop.check({"--gate", "parse", "--format", format}).code == 0);
  }
  CHECK_THAT(shop.check({"--format", "terminal", "--format", "terminal"}).err, ContainsSubstring("twice"));
}

TEST_CASE("a path that cannot be written is known before the work starts") {
  const ShopFolder shop(one, one);
  const Ran ran = shop.check({"--format", "json:" + shop.path("no/such/folder/out.json")});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("cannot write " + shop.path("no/such/folder/out.json")));
  CHECK(ran.out.empty());
  CHECK(shop.check({"--format", "json:" + shop.path("target")}).code == 2);  // a folder
}

TEST_CASE("a path that leads nowhere, round and round, is wrong usage") {
  const ShopFolder shop(one, one);
  std::filesystem::create_directory_symlink("loop", shop.path("loop"));
  const Ran ran = shop.check({"--format", "json:" + shop.path("loop/out.json")});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("cannot write " + shop.path("loop/out.json") + ": "));
  CHECK_THAT(ran.err, !ContainsSubstring("internal error"));
}

TEST_CASE("two reports for one file are wrong usage") {
  const ShopFolder shop(one, one);
  const Ran ran = shop.check({"--format", "json:" + shop.path("out"), "--format", "junit:" + shop.path("out")});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("two reports"));
}

TEST_CASE("a full disk is told and leaves no partial file; the verdict stays unless asked otherwise") {
  const ShopFolder shop(one, one);
  const Ran ran = shop.check({"--gate", "parse", "--format", "json:/dev/full"});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.err, ContainsSubstring("No space left"));
  CHECK(shop.check({"--gate", "parse", "--format", "json:/dev/full", "--reporter-errors", "fail"}).code == 3);
}

TEST_CASE("writing a report leaves nothing beside it") {
  const ShopFolder shop(one, one);
  const std::vector<std::string> before = shop.list();
  CHECK(shop.check({"--gate", "parse", "--format", "json:" + shop.path("out.json")}).code == 0);
  std::vector<std::string> after = shop.list();
  std::erase(after, "out.json");
  CHECK(after == before);
}

TEST_CASE("a usage error leaves the old report as it was") {
  const ShopFolder shop(one, one);
  shop.write("out.json", "old");
  CHECK(shop.check({"--format", "json:" + shop.path("out.json"), "--policy", shop.path("none.yml")}).code == 2);
  CHECK(shop.read("out.json") == "old");
}

TEST_CASE("on a GitHub runner the default format is github, and the summary and outputs files are filled") {
  const ShopFolder shop(one, broken);
  const Ran ran = shop.check({"--gate", "parse"}, {{"GITHUB_ACTIONS", "true"},
                                                   {"GITHUB_STEP_SUMMARY", shop.path("summary.md")},
                                                   {"GITHUB_OUTPUT", shop.path("outputs")}});
  CHECK(ran.code == 1);
  CHECK_THAT(ran.out, ContainsSubstring("::error file="));
  CHECK_THAT(shop.read("summary.md"), ContainsSubstring("orders"));
  CHECK_THAT(shop.read("outputs"), ContainsSubstring("exit-code"));
}

TEST_CASE("on a GitHub runner human text is fenced on both streams") {
  const ShopFolder shop(one, broken);
  const Ran ran = shop.check({"--gate", "parse", "--format", "terminal"}, {{"GITHUB_ACTIONS", "true"}});
  CHECK(ran.out.rfind("::stop-commands::0123456789abcdef0123456789abcdef\n", 0) == 0);
  const Ran wrong = shop.check({"--gate", "::error::forged"}, {{"GITHUB_ACTIONS", "true"}});
  CHECK(wrong.code == 2);
  CHECK(wrong.err.rfind("::stop-commands::", 0) == 0);
}
