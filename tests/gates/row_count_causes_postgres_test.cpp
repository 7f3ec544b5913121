// The questions of the diagnosis on the private PostgreSQL: the figures they give are those that the join itself has.
#include <fmt/format.h>

#include <cstdlib>

#include "gates/fan_out/questions.hpp"
#include "tests/catch.hpp"
#include "tests/gates/row_counts.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;
using test::Schema;

namespace {

/// Tables of one side, and the models that are those tables.
void add_table(dbt::Project& project, Schema& schema, const std::string& name, const std::string& sql, bool is_target) {
  schema.admin().run(fmt::format("create table {} as {}", schema(name), sql));
  if (!is_target) project.nodes["model.shop." + name] = model(name, sql);
  project.nodes["model.shop." + name].relation_name = schema(name);
}

std::string orders() {
  return "select i as order_id, i % 50 as customer_id, i % 4 as status from generate_series(1, 1000) i";
}
/// Orders 1 to 500 have two payments each, order 7 three more, and two have no order.
std::string payments() {
  return "select row_number() over () as payment_id, order_id from (select 1 + i % 500 as order_id from "
         "generate_series(1, 1000) i union all select 7 from generate_series(1, 3) union all select null::integer from "
         "generate_series(1, 2)) p";
}

/// The finding about `mart`, built from `base` and `head` on either side; `{0}` is orders, `{1}` payments.
Finding judged_mart(const std::string& base_sql, const std::string& head_sql) {
  Schema base("causes base"), head("causes head");
  Scene scene;
  const auto sql_on = [](Schema& schema, const std::string& sql) {
    return fmt::format(fmt::runtime(sql), schema("orders"), schema("payments"));
  };
  scene.changed(model("mart", sql_on(base, base_sql)), model("mart", sql_on(head, head_sql)));
  for (const auto& [project, schema, sql] :
       {std::tuple(&scene.base, &base, base_sql), std::tuple(&scene.head, &head, head_sql)}) {
    add_table(*project, *schema, "orders", orders(), false);
    add_table(*project, *schema, "payments", payments(), false);
    add_table(*project, *schema, "mart", sql_on(*schema, sql), true);
  }
  const auto pool = test::pool(4, {});
  const GateResult result = scene.answers([&](const Question& question) {
                                   return pool->ask({&question, 1}).front();
                                 })
                                .run(gates::row_count_diff);
  REQUIRE(result.findings.size() == 1);
  return result.findings.front();
}

const std::string plain = "select o.order_id from {0} o\nwhere o.status <> 3";

}  // namespace

TEST_CASE("server: the multiplier from counts per key is that of the join") {
  NEEDS_POSTGRES();
  const Finding finding = judged_mart(
      plain, "select o.order_id from {0} o\nleft join {1} p on p.order_id = o.order_id\nwhere o.status <> 3");
  // 750 orders, 375 of them with two payments each, order 7 (status 3) aside.
  CHECK_THAT(finding.message, ContainsSubstring("750 rows on base, 1,125 on head"));
  CHECK_THAT(finding.message, ContainsSubstring("payments is not unique on order_id: 500 keys repeat, each row of "
                                                "orders becomes 1.50 rows on average (join at models/mart.sql:2)"));
}

TEST_CASE("server: rows without a match, and rows that a filter keeps") {
  NEEDS_POSTGRES();
  CHECK_THAT(
      judged_mart("select o.order_id from {0} o left join (select distinct order_id from {1}) p using (order_id)",
                  "select o.order_id from {0} o\njoin {1} p on p.order_id = o.order_id and p.payment_id < 300")
          .message,
      ContainsSubstring("the inner join of payments drops 701 of 1,000 rows of orders, which have no match"));
  CHECK_THAT(judged_mart(plain, plain + "\n  and o.customer_id in (3, 4)").message,
             ContainsSubstring("the filter `o.customer_id in (3, 4)` keeps 30 of 750 rows of orders (at "
                               "models/mart.sql:3)"));
}

TEST_CASE("server: what the database does not say within the budget is said, and the rest is judged") {
  NEEDS_POSTGRES();
  Schema base("causes slow base"), head("causes slow head");
  Scene scene;
  const std::string joined =
      fmt::format("select o.order_id from {} o left join {} p using (order_id)", head("orders"), head("payments"));
  scene.changed(model("mart", "select order_id from " + base("orders")), model("mart", joined));
  add_table(scene.base, base, "orders", orders(), false);
  add_table(scene.head, head, "orders", orders(), false);
  add_table(scene.base, base, "mart", "select generate_series(1, 100)", true);
  add_table(scene.head, head, "mart", "select generate_series(1, 200)", true);
  head.admin().run(fmt::format("create view {} as select 1 as payment_id, 2 as order_id, pg_sleep(20)::text as waited",
                               head("payments")));
  scene.head.nodes["model.shop.payments"] =
      model("payments", "select 1 as payment_id, 2 as order_id, pg_sleep(20)::text as waited");
  scene.head.nodes["model.shop.payments"].relation_name = head("payments");
  scene.set(diagnosis_budget, std::int64_t{1});
  const auto pool = test::pool(4, {});
  const GateResult result = scene.answers([&](const Question& question) {
                                   return pool->ask({&question, 1}).front();
                                 })
                                .run(gates::row_count_diff);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings.front().message ==
        "mart: 100 rows on base, 200 on head (+100 %, limit +10 %); whether the join of payments multiplies rows could "
        "not be told: not within the time of diagnosis_budget and statement_timeout");
}

TEST_CASE("server: keys of several columns, with quotes in names and texts") {
  NEEDS_POSTGRES();
  Schema schema("causes keys");
  const std::string left = schema("l"), right = schema("r");
  schema.admin().run(
      fmt::format("create table {} as select i % 3 as \"a\"\"b\", 'it''s'::text as t from "
                  "generate_series(1, 9) i",
                  left));
  schema.admin().run(
      fmt::format("create table {} as select * from {} union all select 0, 'it''s' union all select "
                  "null, 'x' union all select null, 'x'",
                  right, left));
  using namespace gates::fan_out;
  const std::vector<std::string> keys{"\"a\"\"b\"", "\"t\""};
  const Rows l{left, {"(\"t\" = 'it''s')"}}, r{right, {}};
  CHECK(schema.admin().cell(any_repeated_key(r, keys)) == "t");
  CHECK(schema.admin().cell(repeated_keys(r, keys)) == "3");
  CHECK(schema.admin().cell("select matched from (" + join_counts(l, keys, r, keys) + ") as c(l, u, matched)") ==
        schema.admin().cell(fmt::format("select count(*) from {} join {} using (\"a\"\"b\", t)", left, right)));
  CHECK(schema.admin().cell(kept_counts(left, {"(\"a\"\"b\" = 1)"})) == "9");
  CHECK(schema.admin().cell(count_rows(r)) == "12");
}
