// Rows that joins and filters drop, on the private PostgreSQL: the worst step is named, and what each one keeps is what
// the server itself counts.
#include "tests/gates/row_count_joins.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

/// What is said of a drop, and counts of the same server to hold it against.
struct Drop {
  Joins joins;
  std::string text;

  Drop(const std::string& base, const std::string& head) {
    const auto finding = joins.judge(base, head);
    REQUIRE(finding);
    CHECK(finding->rule != "row-count-growth");
    text = finding->message + " | " + finding->help;
  }
  std::string count(const std::string& from) { return joins.ask_head("select count(*) from " + from); }
};

const std::string customers = "join {customers} c on c.customer_id = o.customer_id\n";
const std::string paid_once =
    "left join (select distinct order_id, 1 as is_paid from {payments}) p on p.order_id = o.order_id\n";

}  // namespace

TEST_CASE("server: losses: a filter and a join, each with what it keeps") {
  NEEDS_POSTGRES();
  Drop drop(plain, plain + customers + "where o.qty > 0");
  const std::string filtered = drop.count("{orders} o where o.qty > 0");
  const std::string joined = drop.count("{orders} o join {customers} c using (customer_id) where o.qty > 0");
  CHECK_THAT(drop.text, ContainsSubstring(fmt::format("; step by step, the filter `o.qty > 0` keeps {} of 300, the "
                                                      "inner join of customers keeps {} of {}",
                                                      filtered, joined, filtered)));
  CHECK_THAT(drop.text, ContainsSubstring("the filter `o.qty > 0` keeps 225 of 300 rows of orders (at "
                                          "models/mart.sql:3)"));
}

TEST_CASE("server: losses: what head was not built with is asked where its SQL reads it") {
  NEEDS_POSTGRES();
  Joins joins;
  joins.run_on_head("drop table {orders}, {customers}");
  const auto finding = joins.judge(plain,
                                   "select o.order_id, o.qty from {base:orders} o\njoin {base:customers} c on "
                                   "c.customer_id = o.customer_id\nwhere o.qty > 0");
  REQUIRE(finding);
  CHECK(finding->message.find("could not be told") == std::string::npos);
  CHECK_THAT(finding->message,
             ContainsSubstring("the filter `o.qty > 0` keeps 225 of 300, the inner join of customers"));
}

TEST_CASE("server: losses: a second join drops of what the first one left") {
  NEEDS_POSTGRES();
  Drop drop(plain, plain + customers + "join {rates} r on r.region = c.region and r.valid_from = o.day\n");
  const std::string first = drop.count("{orders} o join {customers} c using (customer_id)");
  const std::string second = drop.count(
      "{orders} o join {customers} c using (customer_id) join {rates} r on r.region = c.region and r.valid_from = "
      "o.day");
  CHECK_THAT(drop.text, ContainsSubstring(fmt::format("drops {} of {} rows, which have no match on region, valid_from",
                                                      std::stoi(first) - std::stoi(second), first)));
  CHECK_THAT(drop.text, ContainsSubstring(fmt::format("; step by step, the inner join of customers keeps {} of 300, "
                                                      "the inner join of rates keeps {} of {}",
                                                      first, second, first)));
}

TEST_CASE("server: losses: a left join undone by WHERE") {
  NEEDS_POSTGRES();
  const auto told = [](const std::string& filter) { return Drop(plain, plain + paid_once + filter).text; };
  const std::string undone = told("where p.is_paid = 1");
  CHECK_THAT(undone, ContainsSubstring("the filter `p.is_paid = 1` keeps 200 of 300 joined rows, none of those "
                                       "without a match in p: it undoes that left join (at models/mart.sql:3)"));
  CHECK_THAT(undone, ContainsSubstring("Move `p.is_paid = 1` into the ON of the left join of p"));
  // An anti join is meant so, and undoes nothing.
  CHECK_THAT(told("where p.is_paid is null"),
             ContainsSubstring("the filter `p.is_paid is null` keeps 100 of 300 joined rows (at"));
  CHECK_THAT(told("where coalesce(p.is_paid, 1) = 2"), !ContainsSubstring("undoes"));
}

TEST_CASE("server: losses: filters and joins of several kinds in the order of their steps") {
  NEEDS_POSTGRES();
  Drop drop(plain, plain + customers + paid_once + "where o.qty > 0 and p.is_paid = 1 and c.region <> o.qty");
  INFO(drop.text);
  const std::string of_customer = "{orders} o join {customers} c using (customer_id) where o.qty > 0";
  const std::string before = drop.count(of_customer);
  const std::string after = drop.count(of_customer + " and c.region <> o.qty");
  const std::string all = drop.count(of_customer +
                                     " and c.region <> o.qty and o.order_id in (select order_id from "
                                     "{payments})");
  CHECK_THAT(drop.text, ContainsSubstring("; step by step, the filter `o.qty > 0` keeps 225 of 300, the inner join of "
                                          "customers makes " +
                                          after + " of 225, the filter `p.is_paid = 1` keeps "));
  CHECK(std::stoi(before) > std::stoi(after));
  CHECK(std::stod(all) == drop.joins.head_rows);
}

TEST_CASE("server: losses: filters by sub-queries, on queries that drive, and joins that keep nothing") {
  NEEDS_POSTGRES();
  CHECK_THAT(Drop(plain, plain + "where exists (select 1 from {payments} p where p.order_id = o.order_id)").text,
             ContainsSubstring(" keeps 200 of 300 rows of orders (at models/mart.sql:2)"));
  const std::string grouped =
      "with by_day as (select day, count(*) as orders from {orders} group by day),\n"
      "twice as (select day, orders from by_day union all select day, orders from by_day)\n"
      "select d.day from twice d cross join {rates} r\n";
  CHECK_THAT(Drop(grouped, grouped + "where d.day > date '2024-01-04'").text,
             ContainsSubstring("the filter `d.day > date '2024-01-04'` keeps 72 of 120 joined rows (at "
                               "models/mart.sql:4)"));
  CHECK_THAT(Drop(plain, plain + "cross join {nothing} n").text,
             ContainsSubstring("the cross join of nothing keeps 0 of 300 rows"));
  CHECK_THAT(Drop(plain, plain + "join {payments} p on p.order_id = o.order_id and p.amount > 5 and o.qty = 1").text,
             ContainsSubstring(
                 "; step by step, the filter `o.qty = 1` keeps 75 of 300, the inner join of payments keeps 50 of 75"));
}
