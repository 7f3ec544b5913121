// What adds up the rows that came or went, further down: which models and columns a finding names, and what it asks.
#include "gates/fan_out/totals.hpp"

#include "tests/catch.hpp"
#include "tests/gates/row_count_causes.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

const std::string plain = "select o.order_id, o.customer_id, 5::numeric as amount\nfrom @orders o\n";
const std::string doubled = plain + "left join @payments p on p.order_id = o.order_id\n";

/// The finding about `mart`, which doubles, with models below it; `totals` answers on head, 31,250 and 777 on base.
Finding doubled_mart(const std::vector<dbt::Node>& below, Cells totals = {}, std::vector<Question>* asked = nullptr,
                     int head_rows = 200) {
  Scene scene;
  add_shop(scene);
  scene.changed(model("mart", on_side(plain, "base")), model("mart", on_side(doubled, "head")));
  for (const dbt::Node& node : below) scene.below(node);
  scene.set(diagnosis_budget, std::int64_t{20});
  const GateResult result = scene
                                .answers([&](const Question& question) {
                                  if (asked != nullptr) asked->push_back(question);
                                  if (is(question, "totals of"))
                                    return rows(question.side == Side::head ? totals : Cells{{"31250", "777"}});
                                  const bool mart = question.about.find("mart") != std::string::npos;
                                  if (is(question, "row count of"))
                                    return number(mart && question.side == Side::head ? head_rows : 100);
                                  return is(question, "kind of") ? rows({{"r"}}) : trouble(Problem::timeout);
                                })
                                .run(gates::row_count_diff);
  REQUIRE(result.findings.size() == 1);
  return result.findings.front();
}

dbt::Node daily() {
  return model(
      "daily",
      "with m as (select * from base.handed_on), t as (select customer_id, count(*) as orders, sum(m.amount) as "
      "revenue, max(m.amount) as most, count(distinct m.order_id) as different from m group by 1)\n"
      "select customer_id, orders, revenue, most, different from t");
}

dbt::Node handed_on() { return model("handed_on", "select order_id, customer_id, amount from base.mart"); }

}  // namespace

TEST_CASE("rows: what adds up multiplied rows is named, with the ratio of a total and no total") {
  const Finding finding = doubled_mart({handed_on(), daily()}, {{"63751", "777"}});
  CHECK_THAT(finding.message,
             ContainsSubstring("; row counts below stay equal, sums do not: these rows are added up by "
                               "daily (orders, revenue; the total of orders is x2.04 of base's)"));
  for (const char* total : {"63751", "63,751", "31250", "31,250", "777"})
    CHECK(finding.message.find(total) == std::string::npos);
}

TEST_CASE("rows: averages and quotients follow the rows, but have no total to tell") {
  std::vector<Question> asked;
  const dbt::Node rates = model(
      "rates",
      "with t as (select customer_id, round(avg(m.amount), 2) as average, sum(m.amount) / count(*) as per_order, "
      "sum(m.amount / 100) as revenue, count(*) filter (where m.amount > 3) as big from base.mart m group by 1)\n"
      "select customer_id, average, per_order, per_order * 2 as twice, revenue, 1.0 * big / revenue as share from t");
  const Finding finding = doubled_mart({rates}, {{"63751"}}, &asked);
  CHECK_THAT(finding.message, ContainsSubstring("added up by rates (average, per_order, twice and 2 more"));
  int totals = 0;
  for (const Question& question : asked) {
    if (!is(question, "totals of")) continue;
    ++totals;
    CHECK_THAT(question.sql, ContainsSubstring("\"revenue\""));
    for (const char* other : {"average", "per_order", "twice", "share"})
      CHECK(question.sql.find(other) == std::string::npos);
  }
  CHECK(totals == 2);
}

TEST_CASE("rows: what groups without adding up, or reads nothing of it, is not named") {
  const dbt::Node most = model("most",
                               "select customer_id, max(amount) as most, bool_or(amount > 1) as any_ from "
                               "base.mart group by 1");
  const dbt::Node apart = model("apart", "select count(*) as n from base.orders");
  const dbt::Node once = model("once", "select count(*) as n from (select distinct order_id from base.mart) m");
  const std::string message = doubled_mart({most, apart, once}).message;
  CHECK(message.find("added up") == std::string::npos);
}

TEST_CASE("rows: a total that did not move, or could not be asked, leaves the names") {
  for (const Cells& totals : {Cells{{"31300", "777"}}, Cells{{"0", "0"}}, Cells{{std::nullopt, "1"}}}) {
    const std::string message = doubled_mart({handed_on(), daily()}, totals).message;
    CHECK_THAT(message, ContainsSubstring("added up by daily (orders, revenue)"));
  }
}

TEST_CASE("rows: totals of fewer than twenty values are not asked for") {
  std::vector<Question> asked;
  doubled_mart({handed_on(), daily()}, {}, &asked);
  std::size_t totals = 0;
  for (const Question& question : asked) {
    if (!is(question, "totals of")) continue;
    ++totals;
    CHECK_THAT(question.sql,
               ContainsSubstring(R"(case when count("revenue") >= 20 then coalesce(sum("revenue")::float8)"));
  }
  CHECK(totals == 2);
}

TEST_CASE("rows: where no row is left, no total is asked for") {
  std::vector<Question> asked;
  CHECK(doubled_mart({handed_on(), daily()}, {}, &asked, 0).rule == "zero-rows");
  for (const Question& question : asked) CHECK_FALSE(is(question, "totals of"));
}
