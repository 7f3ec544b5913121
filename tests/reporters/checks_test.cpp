// The check run on the head of a pull request, against the fake forge: made, continued, left alone, made anew.
#include <nlohmann/json.hpp>
#include <string>

#include "forge/client.hpp"
#include "reporters/check_run.hpp"
#include "tests/catch.hpp"
#include "tests/forge/fake_forge.hpp"
#include "tests/reporters/rendered.hpp"

namespace tollgate::reporters {

namespace {

using Json = nlohmann::json;
using test::FakeForge;

const std::string head = "0123456789abcdef0123456789abcdef01234567";  // as the fake says

Report about(Report report) {
  if (!report.pull_request) report.pull_request.emplace();
  report.pull_request->number = 7;
  report.pull_request->head_commit = head;
  return report;
}

Report with_many(std::size_t count) {
  Report report = about(samples::mixed());
  const Finding pattern = report.findings[3];
  report.findings.clear();
  for (std::size_t i = 0; i < count; ++i) {
    report.findings.push_back(pattern);
    report.findings.back().subject.column = "c" + std::to_string(i);
  }
  return report;
}

Published publish(const FakeForge& fake, const Report& report, const RenderStyle& style = test_style()) {
  forge::Client client({forge::Kind::github,
                        fake.address(),
                        "o/r",
                        "ghs_secret",
                        {},
                        std::chrono::seconds(20),
                        std::chrono::seconds(5)});
  return github_checks.publish(report, github_checks.render(report, style), client);
}

/// Of the writes, in order: method and how many annotations came with it.
std::vector<std::string> writes(const FakeForge& fake) {
  std::vector<std::string> all;
  for (const test::LoggedRequest& request : fake.requests()) {
    if (request.method == "GET") continue;
    const Json output = Json::parse(request.body)["output"];
    all.push_back(request.method + " " + std::to_string(output["annotations"].size()));
  }
  return all;
}

Json told(const Report& report) { return Json::parse(check_run_json(report, test_style())); }

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a check run has the verdict, the headline, the summary and the place of each finding") {
  const Json run = told(about(samples::mixed()));
  CHECK(run["name"] == "tollgate: shop");
  CHECK(run["head_sha"] == head);
  CHECK(run["conclusion"] == "failure");
  CHECK(run["output"]["title"] == "FAIL: 2 errors, 2 warnings, 1 info (4 models changed, 1 downstream)");
  CHECK_THAT(run["output"]["summary"].get<std::string>(), ContainsSubstring("tollgate: FAIL"));
  const Json& annotations = run["output"]["annotations"];
  REQUIRE(annotations.size() == samples::mixed().findings.size());
  CHECK(annotations[0]["annotation_level"] == "failure");
  CHECK(annotations.back()["annotation_level"] == "notice");
  const auto growth = std::find_if(annotations.begin(), annotations.end(),
                                   [](const Json& one) { return one["title"] == "row-count-diff/row-growth: orders"; });
  REQUIRE(growth != annotations.end());
  CHECK((*growth)["path"] == "shop/models/marts/orders.sql");
  CHECK((*growth)["start_line"] == 14);
  CHECK((*growth)["end_line"] == 14);
  CHECK((*growth)["start_column"] == 3);
}

TEST_CASE("only a passed run is a success, and a waived finding is a notice") {
  CHECK(told(samples::clean())["conclusion"] == "success");
  CHECK(told(samples::errored())["conclusion"] == "failure");
  CHECK_THAT(told(samples::errored())["output"]["title"].get<std::string>(), ContainsSubstring("NOT JUDGED: "));
  const Json run = told(samples::waived());
  CHECK(run["output"]["annotations"].size() == 5);
  for (const Json& one : run["output"]["annotations"]) {
    const std::string title = one["title"];
    const bool set_aside =
        title.starts_with("waived: ") || title.starts_with("known: ") || title.starts_with("outside the diff: ");
    CHECK((one["annotation_level"] == "notice") == set_aside);
  }
}

TEST_CASE("a check run is made once, and left alone while it is true") {
  const FakeForge fake;
  CHECK(publish(fake, about(samples::mixed())).words == "check run written");
  CHECK(publish(fake, about(samples::mixed())).words == "check run unchanged");
  CHECK(writes(fake) == Texts{"POST 5"});
  for (const test::LoggedRequest& request : fake.requests()) CHECK(request.status < 300);
}

TEST_CASE("annotations go in batches of 50, and of very many the worst") {
  const FakeForge fake;
  CHECK(publish(fake, with_many(120)).words == "check run written");
  CHECK(writes(fake) == Texts{"POST 50", "PATCH 50", "PATCH 20"});
  CHECK(publish(fake, with_many(120)).words == "check run unchanged");
  const Json run = told(with_many(700));
  CHECK(run["output"]["annotations"].size() == 500);
  CHECK_THAT(run["output"]["summary"].get<std::string>(), ContainsSubstring("200 more are not"));
}

TEST_CASE("what was cut short is gone on with") {
  const Report report = with_many(120);
  Json run = told(report);
  run["id"] = 3;
  run["annotations"] = Json(50, Json::object());  // GitHub tells how many there are
  run["output"] = {{"title", "cut short"}};
  const FakeForge half(Json{{"check_runs", {run}}}.dump());
  CHECK(publish(half, report).words == "check run updated");
  CHECK(writes(half) == Texts{"PATCH 50", "PATCH 20"});
}

TEST_CASE("another verdict of the same commit: other annotations need a new run, other words do not") {
  const FakeForge fake;
  publish(fake, about(samples::mixed()));
  Report reworded = about(samples::mixed());
  reworded.headline = "otherwise";
  CHECK(publish(fake, reworded).words == "check run updated");
  CHECK(publish(fake, about(samples::clean())).words == "check run written");
  CHECK(publish(fake, about(samples::mixed())).words == "check run updated");  // the last has no annotation
  CHECK(writes(fake) == Texts{"POST 5", "PATCH 0", "POST 0", "PATCH 5"});
}

TEST_CASE("runs with keys of their own are check runs of their own") {
  const FakeForge fake;
  RenderStyle nightly = test_style();
  nightly.comment_key = "nightly";
  publish(fake, about(samples::mixed()));
  CHECK(publish(fake, about(samples::mixed()), nightly).words == "check run written");
  CHECK(publish(fake, about(samples::mixed()), nightly).words == "check run unchanged");
  CHECK_THAT(github_checks.render(about(samples::mixed()), nightly).body,
             ContainsSubstring("tollgate: shop (nightly)"));
}

TEST_CASE("a head that the report does not know is asked for") {
  const FakeForge fake;
  Report report = about(samples::mixed());
  report.pull_request->head_commit.clear();
  CHECK(publish(fake, report).words == "check run written");
  CHECK_THAT(fake.requests().back().body, ContainsSubstring(head));
}

TEST_CASE("a check run whose answer was lost is not made twice") {
  const FakeForge fake(R"({"lost_writes": 1})");
  CHECK(publish(fake, with_many(60)).words == "check run written");
  CHECK(writes(fake) == Texts{"POST 50", "PATCH 10"});
}

TEST_CASE("a token without checks: write is refused in words, a forge that does not answer fails") {
  const FakeForge without(R"({"no_checks": true})");
  const Published refused = publish(without, about(samples::mixed()));
  CHECK(refused.state == PublishState::refused);
  CHECK_THAT(refused.words, ContainsSubstring("permission checks: write") && ContainsSubstring("403"));
  const FakeForge fork(R"({"fork": true})");
  CHECK(publish(fork, about(samples::mixed())).state == PublishState::refused);
  CHECK(fork.count("POST") == 1);
  const FakeForge limited(R"({"limit": 99, "retry_after": 600})");
  CHECK(publish(limited, about(samples::mixed())).state == PublishState::failed);
}

TEST_CASE("a check run is made on GitHub only") {
  const FakeForge fake;
  forge::Client lab({forge::Kind::gitlab, fake.address() + "/api/v4", "42", "glpat", {}});
  const Report report = about(samples::mixed());
  CHECK_THAT(github_checks.publish(report, github_checks.render(report, test_style()), lab).words,
             ContainsSubstring("not GitHub"));
  CHECK(fake.requests().empty());
}

}  // namespace tollgate::reporters
