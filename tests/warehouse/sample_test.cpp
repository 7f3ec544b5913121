// Samples of a real server: what is taken of which kind of relation, that two runs take the same, what goes wrong, and
// what becomes of memory that held cells.
#include <sys/prctl.h>

#include <cstring>
#include <set>

#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"
#include "warehouse/sample_guard.hpp"
#include "warehouse/sample_sql.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;

namespace {

Question data_question(std::string sql, std::chrono::milliseconds timeout = std::chrono::seconds(5)) {
  return {.side = Side::head, .sql = std::move(sql), .about = "sample of \"t\"", .data = true, .timeout = timeout};
}

SampleFacts facts_of(Warehouse& warehouse, const std::string& relation) {
  const Answer answer = test::ask(warehouse, sample_facts_sql(relation));
  INFO(answer.explanation);
  REQUIRE(answer.ok());
  return sample_facts_in(answer);
}

SampleCells sample(Warehouse& warehouse, const std::string& relation, std::int64_t rows = 2'000) {
  const SampleFacts facts = facts_of(warehouse, relation);
  REQUIRE(facts.found);
  const auto answers = test::ask(
      warehouse, std::vector{data_question(sample_sql(relation, facts.columns, sample_size(facts, rows), 42))});
  INFO(answers.front().explanation);
  REQUIRE(answers.front().ok());
  CHECK(answers.front().rows.empty());  // cells are nowhere but in `data`
  return answers.front().data;
}

}  // namespace

TEST_CASE("a large table is sampled all over, the same rows each time") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_sample_large");
  schema.admin().run("create table " + schema("t") +
                     " as select g id, 'user ' || g who from generate_series(1, 100000) g");
  const bool analysed = GENERATE(true, false);
  if (analysed) schema.admin().run("analyze " + schema("t"));
  const auto pool = test::pool();
  const SampleGuard guard;
  const SampleCells cells = sample(*pool, schema("t"));
  INFO("analysed: " << analysed << ", rows: " << cells.rows());
  CHECK(cells.rows() > 1'000);
  CHECK(cells.rows() <= 4'000);
  CHECK(std::stoi(std::string(*cells.at(cells.rows() - 1, 0))) > 50'000);
  CHECK(cells == sample(*test::pool(), schema("t")));
}

TEST_CASE("every kind of relation gives its cells") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate sample \"kinds\"");
  auto& admin = schema.admin();
  admin.run("create table " + schema("T o") + " (\"a b\" text, \"q\"\"q\" int); insert into " + schema("T o") +
            " select 'x' || g, g from generate_series(1, 10) g");
  admin.run("create view " + schema("v") + " as select * from " + schema("T o"));
  admin.run("create materialized view " + schema("m") + " as select * from " + schema("T o"));
  admin.run("create table " + schema("p") + " (a text, d int) partition by range (d); create table " + schema("p1") +
            " partition of " + schema("p") + " for values from (0) to (5); create table " + schema("p2") +
            " partition of " + schema("p") + " for values from (5) to (100); insert into " + schema("p") +
            " select 'x' || g, g from generate_series(1, 10) g");
  admin.run("create table " + schema("empty") + " (a text, b text)");
  const auto pool = test::pool();
  const SampleGuard guard;
  for (const std::string name : {"T o", "v", "m", "p"}) {
    INFO(name);
    const SampleCells cells = sample(*pool, schema(name));
    CHECK(cells.rows() == 10);
    CHECK(cells.columns() == 2);
    CHECK(cells.at(0, 0) == "x1");
  }
  CHECK(sample(*pool, schema("empty")).rows() == 0);
  CHECK(facts_of(*pool, schema("v")).kind == 'v');
  CHECK(facts_of(*pool, schema("p")).pages == 2);
  CHECK_FALSE(facts_of(*pool, schema("nowhere")).found);
}

TEST_CASE("types are told as they are beneath domains, arrays are read as JSON") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_sample_types");
  auto& admin = schema.admin();
  admin.run("create type " + schema("mood") + " as enum ('glad'); create domain " + schema("mail") +
            " as varchar(20); create type " + schema("pair") + " as (mail text, n int)");
  admin.run("create table " + schema("t") + " (e " + schema("mood") + ", d " + schema("mail") + ", l text[], c " +
            schema("pair") + ", j jsonb, ip inet)");
  admin.run("insert into " + schema("t") +
            R"( values ('glad', 'd', '{one,"two three"}', row('x', 1), '{"k": "v"}', '10.0.0.1'))");
  const auto pool = test::pool();
  const SampleGuard guard;
  const SampleFacts facts = facts_of(*pool, schema("t"));
  REQUIRE(facts.columns.size() == 6);
  CHECK(facts.columns[0].form == SampleForm::closed_set);
  CHECK(facts.columns[1].type == "character varying(20)");
  CHECK(facts.columns[2].form == SampleForm::structured);
  CHECK(facts.columns[5].type == "inet");
  const SampleCells cells = sample(*pool, schema("t"));
  CHECK(cells.at(0, 2) == R"(["one", "two three"])");
  CHECK(cells.at(0, 3) == R"({"n": 1, "mail": "x"})");
  CHECK(cells.at(0, 4) == R"({"k": "v"})");
  CHECK(cells.at(0, 5) == "10.0.0.1/32");
}

