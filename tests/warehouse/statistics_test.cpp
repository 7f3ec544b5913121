// Statistics between two tables of the private PostgreSQL: what leaves the one, and what the planner makes of it in the
// other.
#include "warehouse/statistics.hpp"

#include <fmt/format.h>

#include <array>

#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"
#include "warehouse/statistics_import.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;
using test::Schema;

namespace {

RelationStatistics read(const std::string& relation) {
  const auto pool = test::pool(1);
  RelationStatistics statistics = statistics_in(test::ask(*pool, statistics_sql(relation)));
  statistics.name = relation;
  return statistics;
}

std::vector<ImportResult> import(const std::string& relation, const RelationStatistics& statistics,
                                 const std::string& connection = "") {
  return import_statistics(test::target(connection), {}, std::array{ImportOrder{relation, &statistics}});
}

/// The rows that the planner expects.
std::string planned(test::Admin& admin, const std::string& query) {
  const std::string plan = admin.cell("explain (format json) " + query);
  const std::size_t at = plan.find("\"Plan Rows\": ") + 13;
  return plan.substr(at, plan.find(',', at) - at);
}

/// 20,000 orders of 460 customers, in order of their id; every tenth has no note.
void fill(Schema& schema, const std::string& name) {
  schema.admin().run(
      fmt::format("create table {} as select i as id, i % 460 as customer, 'secret canary ' || i % 7 as status, "
                  "case when i % 10 > 0 then 'note' end as note from generate_series(1, 20000) i; analyze {}",
                  schema(name), schema(name)));
}

}  // namespace

TEST_CASE("statistics: sizes and columns of an analysed table") {
  NEEDS_POSTGRES();
  Schema schema("stats out");
  fill(schema, "orders");
  const RelationStatistics statistics = read(schema("orders"));
  CHECK(statistics.found);
  CHECK(statistics.kind == 'r');
  CHECK(statistics.rows == 20000);
  CHECK(statistics.pages > 0);
  REQUIRE(statistics.columns.size() == 4);
  CHECK(statistics.unknown.empty());
  CHECK(statistics.columns[0].name == "id");
  CHECK(statistics.columns[0].type == "integer");
  CHECK(statistics.columns[0].distinct == -1);
  CHECK(statistics.columns[0].correlation == 1);
  CHECK(statistics.columns[1].distinct == 460);
  CHECK(statistics.columns[3].null_fraction == Approx(0.1).margin(0.02));
}

TEST_CASE("statistics: no value is asked for") {
  const std::string sql = statistics_sql("\"a\".\"b\"");
  for (const char* holds_values : {"most_common", "histogram", "stavalues", "pg_statistic", "s.*", "select *"}) {
    CHECK_THAT(sql, !ContainsSubstring(holds_values));
  }
}

TEST_CASE("statistics: what is not analysed, not there, or a view is told apart") {
  NEEDS_POSTGRES();
  Schema schema("stats out");
  schema.admin().run("create table " + schema("raw") + " as select 1 as id; create view " + schema("seen") +
                     " as select 1 as id; create table " + schema("bare") + " ()");
  CHECK(read(schema("raw")).rows == -1);
  CHECK(read(schema("raw")).unknown == std::vector<std::string>{"id"});
  CHECK(read(schema("seen")).kind == 'v');
  CHECK(read(schema("bare")).found);
  CHECK_FALSE(read(schema("gone")).found);
}

TEST_CASE("statistics: a partitioned table has the rows of its leaves") {
  NEEDS_POSTGRES();
  Schema schema("stats out");
  schema.admin().run(
      fmt::format("create table {0} (id int, day int) partition by range (day);"
                  "create table {1} partition of {0} for values from (0) to (10);"
                  "create table {2} partition of {0} for values from (10) to (20);"
                  "insert into {0} select i, i % 20 from generate_series(1, 1000) i; analyze {0}",
                  schema("events"), schema("events_1"), schema("events_2")));
  const RelationStatistics statistics = read(schema("events"));
  CHECK(statistics.kind == 'p');
  CHECK(statistics.rows == 1000);
  CHECK(statistics.columns.size() == 2);
}

