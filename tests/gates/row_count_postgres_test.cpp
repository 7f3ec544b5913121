// row-count-diff on the private PostgreSQL: what a fake warehouse can not show, namely that the SQL says what is meant.
#include <fmt/format.h>

#include <chrono>

#include "gates/all.hpp"
#include "gates/row_count_diff/options.hpp"
#include "tests/catch.hpp"
#include "tests/gates/scene.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::gates::rows;
using test::Schema;
using test_gates::model;
using test_gates::Scene;

namespace {

/// Two schemas of the test server, as dbt would name their relations.
class Sides {
 public:
  Sides() : x_base("gates base"), x_head("gates head") {}

  /// `create table base.name as …` on the one, and on the other.
  void both(const std::string& name, const std::string& base_query, const std::string& head_query) {
    x_base.admin().run(fmt::format("create table {} as {}", x_base(name), base_query));
    x_base.admin().run(fmt::format("create table {} as {}", x_head(name), head_query));
  }
  void run(const std::string& sql) { x_base.admin().run(sql); }

  /// A changed model of that name, the relations of which are the tables.
  void add(Scene& scene, const std::string& name) {
    scene.changed(model(name), model(name));
    scene.base.nodes["model.shop." + name].relation_name = x_base(name);
    scene.head.nodes["model.shop." + name].relation_name = x_head(name);
  }

  GateResult judge(Scene& scene, const WarehouseSettings& settings = {}) {
    const auto warehouse = test::pool(4, settings);
    Context context = scene.context();
    context.warehouse = warehouse.get();
    return gates::row_count_diff.check(context);
  }

  Schema& base() { return x_base; }
  Schema& head() { return x_head; }

 private:
  Schema x_base;
  Schema x_head;
};

std::string series(const std::string& from, const std::string& to, const std::string& type) {
  return fmt::format("select d::{} as d from generate_series('{}'::timestamp, '{}', '1 day') d", type, from, to);
}

std::string text(const GateResult& result) { return test_gates::to_text(result); }

}  // namespace

TEST_CASE("server: growth, zero rows and a relation that is not built") {
  NEEDS_POSTGRES();
  Sides sides;
  Scene scene;
  sides.both("doubled", "select generate_series(1, 500)", "select generate_series(1, 1000)");
  sides.both("emptied", "select 1 as id", "select 1 as id where false");
  for (const char* name : {"doubled", "emptied", "unbuilt"}) sides.add(scene, name);
  sides.run("create table " + sides.base()("unbuilt") + " as select 1");
  const GateResult result = sides.judge(scene);
  REQUIRE(result.findings.size() == 2);
  CHECK(result.findings[0].message == "doubled: 500 rows on base, 1,000 on head (+100 %, limit +10 %)");
  CHECK(result.findings[1].rule == "zero-rows");
  REQUIRE(result.outcomes.size() == 3);
  CHECK(result.outcomes[2].status == Status::errored);
  CHECK_THAT(result.outcomes[2].reason, ContainsSubstring("does not exist on head"));
}

TEST_CASE("server: a relation name with quotes, dots, blanks and a semicolon is one relation") {
  NEEDS_POSTGRES();
  Sides sides;
  Scene scene;
  const std::string name = "a\"b.c; drop table x --\nd";
  sides.both(name, "select 1", "select 1");
  sides.add(scene, name);
  const GateResult result = sides.judge(scene);
  REQUIRE(result.row_counts.size() == 1);
  CHECK(result.row_counts[0].base_rows == 1);
  CHECK(result.outcomes[0].status == Status::passed);
}

TEST_CASE("server: the database's name in front of the schema is accepted") {
  NEEDS_POSTGRES();
  Sides sides;
  Scene scene;
  sides.both("orders", "select 1", "select 1");
  sides.add(scene, "orders");
  const std::string database =
      warehouse::quoted_identifier(sides.base().admin().cell("select current_database()")) + ".";
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    std::string& relation = project->nodes["model.shop.orders"].relation_name;
    relation = database + relation;
  }
  CHECK(sides.judge(scene).outcomes[0].status == Status::passed);
}

