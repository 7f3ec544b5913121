// The gate `sample` on the private PostgreSQL: what runs, what it comes to, and what it must not say.
#include <chrono>
#include <thread>

#include "tests/catch.hpp"
#include "tests/gates/sample_trials.hpp"

using namespace tollgate;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using test_gates::Workshop;

namespace {

const std::string orders =
    "select i as id, i % 7 as customer, i::text as code, 10 as amount from generate_series(1, 500) i";

Workshop& with_orders(Workshop& shop) {
  shop.input("orders", orders).columns("orders", {"id", "customer", "code", "amount"}).unique("orders", "id");
  return shop;
}

std::string judged(const std::string& base_sql, const std::string& head_sql) {
  Workshop shop;
  return with_orders(shop).changed(base_sql, head_sql).told();
}

/// The same where every input counts as large.
std::string sampled(const std::string& base_sql, const std::string& head_sql, std::int64_t rows = 50) {
  Workshop shop;
  with_orders(shop).changed(base_sql, head_sql);
  shop.run("analyze " + shop.head()("orders"));
  shop.scene().set(gates::sample_run::rows, rows);
  return shop.told();
}

const std::string passed = "outcome passed model.shop.mart\n";

}  // namespace

TEST_CASE("sample: a clean refactor has no finding, whole, by key and by limit") {
  NEEDS_POSTGRES();
  const std::string base = "select id, code from {}.orders where amount > 5";
  const std::string head =
      "with o as (\n  select * from {}.orders\n)\nselect o.id, o.code from o where not (o.amount <= 5) -- end";
  CHECK(judged(base, head) == passed);
  CHECK_THAT(sampled(base, head), StartsWith(passed + "note sample: run over a part"));
  CHECK_THAT(sampled(base, head), ContainsSubstring("mart (a sample of 1 row in 10 of \"sample head\".\"orders\")"));
  Workshop shop;  // no key to sample by
  shop.input("orders", orders).changed(base, head);
  shop.run("analyze " + shop.head()("orders"));
  shop.scene().set(gates::sample_run::rows, std::int64_t{50});
  CHECK_THAT(shop.told(),
             StartsWith(passed) && ContainsSubstring("only the first rows of the result were computed: mart"));
}

TEST_CASE("sample: no rows where base has some") {
  NEEDS_POSTGRES();
  const std::string base = "select id from {}.orders";
  const std::string head = "select id\nfrom {}.orders\nwhere code = 'paid'";
  for (const std::string& told : {judged(base, head), sampled(base, head)}) {
    CHECK_THAT(told, ContainsSubstring("finding error empty-result models/mart.sql:3:"));
    CHECK_THAT(told, ContainsSubstring("mart: gives no rows; base's SQL over the same inputs gives"));
    CHECK_THAT(told, ContainsSubstring("model.shop.mart <- model.shop.mart / rows"));
  }
  CHECK_THAT(judged(base, head), ContainsSubstring("{base_rows=500, head_rows=0}"));
}

TEST_CASE("sample: a sample that keeps nothing is no finding where the whole keeps a row") {
  NEEDS_POSTGRES();
  CHECK_THAT(sampled("select id from {}.orders", "select id from {}.orders where id = 7"), StartsWith(passed));
  CHECK_THAT(sampled("select id from {}.orders where id = 7", "select id from {}.orders where id = 8"),
             StartsWith(passed));
  // Base has nothing in the sample, and head nothing at all.
  CHECK_THAT(sampled("select id from {}.orders where id = 7", "select id from {}.orders where id = -7"),
             ContainsSubstring("finding error empty-result"));
  // Each group is small in the sample.
  CHECK_THAT(sampled("select customer from {}.orders group by customer having count(*) > 1",
                     "select customer from {}.orders group by customer having count(*) > 60"),
             StartsWith(passed));
}

TEST_CASE("sample: base without rows is no reason for a finding, and is told") {
  NEEDS_POSTGRES();
  const std::string told = judged("select id from {}.orders where false", "select id from {}.orders where 1 = 0");
  CHECK(told == passed + "note sample: not compared, as base's SQL gives no rows over these inputs: mart\n");
}

TEST_CASE("sample: a column of nulls that had values") {
  NEEDS_POSTGRES();
  const std::string base = "select\n  id,\n  code as number,\n  null::text as old\nfrom {}.orders";
  const std::string head =
      "select\n  id,\n  case when id < 0 then code end as number,\n  null::text as old\nfrom {}.orders";
  for (const std::string& told : {judged(base, head), sampled(base, head)}) {
    CHECK_THAT(told, ContainsSubstring("finding error all-null-column models/mart.sql:3:"));
    CHECK_THAT(
        told, ContainsSubstring("mart: number is null in every row; base's SQL over the same inputs gives 500 values"));
    CHECK_THAT(told, ContainsSubstring("model.shop.mart column number <- model.shop.mart / column number"));
    CHECK_THAT(told, !ContainsSubstring("column old"));
  }
}

