// The judge of row-count-diff by itself: counts in, faults out.
#include "gates/row_count_diff/judge.hpp"

#include "gates/row_count_diff/options.hpp"
#include "gates/row_count_diff/removed.hpp"
#include "tests/catch.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::gates::rows;

namespace {

std::string rule_of(std::int64_t base, std::int64_t head, const Limits& limits = {}) {
  const auto fault = judge_counts("orders", base, head, limits);
  return fault ? std::string(fault->rule->id) : "";
}

std::string message_of(std::int64_t base, std::int64_t head, const Limits& limits = {}) {
  const auto fault = judge_counts("orders", base, head, limits);
  REQUIRE(fault);
  return fault->message;
}

}  // namespace

TEST_CASE("a limit is exceeded beyond it, not at it") {
  CHECK(rule_of(1000, 1100) == "");
  CHECK(rule_of(1000, 1101) == "row-count-growth");
  CHECK(rule_of(1000, 900) == "");
  CHECK(rule_of(1000, 899) == "row-count-drop");
}

TEST_CASE("growth and drop have limits of their own") {
  const Limits limits{.max_growth_pct = 300, .max_drop_pct = 0};
  CHECK(rule_of(1000, 4000, limits) == "");
  CHECK(rule_of(1000, 989, limits) == "row-count-drop");
}

TEST_CASE("percentages are relative to base") {
  CHECK(change_pct(1000, 2000) == 100.0);
  CHECK(change_pct(2000, 1000) == -50.0);
  CHECK(message_of(200000, 412345) == "orders: 200,000 rows on base, 412,345 on head (+106.2 %, limit +10 %)");
  CHECK(message_of(1000, 450) == "orders: 1,000 rows on base, 450 on head (-55 %, limit -10 %)");
}

TEST_CASE("a figure just beyond its limit is told with the digits that show it") {
  CHECK_THAT(message_of(100000, 110001), ContainsSubstring("(+10.001 %, limit +10 %)"));
  CHECK_THAT(message_of(100000, 97499, {.max_drop_pct = 2.5}), ContainsSubstring("(-2.501 %, limit -2.5 %)"));
}

TEST_CASE("zero rows fail whatever the limits, unless they are allowed") {
  const Limits wide{.max_growth_pct = 1e18, .max_drop_pct = 100, .min_rows_changed = 1000000};
  CHECK(rule_of(1, 0, wide) == "zero-rows");
  CHECK(rule_of(1000000, 0, wide) == "zero-rows");
  CHECK(rule_of(1000000, 0, {.allow_empty = true}) == "");
  CHECK(rule_of(0, 0) == "");
  CHECK(message_of(1, 0) == "orders: 1 row on base, 0 on head: no row left");
}

TEST_CASE("from zero there is no percentage") {
  const auto fault = judge_counts("orders", 0, 5, {});
  REQUIRE(fault);
  CHECK(fault->rule->id == "from-zero");
  CHECK(fault->rule->severity == Severity::info);
  CHECK(fault->message == "orders: 0 rows on base, 5 on head");
  CHECK(fault->evidence.size() == 2);
}

TEST_CASE("few rows are not judged by percentages") {
  CHECK(rule_of(5, 14) == "");
  CHECK(rule_of(5, 15) == "row-count-growth");
  CHECK(rule_of(15, 5) == "row-count-drop");
  CHECK(rule_of(15, 6) == "");
  CHECK(rule_of(5, 6, {.min_rows_changed = 0}) == "row-count-growth");
}

TEST_CASE("the largest counts do not overflow") {
  CHECK(rule_of(INT64_MAX, 1) == "row-count-drop");
  CHECK(rule_of(1, INT64_MAX) == "row-count-growth");
  CHECK(rule_of(INT64_MAX, INT64_MAX - 1) == "");
}

TEST_CASE("evidence holds the counts, the change and the limit") {
  const auto fault = judge_counts("orders", 100, 300, {});
  REQUIRE(fault);
  REQUIRE(fault->evidence.size() == 4);
  CHECK(fault->evidence[0].name == "base_rows");
  CHECK(std::get<std::int64_t>(fault->evidence[1].value) == 300);
  CHECK(std::get<double>(fault->evidence[2].value) == 200.0);
  CHECK(fault->evidence[3].name == "limit_pct");
}

TEST_CASE("a new relation must hold min_rows_new rows") {
  CHECK(judge_new("orders", 0, {})->rule->id == "new-relation-small");
  CHECK_FALSE(judge_new("orders", 1, {}));
  CHECK_FALSE(judge_new("orders", 0, {.allow_empty = true}));
  CHECK_FALSE(judge_new("orders", 0, {.min_rows_new = 0}));
  CHECK(judge_new("orders", 4, {.min_rows_new = 5, .allow_empty = true}));
  CHECK(judge_new("orders", 4, {.min_rows_new = 5})->message == "orders: new, 4 rows on head (at least 5)");
}

