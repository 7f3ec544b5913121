// Joins that a diagnosis can get wrong, on the private PostgreSQL: the right one is named, at its line, with the
// multiplier that the query itself has; and none where nothing multiplies.
#include "tests/gates/row_count_joins.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

double evidence_of(const Finding& finding, std::string_view name) {
  for (const Evidence& item : finding.evidence) {
    if (item.name == name) return std::visit([](auto value) { return static_cast<double>(value); }, item.value);
  }
  return -1;
}

/// A join that is new on head: named, at its line, and its multiplier is what the rows of both sides say.
struct Multiplying {
  std::string joined;  ///< behind `plain`'s first line
  std::string told;    ///< that the message holds
  int line = 2;
};

void check(const Multiplying& one, const std::string& base = plain) {
  INFO(one.joined);
  Joins joins;
  const auto finding = joins.judge(base, base + one.joined);
  REQUIRE(finding);
  INFO(finding->message);
  CHECK(finding->rule == "row-count-growth");
  CHECK_THAT(finding->message, ContainsSubstring(one.told));
  CHECK(finding->location.line == one.line);
  CHECK(std::abs(evidence_of(*finding, "multiplier") - joins.head_rows / joins.base_rows) < 1e-6);
  CHECK_THAT(finding->message, !ContainsSubstring("Name "));
}

}  // namespace

TEST_CASE("server: right sides that are queries with another grain are asked for what they repeat") {
  NEEDS_POSTGRES();
  check(
      {"left join (select order_id, method, sum(amount) as amount from {payments} group by order_id, method) m\n"
       "  on m.order_id = o.order_id",
       "m is not unique on order_id: 200 keys repeat, each row of orders becomes 1.67 rows"});
  check({"left join (select distinct order_id, amount from {payments}) d using (order_id)",
         "d is not unique on order_id: 200 keys repeat"});
  check(
      {"left join (select *, row_number() over (partition by order_id, method order by payment_id) as rn\n"
       "  from {payments}) w on w.order_id = o.order_id and w.rn = 1",
       "payments is not unique on order_id: 200 keys repeat"});
  check(
      {"left join (select order_id from {payments} union all select order_id from {payments} where part = 0) u\n"
       "  on u.order_id = o.order_id",
       "u is not unique on order_id: 200 keys repeat"});
}

TEST_CASE("server: a CTE is called by the author's name, at the line of its join") {
  NEEDS_POSTGRES();
  const std::string ctes =
      "with o as (select * from {orders}),\nby_method as (\n  select order_id, method from {payments} group by 1, 2\n"
      "),\npaid as (select * from by_method)\nselect o.order_id from o\n";
  check({"left join by_method as bm on bm.order_id = o.order_id",
         "by_method is not unique on order_id: 200 keys repeat, each row of orders becomes 1.67 rows", 7},
        ctes);
}

TEST_CASE("server: keys of any form") {
  NEEDS_POSTGRES();
  check(
      {"left join {payments} p on p.order_id::text = o.order_id::text", "payments is not unique on p.order_id::text"});
  check({"left join {payments} p on date_trunc('day', p.paid_at) = o.day", "payments is not unique on date_trunc("});
  check({"left join {payments} p on coalesce(p.order_id, -1) = coalesce(o.order_id, -1)", "payments is not unique on"});
  check({"left join {payments} p on p.order_id * 1 = o.order_id + 0", "payments is not unique on p.order_id * 1"});
  check(
      {"left join (select region, customer_id from {customers} union all select region, customer_id from {customers})"
       " c\n  using (region, customer_id)",
       "c is not unique on region, customer_id"});
  // Keys that are null meet nothing: 60 orders have no region.
  check({"left join {customers} c on c.region = o.region", "customers is not unique on region: 3 keys repeat"});
}

TEST_CASE("server: natural joins") {
  NEEDS_POSTGRES();
  check({"natural left join (select order_id, method from {payments}) p", "payments is not unique on order_id"});
}

TEST_CASE("server: conditions beside the key, or without equality, are counted and not guessed") {
  NEEDS_POSTGRES();
  check({"left join {payments} p on p.order_id = o.order_id and p.amount >= o.qty - 3",
         "payments is not unique on order_id: 200 keys repeat, and its left join makes 503 rows of 300"});
  check({"join {rates} r on o.day >= r.valid_from", "the inner join of rates makes"});
  check(
      {"left join {payments} p on p.order_id = o.order_id or p.payment_id = o.order_id", "the left join of payments"});
  Joins joins;  // as of a day: one rate for each order, so the growth is not its doing
  const auto finding = joins.judge(
      "select o.order_id from {orders} o where o.qty > 0",
      "select o.order_id from {orders} o\nleft join {rates} r on r.region = o.region and o.day >= r.valid_from and "
      "o.day < r.valid_to");
  REQUIRE(finding);
  CHECK_THAT(finding->message, ContainsSubstring("none of its joins multiplies rows more than on base"));
  CHECK_THAT(finding->message, !ContainsSubstring("not unique"));
}

