// How to accept a finding: the subject as a waiver names it, and a command that a shell reads as it is meant.
#include "reporters/acceptance.hpp"

#include <algorithm>

#include "reporters/escape.hpp"
#include "tests/catch.hpp"
#include "tests/reporters/rendered.hpp"

namespace tollgate::reporters {

TEST_CASE("a word of a shell is quoted unless it is plain") {
  CHECK(shell_word("model.shop.orders") == "model.shop.orders");
  CHECK(shell_word("a (b)") == "'a (b)'");
  CHECK(shell_word("it's $HOME `x`") == "'it'\\''s $HOME `x`'");
  CHECK(shell_word("*") == "'*'");
  CHECK(shell_word("") == "''");
}

TEST_CASE("the command names the finding as the waiver file does") {
  CHECK(waiver_command("row-count-diff", "row-growth", {"model.shop.orders", "amount", "2024"}) ==
        "tollgate waivers add --rule row-count-diff/row-growth --subject 'model.shop.orders.amount (2024)' "
        "--reason 'WHY' --owner 'WHO' --expires YYYY-MM-DD");
  for (const char* bad : {"", "-x", "a\nb", "\x1b[31m", "##[error]x", "\xe2\x80\xae", "\xff"})
    CHECK(waiver_command("parse", "star", {bad, "", ""}).empty());
}

TEST_CASE("every finding that may be waived has its subject in each format for people, others have none") {
  const Report report = samples::mixed();
  for (const char* format : {"terminal", "github-summary", "markdown", "github-comment", "json", "agent", "junit"}) {
    INFO(format);
    const std::string text = renderings_of(report).at(format);
    CHECK_THAT(text, ContainsSubstring("model.shop.orders"));
    CHECK_THAT(text, ContainsSubstring("model.extra.customers.ordered"));
  }
  const std::string terminal_text = terminal_of(report);
  CHECK_THAT(terminal_text, ContainsSubstring("subject: model.extra.customers.ordered_at (2023)\n"));
  CHECK(terminal_text.find("subject: change") == std::string::npos);  // what is said of the policy can't be waived
}

TEST_CASE("one command stands below the findings, the first that fails, in lines that can be pasted") {
  const std::string text = terminal_of(samples::mixed());
  CHECK_THAT(text, ContainsSubstring("To accept a finding until a day, by its rule and subject, e.g. the first:\n"
                                     "  tollgate waivers add --rule row-count-diff/partition-lost \\\n"
                                     "    --subject 'model.extra.customers.ordered_at (2023)' --reason 'WHY' "
                                     "--owner 'WHO' \\\n    --expires YYYY-MM-DD\n"));
  CHECK_THAT(renderings_of(samples::mixed()).at("github-summary"),
             ContainsSubstring("```sh\ntollgate waivers add --rule"));
  for (const auto make : {samples::clean, samples::waived})
    CHECK(terminal_of(make()).find("waivers add") == std::string::npos);  // nothing fails
  CHECK(first_to_accept(samples::mixed(), 10) == nullptr);
}

TEST_CASE("where nothing fails the command is that of a warning, and never that of an info") {
  Report report = samples::mixed();
  std::erase_if(report.findings, [](const Finding& finding) { return finding.severity == Severity::error; });
  const Finding* first = first_to_accept(report, 100);
  REQUIRE(first != nullptr);
  CHECK(first->rule == "row-drop");
  CHECK_THAT(terminal_of(report), ContainsSubstring("tollgate waivers add --rule row-count-diff/row-drop"));
  std::erase_if(report.findings, [](const Finding& finding) { return finding.severity == Severity::warning; });
  CHECK(first_to_accept(report, 100) == nullptr);
}

TEST_CASE("accepting a finding takes a waiver for what is told with it, fails, and is not covered with it") {
  Report report = samples::mixed();
  Finding& growth = report.findings[3];
  CHECK(waiver_commands(report, growth) ==
        waiver_command("row-count-diff", "row-growth", {"model.shop.orders", "", ""}) + "\n");
  growth.folded[0].gate = "pii-scan";
  growth.folded[1].rule = "row-drop";
  growth.folded[2].gate = "explain";
  growth.folded[3].gate = "references";
  growth.folded[3].severity = Severity::warning;  // does not fail
  const std::string commands = waiver_commands(report, growth);
  CHECK(std::count(commands.begin(), commands.end(), '\n') == 3);
  CHECK_THAT(commands, ContainsSubstring("pii-scan/row-growth --subject model.shop.totals ") &&
                           ContainsSubstring("/row-drop --subject model.shop.daily "));
  CHECK(waiver_commands(report, report.findings[4]).empty());  // of the policy
  CHECK(waiver_commands(samples::waived(), samples::waived().findings[0]).empty());
  CHECK_THAT(renderings_of(report).at("github-comment"),
             ContainsSubstring("To accept it until a day:\n\n```sh\ntollgate"));
}

TEST_CASE("a model is told the subject, and is given no command that would run") {
  const std::string text = renderings_of(samples::mixed()).at("agent");
  CHECK_THAT(text, ContainsSubstring("\"subject\": \"model.extra.customers.ordered_at (2023)\""));
  CHECK_THAT(text, ContainsSubstring("--rule RULE --subject SUBJECT"));
  CHECK(text.find("--subject model") == std::string::npos);
}

}  // namespace tollgate::reporters
