// `tollgate budget` where a forge tells what git does not: labels, descriptions, who set them.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "cli/budget_inputs.hpp"
#include "tests/catch.hpp"
#include "tests/cli/budget_shop.hpp"
#include "tests/forge/fake_forge.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using namespace tollgate::tests::budget;
using nlohmann::json;

namespace {

/// Three squashes by people as git shows them, and what a forge says of them.
class ShopOnForge : public Shop {
 public:
  ShopOnForge() {
    for (int i = 1; i <= 3; ++i) push({"Change " + std::to_string(i) + " (#" + std::to_string(i) + ")"}, "2025-10-06");
  }
  static std::map<std::string, std::string> variables(const test::FakeForge& fake) {
    return {{"GITHUB_API_URL", fake.address()}, {"GITHUB_REPOSITORY", "o/r"}, {"GITHUB_TOKEN", "ghs_secret_token"}};
  }
  json told_with(const test::FakeForge& fake, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"--as-of", "2025-12-01", "--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = budget(arguments, variables(fake));
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    CHECK_FALSE(has(ran.out + ran.err, "ghs_secret"));
    return json::parse(ran.out);
  }
};

std::string merged_one(int number, const std::string& more = {}) {
  return R"({"number": )" + std::to_string(number) + R"(, "merged_at": "2025-10-06T12:00:00Z")" + more + "}";
}

bool notes_have(const json& document, const std::string& text) {
  return std::ranges::any_of(document.at("notes"),
                             [&](const json& note) { return has(note.get<std::string>(), text); });
}

}  // namespace

TEST_CASE("labels and descriptions of the past come from the forge") {
  const ShopOnForge shop;
  const test::FakeForge fake(R"({"merged": [)" + merged_one(1, R"(, "labels": ["Assisted-By:LLM"])") + ", " +
                             merged_one(2, R"(, "body": "llm: cursor")") + ", " + merged_one(3) + "]}");
  const json document = shop.told_with(fake);
  CHECK(rate(document, "2025-Q4", "all", "rollback_rate").at("trials") == 2);
  CHECK_FALSE(notes_have(document, "labels and descriptions"));
  for (const test::LoggedRequest& request : fake.requests()) CHECK(request.method == "GET");
  CHECK(fake.requests().size() == 1);
}

TEST_CASE("what a forge was not asked is said, and counts for nothing") {
  const ShopOnForge shop;
  const test::FakeForge fake(R"({"merged": [)" + merged_one(1, R"(, "labels": ["assisted-by:llm"])") + "]}");
  const json document = shop.told_with(fake, {"--no-forge"});
  CHECK(rate(document, "2025-Q4", "all", "rollback_rate").at("trials") == 0);
  CHECK(notes_have(document, "labels and descriptions of 3 of 3 pull requests were not read (--no-forge): 3 of these"));
  CHECK(fake.requests().empty());
  CHECK(notes_have(shop.told({"--as-of", "2025-12-01"}), "GITHUB_REPOSITORY"));
}

TEST_CASE("a page that the forge refuses leaves part of it unread, and that is told") {
  const ShopOnForge shop;
  std::string list;
  for (int i = 0; i < 100; ++i) list += merged_one(1000 + i) + ", ";
  const test::FakeForge fake(R"({"pages_told": 1, "merged": [)" + merged_one(1, R"(, "labels": ["llm"])") + ", " +
                             list + merged_one(2) + "]}");
  const json document = shop.told_with(fake);
  CHECK(notes_have(document, "labels and descriptions of 2 of 3 pull requests could not be read (GitHub API: 403"));
  CHECK(rate(document, "2025-Q4", "all", "rollback_rate").at("trials") == 1);
  const test::FakeForge limited(R"({"limit": 9, "retry_after": 600, "merged": []})");
  CHECK(notes_have(shop.told_with(limited, {"--forge-timeout", "2"}), "of 3 of 3 pull requests could not be read"));
}

TEST_CASE("a person's label of before the merge says that it was caught, and nobody else's") {
  const ShopOnForge shop;
  const auto labelled = [&](const std::string& login, const std::string& type, const std::string& at) {
    const std::string labels = R"(, "labels": ["llm", "hallucination:confirmed"])";
    const test::FakeForge fake(R"({"merged": [)" + merged_one(1, labels) +
                               R"(], "events_of": {"1": [{"event": "labeled", "created_at": ")" + at +
                               R"(", "label": {"name": "hallucination:confirmed"}, "actor": {"login": ")" + login +
                               R"(", "id": 5, "type": ")" + type + R"("}}]}})");
    const json document = shop.told_with(fake);
    CHECK(rate(document, "2025-Q4", "all", "caught_at_review_rate").at("unknown") == 1);
    return notes_have(document, "1 LLM-touched pull request was caught by a person's label and not counted");
  };
  CHECK(labelled("ada", "User", "2025-10-06T11:59:00Z"));
  CHECK_FALSE(labelled("ada", "User", "2025-10-06T12:01:00Z"));
  CHECK_FALSE(labelled("some[bot]", "Bot", "2025-10-06T11:59:00Z"));
}