TEST_CASE("a column that lives at the end of a table is found at the second look") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_sample_sparse");
  schema.admin().run("create table " + schema("t") +
                     " as select g id, case when g > 90000 and g % 50 = 0 then 'x' || g when g % 2 = 0 then '' end a "
                     "from generate_series(1, 100000) g");
  schema.admin().run("create view " + schema("v") + " as select * from " + schema("t") + " order by id desc");
  const auto pool = test::pool();
  const SampleGuard guard;
  for (const std::string name : {"t", "v"}) {
    const SampleFacts facts = facts_of(*pool, schema(name));
    const auto sql = sparse_sample_sql(schema(name), facts.columns[1], sample_size(facts, 2'000), 42, 200);
    const auto answer = test::ask(*pool, std::vector{data_question(sql)}).front();
    INFO(sql << answer.explanation);
    CHECK(answer.data.rows() > 50);
    CHECK(answer.data.rows() <= 200);
  }
}

TEST_CASE("a cell is cut off, and a foreign function in a view finds nothing by a bare name") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_sample_cut");
  auto& admin = schema.admin();
  admin.run("create table " + schema("t") + " as select repeat('ä', 10000) a");
  admin.run("create function " + schema("f") +
            "() returns text language plpgsql as $$ begin return "
            "current_setting('search_path') || '|' || current_setting('transaction_read_only'); end $$");
  admin.run("create view " + schema("v") + " as select " + schema("f") + "() a");
  const auto pool = test::pool();
  const SampleGuard guard;
  CHECK(sample(*pool, schema("t")).at(0, 0)->size() == 2 * longest_cell);
  CHECK(sample(*pool, schema("v")).at(0, 0) == "\"\"|on");
}

TEST_CASE("what keeps a sample from being taken is told by SQLSTATE and in our words") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_sample_trouble");
  auto& admin = schema.admin();
  admin.run("create table " + schema("t") + " (a text, n int); insert into " + schema("t") +
            " values ('canaryvalue', 0)");
  admin.run("create view " + schema("cast") + " as select a::int from " + schema("t"));
  admin.run("create view " + schema("slow") + " as select a, pg_sleep(30)::text s from " + schema("t"));
  admin.run("create view " + schema("zero") + " as select 1 / n a from " + schema("t"));
  const auto pool = test::pool();
  const SampleGuard guard;
  const auto trouble = [&](const std::string& sql, int milliseconds = 5'000) {
    const Answer answer =
        test::ask(*pool, std::vector{data_question(sql, std::chrono::milliseconds(milliseconds))}).front();
    CHECK_FALSE(answer.ok());
    CHECK(answer.data.rows() == 0);
    CHECK_THAT(answer.explanation, !ContainsSubstring("canary"));
    return answer;
  };
  CHECK(trouble("select a::text from " + schema("cast")).sqlstate == "22P02");
  CHECK(trouble("select a::text from " + schema("zero")).sqlstate == "22012");
  const Answer late = trouble("select s from " + schema("slow"), 200);
  CHECK(late.problem == Problem::timeout);
  CHECK_THAT(late.explanation, ContainsSubstring("longer than its timeout"));
  admin.run("begin; lock table " + schema("t"));
  CHECK(trouble("select a from " + schema("t"), 200).problem == Problem::timeout);
  admin.run("rollback");
  CHECK(trouble("select a from " + schema("gone")).problem == Problem::undefined_relation);
}

TEST_CASE("a role without the privilege for a column is told so by the facts") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_sample_rights");
  const test::Role role("tollgate_sampler", "");
  auto& admin = schema.admin();
  admin.run("create table " + schema("t") +
            " (a text, b text); grant usage on schema \"tollgate_sample_rights\" to "
            "tollgate_sampler; grant select (a) on " +
            schema("t") + " to tollgate_sampler");
  const auto theirs = connect(test::target("user=tollgate_sampler"), test::target("user=tollgate_sampler"), {}, {});
  const SampleFacts facts = facts_of(*theirs, schema("t"));
  REQUIRE(facts.columns.size() == 2);
  CHECK(facts.columns[0].readable);
  CHECK_FALSE(facts.columns[1].readable);
  const auto answer =
      test::ask(*theirs, std::vector{data_question(sample_sql(schema("t"), facts.columns, {}, 42))}).front();
  CHECK(answer.problem == Problem::no_privilege);
}

TEST_CASE("a connection that carried cells is not kept") {
  NEEDS_POSTGRES();
  const auto pool = test::pool(1);
  const std::string backend = "select pg_backend_pid()::text";
  const std::string before = test::cell(test::ask(*pool, backend));
  CHECK(test::cell(test::ask(*pool, backend)) == before);
  const SampleGuard guard;
  CHECK(test::ask(*pool, std::vector{data_question(backend)}).front().data.at(0, 0) == before);
  CHECK(test::cell(test::ask(*pool, backend)) != before);
}

TEST_CASE("the process dumps no core while cells are in its memory") {
  REQUIRE(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1);
  {
    const SampleGuard guard;
    CHECK(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0);
  }
  CHECK(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1);
}
