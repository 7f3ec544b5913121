// The gate `explain` on the private PostgreSQL: indexes tried out, SQL executed, incremental SQL.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "gates/explain/options.hpp"
#include "tests/catch.hpp"
#include "tests/gates/explain_shop.hpp"

using namespace tollgate;
using test_gates::Shop;
using test_gates::to_text;

TEST_CASE("server: an index that would help is proved with HypoPG, one that would not is not named") {
  NEEDS_POSTGRES();
  Shop shop;
  if (shop.base().admin().cell("select 1 from pg_available_extensions where name = 'hypopg'").empty()) {
    WARN("skipped: HypoPG is not installed on this server (package postgresql-N-hypopg)");
    SUCCEED();
    return;
  }
  shop.run("create extension if not exists hypopg");
  shop.run(
      fmt::format("create table {} as select i as id, i as code, i % 20 as kind, repeat('x', 100) as filler "
                  "from generate_series(1, 120000) i",
                  shop.head()("events")));
  shop.run("analyze " + shop.head()("events"));
  shop.add("rare", "", "select id from $events where code = 77");
  shop.add("weak", "", "select id from $events where kind = 7");
  const GateResult result = shop.judge();
  std::vector<const Finding*> missing;
  for (const Finding& finding : result.findings) {
    if (finding.rule == "missing-index") missing.push_back(&finding);
  }
  REQUIRE(missing.size() == 1);
  CHECK(missing[0]->subject.id == "model.shop.rare");
  CHECK(missing[0]->severity == Severity::warning);
  CHECK_THAT(missing[0]->message, ContainsSubstring("tried out with HypoPG, the plan costs"));
  CHECK_THAT(missing[0]->help, ContainsSubstring("(code)"));
  CHECK(shop.base().admin().cell(fmt::format("select count(*) from pg_index where indrelid = '{}'::regclass",
                                             shop.head()("events"))) == "0");
  shop.scene().set(explain::try_indexes, false);
  const std::string untried = to_text(shop.judge());
  CHECK_THAT(untried, ContainsSubstring("not proved") || ContainsSubstring("missing-index"));
  CHECK_THAT(untried, !ContainsSubstring("HypoPG"));
  shop.run("drop extension hypopg");
}

TEST_CASE("server: SQL is executed only where the policy says so, and within its bounds") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.run(
      fmt::format("create table {} as select i as id, (i * 7919) % 100003 as other from generate_series(1, 100000) i",
                  shop.head()("many")));
  shop.run("analyze " + shop.head()("many"));
  shop.add("sorted", "", "select id, other from $many order by other");
  const auto spilled = [&] {
    const GateResult result = shop.judge();
    return std::ranges::any_of(result.findings, [](const Finding& one) { return one.rule == "sort-spilled"; });
  };
  shop.run("alter database postgres set work_mem = '64kB'");
  CHECK_FALSE(spilled());
  shop.scene().set(explain::analyze, true);
  CHECK_THAT(to_text(shop.judge()), ContainsSubstring("without bounds"));
  shop.scene().set(explain::analyze_timeout, std::int64_t{30}).set(explain::analyze_max_rows, 99'999.0);
  CHECK_FALSE(spilled());
  CHECK_THAT(to_text(shop.judge()), ContainsSubstring("planned but not executed (analyze): sorted"));
  shop.scene().set(explain::analyze_max_rows, 100'000.0);
  CHECK(spilled());
  shop.run("alter database postgres reset work_mem");
}

TEST_CASE("server: incremental SQL is told apart from that of a first build") {
  NEEDS_POSTGRES();
  Shop shop;
  shop.add_unchanged("orders");
  const std::string first = "select order_id from $orders";
  shop.run(fmt::format("create table {} as select 1 as order_id", shop.head()("later")));
  shop.add("early", "", first);
  shop.add("later", "", first + " where order_id > (select max(order_id) from $later)");
  for (const char* name : {"early", "later"}) {
    dbt::Node& node = shop.scene().head.nodes[std::string("model.shop.") + name];
    node.config.materialized = "incremental";
    node.raw_code = "{% if is_incremental() %} … {% endif %}";
  }
  const std::string said = to_text(shop.judge());
  CHECK_THAT(said, ContainsSubstring("the SQL of a first build was planned") && ContainsSubstring(": early"));
  CHECK_THAT(said, !ContainsSubstring("early; later"));
}
