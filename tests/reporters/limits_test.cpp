// 10,000 findings through every format: each output stays within what its consumer takes. Sizes are bytes, which are
// never fewer than the characters that a consumer counts.
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "reporters/check_run.hpp"
#include "reporters/comment_body.hpp"
#include "reporters/github_summary.hpp"
#include "tests/catch.hpp"
#include "tests/reporters/large_report.hpp"
#include "tests/reporters/rendered.hpp"
#include "tests/reporters/validators.hpp"
#include "tests/reporters/workflow_commands.hpp"

namespace tollgate::reporters {

namespace {

using Json = nlohmann::json;

constexpr std::size_t mebi = std::size_t{1} << 20U;

const Report& large() {
  static const Report report = samples::large(1'000, 10'000);
  return report;
}

std::string told_by(const Reporter& reporter, const std::string& variant = "") {
  RenderStyle style = test_style();
  style.variant = variant;
  return reporter.render(large(), style).body;
}

}  // namespace

TEST_CASE("limits: 10 annotations of each level per step, the summary below 1 MiB") {
  const Rendering rendering = github_of(large());
  std::map<std::string, int> of_level;
  const std::string annotations = rendering.body.substr(0, rendering.body.find("::stop-commands::"));
  for (const WorkflowCommand& command : obeyed_commands(annotations)) ++of_level[command.name];
  CHECK(of_level == std::map<std::string, int>{{"error", 10}, {"warning", 10}, {"notice", 10}});
  const std::string summary = side_file(rendering, "GITHUB_STEP_SUMMARY");
  CHECK(summary.size() < largest_summary);
  CHECK_THAT(summary, ContainsSubstring("The log of this step has the full list."));
  CHECK(told_by(markdown).size() < mebi);
}

TEST_CASE("limits: a comment of 65,536 characters, the same for a note") {
  for (const Reporter* reporter : {&github_comment, &gitlab_note}) {
    const std::string text = told_by(*reporter);
    CHECK(text.size() <= largest_comment);
    CHECK_THAT(text, ContainsSubstring("Left out here"));
  }
}

TEST_CASE("limits: a comment beside a line is a comment") {
  const std::string text = told_by(github_review);
  std::size_t longest = 0;
  for (std::size_t at = 0; at != std::string::npos;) {
    const std::size_t next = text.find("\n### ", at + 1);
    longest = std::max(longest, std::min(next, text.size()) - at);
    at = next;
  }
  CHECK(longest < 65'536);
}

TEST_CASE("limits: a check run has 500 annotations in batches of 50, each within its bounds") {
  const Json run = Json::parse(told_by(github_checks));
  CHECK(run["output"]["annotations"].size() == most_check_annotations);
  CHECK(run["output"]["summary"].get<std::string>().size() <= 65'535);
  CHECK(run["output"]["title"].get<std::string>().size() <= 255);
  CHECK(run["external_id"].get<std::string>().size() <= 255);
  for (const Json& one : run["output"]["annotations"]) {
    CHECK(one["title"].get<std::string>().size() <= 255);
    CHECK(one["message"].get<std::string>().size() <= 65'536);
  }
}

TEST_CASE("limits: SARIF of at most 25,000 results, small enough without compression") {
  const std::string text = told_by(sarif, "all");
  const Json run = Json::parse(text)["runs"][0];
  CHECK(run["results"].size() > 10'000);
  CHECK(run["results"].size() <= 25'000);
  CHECK(run["tool"]["driver"]["rules"].size() <= 25'000);
  CHECK(text.size() < 25 * mebi);  // GitHub: 10 MB of gzip, of which this is a small part
}

TEST_CASE("limits: code quality tells each finding once, by its schema") {
  const std::string text = told_by(codequality);
  std::set<std::string> fingerprints;
  const Json list = Json::parse(text);
  for (const Json& entry : list) fingerprints.insert(entry["fingerprint"]);
  CHECK(fingerprints.size() == list.size());
  CHECK(list.size() > 10'000);
  CHECK(text.size() < 10 * mebi);
  CHECK(validate_json({text}, codequality_schema) == Validity::valid);
}

TEST_CASE("limits: JUnit below 30 MB, each case named once") {
  for (const char* variant : {"", "strict"}) {
    const std::string text = told_by(junit, variant);
    CHECK(text.size() < 30'000'000);
    if (*variant != 0) CHECK(validate_xml(text, "junit.xsd") == Validity::valid);
  }
}

TEST_CASE("limits: a model is given 50 findings, a page all of them") {
  CHECK(Json::parse(told_by(agent))["findings"].size() == 50);
  CHECK(told_by(agent).size() < mebi / 4);
  CHECK(told_by(html).size() < 64 * mebi);
  CHECK(Json::parse(told_by(json))["findings"].size() == 10'000);
}

}  // namespace tollgate::reporters
