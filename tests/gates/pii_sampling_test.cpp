// Samples of a real server as pii-scan takes them: what is found in which kind of relation, and what is told where
// nothing can be read.
#include "gates/pii_scan/sampling.hpp"

#include "tests/catch.hpp"
#include "tests/gates/scene.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::pii_scan;

namespace {

SampleWish wish(const std::string& relation, SampleSettings settings = {}) {
  return {warehouse::Side::head, relation, "t", [](const warehouse::SampleColumn&) { return true; }, settings};
}

RelationSample sample(warehouse::Warehouse& pool, const std::string& relation, SampleSettings settings = {}) {
  auto samples = take_samples(pool, {wish(relation, settings)});
  REQUIRE(samples.size() == 1);
  return std::move(samples.front());
}

const ColumnSample& column(const RelationSample& sample, const std::string& name) {
  for (const ColumnSample& each : sample.columns) {
    if (each.name == name) return each;
  }
  FAIL("no column " << name << "; " << sample.problem);
  return sample.columns.front();
}

std::string entity(const ColumnSample& sample) {
  return sample.verdict.entity ? std::string(to_string(*sample.verdict.entity)) : "";
}

constexpr auto mail = "'user' || g || '@example.org'";

}  // namespace

TEST_CASE("e-mail addresses under a name that says nothing are found in every kind of relation") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_values");
  auto& admin = schema.admin();
  admin.run("create table " + schema("t") + " as select g id, " + mail + " attr_7 from generate_series(1, 20000) g");
  admin.run("create view " + schema("v") + " as select * from " + schema("t"));
  admin.run("create materialized view " + schema("m") + " as select * from " + schema("t"));
  admin.run("create table " + schema("p") + " (id int, attr_7 text) partition by range (id); create table " +
            schema("p1") + " partition of " + schema("p") + " for values from (0) to (10000); create table " +
            schema("p2") + " partition of " + schema("p") + " for values from (10000) to (100000); insert into " +
            schema("p") + " select * from " + schema("t"));
  admin.run("create table " + schema("An odd; \"name") + " as select * from " + schema("t") + " limit 300");
  const auto pool = test::pool();
  for (const std::string name : {"t", "v", "m", "p", "An odd; \"name"}) {
    INFO(name);
    const RelationSample taken = sample(*pool, schema(name));
    CHECK(taken.problem.empty());
    CHECK(taken.whole == (name == "An odd; \"name"));
    CHECK(taken.rows <= 4'000);
    CHECK(entity(column(taken, "attr_7")) == "EMAIL");
    CHECK(column(taken, "attr_7").verdict.by == By::values);
    CHECK(entity(column(taken, "id")).empty());
  }
}

TEST_CASE("relations without rows and without values are read, and hold nothing") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_values");
  schema.admin().run("create table " + schema("empty") + " (a text); create table " + schema("nulls") +
                     " as select null::text a, ' '::text b from generate_series(1, 50000)");
  const auto pool = test::pool();
  const RelationSample empty = sample(*pool, schema("empty"));
  CHECK(empty.problem.empty());
  CHECK(empty.whole);
  CHECK(column(empty, "a").cells == 0);
  const RelationSample nulls = sample(*pool, schema("nulls"));
  CHECK(nulls.problem.empty());
  CHECK(column(nulls, "a").cells == 0);
  CHECK(column(nulls, "b").cells == 0);
}

TEST_CASE("a column that is mostly null is looked at twice") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_values");
  schema.admin().run("create table " + schema("t") + " as select g id, case when g % 500 = 0 then " + mail +
                     " end attr_7 from generate_series(1, 200000) g");
  schema.admin().run("analyze " + schema("t"));
  const auto pool = test::pool();
  const RelationSample taken = sample(*pool, schema("t"));
  CHECK(taken.problem.empty());
  CHECK(column(taken, "attr_7").second_look);
  CHECK(column(taken, "attr_7").cells >= enough_cells);
  CHECK(entity(column(taken, "attr_7")) == "EMAIL");
  CHECK_FALSE(column(taken, "id").second_look);
}

TEST_CASE("elements of arrays and leaves of JSON are judged as cells of their own") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_values");
  schema.admin().run("create table " + schema("t") + " as select array[" + mail +
                     "] a, jsonb_build_object('k', g, 'x', " + mail + ") j from generate_series(1, 300) g");
  const auto pool = test::pool();
  const RelationSample taken = sample(*pool, schema("t"));
  CHECK(entity(column(taken, "a")) == "EMAIL");
  CHECK(entity(column(taken, "j")) == "EMAIL");
}

TEST_CASE("the same seed finds the same, another one reads other rows") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_values");
  schema.admin().run("create table " + schema("t") + " as select g id, " + mail +
                     " a from generate_series(1, 60000) g");
  const auto pool = test::pool();
  const RelationSample one = sample(*pool, schema("t"));
  const RelationSample again = sample(*test::pool(1), schema("t"));
  CHECK(one.rows == again.rows);
  CHECK(column(one, "a").verdict.evidence == column(again, "a").verdict.evidence);
  const RelationSample other = sample(*pool, schema("t"), {.rows = 500});
  CHECK(other.rows < one.rows);
}

