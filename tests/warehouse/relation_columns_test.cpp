// Columns of relations: the question on a real server, and answers that are none of ours.
#include "warehouse/relation_columns.hpp"

#include "core/error.hpp"
#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::warehouse;
using test::ask;
using test::cell;

namespace {

std::string told(const RelationColumns& relation) {
  std::string text = relation.found ? "" : "not found";
  for (const RelationColumn& column : relation.columns) {
    text += (text.empty() ? "" : ", ") + column.name + " " + column.type;
  }
  return text;
}

}  // namespace

TEST_CASE("columns of tables and views are told in declared order, without dropped and system ones") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_columns");
  schema.admin().run("create table " + schema("it's") + R"( ("Id" int primary key, gone text, amount numeric(10,2),
    tags text[], at timestamptz); alter table )" +
                     schema("it's") + " drop column gone; create view " + schema("v") +
                     " as select 1 as one, 'x'::varchar(3) as two; create table " + schema("bare") +
                     " (); create sequence " + schema("s"));
  const auto pool = test::pool(2);
  const std::string database = cell(ask(*pool, "select pg_catalog.quote_ident(pg_catalog.current_database())"));
  const std::vector<std::string> relations{schema("v"),       database + "." + schema("it's"),
                                           schema("bare"),    schema("s"),
                                           schema("nothing"), R"("another".)" + schema("v")};
  const auto answer = ask(*pool, relation_columns_sql(relations));
  REQUIRE(answer.ok());
  const auto columns = relation_columns_in(answer, relations.size());
  REQUIRE(columns.size() == 6);
  CHECK(told(columns[0]) == "one integer, two character varying(3)");
  CHECK(told(columns[1]) == "Id integer, amount numeric(10,2), tags text[], at timestamp with time zone");
  CHECK(columns[2].found);
  CHECK(columns[2].columns.empty());
  CHECK(told(columns[3]) == "not found");
  CHECK(told(columns[4]) == "not found");
  CHECK(told(columns[5]) == "not found");
}

TEST_CASE("who may not read a table may still ask what its columns are called") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate_columns_role");
  const test::Role role("tollgate_columns_reader", "");
  schema.admin().run("create table " + schema("t") + " (a int)");
  const ConnectionTarget target = test::target("user=tollgate_columns_reader");
  const auto answer =
      ask(*connect(target, target, {}, {.connections = 1}), relation_columns_sql(std::vector{schema("t")}));
  REQUIRE(answer.ok());
  CHECK(told(relation_columns_in(answer, 1).front()) == "a integer");
}

TEST_CASE("an answer of another shape is refused, and not repeated in the error") {
  for (const std::vector<std::vector<std::optional<std::string>>>& rows :
       {std::vector<std::vector<std::optional<std::string>>>{{"0", "secret"}},
        std::vector<std::vector<std::optional<std::string>>>{{"1", "secret", "text"}},
        std::vector<std::vector<std::optional<std::string>>>{{"0x", "secret", "text"}},
        std::vector<std::vector<std::optional<std::string>>>{{std::nullopt, "secret", "text"}}}) {
    Answer answer;
    answer.rows = rows;
    try {
      relation_columns_in(answer, 1);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::unjudged);
      CHECK(std::string(error.what()).find("secret") == std::string::npos);
    }
  }
}
