#include "reporters/overview.hpp"

#include <limits>

#include "reporters/row_table.hpp"
#include "tests/catch.hpp"
#include "tests/reporters/sample_reports.hpp"

namespace tollgate::reporters {

TEST_CASE("numbers have thousands separators") {
  CHECK(with_thousands(0) == "0");
  CHECK(with_thousands(999) == "999");
  CHECK(with_thousands(1000) == "1,000");
  CHECK(with_thousands(-1234567) == "-1,234,567");
  CHECK(with_thousands(INT64_MIN) == "-9,223,372,036,854,775,808");
}

TEST_CASE("evidence is names and numbers") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(evidence_text({{"rows", std::int64_t{1000}}, {"pct", 12.5}, {"big", 1234567.891}, {"drop", -5.0}}) ==
        "rows 1,000; pct 12.5; big 1,234,567.89; drop -5");
  CHECK(evidence_text({{"tiny", -0.001}, {"huge", 1e300}, {"none", nan}}) == "tiny 0; huge 1e+300; none not a number");
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

TEST_CASE("findings and models with the worst finding come first") {
  const Report report = samples::mixed();
  const auto groups = findings_by_model(report);
  REQUIRE(groups.size() == 5);
  CHECK(groups[0].subject == "model.extra.customers");
  CHECK(groups[1].subject == "model.shop.orders");
  CHECK(groups[4].subject == "model.shop.stg_orders");
  CHECK(worst_first(report).back()->severity == Severity::info);
}

TEST_CASE("gates of findings and outcomes are told even if nobody said they ran") {
  CHECK(gates_of(samples::mixed()) == std::vector<std::string>{"parse", "row-count-diff", "policy"});
  CHECK(gate_text(samples::mixed(), "parse") == "4 passed");
  CHECK(gate_text(samples::mixed(), "policy") == "1 finding");
  CHECK(gate_text(samples::mixed(), "other") == "nothing to judge");
  CHECK(gate_text(samples::errored(), "parse") == "1 passed, 1 failed, 1 not judged");
}

TEST_CASE("row counts are told relative to base, the largest change first") {
  Report report = samples::mixed();
  std::vector<CountedRow> rows = counted_rows(report);
  REQUIRE(rows.size() == 5);
  CHECK(rows[0].change == "+12 (from none)");
  CHECK(rows[0].scope == "where status <> 'test'; window 2024-01-01 to 2024-01-08");
  CHECK(rows[1].name == "orders");
  CHECK(rows[1].change == "+1,000,000 (+100.0 %)");
  CHECK(rows[4].base == "~12,345,678,901");
  report.row_counts = {samples::row_count("a", 7, 7), samples::row_count("b", std::nullopt, 3),
                       samples::row_count("c", 10, 0), samples::row_count("d", 0, 0)};
  rows = counted_rows(report);
  CHECK(rows[0].change == "-10 (-100.0 %)");
  CHECK(rows[1].change == "not comparable");
  CHECK(rows[1].base == "-");
  CHECK(rows[2].change == "unchanged");
  CHECK(rows[3].change == "unchanged");
}

TEST_CASE("the human bar is told in words") {
  CHECK(human_bar_text({"staging", {1, {"peer"}}, "any", 24 * 3600}) ==
        "1 approval by peer; merge window any; rollback within 24 h");
  CHECK(human_bar_text({"marts", {2, {"senior", "data-pm"}}, "", 90 * 60}) ==
        "2 approvals by senior and data-pm; rollback within 90 min");
  CHECK(human_bar_text({"raw", {}, "", 0}) == "no approval asked for");
}

}  // namespace tollgate::reporters