TEST_CASE("sample: a column that only the sample has as nulls is no finding") {
  NEEDS_POSTGRES();
  CHECK_THAT(
      sampled("select id, code from {}.orders", "select id, case when id = 7 then code end as code from {}.orders"),
      StartsWith(passed));
}

TEST_CASE("sample: division by zero, at its line") {
  NEEDS_POSTGRES();
  const std::string base = "select id,\n  amount / 2 as half,\n  amount as rate\nfrom {}.orders";
  const std::string head = "select id,\n  amount / 2 as half,\n  amount / (customer - 3) as rate\nfrom {}.orders";
  for (const std::string& told : {judged(base, head), sampled(base, head)}) {
    CHECK_THAT(told, ContainsSubstring("finding error runtime-error models/mart.sql:3:"));
    CHECK_THAT(told, ContainsSubstring("mart: runs into a division by zero (SQLSTATE 22012); base's SQL over the same "
                                       "inputs does not"));
    CHECK_THAT(told, StartsWith(passed));  // core makes it failed
  }
}

TEST_CASE("sample: an error that only the sample makes is no finding") {
  NEEDS_POSTGRES();
  // Some customer has no order in the sample whose id is small; none in the whole.
  CHECK_THAT(sampled("select customer from {}.orders group by 1",
                     "select customer, 1 / count(*) filter (where id < 100) as x from {}.orders group by 1", 10),
             StartsWith(passed));
}

TEST_CASE("sample: a cast of what is not of that type, without the value") {
  NEEDS_POSTGRES();
  Workshop shop;
  shop.input("orders", "select i as id, 'canary-' || i as code from generate_series(1, 9) i");
  shop.changed("select id, code from {}.orders", "select id,\n  code::integer as code\nfrom {}.orders");
  const std::string told = shop.told();
  CHECK_THAT(told, ContainsSubstring("finding error runtime-error models/mart.sql:2:"));
  CHECK_THAT(told, ContainsSubstring("a cast of a text that is not of that type (SQLSTATE 22P02)"));
  CHECK_THAT(told, !ContainsSubstring("canary"));
}

TEST_CASE("sample: a sub-query that stands for one value and gives two rows") {
  NEEDS_POSTGRES();
  const std::string told =
      judged("select id, (select max(id) from {}.orders) as last from {}.orders",
             "select id,\n  (select o.id from {}.orders o where o.customer = orders.customer) as last\nfrom {}.orders");
  CHECK_THAT(told, ContainsSubstring("finding error runtime-error models/mart.sql:2:"));
  CHECK_THAT(told, ContainsSubstring("(SQLSTATE 21000)"));
}

TEST_CASE("sample: what fails on base alone is told, and compared with nothing") {
  NEEDS_POSTGRES();
  CHECK_THAT(judged("select id / 0 as a from {}.orders", "select id as a from {}.orders"),
             ContainsSubstring("not compared, as base's SQL runs into an error"));
}

TEST_CASE("sample: what fails on both sides is told, and is no fault of the change") {
  NEEDS_POSTGRES();
  Workshop shop;
  with_orders(shop).changed("select id / 0 as a from {}.orders", "select id / 0 as a, 1 as b from {}.orders");
  CHECK_THAT(shop.told(), ContainsSubstring("finding info fails-as-before") && StartsWith(passed));
  shop.scene().all = true;
  CHECK_THAT(shop.told(), ContainsSubstring("finding error runtime-error"));
}

TEST_CASE("sample: an error that moves into another column is not new") {
  NEEDS_POSTGRES();
  CHECK_THAT(judged("select id, id / 0 as a from {}.orders", "select id, id / 0 as b from {}.orders"),
             ContainsSubstring("finding info fails-as-before"));
  // Base's columns are not known: then neither side computes any.
  Workshop shop;
  shop.input("orders", orders);
  shop.scene().base.nodes["model.shop.orders"].compiled_code = "select * from nobody.knows";
  shop.scene().head.nodes["model.shop.orders"].compiled_code = "select 1 as id, 2 as amount";
  const std::string told = shop.changed("select *, amount / (id - id) as a from {}.orders",
                                        "select id, amount / (id - id) as a from {}.orders")
                               .told();
  CHECK_THAT(told, StartsWith(passed) && ContainsSubstring("columns are not known, so only rows are compared: mart") &&
                       !ContainsSubstring("finding"));
}

