// Parts of the rows: filters, windows of time, partitions, estimates.
#include <algorithm>

#include "core/settle.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/row_counts.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

TEST_CASE("rows: where goes into both counts and is told") {
  Scene scene;
  scene.changed(model("orders"), model("orders"));
  scene.set(where, std::string("status <> 'void'\n-- said twice"));
  const GateResult result = scene.answers(replying(counts({{"orders", {100, 300}}}))).run(gates::row_count_diff);
  for (const Question& question : scene.warehouse().calls()[0]) {
    if (is(question, "row count")) CHECK_THAT(question.sql, ContainsSubstring("status <> 'void'"));
  }
  REQUIRE(result.findings.size() == 1);
  CHECK_THAT(result.findings[0].message, ContainsSubstring("; rows where status <> 'void' -- said twice"));
  CHECK(result.row_counts[0].filter == "status <> 'void'\n-- said twice");
}

TEST_CASE("rows: the model's own event_time is taken unless the policy names one") {
  dbt::Node node = model("events");
  node.config.event_time = "happened_at";
  Scene scene;
  scene.changed(node, node);
  CHECK(make_plan(scene.context()).counts[0].event_time == "happened_at");
  scene.set(event_time, std::string("created_at"));
  CHECK(make_plan(scene.context()).counts[0].event_time == "created_at");
}

TEST_CASE("rows: both sides are counted in the overlap, and only days of it are told") {
  Scene scene;
  scene.changed(model("events"), model("events"));
  const GateResult result = scene
                                .answers([](const Question& question) {
                                  if (is(question, "time range")) {
                                    return rows(question.side == Side::base ? year() : week());
                                  }
                                  return number(question.side == Side::base ? 100 : 300);
                                })
                                .set(event_time, std::string("created_at"))
                                .run(gates::row_count_diff);
  for (const Question& question : scene.warehouse().calls().at(1)) {
    if (!is(question, "row count")) continue;
    CHECK_THAT(question.sql, ContainsSubstring(R"("created_at" >= '2024-12-25 06:00:00.5')"));
    CHECK_THAT(question.sql, ContainsSubstring(R"("created_at" <= '2024-12-31 23:59:59')"));
  }
  REQUIRE(result.findings.size() == 2);
  CHECK(result.findings[0].rule == "row-count-growth");
  CHECK_THAT(result.findings[0].message, ContainsSubstring("; created_at from 2024-12-25 to 2024-12-31"));
  CHECK_THAT(to_text(result), !ContainsSubstring("23:59"));
}

TEST_CASE("rows: an event_time that is null in every row of one side cannot be judged") {
  Scene scene;
  scene.changed(model("events"), model("events"));
  const GateResult result = scene
                                .answers([](const Question& question) {
                                  if (is(question, "time range")) {
                                    return rows(question.side == Side::base ? year() : none());
                                  }
                                  return number(100);
                                })
                                .set(event_time, std::string("created_at"))
                                .run(gates::row_count_diff);
  REQUIRE(result.outcomes.size() == 1);
  CHECK(result.outcomes[0].status == Status::errored);
  CHECK_THAT(result.outcomes[0].reason, ContainsSubstring("null in every row on head"));
}

TEST_CASE("rows: values of keys reach no text") {
  CHECK_THAT(to_text(key_lost()), !ContainsSubstring("example.com"));
  CHECK_THAT(to_text(partitioned("text", {{"secret", "1"}}, {{"secret", "x"}})), !ContainsSubstring("secret"));
}

TEST_CASE("rows: a period that does not fit the column is explained") {
  Scene scene;
  scene.changed(model("events"), model("events"));
  const GateResult result = scene
                                .answers([](const Question& question) {
                                  return is(question, "row count by") ? trouble(Problem::syntax, "refused") : number(1);
                                })
                                .set(group_by, std::string("id"))
                                .set(group_period, std::string("month"))
                                .run(gates::row_count_diff);
  REQUIRE(result.outcomes.size() == 1);
  CHECK_THAT(result.outcomes[0].reason, ContainsSubstring("group_period month needs a date or timestamp in id"));
}

TEST_CASE("rows: a head that holds only a part of base's time is told, and only then") {
  const GateResult narrowed = windowed(year(), week());
  REQUIRE(narrowed.findings.size() == 1);
  CHECK(narrowed.findings.front().rule == "event-time-narrowed");
  CHECK(narrowed.findings.front().severity == Severity::info);
  CHECK(windowed(year(), year()).findings.empty());
  const Cells decade{{"2020-01-01 00:00:00", "2029-12-31 00:00:00", "9000"}};
  for (const Finding& finding : windowed(year(), decade).findings) CHECK(finding.rule == "event-time-widened");
}

TEST_CASE("rows: estimates are never taken for views, filters, windows or partitions, nor for zero rows") {
  Scene scene;
  scene.changed(model("huge"), model("huge")).set(estimate_above_rows, std::int64_t{1});
  CHECK(make_plan(scene.context()).counts[0].may_estimate());
  for (const Option<std::string_view>* option : {&where, &event_time, &group_by}) {
    Scene other;
    other.changed(model("huge"), model("huge")).set(estimate_above_rows, std::int64_t{1});
    other.set(*option, std::string("x"));
    CHECK_FALSE(make_plan(other.context()).counts[0].may_estimate());
  }
  const GateResult never_analysed = estimated("-1", "5000000");
  CHECK_FALSE(never_analysed.row_counts[0].estimated);
  CHECK(never_analysed.row_counts[0].head_rows == 2000);
}

TEST_CASE("rows: rows of head from before base's first event time are told with their number") {
  const GateResult result = windowed({{"2024-06-01 00:00:00", "2024-12-31 00:00:00", "1000"}},
                                     {{"1970-01-01 00:00:00", "2024-12-31 00:00:00", "130"}});
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].rule == "event-time-widened");
  CHECK(result.findings[0].severity == Severity::warning);
  CHECK_THAT(result.findings[0].message,
             ContainsSubstring("events: 30 rows on head lie outside of the compared stretch, from before base's first "
                               "created_at on: head holds 1970-01-01 to 2024-12-31"));
}

TEST_CASE("rows: a head that goes on after base's last event time is a note") {
  const GateResult result = windowed({{"2024-06-01 00:00:00", "2024-12-30 00:00:00", "100"}},
                                     {{"2024-06-01 00:00:00", "2024-12-31 00:00:00", "104"}});
  CHECK(result.findings.empty());
  REQUIRE(result.notes.size() == 1);
  CHECK(result.notes[0].text ==
        "head holds rows from after base's last event_time, which are in no compared count: events (4)");
}
