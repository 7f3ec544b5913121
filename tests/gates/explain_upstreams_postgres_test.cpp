// The gate `explain` on the private PostgreSQL: models whose upstreams are not there, or are there as they were.
#include <fmt/format.h>

#include <string>

#include "tests/catch.hpp"
#include "tests/gates/explain_shop.hpp"

using namespace tollgate;
using test_gates::outcome_of;
using test_gates::Shop;
using test_gates::to_text;

TEST_CASE("server: an upstream that is not built is read from base where it is unchanged") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.run("drop table " + shop.head()("payments"));
  shop.add("pairs", test_gates::joined_in_shop, test_gates::every_pair_in_shop);
  const GateResult result = shop.judge();
  REQUIRE_FALSE(result.findings.empty());
  CHECK_THAT(result.findings[0].message, ContainsSubstring("= 18,000,000 pairs"));
  CHECK_THAT(result.findings[0].message, ContainsSubstring("confidence high"));
}

TEST_CASE("server: the SQL of a changed upstream stands for what is not built, and confidence is lower") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("paid", "", "select order_id, status as state from $orders");
  shop.add("pairs", "", "select paid.state\nfrom $paid\ncross join $payments as p");
  const GateResult result = shop.judge();
  REQUIRE_FALSE(result.findings.empty());
  CHECK(result.findings[0].rule == "cartesian-product");
  CHECK(result.findings[0].location.line == 3);
  CHECK_THAT(result.findings[0].message, ContainsSubstring("planned with the SQL of paid in its place"));
  CHECK_THAT(result.findings[0].message, ContainsSubstring("confidence medium"));
}

TEST_CASE("server: a versioned upstream that is not built is called with its version") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("payments");
  shop.add("paid.v2", "", "select order_id from $orders");
  shop.add("pairs", "", fmt::format("select 1 from {} as paid\ncross join $payments as p", shop.head()("paid.v2")));
  const GateResult result = shop.judge();
  REQUIRE_FALSE(result.findings.empty());
  CHECK_THAT(result.findings[0].message, ContainsSubstring("planned with the SQL of paid.v2 in its place"));
}

TEST_CASE("server: an upstream that was built before it changed does not refuse what reads its new column") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.run(fmt::format("create table {} as select order_id from {}", shop.head()("paid"), shop.head()("orders")));
  shop.add("paid", "select order_id from $orders", "select order_id, status as state from $orders");
  shop.add("reader", "select order_id from $paid", "select order_id, state from $paid");
  const GateResult result = shop.judge();
  CHECK(result.findings.empty());
  CHECK(outcome_of(result, "reader").status == Status::passed);
}

TEST_CASE("server: a relation that nobody has is not judged") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add("lost", "", "select 1 from $nowhere");
  const GateResult result = shop.judge();
  CHECK(result.findings.empty());
  CHECK(outcome_of(result, "lost").status == Status::errored);
}

TEST_CASE("server: base's SQL that has no plan on head leaves the comparison unjudged, and says so") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add("m", "select gone from $orders", "select distinct order_id from $orders");
  const GateResult result = shop.judge();
  CHECK(result.findings.empty());
  CHECK_THAT(to_text(result),
             ContainsSubstring("judged without base: m (base's SQL has no plan on head (SQLSTATE 42703))"));
  CHECK(outcome_of(result, "m").status == Status::passed);
}

TEST_CASE("server: what base cannot read any more does not change what head is planned over") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("payments");
  shop.run(fmt::format("create table {} as select order_id from {}", shop.head()("paid"), shop.head()("orders")));
  shop.run("analyze " + shop.head()("paid"));
  shop.add("paid", "select order_id, status from $orders", "select order_id from $orders");
  shop.add("pairs", "select paid.status from $paid", "select paid.order_id from $paid cross join $payments as p");
  const GateResult result = shop.judge();
  REQUIRE_FALSE(result.findings.empty());
  CHECK(result.findings[0].rule == "cartesian-product");
  CHECK_THAT(result.findings[0].message, ContainsSubstring("confidence high"));
  CHECK_THAT(result.findings[0].message, !ContainsSubstring("in its place"));
  CHECK_THAT(to_text(result), ContainsSubstring("judged without base: pairs"));
}

TEST_CASE("server: where both sides are called alike, base is planned as it is written") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.build_in_one_schema();
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("pairs", test_gates::joined_in_shop, test_gates::every_pair_in_shop);
  shop.add("still", test_gates::every_pair_in_shop, std::string(test_gates::every_pair_in_shop) + " where 1 = 1");
  shop.add("mended", "select from where", "select order_id from $orders");
  shop.add("two", "select 1; select 2", "select payment_id from $payments");
  const GateResult result = shop.judge();
  const std::string told = to_text(result);
  CHECK_THAT(told, ContainsSubstring("pairs: Cartesian product") || ContainsSubstring("cartesian-product"));
  CHECK_THAT(told, ContainsSubstring("since base's plan shows them as well: still"));
  CHECK_THAT(told, ContainsSubstring("mended (base's SQL has no plan on head (SQLSTATE 42601))"));
  CHECK_THAT(told, ContainsSubstring("two (base's SQL has no plan on head (SQLSTATE 42601))"));
  for (const char* name : {"pairs", "still", "mended", "two"}) CHECK(outcome_of(result, name).status == Status::passed);
}