TEST_CASE("sample: a new model is run for errors alone") {
  NEEDS_POSTGRES();
  const auto told = [](const std::string& sql) {
    Workshop shop;
    return with_orders(shop).added(sql).told();
  };
  CHECK(told("select id, null::text as a from {}.orders where false") == passed);
  CHECK_THAT(told("select id / 0 as a from {}.orders"),
             EndsWith("mart: runs into a division by zero (SQLSTATE 22012)\n"));
}

TEST_CASE("sample: chance decides about no model") {
  NEEDS_POSTGRES();
  for (const char* head :
       {"select id, code from {}.orders where random() < -1", "select id, code from {}.orders tablesample system (0)",
        "select id, code from (select * from {}.orders limit 1) o where id < 0"}) {
    INFO(head);
    CHECK_THAT(judged("select id, code from {}.orders", head),
               StartsWith(passed) && ContainsSubstring("not compared, as chance decides about their rows"));
  }
  // In the select list it stays in its own column.
  const std::string told =
      judged("select id, code, random()::text as x from {}.orders",
             "select id, null::text as code, case when random() > 2 then 'a' end as x from {}.orders");
  CHECK_THAT(told, ContainsSubstring("column code") && !ContainsSubstring("column x"));
}

TEST_CASE("sample: a function of the database's own is chance where the server says that it is volatile") {
  NEEDS_POSTGRES();
  const auto told = [](const std::string& head) {
    Workshop shop;
    const std::string schema = shop.head()("draw").substr(0, shop.head()("draw").find(".\"draw\""));
    shop.run("create function " + schema + ".draw() returns float language sql volatile as 'select random()'");
    shop.run("create function " + schema + ".half(i int) returns int language sql immutable as 'select i / 2'");
    return with_orders(shop).changed("select id, code, amount from {}.orders", head).told();
  };
  CHECK_THAT(told("select id, code, amount from {}.orders where \"sample head\".draw() < -1"),
             StartsWith(passed) && ContainsSubstring("not compared, as chance decides about their rows"));
  // One that is not volatile decides the same on both sides.
  CHECK_THAT(told("select id, code, amount from {}.orders where \"sample head\".half(id) < -1"),
             ContainsSubstring("gives no rows"));
  const std::string columns =
      told("select id, null::text as code, case when \"sample head\".draw() > 2 then 1 end as amount from {}.orders");
  CHECK_THAT(columns, ContainsSubstring("column code") && !ContainsSubstring("column amount"));
}

TEST_CASE("sample: a clock is read once for both sides") {
  NEEDS_POSTGRES();
  Workshop shop;
  shop.input("orders", "select now() + interval '1 day' as at").columns("orders", {"at"});
  shop.changed("select at from {}.orders where at > now()", "select at from {}.orders where at > current_timestamp");
  CHECK(shop.told() == passed);
}

TEST_CASE("sample: an input that is not built on head") {
  NEEDS_POSTGRES();
  Workshop shop;
  shop.declare("orders").changed("select 1 as id", "select id from {}.orders");
  const GateResult result = shop.judge();
  CHECK(result.outcomes.at(0).unbuilt);
  CHECK_THAT(result.outcomes.at(0).reason,
             ContainsSubstring("\"sample head\".\"orders\", which does not exist on head"));
}

TEST_CASE("sample: an input that only base has is read there, in one database, else nothing is compared") {
  NEEDS_POSTGRES();
  Workshop shop;
  with_orders(shop).changed("select id from {}.gone", "select id from {}.orders where false");
  shop.run("create table " + shop.base()("gone") + " as select 1 as id");
  dbt::Node gone = test_gates::model("gone");
  gone.relation_name = shop.base()("gone");
  shop.scene().base.nodes[gone.unique_id] = gone;
  CHECK_THAT(shop.told(),
             StartsWith(passed) && ContainsSubstring("reads \"sample base\".\"gone\", which head has not"));
  shop.scene().one_database = true;
  CHECK_THAT(shop.told(), ContainsSubstring("finding error empty-result"));
}

TEST_CASE("sample: base's SQL reads what head built") {
  NEEDS_POSTGRES();
  Workshop shop;
  with_orders(shop).changed("select id from {}.orders", "select id from {}.orders where id > 0");
  shop.run("truncate " + shop.base()("orders"));
  CHECK(shop.told() == passed);
  shop.run("truncate " + shop.head()("orders"));
  CHECK_THAT(shop.told(), ContainsSubstring("base's SQL gives no rows over these inputs"));
}