TEST_CASE("server: where filters both sides, also with a comment in it, and cannot leave its parentheses") {
  NEEDS_POSTGRES();
  Sides sides;
  Scene scene;
  sides.both("orders", "select 'paid' as status from generate_series(1, 50)",
             "select case when i <= 50 then 'paid' else 'void' end as status from generate_series(1, 90) i");
  sides.add(scene, "orders");
  CHECK(sides.judge(scene).findings.size() == 1);
  scene.set(where, std::string("status = 'paid' or false -- not void"));
  const GateResult filtered = sides.judge(scene);
  CHECK(filtered.findings.empty());
  CHECK(filtered.row_counts[0].head_rows == 50);
  scene.set(where, std::string("no_such_column = 1"));
  CHECK_THAT(text(sides.judge(scene)), ContainsSubstring("lacks a column that the policy's where"));
}

TEST_CASE("server: seven days of data are compared on those seven days, whatever the type of the column") {
  NEEDS_POSTGRES();
  for (const char* type : {"date", "timestamp", "timestamptz"}) {
    INFO(type);
    Sides sides;
    Scene scene;
    sides.both("events", series("2024-01-01", "2024-12-31", type), series("2024-12-25", "2025-01-10", type));
    sides.add(scene, "events");
    CHECK(sides.judge(scene).findings[0].rule == "row-count-drop");
    scene.set(event_time, std::string("d"));
    const GateResult result = sides.judge(scene);
    REQUIRE(result.findings.size() == 1);
    CHECK(result.findings[0].rule == "event-time-narrowed");  // info: the counts on those days are equal
    REQUIRE(result.row_counts.size() == 1);
    CHECK(result.row_counts[0].base_rows == 7);
    CHECK(result.row_counts[0].head_rows == 7);
    CHECK(result.row_counts[0].window == "2024-12-25 to 2024-12-31");
  }
}

TEST_CASE("server: where both sides hold the same stretch, rows without an event time count too") {
  NEEDS_POSTGRES();
  Sides sides;
  Scene scene;
  const std::string days = series("2024-01-01", "2024-01-31", "date");
  sides.both("events", days, days + " union all select null from generate_series(1, 31)");
  sides.add(scene, "events");
  scene.set(event_time, std::string("d"));
  const GateResult result = sides.judge(scene);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].message == "events: 31 rows on base, 62 on head (+100 %, limit +10 %)");
}

TEST_CASE("server: a number is no event time") {
  NEEDS_POSTGRES();
  Sides sides;
  Scene scene;
  sides.both("events", "select 5 as d", "select 5 as d");
  sides.add(scene, "events");
  scene.set(event_time, std::string("d"));
  CHECK_THAT(text(sides.judge(scene)), ContainsSubstring("holds neither dates nor timestamps"));
}

TEST_CASE("server: a lost period inside a steady total, at every cut") {
  NEEDS_POSTGRES();
  Sides sides;
  Scene scene;
  sides.both("events", series("2023-01-01", "2024-12-30", "date"),
             series("2024-01-01", "2024-12-30", "date") + " union all " + series("2024-01-01", "2024-12-30", "date"));
  sides.add(scene, "events");
  scene.set(group_by, std::string("d"));
  const auto told = [&](const char* period) {
    scene.set(group_period, std::string(period));
    return text(sides.judge(scene));
  };
  CHECK_THAT(told("year"), ContainsSubstring("events: 2023 of d lost all rows (365 on base)"));
  CHECK_THAT(told("quarter"), ContainsSubstring("2023-Q1, 2023-Q2, 2023-Q3, 2023-Q4 of d lost"));
  CHECK_THAT(told("month"), ContainsSubstring("2023-01, 2023-02, 2023-03, 2023-04, 2023-05 and 7 more of d lost"));
  CHECK_THAT(told("auto"), ContainsSubstring("2023-05 and 7 more of d lost"));
  CHECK_THAT(told("week"), ContainsSubstring("week of 2022-12-26, week of 2023-01-02"));
  CHECK_THAT(told("day"), ContainsSubstring("2023-01-01, 2023-01-02"));
  CHECK_THAT(told("none"), ContainsSubstring("365 keys of d lost all rows"));
}

