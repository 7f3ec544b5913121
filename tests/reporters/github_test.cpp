#include <algorithm>

#include "reporters/github_summary.hpp"
#include "reporters/utf8.hpp"
#include "tests/catch.hpp"
#include "tests/reporters/rendered.hpp"
#include "tests/reporters/workflow_commands.hpp"

namespace tollgate::reporters {

namespace {

using Commands = std::vector<WorkflowCommand>;

Commands commands_of(const Report& report) { return obeyed_commands(github_of(report).body); }

std::size_t count(const Commands& commands, std::string_view name) {
  return static_cast<std::size_t>(
      std::count_if(commands.begin(), commands.end(), [name](const WorkflowCommand& c) { return c.name == name; }));
}

Finding numbered(int i, Severity severity) {
  Finding finding;
  finding.gate = "parse";
  finding.rule = "rule";
  finding.severity = severity;
  finding.location = {"models/m" + std::to_string(i) + ".sql", i + 1, 0};
  finding.subject.id = "model.shop.m" + std::to_string(i);
  finding.message = "finding " + std::to_string(i);
  return finding;
}

Report with_findings(int errors, int warnings, int infos) {
  Report report;
  for (int i = 0; i < infos; ++i) report.findings.push_back(numbered(i, Severity::info));
  for (int i = 0; i < warnings; ++i) report.findings.push_back(numbered(i, Severity::warning));
  for (int i = 0; i < errors; ++i) report.findings.push_back(numbered(i, Severity::error));
  return report;
}

}  // namespace

TEST_CASE("the reader of workflow commands obeys what a runner obeys") {
  CHECK(obeyed_commands("  ::ERROR file=a%2Cb,line=1::50%25%0Ax").at(0).message == "50%\nx");
  CHECK(obeyed_commands("  ::ERROR file=a%2Cb,line=1::x").at(0).properties.at("file") == "a,b");
  CHECK(obeyed_commands("see ##[warning]x").at(0).name == "warning");
  CHECK(obeyed_commands("\xc2\xa0::notice::x").size() == 1);
  CHECK(obeyed_commands("a ::error::x\n::unknown::x\n##[unknown]x").empty());
  CHECK(obeyed_commands("::stop-commands::t\n::error::x\n::t::\n::error::y").size() == 1);
  CHECK(obeyed_commands("::stop-commands::t\n##[error]x").empty());
}

TEST_CASE("every finding is an annotation on its line, with what to do") {
  const Commands commands = commands_of(samples::mixed());
  REQUIRE(commands.size() == 5);
  CHECK(commands[1].name == "error");
  CHECK(commands[1].properties.at("file") == "shop/models/marts/orders.sql");
  CHECK(commands[1].properties.at("line") == "14");
  CHECK(commands[1].properties.at("col") == "3");
  CHECK(commands[1].properties.at("title") == "row-count-diff/row-growth: orders");
  CHECK_THAT(commands[1].message, ContainsSubstring("(+100.0 %); the policy allows"));
  CHECK_THAT(commands[1].message, ContainsSubstring("\nhelp: Check the joins"));
  CHECK(commands[2].name == "warning");
  CHECK(commands[4].name == "notice");
}

TEST_CASE("what could not be judged is an error annotation, one per reason") {
  const Commands commands = commands_of(samples::errored());
  REQUIRE(commands.size() == 3);
  CHECK(commands[0].name == "error");
  CHECK(commands[0].properties.at("file") == "shop/models/staging/users.sql");
  CHECK(commands[0].properties.at("title") == "parse: could not be judged");
  CHECK_THAT(commands[0].message, ContainsSubstring("dbt compile on the head first\nparse: users"));
  CHECK_THAT(commands[1].message, ContainsSubstring("could not be judged: the connection") &&
                                      ContainsSubstring("\nrow-count-diff: orders, totals"));
  CHECK(commands[1].properties.count("file") == 0);
}

TEST_CASE("a name cannot forge a command or escape its annotation") {
  const Report report = samples::hostile();
  const Commands commands = commands_of(report);
  REQUIRE(commands.size() == 4);  // one unjudged, one error, one warning, one waived; hostile_text() holds seven more
  CHECK(count(commands, "error") == 2);
  CHECK(commands[1].properties.at("file") == "models/a,b:c%\\r\\n::error::\xef\xbf\xbd.sql");
  CHECK(commands[1].properties.at("line") == "3");
  CHECK(commands[2].properties.at("file").size() == report.models[2].path.size());
  for (const WorkflowCommand& command : commands) {
    for (const auto& [name, value] : command.properties)
      CHECK((name == "file" || name == "line" || name == "col" || name == "title"));
  }
}

TEST_CASE("without the fence the text still holds no command") {
  for (const samples::Sample& sample : samples::all) {
    INFO(sample.name);
    RenderStyle style;  // no token
    const std::string body = github.render(sample.make(), style).body;
    CHECK(body.find("stop-commands::0") == std::string::npos);
    CHECK(obeyed_commands(body).size() == commands_of(sample.make()).size());
    CHECK(obeyed_commands(terminal_of(sample.make(), 40)).empty());
    CHECK(obeyed_commands(terminal_of(sample.make(), 100, true)).empty());
    CHECK(obeyed_commands(json_of(sample.make())).empty());
    CHECK(obeyed_commands(junit_of(sample.make())).empty());
    CHECK(obeyed_commands(junit_of(sample.make(), "strict")).empty());
  }
}

TEST_CASE("the text for people is all there, fenced") {
  const std::string body = github_of(samples::mixed()).body;
  const std::string fence = "::stop-commands::" + std::string(test_token) + "\n";
  const std::string end = "::" + std::string(test_token) + "::\n";
  const std::size_t start = body.find(fence) + fence.size();
  REQUIRE(body.find(fence) != std::string::npos);
  CHECK(body.substr(start, body.size() - start - end.size()) == terminal_of(samples::mixed()));
  CHECK(body.substr(body.size() - end.size()) == end);
}

TEST_CASE("ten annotations of a level are shown, of eleven nine and how many more") {
  CHECK(count(commands_of(with_findings(10, 10, 10)), "error") == 10);
  const Commands commands = commands_of(with_findings(11, 40, 12));
  CHECK(count(commands, "error") == 10);
  CHECK(count(commands, "warning") == 10);
  CHECK(count(commands, "notice") == 10);
  CHECK(commands[8].message == "finding 8");
  CHECK(commands[9].message == "and 2 more errors, see the summary");
  CHECK(commands[9].properties.count("file") == 0);
  CHECK(commands[19].message == "and 31 more warnings, see the summary");
  CHECK(commands[29].message == "and 3 more notices, see the summary");
}

TEST_CASE("many unjudged reasons leave room for findings") {
  Report report = with_findings(8, 0, 0);
  for (int i = 0; i < 20; ++i) {
    report.outcomes.push_back(
        {"parse", "model.shop.u" + std::to_string(i), Status::errored, "reason " + std::to_string(i)});
  }
  const Commands commands = commands_of(report);
  REQUIRE(commands.size() == 10);
  CHECK_THAT(commands[2].message, ContainsSubstring("reason 2"));
  CHECK(commands[3].message == "finding 0");
  CHECK(commands[9].message == "and 19 more errors, see the summary");
}

TEST_CASE("a line that is not known is line 1, a finding without a file has none") {
  Report report = with_findings(2, 0, 0);
  report.findings[0].location.line = 0;
  report.findings[1].location = {};
  const Commands commands = commands_of(report);
  CHECK(commands.at(0).properties.at("line") == "1");
  CHECK(commands.at(1).properties.count("line") == 0);
}

TEST_CASE("outputs say how it went") {
  const auto outputs = parsed_outputs(side_file(github_of(samples::mixed()), "GITHUB_OUTPUT"));
  CHECK(outputs.at("conclusion") == "failed");
  CHECK(outputs.at("exit-code") == "1");
  CHECK(outputs.at("findings") == "5");
  CHECK(outputs.at("errors") == "2");
  CHECK(outputs.at("warnings") == "2");
  CHECK_THAT(outputs.at("headline"), ContainsSubstring("2 errors, 2 warnings"));
}

TEST_CASE("a headline cannot forge an output") {
  Report report = samples::mixed();
  report.headline = "x\ntollgate_\nconclusion=passed\rexit-code=0\n" + samples::hostile_text();
  for (const std::string& token : {std::string(test_token), std::string()}) {
    RenderStyle style;
    style.random_token = token;
    const auto outputs = parsed_outputs(side_file(github.render(report, style), "GITHUB_OUTPUT"));
    CHECK(outputs.size() == 9);
    CHECK(outputs.at("conclusion") == "failed");
    CHECK(outputs.at("exit-code") == "1");
  }
}

TEST_CASE("the summary has the verdict, the gates by layer, findings and counts") {
  const std::string text = side_file(github_of(samples::mixed()), "GITHUB_STEP_SUMMARY");
  CHECK(text.rfind("## ❌ tollgate: FAIL\n\n2 errors, 2 warnings", 0) == 0);
  CHECK_THAT(text, ContainsSubstring("| gate | staging | marts | change |\n"));
  CHECK(text.find("### Findings") < text.find("### Gates"));  // what is wrong comes before the table
  CHECK_THAT(text, ContainsSubstring("| <code>row-count-diff</code> |  | 1 passed, 3 failed |  |\n"));
  CHECK_THAT(text, ContainsSubstring("| <code>policy</code> |  |  | 1 finding |\n"));
  CHECK_THAT(text, ContainsSubstring("### Findings (5)\n"));
  CHECK_THAT(text, ContainsSubstring("<code>shop/models/marts/orders.sql:14:3</code>"));
  CHECK_THAT(text,
             ContainsSubstring("| <code>orders</code> | 1,000,000 | 2,000,000 | +1,000,000 (+100 %) | all rows |\n"));
}

TEST_CASE("no text of the summary is markup") {
  const std::string text = side_file(github_of(samples::hostile()), "GITHUB_STEP_SUMMARY");
  CHECK(text.find("<script") == std::string::npos);
  CHECK(text.find("@octocat") == std::string::npos);
  CHECK(text.find("https://") == std::string::npos);
  CHECK(text.find("**bold**") == std::string::npos);
  CHECK(text.find(" #1 ") == std::string::npos);
  each_code_point(text, [](char32_t point) {
    if (is_unsafe_to_show(point)) CHECK(point == U'\n');
  });
}

TEST_CASE("a summary too large for GitHub is cut at a row and says so") {
  const Report report = with_findings(20'000, 0, 0);
  const std::string text = side_file(github_of(report), "GITHUB_STEP_SUMMARY");
  CHECK(text.size() < largest_summary);
  CHECK(text.size() > largest_summary - 1'000);
  CHECK_THAT(text.substr(text.size() - 200),
             ContainsSubstring("did not fit.** The log of this step has the full list.\n"));
  const std::size_t last_row = text.rfind("\n\n**Cut here");
  REQUIRE(last_row != std::string::npos);
  CHECK(text.substr(text.rfind('\n', last_row - 1) + 1).starts_with("- ❌ **error"));
  CHECK(github_summary(samples::mixed(), 1'000).size() < 1'000);
}

}  // namespace tollgate::reporters