TEST_CASE("sample: a held lock and a role without select are not judged") {
  NEEDS_POSTGRES();
  Workshop shop;
  with_orders(shop).changed("select id from {}.orders", "select id from {}.orders where id > 0");
  {
    test::Admin holder;
    holder.run("begin; lock table " + shop.head()("orders") + " in access exclusive mode");
    WarehouseSettings settings;
    settings.lock_timeout = std::chrono::milliseconds(100);
    CHECK_THAT(shop.told("", settings), StartsWith("outcome errored") && ContainsSubstring("waiting for a lock"));
  }
  const test::Role role("sample_reader", "");
  shop.run("grant usage on schema \"sample head\" to sample_reader");
  CHECK_THAT(shop.told("user=sample_reader"), StartsWith("outcome errored") && ContainsSubstring("(SQLSTATE 42501)"));
}

TEST_CASE("sample: a server that ends the session leaves the model unjudged") {
  NEEDS_POSTGRES();
  Workshop shop;
  with_orders(shop).changed("select id from {}.orders",
                            "select id, pg_terminate_backend(pg_backend_pid()) as a from {}.orders");
  CHECK_THAT(shop.told(), StartsWith("outcome errored") && ContainsSubstring("lost its connection"));
}

TEST_CASE("sample: nothing is written, by the server's own count") {
  NEEDS_POSTGRES();
  Workshop shop;
  with_orders(shop).changed("select id from {}.orders", "select id from {}.orders where id < 0");
  const std::string written =
      "select pg_stat_clear_snapshot()::text || sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables where "
      "schemaname like 'sample %'";
  REQUIRE(shop.admin().wait_until("(" + written + ") = '1000'"));
  CHECK_THAT(shop.told(), ContainsSubstring("empty-result"));
  // Sessions report what they did when they end, within a second; a table written now comes after all that.
  shop.run("create table " + shop.head()("later") + " as select 1 as id");
  CHECK(shop.admin().wait_until("(" + written + ") = '1001'"));
}

TEST_CASE("sample: what takes too long is not judged") {
  NEEDS_POSTGRES();
  Workshop slow;
  with_orders(slow).changed("select id from {}.orders", "select id, pg_sleep(1)::text as a from {}.orders");
  WarehouseSettings settings;
  settings.statement_timeout = std::chrono::milliseconds(200);
  CHECK_THAT(slow.told("", settings), StartsWith("outcome errored") && ContainsSubstring("took too long"));
}

TEST_CASE("sample: what writes is refused, and nothing is written") {
  NEEDS_POSTGRES();
  Workshop shop;
  shop.run("create sequence " + shop.head()("numbers"));
  with_orders(shop).changed("select id from {}.orders",
                            "select id, nextval('\"sample head\".numbers') as a from {}.orders");
  CHECK_THAT(shop.told(), StartsWith("outcome errored") && ContainsSubstring("tried to write"));
  CHECK(shop.admin().cell("select is_called from " + shop.head()("numbers")) == "f");
}

TEST_CASE("sample: what a sample by key breaks is run with a limit") {
  NEEDS_POSTGRES();
  const std::string told = sampled("select id, ctid::text as place from {}.orders",
                                   "select id, ctid::text as place from {}.orders where id > 0");
  CHECK_THAT(told, StartsWith(passed) && ContainsSubstring("only the first rows of the result were computed"));
}

TEST_CASE("sample: an incremental model that reads its own table is not compared") {
  NEEDS_POSTGRES();
  Workshop shop;
  with_orders(shop).changed("select id from {}.orders where id > (select max(id) from {}.mart)",
                            "select id from {}.orders where id > (select max(id) from {}.mart) and true");
  shop.run("create table " + shop.head()("mart") + " as select 500 as id");
  shop.scene().head.nodes["model.shop.mart"].config.materialized = "incremental";
  CHECK_THAT(shop.told(), StartsWith(passed) && ContainsSubstring("compiled in its incremental form"));
}

TEST_CASE("sample: an incremental model is run as a full refresh where it is compiled so") {
  NEEDS_POSTGRES();
  Workshop refreshed;
  with_orders(refreshed).changed("select id from {}.orders", "select id from {}.orders where false");
  refreshed.scene().head.nodes["model.shop.mart"].config.materialized = "incremental";
  CHECK_THAT(refreshed.told(), ContainsSubstring("finding error empty-result") &&
                                   ContainsSubstring("incremental, run as a full refresh: mart"));
}