TEST_CASE("what could not be read is told, and the rest is read all the same") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_values");
  const test::Role role("tollgate_sampler", "");
  auto& admin = schema.admin();
  admin.run("create table " + schema("t") + " as select g id, " + mail + " a, " + mail +
            " b from generate_series(1, 300) g; create table " + schema("closed") + " as select 1 a; create view " +
            schema("slow") + " as select pg_sleep(20)::text a; create view " + schema("broken") +
            " as select a::int from " + schema("t"));
  admin.run("grant usage on schema tollgate_values to tollgate_sampler; grant select (id, a) on " + schema("t") +
            " to tollgate_sampler; grant select on " + schema("slow") + ", " + schema("broken") +
            " to tollgate_sampler");
  const auto target = test::target("user=tollgate_sampler");
  const auto pool = warehouse::connect(target, target, {}, {});
  const auto samples = take_samples(*pool, {wish(schema("t")), wish(schema("closed")),
                                            wish(schema("slow"), {.timeout = std::chrono::milliseconds(200)}),
                                            wish(schema("broken")), wish(schema("gone"))});
  REQUIRE(samples.size() == 5);
  CHECK_THAT(samples[0].problem, ContainsSubstring("no privilege to select b of"));
  CHECK(entity(column(samples[0], "a")) == "EMAIL");
  CHECK_THAT(samples[1].problem, ContainsSubstring("no privilege to select a of"));
  CHECK_THAT(samples[2].problem, ContainsSubstring("longer than its timeout"));
  CHECK_THAT(samples[3].problem, ContainsSubstring("SQLSTATE 22P02"));
  CHECK_THAT(samples[3].problem, !ContainsSubstring("user1"));
  CHECK_THAT(samples[4].problem, ContainsSubstring("does not exist on head"));
}

TEST_CASE("each relation is sampled in one statement, and all in one round") {
  test_gates::FakeWarehouse fake([](const warehouse::Question& question) {
    if (question.data) return warehouse::Answer();
    return test_gates::rows({{"r", "1", "50", "a", "text", "p", "t"}, {"r", "1", "50", "b", "text", "p", "t"}});
  });
  std::vector<SampleWish> wishes;
  for (int i = 0; i < 40; ++i) wishes.push_back(wish("\"s\".\"t" + std::to_string(i) + "\""));
  take_samples(fake, wishes);
  REQUIRE(fake.calls().size() == 2);
  CHECK(fake.calls()[0].size() == 40);
  CHECK(fake.calls()[1].size() == 40);
  for (const warehouse::Question& question : fake.calls()[1]) {
    CHECK(question.data);
    CHECK(question.timeout == std::chrono::seconds(5));
    CHECK_THAT(question.sql, ContainsSubstring("t.\"a\"") && ContainsSubstring("t.\"b\""));
  }
}

TEST_CASE("statistics, which hold values, are never asked for") {
  test_gates::FakeWarehouse fake([](const warehouse::Question& question) {
    if (question.data) return warehouse::Answer();
    return test_gates::rows({{"r", "100000", "50", "a", "text", "p", "t"}});
  });
  take_samples(fake, {wish("\"s\".\"t\"")});
  REQUIRE(fake.calls().size() == 3);
  for (const auto& call : fake.calls()) {
    for (const warehouse::Question& question : call) {
      CHECK_THAT(question.sql, !ContainsSubstring("pg_stat"));
    }
  }
}

TEST_CASE("samples that are judged side by side say what they say one by one") {
  NEEDS_POSTGRES();
  test::Schema schema("sampled together");
  std::vector<SampleWish> wishes;
  for (int i = 0; i < 40; ++i) {
    const std::string table = schema("t" + std::to_string(i));
    // The addresses are so few that each column of them is looked at twice.
    schema.admin().run(
        "create table " + table + " as select g as id, case when g % 200 = " + std::to_string(i) +
        " then 'jane' || g || '@example.org' end as a, case when g % 250 = 3 then '192.0.2.' || g % 250 " +
        "end as b from generate_series(1, 5000) g; analyze " + table);
    SampleSettings settings;
    settings.rows = 200;
    wishes.push_back(wish(table, settings));
  }
  const auto told = [&](int jobs) {
    const auto pool = test::pool(jobs);
    std::string all;
    for (const RelationSample& sample : take_samples(*pool, wishes)) {
      all += sample.problem + std::to_string(sample.rows);
      for (const ColumnSample& column : sample.columns) {
        all += " " + column.name + std::to_string(column.cells) + (column.second_look ? " twice" : "") +
               (column.verdict.entity ? " found" : "");
      }
      all += "\n";
    }
    return all;
  };
  const std::string one_by_one = told(1);
  CHECK_THAT(one_by_one, ContainsSubstring("twice") && ContainsSubstring("found"));
  CHECK(told(16) == one_by_one);
}
