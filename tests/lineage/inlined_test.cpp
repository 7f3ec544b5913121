#include "lineage/inlined.hpp"

#include <algorithm>

#include "tests/catch.hpp"

using tollgate::lineage::without_inlined;

namespace {

const tollgate::lineage::InlinedNames names{"__dbt__cte__open_orders", "__dbt__cte__Mixed"};

/// Blanks squeezed, so that a test shows what is left.
std::string squeezed(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank) out += c;
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  return out;
}

}  // namespace

TEST_CASE("the texts of inlined ephemeral parents are found, and no CTE of the model's own") {
  const std::string sql =
      "/* top */ with __dbt__cte__a as (\nselect ')' as x\n), \"__dbt__cte__B\" as (select 2), own as (select 3)\n"
      "select * from own";
  const auto found = tollgate::lineage::inlined_in(sql);
  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "__dbt__cte__a");
  CHECK(sql.substr(found[0].from, found[0].to - found[0].from) == "\nselect ')' as x\n");
  CHECK(found[1].name == "__dbt__cte__B");
  CHECK(sql.substr(found[1].from, found[1].to - found[1].from) == "select 2");
  CHECK(tollgate::lineage::inlined_in("with own as (select 1) select __dbt__cte__a from own").empty());
  CHECK(tollgate::lineage::inlined_in("with __dbt__cte__a as (select 1").empty());
}

TEST_CASE("inlined ephemeral parents are cut out, and WITH too when nothing else follows") {
  const std::string sql =
      "with __dbt__cte__open_orders as (\nselect ')' as a, id -- )\nfrom raw.orders\n)\nselect id from "
      "__dbt__cte__open_orders";
  const std::string cut = without_inlined(sql, names);
  CHECK(squeezed(cut) == "select id from __dbt__cte__open_orders");
  CHECK(cut.size() == sql.size());
  CHECK(cut.find("select id from") == sql.rfind("select id from"));
  CHECK(std::count(cut.begin(), cut.end(), '\n') == std::count(sql.begin(), sql.end(), '\n'));
}

TEST_CASE("the model's own CTEs stay") {
  const std::string sql =
      "/* top */ WITH RECURSIVE __dbt__cte__open_orders as (select (1)),  \"__dbt__cte__Mixed\" as (select 2), own as "
      "(select 3) select * from own";
  CHECK(squeezed(without_inlined(sql, names)) == "/* top */ WITH RECURSIVE own as (select 3) select * from own");
}

TEST_CASE("what is no inlined parent is left alone") {
  for (const std::string sql : {
           "select __dbt__cte__open_orders from t",
           "with __dbt__cte__other as (select 1) select * from __dbt__cte__other",
           "with __dbt__cte__open_orders as (select 1",
           "without __dbt__cte__open_orders as (select 1)",
           "with",
           "",
       }) {
    INFO(sql);
    CHECK(without_inlined(sql, names) == sql);
  }
}
