// What is asked for plans: that it is planned as said, in which session, and that the facts hold no value of a row.
#include "warehouse/plan_sql.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;
using nlohmann::json;
using test::ask;
using test::cell;
using test::question;
using test::Schema;

TEST_CASE("a question that goes with the previous one is asked by the same session, in a transaction of its own") {
  NEEDS_POSTGRES();
  const auto pool = test::pool(8);
  std::vector<Question> questions;
  for (int i = 0; i < 40; ++i) {
    questions.push_back(question("select pg_backend_pid(), now()::text, pg_sleep(0.005)"));
    questions.back().with_previous = i % 4 != 0;
  }
  const auto answers = ask(*pool, questions);
  std::set<std::string> sessions;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    sessions.insert(cell(answers[i]));
    if (!questions[i].with_previous) continue;
    CHECK(cell(answers[i]) == cell(answers[i - 1]));
    CHECK(answers[i].rows[0][1] != answers[i - 1].rows[0][1]);
  }
  CHECK(sessions.size() > 1);
}

TEST_CASE("a session that dies within a row of questions is replaced, and each has its answer") {
  NEEDS_POSTGRES();
  const auto pool = test::pool(1);
  std::vector<Question> questions{question("select 1"), question("select pg_terminate_backend(pg_backend_pid())"),
                                  question("select 3")};
  questions[1].with_previous = questions[2].with_previous = true;
  const auto answers = ask(*pool, questions);
  CHECK(cell(answers[0]) == "1");
  CHECK(answers[1].problem == Problem::connection_lost);
  CHECK(cell(answers[2]) == "3");
}

TEST_CASE("a plan is asked without JIT, and only there") {
  NEEDS_POSTGRES();
  const auto pool = test::pool(1);
  std::vector<Question> questions{question("show jit"), question("show jit"), question("show jit")};
  questions[1].plan = true;
  const auto answers = ask(*pool, questions);
  CHECK(cell(answers[1]) == "off");
  CHECK(cell(answers[0]) == cell(answers[2]));
}

TEST_CASE("a plan is one statement, and nothing is executed") {
  NEEDS_POSTGRES();
  Schema schema("plan sql");
  schema.admin().run("create table " + schema("t") + " as select 1 as id");
  const auto pool = test::pool(1);
  const Answer plan = ask(*pool, explain_sql("select * from " + schema("t")));
  REQUIRE(plan.ok());
  CHECK(json::parse(cell(plan))[0].contains("Plan"));
  CHECK(ask(*pool, explain_sql("select 1; drop table " + schema("t"))).problem == Problem::syntax);
  CHECK(ask(*pool, explain_sql("delete from " + schema("t"))).ok());
  CHECK(ask(*pool, explain_analyze_sql("delete from " + schema("t"))).problem == Problem::read_only_violation);
  CHECK(schema.admin().cell("select count(*) from " + schema("t")) == "1");
}

TEST_CASE("facts tell sizes, keys, indexes, partitions and statistics, and no value of a row") {
  NEEDS_POSTGRES();
  Schema schema("plan facts");
  auto& admin = schema.admin();
  admin.run(
      fmt::format("create table {} (id int primary key, email text, part int, unique (email, part))", schema("t")));
  admin.run(fmt::format("create unique index on {} (part) where part > 1", schema("t")));
  admin.run(fmt::format("create index on {} (lower(email), id)", schema("t")));
  admin.run(fmt::format("insert into {} select i, 'known-secret', i from generate_series(1, 2000) i", schema("t")));
  admin.run("analyze " + schema("t"));
  admin.run(fmt::format("create table {} (d date, v int) partition by range (d)", schema("p")));
  admin.run(fmt::format("create table {} partition of {} for values from ('2024-01-01') to ('2025-01-01')",
                        schema("p1"), schema("p")));
  admin.run(fmt::format("create view {} as select id from {}", schema("v"), schema("t")));
  const std::vector<std::string> names{schema("t"), schema("p1"), schema("v"), schema("nowhere"), R"("other"."s"."t")"};
  const auto pool = test::pool(1);
  const Answer answer = ask(*pool, relation_facts_sql(names));
  REQUIRE(answer.ok());
  const std::string text = cell(answer);
  CHECK_THAT(text, !ContainsSubstring("known-secret"));
  const json facts = json::parse(text);
  CHECK(facts["database"] == admin.cell("select current_database()"));
  const json& tables = facts["tables"];
  CHECK(tables.size() == 4);  // with the partitioned table above p1
  const json& t = tables["plan facts.t"];
  CHECK(t["reltuples"] == 2000);
  CHECK(t["columns"]["id"]["notnull"] == true);
  CHECK(t["columns"]["id"]["n_distinct"] == -1);
  std::set<std::string> indexes;
  for (const json& index : t["indexes"])
    indexes.insert(index["cols"].dump() + (index["unique"] == true ? " unique" : ""));
  CHECK(indexes == std::set<std::string>{R"(["id"] unique)", R"(["email","part"] unique)", R"(["part"])",
                                         R"~(["lower(email)","id"])~"});
  CHECK(tables["plan facts.p1"]["parent"] == "plan facts.p");
  CHECK(tables["plan facts.p1"]["reltuples"] == -1);
  CHECK(tables["plan facts.p"]["partkey"] == "RANGE (d)");
  CHECK(tables["plan facts.p"]["n_parts"] == 1);
  CHECK(tables["plan facts.v"]["relkind"] == "v");
  CHECK(facts["settings"].contains("work_mem"));
}