TEST_CASE("estimates suffice only well inside the limit and above the floor on both sides") {
  CHECK(estimates_suffice(1000000, 1040000, 500000, {}));
  CHECK_FALSE(estimates_suffice(1000000, 1060000, 500000, {}));
  CHECK(estimates_suffice(1000000, 960000, 500000, {}));
  CHECK_FALSE(estimates_suffice(1000000, 940000, 500000, {}));
  CHECK_FALSE(estimates_suffice(1000000, 1000000, 0, {}));
  CHECK_FALSE(estimates_suffice(500000, 1000000, 500000, {}));
  CHECK_FALSE(estimates_suffice(1000000, -1, 10, {}));
  CHECK_FALSE(estimates_suffice(1000000, 0, 10, {}));
}

TEST_CASE("a lost period cannot hide behind a steady total") {
  const Partitions base{{"2022", 500}, {"2023", 500}};
  const Partitions head{{"2023", 1000}};
  const auto faults = judge_partitions("orders", "order_date", base, head, true, {});
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].rule->id == "partition-lost");
  CHECK(faults[0].message == "orders: 2022 of order_date lost all rows (500 on base)");
}

TEST_CASE("a period that shrank beyond its limit is told, one at it is not") {
  const auto of = [](std::int64_t head) {
    return judge_partitions("orders", "order_date", {{"2022", 1000}}, {{"2022", head}}, true,
                            {.max_partition_drop_pct = 20});
  };
  CHECK(of(800).empty());
  REQUIRE(of(799).size() == 1);
  CHECK(of(799)[0].rule->id == "partition-drop");
  CHECK(of(799)[0].message == "orders: 2022 of order_date fell from 1,000 to 799 rows (limit -20 % each)");
}

TEST_CASE("few rows in a period do not matter unless all are lost") {
  const Partitions base{{"2022", 9}};
  CHECK(judge_partitions("orders", "d", base, {{"2022", 1}}, true, {}).empty());
  CHECK(judge_partitions("orders", "d", base, {}, true, {}).size() == 1);
  CHECK(judge_partitions("orders", "d", base, {{"2022", 0}}, true, {}).size() == 1);
}

TEST_CASE("values of other keys are data and are only numbered") {
  const auto faults =
      judge_partitions("orders", "customer", {{"ann@example.com", 5}, {"bob", 7}}, {{"x", 1}}, false, {});
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].message == "orders: 2 keys of customer lost all rows (12 on base)");
}

TEST_CASE("at most five periods are named") {
  Partitions base;
  for (const char* month : {"01", "02", "03", "04", "05", "06", "07"}) base["2023-" + std::string(month)] = 10;
  const auto faults = judge_partitions("orders", "d", base, {}, true, {});
  REQUIRE(faults.size() == 1);
  CHECK_THAT(faults[0].message, ContainsSubstring("2023-01, 2023-02, 2023-03, 2023-04, 2023-05 and 2 more of d"));
}

TEST_CASE("digits are grouped by three") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(grouped(-1234) == "-1,234");
  CHECK(grouped(-123) == "-123");
}

TEST_CASE("what is still there of those who used a removed model") {
  using test_gates::model;
  const std::string gone = "model.shop.gone";
  dbt::Project base;
  dbt::Project head;
  base.children[gone] = {"exposure.shop.kept", "exposure.shop.moved", "exposure.shop.dropped",
                         "metric.shop.sales",  "model.shop.mended",   "model.shop.dangling",
                         "test.shop.t"};
  for (const char* name : {"kept", "moved", "dropped"}) {
    base.exposures["exposure.shop." + std::string(name)].depends_on = {gone};
  }
  head.exposures["exposure.shop.kept"];
  head.exposures["exposure.shop.moved"].depends_on = {"model.shop.other"};
  head.nodes["model.shop.mended"] = model("mended");
  head.nodes["model.shop.dangling"] = model("dangling");
  head.nodes["model.shop.dangling"].depends_on = {gone};
  head.nodes["test.shop.t"].type = dbt::ResourceType::test;
  head.nodes["test.shop.t"].depends_on = {gone};
  head.semantics["metric.shop.sales"].depends_on = {gone};
  CHECK(users_left(base, head, gone) ==
        std::vector<std::string>{"exposure.shop.kept", "metric.shop.sales", "model.shop.dangling"});
  const RowFault fault = judge_removed("gone", base, head, gone);
  CHECK(fault.rule == &removed_in_use_rule);
  CHECK(fault.message ==
        "gone: not in the head manifest any more, but exposure kept, metric sales, model dangling used it on base and "
        "are still there");
}

TEST_CASE("an exposure that still names the removed model has not been moved by naming another as well") {
  const std::string gone = "model.shop.gone";
  dbt::Project base;
  dbt::Project head;
  base.children[gone] = {"exposure.shop.board"};
  base.exposures["exposure.shop.board"].depends_on = {gone};
  head.exposures["exposure.shop.board"].depends_on = {gone, "model.shop.other"};
  head.disabled = {gone};
  CHECK(judge_removed("gone", base, head, gone).message ==
        "gone: disabled on head, but exposure board used it on base and is still there");
}