TEST_CASE("a person's label counts beside what the log tells of gates") {
  const ShopOnForge shop;
  const std::string labels = R"(, "labels": ["llm", "hallucination:confirmed"])";
  const test::FakeForge fake(R"({"merged": [)" + merged_one(1, labels) + ", " +
                             merged_one(2, R"(, "labels": ["llm"])") +
                             R"(], "events_of": {"1": [{"event": "labeled", "created_at": "2025-10-06T11:00:00Z",
      "label": {"name": "hallucination:confirmed"}, "actor": {"login": "ada", "id": 5, "type": "User"}}]}})");
  for (const int number : {1, 2}) {
    const std::string file = shop.path() + "/event.json";
    std::ofstream(file) << R"({"type": "pr_judged", "ts": "2025-10-06T10:00:00.000Z", "repo": "o/r", "pr": )" << number
                        << R"(, "head": "0123456789abcdef0123456789abcdef01234567", "gates_passed": ["parse"],
        "gates_failed": [], "config_sha": "00", "tollgate_version": "0.1.0"})";
    const Ran ran = run_tollgate({"audit", "append", "--local", "--project-dir", shop.path(), file});
    INFO(ran.err);
    REQUIRE(ran.code == 0);
  }
  const json caught = rate(shop.told_with(fake), "2025-Q4", "all", "caught_at_review_rate");
  CHECK(caught.at("events") == 1);
  CHECK(caught.at("trials") == 2);
}

TEST_CASE("who put a label on that counts must be known") {
  const ShopOnForge shop;
  const test::FakeForge fake(R"({"merged": [)" + merged_one(1, R"(, "labels": ["llm", "hallucination:confirmed"])") +
                             "]}");
  const json document = shop.told_with(fake);
  CHECK(rate(document, "2025-Q4", "all", "caught_at_review_rate").at("unknown") == 1);
  CHECK(notes_have(document, "1 pull request has a label `hallucination:confirmed` or"));
}

TEST_CASE("a revert that only its description explains, and the same revert told twice, is one rollback") {
  const ShopOnForge shop;
  shop.push({"Take it back (#4)"}, "2025-10-08");
  shop.push({"Revert \"Change 2 (#2)\" (#5)"}, "2025-10-08");
  const std::string body = R"(, "title": "Revert \"Change 1\"", "body": "Reverts o/r#1")";
  const std::string again = R"(, "title": "Revert \"Change 2\"", "body": "Reverts o/r#2")";
  const std::string llm = R"(, "labels": ["llm"])";
  const test::FakeForge fake(R"({"merged": [)" + merged_one(1, llm) + ", " + merged_one(2, llm) + ", " +
                             merged_one(4, body) + ", " + merged_one(5, again) + "]}");
  const json document = shop.told_with(fake);
  CHECK(rate(document, "2025-Q4", "all", "rollback_rate").at("events") == 2);
  CHECK(document.at("failures").size() == 2);
  CHECK(document.at("failures").at(1).at("found_by") == "number");
}

TEST_CASE("what was rebased onto the branch is a pull request where the forge says so") {
  const ShopOnForge shop;
  const std::string commit = shop.push({by_llm("Rebased")}, "2025-10-09");
  const test::FakeForge fake(R"({"merged": [)" + merged_one(9, R"(, "merge_commit_sha": ")" + commit + "\"") + "]}");
  const json document = shop.told_with(fake);
  CHECK(rate(document, "2025-Q4", "marts", "rollback_rate").at("trials") == 1);
}

TEST_CASE("the gates count what the forge tells, and a fix that a person confirmed") {
  const ShopOnForge shop;
  shop.write_file("models/marts/orders.sql", "");
  shop.push({"Mend it (#4)"}, "2025-10-08");
  const test::FakeForge fake(R"({"merged": [)" + merged_one(3, R"(, "labels": ["llm"])") + ", " +
                             merged_one(4, R"(, "labels": ["fixed-forward:confirmed"])") +
                             R"(], "events_of": {"4": [{"event": "labeled", "created_at": "2025-10-08T12:00:00Z",
         "label": {"name": "fixed-forward:confirmed"}, "actor": {"login": "ada", "id": 5, "type": "User"}}]}})");
  forge::Settings settings;
  settings.api = fake.address();
  settings.repository = "o/r";
  settings.token = "ghs_secret_token";
  cli::ForgeInUse forge;
  forge.client.emplace(settings);
  const auto stands =
      cli::budget_in_force({}, {}, {shop.path(), shop.path(), ""}, "main", on("2025-12-01"), {&forge, "main"});
  CHECK(stands.problem.empty());
  REQUIRE(stands.lines.size() == 6);
  CHECK(stands.lines.at(1).trials == 1);
  CHECK(stands.lines.at(1).events == 1);
}

TEST_CASE("tools and labels that the policy names count, in git and on the forge") {
  const ShopOnForge shop;
  shop.write_file("tollgate.yml",
                  std::string(policy) + "llm:\n  labels: {prefix: tg/}\n  tools: {acme: {emails: bot@acme.example}}\n");
  shop.push({"Change 4 (#4)\n\nCo-authored-by: Bot <bot@acme.example>"}, "2025-10-06");
  const test::FakeForge fake(R"({"merged": [)" + merged_one(1, R"(, "labels": ["tg/assisted-by:llm"])") + "]}");
  CHECK(rate(shop.told_with(fake), "2025-Q4", "all", "rollback_rate").at("trials") == 2);
}