TEST_CASE("statistics: a role sees those of the columns that it may select") {
  NEEDS_POSTGRES();
  Schema schema("stats out");
  fill(schema, "orders");
  const test::Role role("stats_reader", "");
  schema.admin().run("grant usage on schema \"stats out\" to stats_reader; grant select (id) on " + schema("orders") +
                     " to stats_reader");
  const auto pool = connect(test::target("user=stats_reader"), test::target("user=stats_reader"), {}, {});
  const RelationStatistics statistics = statistics_in(test::ask(*pool, statistics_sql(schema("orders"))));
  CHECK(statistics.rows == 20000);
  CHECK(statistics.columns.size() == 1);
  CHECK(statistics.unknown == std::vector<std::string>{"customer", "status", "note"});
}

TEST_CASE("statistics: imported into a table of one row, the planner expects what it expects of the original") {
  NEEDS_POSTGRES();
  Schema out("stats out");
  Schema in("stats in");
  fill(out, "orders");
  in.admin().run("create table " + in("orders") + " (id int, customer int, status text, note text, extra varchar)");
  in.admin().run("insert into " + in("orders") + " values (1, 1, 'x', null, 'y')");

  const auto results = import(in("orders"), read(out("orders")));
  REQUIRE(results.size() == 1);
  CHECK(results[0].skipped.empty());
  CHECK(results[0].columns == 4);
  for (const char* condition : {"true", "note is null", "id = 7"}) {
    INFO(condition);
    const auto of = [&](Schema& schema) {
      return planned(schema.admin(), fmt::format("select * from {} where {}", schema("orders"), condition));
    };
    CHECK(of(in) == of(out));
  }
  const auto groups = [&](Schema& schema) {
    return planned(schema.admin(), fmt::format("select customer from {} group by 1", schema("orders")));
  };
  CHECK(groups(in) == "460");
  CHECK(groups(in) == groups(out));
  CHECK(in.admin().cell("select count(*) from " + in("orders")) == "1");
  CHECK(in.admin().cell("select correlation from pg_stats where schemaname = 'stats in' and attname = 'id'") == "1");
  CHECK(in.admin().cell("select count(*) from pg_stats where schemaname = 'stats in' and (most_common_vals is not null "
                        "or histogram_bounds is not null)") == "0");

  import(in("orders"), read(out("orders")));  // again: the same
  CHECK(groups(in) == "460");
  in.admin().run("analyze " + in("orders"));
}

TEST_CASE("statistics: sizes alone give the rows") {
  NEEDS_POSTGRES();
  Schema in("stats in");
  in.admin().run("create table " + in("orders") + " as select 1 as id");
  RelationStatistics statistics;
  statistics.rows = 600000;
  import(in("orders"), statistics);
  CHECK(planned(in.admin(), "select * from " + in("orders")) == "600000");
}

TEST_CASE("statistics: an empty table gets a page, and no row, default or trigger") {
  NEEDS_POSTGRES();
  Schema in("stats in");
  in.admin().run(fmt::format(
      "create type {0} as enum ('a', 'b'); create sequence {1};"
      "create table {2} (id int primary key default nextval('\"stats in\".numbers'), always int generated always as "
      "identity, name varchar(3) not null, kind {0} not null, at timestamptz not null, day date not null, clock time "
      "not "
      "null, done boolean not null, tags text[] not null, body jsonb not null, key uuid not null, span int4range not "
      "null, host inet not null, wait interval not null, note text, twice int generated always as (id * 2) stored, "
      "parent int not null references {2});"
      "create function {3} returns trigger language plpgsql as 'begin raise exception ''no''; end';"
      "create trigger stop before insert on {2} for each row execute function {3}",
      in("label"), in("numbers"), in("orders"), in("stop") + "()"));
  RelationStatistics statistics;
  statistics.rows = 600000;
  CHECK(import(in("orders"), statistics)[0].skipped.empty());
  CHECK(planned(in.admin(), "select * from " + in("orders")) == "600000");
  CHECK(in.admin().cell("select count(*) from " + in("orders")) == "0");
  CHECK(in.admin().cell("select is_called from " + in("numbers")) == "f");
}

TEST_CASE("statistics: what can't be written is told, and left as it is") {
  NEEDS_POSTGRES();
  Schema in("stats in");
  in.admin().run("create table " + in("empty") + " (id int, check (id is not null and id <> 0)); create view " +
                 in("seen") + " as select 1 as id");
  RelationStatistics statistics;
  statistics.rows = 10;
  CHECK_THAT(import(in("empty"), statistics)[0].skipped, ContainsSubstring("is empty"));
  CHECK(import(in("seen"), statistics)[0].skipped == "is no table");
  CHECK(import(in("gone"), statistics)[0].skipped == "does not exist");
  statistics.rows = -1;
  CHECK_THAT(import(in("empty"), statistics)[0].skipped, ContainsSubstring("never analysed"));
  CHECK(in.admin().cell("select reltuples from pg_class where oid = '" + in("empty") + "'::regclass") == "-1");
}