TEST_CASE("server: calls in FROM, LATERAL, and joins of every row") {
  NEEDS_POSTGRES();
  check({"cross join lateral unnest(o.tags) as tag", "the cross join of tag makes 900 rows of 300"});
  check({"join generate_series(1, 3) as n on true", "the cross join of n makes 900 rows of 300"});
  check({"cross join generate_series(1, o.qty + 1) as n", "the cross join of n makes"});
  check({"left join lateral (select p.payment_id from {payments} p where p.order_id = o.order_id) l on true",
         "the left join of payments makes 503 rows of 300"});
  check({"cross join {rates} r", "rates is joined without a condition: each row becomes 6 rows"});
}

TEST_CASE("server: texts that are hard to cut") {
  NEEDS_POSTGRES();
  const std::string told = "payments is not unique on order_id: 200 keys repeat, each row of orders becomes 1.68";
  check({"LEFT JOIN {payments} \"from\" /* where (on */ ON \"from\".order_id = o.order_id -- left join x on y", told});
  check({"left join {payments} p using (order_id) -- end", told});
  check({"left join {payments} as p (id, key) on key = o.order_id;", "payments is not unique on order_id: 200 keys"});
  check({"left join {payments} p on (((p.order_id) = (o.order_id)))", told});
  check(
      {"left join {payments} p on (p.order_id, p.part) = (o.order_id, case when o.qty between 1 and 2 then 1 else 0 "
       "end) or p.order_id = o.order_id",
       "the left join of payments makes"});
  check(
      {"left join {payments} p on case when p.method = ' and ' then -1 else p.order_id end = o.order_id and p.part "
       "between 0 and 1",
       "payments is not unique on case when p.method = ' and ' then -1 else p.order_id end: 200 keys repeat"});
  check(
      {"left join {payments} p on p.order_id is not distinct from o.order_id", "the left join of payments makes 503"});
  check({"left join ({payments} p join {customers} c on c.customer_id = p.part) on p.order_id = o.order_id",
         "is not unique on order_id: 200 keys repeat, each row of orders becomes 1.68"});
  check(
      {"left join (with recursive r(n) as (select 1 union all select n + 1 from r where n < 3)\n"
       "  select n, 0 as one from r) r on r.one = o.qty * 0",
       "the left join of r makes 900 rows of 300, each becomes 3.00 on average"});
  check({", {payments} p where p.order_id = o.order_id and o.qty >= 0 and exists (select 1)",
         "payments is not unique on order_id: 200 keys repeat"});
  check({"left join {payments} p tablesample bernoulli (100) on p.order_id = o.order_id", told});
  check({"cross join lateral rows from (generate_series(1, 2), unnest(o.tags)) with ordinality as x(a, b, c)",
         "the cross join of x makes 900 rows of 300"});
}

TEST_CASE("server: branches of a union, and a chain of CTEs") {
  NEEDS_POSTGRES();
  const std::string before =
      "with o as (select * from {orders} where qty >= 0),\nlate as (\n  select o.order_id, o.day from o\n";
  const std::string behind = "),\nfinal as (select * from late where order_id > 0)\nselect order_id from final\n";
  const std::string other = "union all\nselect order_id from {orders} where false\n";
  Joins joins;
  const auto finding =
      joins.judge(before + behind + other,
                  before +
                      "  left join (select order_id, part from {payments} union select order_id, 2 from {payments}) p\n"
                      "    on p.order_id = o.order_id\n" +
                      behind + other);
  REQUIRE(finding);
  INFO(finding->message);
  CHECK(finding->location.line == 4);
  CHECK(std::abs(evidence_of(*finding, "multiplier") - joins.head_rows / joins.base_rows) < 1e-6);
  CHECK_THAT(finding->message, ContainsSubstring("p is not unique on order_id: 200 keys repeat"));
}