TEST_CASE("server: the null group of a key is a group, and no key is shown") {
  NEEDS_POSTGRES();
  Sides sides;
  Scene scene;
  sides.both("orders", "select case when i > 10 then 'tenant-' || i % 3 end as k from generate_series(1, 100) i",
             "select 'tenant-1' as k from generate_series(1, 100)");
  sides.add(scene, "orders");
  scene.set(group_by, std::string("k"));
  const std::string said = text(sides.judge(scene));
  CHECK_THAT(said, ContainsSubstring("orders: 3 keys of k lost all rows (70 on base)"));
  CHECK_THAT(said, !ContainsSubstring("tenant"));
}

TEST_CASE("server: a period of a column that has none is explained") {
  NEEDS_POSTGRES();
  Sides sides;
  Scene scene;
  sides.both("orders", "select 'x' as k", "select 'x' as k");
  sides.add(scene, "orders");
  scene.set(group_by, std::string("k")).set(group_period, std::string("month"));
  CHECK_THAT(text(sides.judge(scene)), ContainsSubstring("group_period month needs a date or timestamp in k"));
}

TEST_CASE("server: statistics are believed only after an analyze") {
  NEEDS_POSTGRES();
  Sides sides;
  Scene scene;
  sides.both("huge", "select generate_series(1, 20000)", "select generate_series(1, 20100)");
  sides.add(scene, "huge");
  scene.set(estimate_above_rows, std::int64_t{10'000});
  CHECK_FALSE(sides.judge(scene).row_counts[0].estimated);
  sides.run("analyze " + sides.base()("huge"));
  sides.run("analyze " + sides.head()("huge"));
  const GateResult result = sides.judge(scene);
  CHECK(result.row_counts[0].estimated);
  CHECK(result.row_counts[0].head_rows == 20100);
  sides.run("delete from " + sides.head()("huge"));
  scene.set(estimate_above_rows, std::int64_t{50'000});
  CHECK_THAT(text(sides.judge(scene)), ContainsSubstring("zero-rows"));
}

TEST_CASE("server: a view in the place of a table is what dbt clone leaves") {
  NEEDS_POSTGRES();
  Sides sides;
  Scene scene;
  sides.run("create table " + sides.base()("orders") + " as select 1");
  sides.run("create view " + sides.head()("orders") + " as select * from " + sides.base()("orders"));
  sides.add(scene, "orders");
  CHECK_THAT(text(sides.judge(scene)), ContainsSubstring("counted against itself"));
  scene.head.nodes["model.shop.orders"].config.materialized = "view";
  CHECK(sides.judge(scene).outcomes[0].status == Status::passed);
}

TEST_CASE("server: a count that takes too long is not judged, the others are") {
  NEEDS_POSTGRES();
  Sides sides;
  Scene scene;
  sides.run("create view " + sides.base()("slow") + " as select 1 as id");
  sides.run("create view " + sides.head()("slow") + " as select pg_sleep(60)::text as id limit 1");
  sides.both("quick", "select 1", "select 1");
  sides.add(scene, "slow");
  sides.add(scene, "quick");
  scene.head.nodes["model.shop.slow"].config.materialized = "view";
  WarehouseSettings settings;
  settings.statement_timeout = std::chrono::milliseconds(200);
  const GateResult result = sides.judge(scene, settings);
  REQUIRE(result.outcomes.size() == 2);
  CHECK(result.outcomes[0].status == Status::errored);
  CHECK(result.outcomes[1].status == Status::passed);
}