TEST_CASE("statistics: only a superuser writes them before PostgreSQL 18") {
  NEEDS_POSTGRES();
  Schema in("stats in");
  in.admin().run("create table " + in("orders") + " as select 1 as id");
  if (in.admin().cell("select current_setting('server_version_num')::int < 180000") != "t") return;
  const test::Role role("stats_writer", "");
  in.admin().run("grant all on schema \"stats in\" to stats_writer; alter table " + in("orders") +
                 " owner to stats_writer");
  RelationStatistics statistics;
  statistics.rows = 10;
  CHECK_THROWS_WITH(import(in("orders"), statistics, "user=stats_writer"), ContainsSubstring("only a superuser"));
  CHECK(in.admin().cell("select reltuples from pg_class where oid = '" + in("orders") + "'::regclass") == "-1");
}

TEST_CASE("statistics: from PostgreSQL 18 an owner writes them, and nobody's trigger runs") {
  NEEDS_POSTGRES();
  Schema in("stats in");
  Schema closed("stats closed");
  if (in.admin().cell("select current_setting('server_version_num')::int < 180000") == "t") return;
  const test::Role role("stats_owner", "");
  in.admin().run(fmt::format(
      "grant usage, create on schema \"stats in\" to stats_owner;"
      "create table {0} (id int not null); create table {1} (id int); create table {2} as select 1 as id;"
      "create function {3} returns trigger language plpgsql as 'begin raise exception ''no''; end';"
      "create trigger stop before insert on {1} for each row execute function {3};"
      "alter table {0} owner to stats_owner; alter table {1} owner to stats_owner; create table {4} as select 1 as id",
      in("orders"), in("guarded"), in("foreign"), in("stop") + "()", closed("orders")));
  RelationStatistics statistics;
  statistics.rows = 600000;
  statistics.columns = {{"id", "integer", 0, 4, -1, 1}};
  const auto results = import_statistics(
      test::target("user=stats_owner"), {},
      std::array{ImportOrder{in("orders"), &statistics}, ImportOrder{in("guarded"), &statistics},
                 ImportOrder{in("foreign"), &statistics}, ImportOrder{closed("orders"), &statistics}});
  REQUIRE(results.size() == 4);
  CHECK(results[0].skipped.empty());
  CHECK(results[0].columns == 1);
  CHECK(planned(in.admin(), "select * from " + in("orders")) == "600000");
  CHECK(in.admin().cell("select count(*) from " + in("orders")) == "0");
  CHECK_THAT(results[1].skipped, ContainsSubstring("is empty"));
  CHECK_THAT(results[2].skipped, ContainsSubstring("MAINTAIN"));
  CHECK_THAT(results[3].skipped, ContainsSubstring("in a schema that the role may not use"));
  in.admin().run("grant maintain on " + in("foreign") + " to stats_owner");
  CHECK(import(in("foreign"), statistics, "user=stats_owner")[0].skipped.empty());
}

TEST_CASE("statistics: a column that no server holds the figures of leaves everything as it was") {
  NEEDS_POSTGRES();
  Schema in("stats in");
  in.admin().run("create table " + in("orders") + " as select 1 as id");
  RelationStatistics statistics;
  statistics.rows = 10;
  statistics.columns = {{"id", "integer", 0, 4, 1e300, std::nullopt}};  // no real holds it
  CHECK_THROWS_WITH(import(in("orders"), statistics), ContainsSubstring("(SQLSTATE 22003)"));
  CHECK(in.admin().cell("select reltuples from pg_class where oid = '" + in("orders") + "'::regclass") == "-1");
}

TEST_CASE("statistics: an answer that is none of ours is refused") {
  Answer answer;
  answer.rows = {{"r", "many"}};
  CHECK_THROWS_AS(statistics_in(answer), Error);
  answer.rows = {{"r", "1", "1", "a", "text", "x", "1", "1", std::nullopt}};
  CHECK_THROWS_AS(statistics_in(answer), Error);
}
