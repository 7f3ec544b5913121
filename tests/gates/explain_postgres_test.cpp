// The gate `explain` on the private PostgreSQL: what real plans come to, and what PostgreSQL refuses.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/gates/explain_shop.hpp"

using namespace tollgate;
using test_gates::outcome_of;
using test_gates::Shop;
using test_gates::to_text;

TEST_CASE("server: a join that lost its condition is one finding, at its line, with figures and advice") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("pairs", test_gates::joined_in_shop, test_gates::every_pair_in_shop);
  const GateResult result = shop.judge();
  REQUIRE_FALSE(result.findings.empty());
  const Finding& first = result.findings.front();
  CHECK(first.rule == "cartesian-product");
  CHECK(first.severity == Severity::error);
  CHECK(first.location.line == 3);
  CHECK_THAT(first.message, ContainsSubstring("000 = 18,000,000 pairs"));
  CHECK_THAT(first.message, ContainsSubstring("instead of"));
  CHECK_THAT(first.message, ContainsSubstring("statistics: live"));
  CHECK_THAT(first.help, ContainsSubstring("on its key"));
  for (const Finding& finding : result.findings) CHECK(finding.cause == first.cause);
  CHECK(outcome_of(result, "pairs").status == Status::passed);
}

TEST_CASE("server: relations are told as dbt calls them, whatever schema the change was built in") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("pairs", test_gates::joined_in_shop, test_gates::every_pair_in_shop);
  shop.add("matches", "select order_id from $orders",
           "select o.order_id from $orders o join $payments p on p.order_id = o.order_id");
  const GateResult result = shop.judge();
  std::string text = to_text(result);
  for (const Finding& finding : result.findings) text += finding.message + "\n" + finding.help + "\n";
  INFO(text);
  CHECK(text.find("explain head") == std::string::npos);
  CHECK_THAT(text, ContainsSubstring("joined without a condition") && ContainsSubstring(" orders o "));
  CHECK_THAT(text, ContainsSubstring("Make sure that payments is unique on its join key."));
}

TEST_CASE("server: a finding tells that the figures are another database's") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("pairs", test_gates::joined_in_shop, test_gates::every_pair_in_shop);
  const auto told = [&shop](const std::string& level) {
    const GateResult result = shop.judge();
    REQUIRE_FALSE(result.findings.empty());
    CHECK_THAT(result.findings.front().message, ContainsSubstring("statistics: " + level));
  };
  shop.run("update pg_class set relpages = 1, reltuples = 3000 where oid = '" + shop.head()("orders") + "'::regclass");
  told("imported");
  shop.run("delete from pg_statistic where starelid = '" + shop.head()("orders") + "'::regclass");
  told("density");
  shop.run("update pg_class set relpages = 0, reltuples = -1 where oid = '" + shop.head()("orders") + "'::regclass");
  told("defaults");
}

TEST_CASE("server: base against itself has nothing to tell, whatever its plan is") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  shop.add_unchanged("payments");
  shop.add("same", test_gates::joined_in_shop, test_gates::joined_in_shop);
  shop.add("standing", test_gates::every_pair_in_shop, test_gates::every_pair_in_shop);
  const GateResult result = shop.judge();
  CHECK(result.findings.empty());
  CHECK_THAT(to_text(result), ContainsSubstring("standing: cartesian-product"));
}

TEST_CASE("server: keys are known by the three parts of the names that dbt writes") {
  NEEDS_POSTGRES();
  Shop shop;
  const std::string database =
      warehouse::quoted_identifier(shop.base().admin().cell("select current_database()")) + ".";
  shop.add("trap", "",
           fmt::format("select o.customer_id, sum(o.order_id) from {0}$orders o join {0}$payments p on "
                       "p.order_id = o.order_id group by 1",
                       database));
  shop.add("sound", "",
           fmt::format("select p.payment_id, sum(p.amount) from {0}$payments p join {0}$orders o on "
                       "o.order_id = p.order_id group by 1",
                       database));
  const GateResult result = shop.judge();
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].rule == "fanout-trap");
  CHECK(result.findings[0].subject.id == "model.shop.trap");
}

TEST_CASE("server: what PostgreSQL refuses is told by its rule") {
  NEEDS_POSTGRES();
  const std::vector<std::pair<std::string, std::string>> refused{
      {"select case when order_id > 0 then 1 else 1 / 0 end as x from $orders", "constant-error"},
      {"select order_id from $orders where order_id = 'many'::int", "constant-error"},
      {"select no_such_column from $orders", "refused-unknown-column"},
      {"select order_id from $orders a, $orders b", "refused-ambiguous-column"},
      {"select no_such_function(order_id) from $orders", "refused-unknown-function"},
      {"select order_id::no_such_type from $orders", "refused-unknown-type"},
      {"select p.order_id from $orders o", "refused-unknown-table"},
      {"select order_id, count(*) from $orders", "refused"}};
  Shop shop;
  shop.add_unchanged("orders");
  for (std::size_t i = 0; i < refused.size(); ++i) shop.add(fmt::format("m{}", i), "", refused[i].first);
  const GateResult result = shop.judge();
  INFO(to_text(result));
  REQUIRE(result.findings.size() == refused.size());
  for (std::size_t i = 0; i < refused.size(); ++i) {
    CHECK(result.findings[i].rule == refused[i].second);
    CHECK(result.findings[i].severity == Severity::error);
    CHECK(result.outcomes[i].status == Status::passed);
  }
}
