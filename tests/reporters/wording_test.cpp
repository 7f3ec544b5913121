#include "reporters/wording.hpp"

#include <string>
#include <utility>
#include <vector>

#include "reporters/overview.hpp"
#include "tests/catch.hpp"
#include "tests/reporters/rendered.hpp"
#include "tests/reporters/sample_reports.hpp"

namespace tollgate::reporters {

namespace {

std::string told(std::vector<Evidence> evidence, std::string message = {}) {
  Finding finding;
  finding.evidence = std::move(evidence);
  finding.message = std::move(message);
  return evidence_text(finding);
}

}  // namespace

TEST_CASE("figures are told in words, of one and of many, in their units, each once") {
  CHECK(told({{"repeated_keys", std::int64_t{136483}}, {"multiplier", 2.041}, {"limit_pct", 5.0}}) ==
        "136,483 keys repeat; each row becomes 2.04 on average; limit 5 %");
  CHECK(told({{"repeated_keys", std::int64_t{1}}}) == "1 key repeats");
  CHECK(told({{"bytes", 8.5 * 1024 * 1024}, {"memory", 8.0 * 1024 * 1024}}) == "needs 8.5 MB; may use 8 MB");
  CHECK(told({{"total_ratio", 2.01}, {"total_ratio", 2.01}}) == "a total below is x2.01 of base's");
  CHECK(told({{"multiplier", 1e300}, {"kept_rows", -0.001}}) == "each row becomes 1e+300 on average; 0 rows kept");
  CHECK(told({{"covered_findings", std::int64_t{0}}}) == "it covers 0 findings of this run");
}

TEST_CASE("every figure that has words is found by its name") {
  for (const char* name : {"actual_rows", "base_rows", "loops", "rows", "rows_before_join", "untagged_columns"}) {
    INFO(name);
    CHECK_FALSE(told({{name, std::int64_t{7}}}).empty());
  }
}

TEST_CASE("a reason of the selection is told by a word") {
  CHECK(reason_word("body") == "code");
  CHECK(reason_word("persisted_description") == "description");
  CHECK(reason_word("macro") == "macro");
  CHECK_THAT(terminal_of(samples::mixed()), ContainsSubstring("changed: code"));
}

TEST_CASE("figures that tell a person nothing are not told to people") {
  const std::vector<Evidence> evidence{
      {"compiled_line", std::int64_t{22}}, {"compiled_column", std::int64_t{5}},  {"seed", std::int64_t{42}},
      {"columns", std::int64_t{1}},        {"models_adding_up", std::int64_t{2}}, {"new_figure", 7.5}};
  CHECK(told(evidence).empty());
  Report report = samples::mixed();
  for (Finding& finding : report.findings) finding.evidence = evidence;
  for (const char* format : {"terminal", "github", "github-summary", "junit", "markdown", "github-comment"}) {
    INFO(format);
    CHECK(renderings_of(report).at(format).find("compiled") == std::string::npos);
  }
  CHECK_THAT(json_of(report), ContainsSubstring("compiled_line"));
}

TEST_CASE("a figure that the message has is not told beside it") {
  Finding finding;
  finding.message = "orders: 1,000 rows on base, 2,500 on head; each row becomes 2.5 rows.";
  finding.evidence = {{"base_rows", std::int64_t{1000}},
                      {"head_rows", std::int64_t{2500}},
                      {"multiplier", 2.5},
                      {"kept_rows", std::int64_t{500}},
                      {"pairs", 2.0},
                      {"loops", std::int64_t{1}}};
  CHECK(evidence_text(finding) == "500 rows kept; 2 pairs of rows; read 1 time");
}

TEST_CASE("below a heading that names the model, the message does not name it again") {
  CHECK(message_below("orders", "orders: 5 rows") == "5 rows");
  CHECK(message_below("orders", "orders grew") == "orders grew");
  CHECK(message_below("orders", "orders_2: 5 rows") == "orders_2: 5 rows");
  CHECK(message_below("orders", "orders: ") == "orders: ");
}

TEST_CASE("what is told with a finding names its subject only where that is another") {
  const Report report = samples::mixed();
  Finding finding = report.findings[3];  // about orders
  FoldedFinding folded = finding.folded[0];
  const auto beside = [&](const Subject& subject, const std::string& message) {
    folded.subject = subject;
    folded.message = message;
    return subject_beside(report, finding, folded);
  };
  CHECK(beside({"model.shop.orders", "", ""}, "is new").empty());
  CHECK(beside({"model.shop.orders", "amount", ""}, "is new") == " of amount");
  CHECK(beside({"model.shop.orders", "", "2024"}, "is new") == " (2024)");
  CHECK(beside({"model.shop.totals", "n", ""}, "is new") == " of totals.n");
  CHECK(beside({"model.shop.totals", "n", ""}, "totals.n is new").empty());
}

TEST_CASE("what sets a finding aside is called by its name, everywhere") {
  CHECK(waived_text({"ana", "why", "2026-12-31", {}, false, SetAside::waiver}) ==
        "waived by ana until 2026-12-31: why");
  CHECK(waived_text({{}, {}, {}, {"b.yml", 1, 1}, false, SetAside::baseline}).starts_with("known: "));
  CHECK(waived_text({{}, {}, {}, {}, false, SetAside::outside_diff}).starts_with("outside the diff: "));
  const Report report = samples::waived();
  CHECK_THAT(terminal_of(report), ContainsSubstring("  known error parse/star at") &&
                                      ContainsSubstring("  outside the diff error row-count-diff/row-drop at") &&
                                      ContainsSubstring("  waived error row-count-diff/row-growth at"));
  CHECK_THAT(terminal_of(report), ContainsSubstring("  parse: 2 passed, 1 known\n") &&
                                      ContainsSubstring("  row-count-diff: 2 waived, 1 outside the diff\n"));
  CHECK_THAT(junit_of(report), ContainsSubstring("message=\"known: it stands in shop/tollgate-baseline.yml\""));
  CHECK_THAT(github_of(report).body, ContainsSubstring("title=known%3A parse/star") &&
                                         ContainsSubstring("title=outside the diff%3A row-count-diff/row-drop"));
  CHECK(set_aside_title(report) == "Set aside");
}

TEST_CASE("a model is called by its name unless two share it") {
  const Report report = samples::mixed();
  CHECK(name_of(report, "model.shop.orders") == "orders");
  CHECK(name_of(report, "model.shop.customers") == "model.shop.customers");
  CHECK(name_of(report, "exposure.shop.board") == "exposure.shop.board");
  CHECK(name_of(report, change_subject) == "the change");
  CHECK(subject_text(report, {"model.shop.orders", "amount", "2024"}) == "orders.amount (2024)");
  CHECK(name_list(report, {"model.shop.orders", "a", "b"}, 2) == "orders, a and 1 more");
}

TEST_CASE("the human bar is told in words") {
  CHECK(human_bar_text({"staging", {1, {"peer"}}, "any", 24 * 3600}) ==
        "1 approval by peer; merge window any; rollback within 24 h");
  CHECK(human_bar_text({"marts", {2, {"senior", "data-pm"}}, "", 90 * 60}) ==
        "2 approvals by senior and data-pm; rollback within 90 min");
  CHECK(human_bar_text({"raw", {}, "", 0}) == "no approval asked for");
}

}  // namespace tollgate::reporters