TEST_CASE("server: a join that base has as well is blamed only where the data on head repeats more") {
  NEEDS_POSTGRES();
  const std::string sql =
      "select o.order_id, o.qty from {orders} o\nleft join (select order_id, method from {payments} where part = 0 "
      "group by order_id, method) m\n  on m.order_id = o.order_id";
  {
    Joins joins;
    joins.run_on_head("insert into {payments} select 1000 + i, i, 0, 'wire', 1, null from generate_series(1, 150) i");
    const auto finding = joins.judge(sql, sql + " -- edited");
    REQUIRE(finding);
    CHECK_THAT(finding->message, ContainsSubstring("m is not unique on order_id: 150 keys repeat"));
    CHECK(std::abs(evidence_of(*finding, "multiplier") - 1.5) < 1e-6);
  }
  Joins joins;
  joins.run_on_head("insert into {orders} select 300 + i, 1, 1, null, null, 1, null from generate_series(1, 100) i");
  const auto finding = joins.judge(sql,
                                   "select ord.order_id, ord.qty from {orders} ord\nleft join (select order_id, method "
                                   "from {payments} where part = 0 "
                                   "group by order_id, method) methods\n  on ord.order_id=methods.order_id");
  REQUIRE(finding);
  CHECK_THAT(finding->message, ContainsSubstring("none of its joins multiplies rows more than on base"));
}

TEST_CASE("server: self joins, full joins, and right joins that drive") {
  NEEDS_POSTGRES();
  check(
      {"left join {orders} child on child.parent_id = o.order_id", "orders is not unique on parent_id: 6 keys repeat"});
  check({"full join {payments} p on p.order_id = o.order_id",
         "payments is not unique on order_id: 200 keys repeat, and its full join makes 505 rows of 300"});
  check({"full join (select generate_series(200, 400) as order_id) f on f.order_id = o.order_id",
         "the full join of f makes 400 rows of 300"});
  Joins joins;
  const auto finding =
      joins.judge(plain, "select o.order_id\nfrom {payments} p\nright join {orders} o using (order_id)");
  REQUIRE(finding);
  CHECK_THAT(finding->message,
             ContainsSubstring("payments is not unique on order_id: 200 keys repeat, each row of orders becomes 1.68"));
}

TEST_CASE("server: of several joins the first that multiplies is named, and others only if they do") {
  NEEDS_POSTGRES();
  const std::string customers = "join {customers} c on c.customer_id = o.customer_id\n";
  const std::string payments = "left join {payments} p on p.order_id = o.order_id\n";
  const std::string rates = "left join {rates} r on r.region = o.region\n";
  {
    Joins joins;
    const auto finding = joins.judge(plain, plain + customers + payments + rates);
    REQUIRE(finding);
    CHECK(finding->location.line == 3);
    CHECK_THAT(finding->message, ContainsSubstring("payments is not unique on order_id: 200 keys repeat, each row "
                                                   "before it becomes 1.6"));
    CHECK_THAT(finding->message, ContainsSubstring("; the join of rates multiplies rows as well (each becomes 1.8"));
    CHECK_THAT(finding->message, !ContainsSubstring("customers"));
  }
  // Keys of an input that is joined itself: exact over the rows that are there by then.
  check({"left join {rates} r on r.region = c.region", "rates is not unique on region: 3 keys repeat", 3},
        plain + "join {customers} c on c.customer_id = o.customer_id\n");
}

TEST_CASE("server: an ephemeral model is told by its name, and a join of its own in its own file") {
  NEEDS_POSTGRES();
  {
    Joins joins;
    const std::string sql = "select order_id, method from {payments} group by 1, 2";
    joins.add_ephemeral("paid_methods", sql, sql);
    const auto finding = joins.judge(
        "select o.order_id from {orders} o\nleft join (select order_id from __dbt__cte__paid_methods group "
        "by 1) m using (order_id)",
        "select o.order_id from {orders} o\nleft join __dbt__cte__paid_methods m using (order_id)");
    REQUIRE(finding);
    CHECK_THAT(finding->message, ContainsSubstring("paid_methods is not unique on order_id: 200 keys repeat, each row "
                                                   "of orders becomes 1.67"));
    CHECK_THAT(finding->message, !ContainsSubstring("__dbt__cte__"));
  }
  Joins joins;
  joins.add_ephemeral("enriched", "select o.order_id\nfrom {orders} o",
                      "select o.order_id\nfrom {orders} o\nleft join {payments} p on p.order_id = o.order_id");
  const auto finding =
      joins.judge("select order_id from __dbt__cte__enriched", "select order_id from __dbt__cte__enriched");
  REQUIRE(finding);
  INFO(finding->message);
  CHECK_THAT(finding->message, ContainsSubstring("each row of orders becomes 1.68 rows on average (join at "
                                                 "models/enriched.sql:3)"));
  CHECK(finding->location.path == "models/enriched.sql");
  CHECK(finding->location.line == 3);
}
