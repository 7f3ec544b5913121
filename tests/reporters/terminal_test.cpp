#include <algorithm>
#include <regex>
#include <sstream>

#include "reporters/utf8.hpp"
#include "tests/catch.hpp"
#include "tests/reporters/rendered.hpp"

namespace tollgate::reporters {

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string without_color(const std::string& text) {
  return std::regex_replace(text, std::regex("\x1b\\[[0-9;]*m"), "");
}

std::string last_line_with(const std::string& text, const std::string& what) {
  std::string found;
  for (const std::string& line : lines_of(text)) {
    if (line.find(what) != std::string::npos) found = line;
  }
  return found;
}

}  // namespace

TEST_CASE("no line is wider than the terminal") {
  for (const samples::Sample& sample : samples::all) {
    for (const int width : {40, 41, 57, 80, 100, 213}) {
      for (const std::string& line : lines_of(terminal_of(sample.make(), width))) {
        INFO(sample.name << " at " << width << ": " << line);
        CHECK(display_width(line) <= static_cast<std::size_t>(width));
      }
    }
  }
}

TEST_CASE("a terminal is taken to be at least 40 columns wide") {
  CHECK(terminal_of(samples::mixed(), 1) == terminal_of(samples::mixed(), 40));
  CHECK(terminal_of(samples::mixed(), -5) == terminal_of(samples::mixed(), 40));
}

TEST_CASE("text for a terminal holds no control character but line feeds") {
  for (const samples::Sample& sample : samples::all) {
    each_code_point(terminal_of(sample.make()), [](char32_t point) {
      if (is_unsafe_to_show(point)) CHECK(point == U'\n');
    });
  }
}

TEST_CASE("colour is only added, and only when asked for") {
  for (const samples::Sample& sample : samples::all) {
    const std::string plain = terminal_of(sample.make());
    const std::string colored = terminal_of(sample.make(), 100, true);
    CHECK(plain.find('\x1b') == std::string::npos);
    CHECK(colored.find("\x1b[") != std::string::npos);
    CHECK(without_color(colored) == plain);
  }
}

TEST_CASE("the verdict comes first") {
  CHECK(lines_of(terminal_of(samples::clean()))[0] == "PASS: no finding (1 model changed, 1 downstream)");
  CHECK(lines_of(terminal_of(samples::mixed()))[0].rfind("FAIL: 2 errors", 0) == 0);
  CHECK(lines_of(terminal_of(samples::errored()))[0].rfind("NOT JUDGED: 3 models", 0) == 0);
}

TEST_CASE("a finding is told with place, figures and what to do") {
  const std::string text = terminal_of(samples::mixed());
  CHECK_THAT(text, ContainsSubstring("\norders (marts; changed: code)\n"
                                     "  error row-count-diff/row-growth at shop/models/marts/orders.sql:14:3\n"
                                     "    subject: model.shop.orders\n"));
  CHECK_THAT(text, ContainsSubstring("\n    changed by 100 %\n"));  // the message has the others
  CHECK_THAT(text, ContainsSubstring("    help: Check the joins"));
}

TEST_CASE("folded findings are told up to a limit, with how many more there are") {
  const std::string text = terminal_of(samples::mixed());
  CHECK_THAT(text, ContainsSubstring("      also: row-count-diff/row-growth of model.shop.yearly at shop/"));
  CHECK_THAT(text, ContainsSubstring("      also: and 1 more\n"));
  CHECK(text.find("model.shop.ever") == std::string::npos);
}

TEST_CASE("what could not be judged is told with its models and what to do, once per reason") {
  const std::string text = terminal_of(samples::errored());
  CHECK_THAT(text, ContainsSubstring("\nNot judged\n"));
  CHECK_THAT(text, ContainsSubstring("once more\n    row-count-diff: orders, totals\n"));
  CHECK_THAT(text, ContainsSubstring("run dbt compile on the head first"));
}

TEST_CASE("the table of row counts ends with how many are not shown") {
  Report report = samples::clean();
  for (int i = 0; i < 30; ++i)
    report.row_counts.push_back(samples::row_count("model.shop.m" + std::to_string(i), 10, 10 + i));
  const std::string text = terminal_of(report);
  CHECK_THAT(text, ContainsSubstring("  and 11 more models, each changed no more than these\n"));
  CHECK_THAT(text, ContainsSubstring("  model.shop.m29"));
  CHECK(text.find("model.shop.m3 ") == std::string::npos);
}

TEST_CASE("why a model counts as changed is told once for each kind of reason") {
  Report report = samples::mixed();
  for (SelectedModel& model : report.models) {
    if (model.unique_id != "model.shop.orders") continue;
    model.reasons = {
        {"config", "materialized: view -> table"}, {"config", "tags"}, {"macro", "a -> b"}, {"config", "x"}};
  }
  CHECK_THAT(terminal_of(report), ContainsSubstring("\norders (marts; changed: configuration, macro)\n"));
}

TEST_CASE("a name that does not fit beside its counts stands above them, whole while it fits the line") {
  Report report = samples::clean();
  const std::string name(60, 'n');
  report.row_counts = {samples::row_count(name, 1'000'000, 2'000'000)};
  CHECK_THAT(terminal_of(report, 64), ContainsSubstring("\n  " + name + "\n    "));
  CHECK(last_line_with(terminal_of(report, 57), "…") == "  nnnnnnnnnnnnnnnnnnnnnnnnnnn…nnnnnnnnnnnnnnnnnnnnnnnnnnn");
}

TEST_CASE("counts too wide for columns are told in words") {
  Report report = samples::clean();
  report.row_counts = {samples::row_count("model.shop.orders", INT64_MAX, 1)};
  CHECK_THAT(terminal_of(report, 40), ContainsSubstring("orders: 9,223,372,036,854,775,807 ->\n    1, -9,"));
}

TEST_CASE("an empty report is a verdict") { CHECK(terminal_of(Report{}) == "PASS:\n"); }

}  // namespace tollgate::reporters
