#include "reporters/overview.hpp"

#include "reporters/row_table.hpp"
#include "tests/catch.hpp"
#include "tests/reporters/sample_reports.hpp"

namespace tollgate::reporters {

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

TEST_CASE("changed models that were judged and have no finding are named, and no others") {
  Report report = samples::clean();
  CHECK(clean_changes_text(report) == "changed, without a finding: orders");
  const Outcome passed = report.outcomes.front();
  const SelectedModel changed = report.models.front();
  REQUIRE((changed.changed && passed.subject == changed.unique_id && passed.status == Status::passed));
  const auto with = [&](const std::string& name, Status status) {
    report.models.push_back(changed);
    report.models.back().name = name;
    report.models.back().unique_id = "model.shop." + name;
    report.outcomes.push_back(passed);
    report.outcomes.back().subject = "model.shop." + name;
    report.outcomes.back().status = status;
  };
  with("unjudged", Status::errored);
  with("left_out", Status::skipped);
  with("found", Status::passed);
  Finding info;
  info.severity = Severity::info;
  info.subject.id = "model.shop.found";
  report.findings.push_back(info);
  CHECK(clean_changes_text(report) == "changed, without a finding: orders");
  for (int i = 0; i < 9; ++i) with("m" + std::to_string(i), Status::passed);
  CHECK(clean_changes_text(report) == "changed, without a finding: orders, m0, m1, m2, m3, m4, m5, m6 and 2 more");
  report.findings.front().subject.id = changed.unique_id;
  CHECK_THAT(clean_changes_text(report), !ContainsSubstring("orders"));
}

TEST_CASE("row counts are told relative to base, the largest change first") {
  Report report = samples::mixed();
  std::vector<CountedRow> rows = counted_rows(report);
  REQUIRE(rows.size() == 5);
  CHECK(rows[0].change == "+12 (from none)");
  CHECK(rows[0].scope == "where status <> 'test'; window 2024-01-01 to 2024-01-08");
  CHECK(rows[1].name == "orders");
  CHECK(rows[1].change == "+1,000,000 (+100 %)");
  CHECK(rows[4].base == "~12,345,678,901");
  report.row_counts = {samples::row_count("a", 7, 7), samples::row_count("b", std::nullopt, 3),
                       samples::row_count("c", 10, 0), samples::row_count("d", 0, 0)};
  rows = counted_rows(report);
  CHECK(rows[0].change == "-10 (-100 %)");
  CHECK(rows[1].change == "not comparable");
  CHECK(rows[1].base == "-");
  CHECK(rows[2].change == "unchanged");
  CHECK(rows[3].change == "unchanged");
}

}  // namespace tollgate::reporters
