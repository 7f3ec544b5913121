#include "tests/catch.hpp"
#include "tests/warehouse/server.hpp"
#include "warehouse/count_sql.hpp"
#include "warehouse/sqlstate.hpp"

using namespace tollgate::warehouse;
namespace test = tollgate::test;

TEST_CASE("relation names are read part by part and quoted anew") {
  CHECK(quoted_relation(R"("shop"."marts"."orders")") == R"("shop"."marts"."orders")");
  CHECK(quoted_relation("orders") == R"("orders")");
  CHECK(quoted_relation("Marts.Orders_2$") == R"("marts"."orders_2$")");
  CHECK(quoted_relation(R"(shop."Marts".orders)") == R"("shop"."Marts"."orders")");
  CHECK(quoted_relation(R"("a""b"."c.d")") == R"("a""b"."c.d")");
  CHECK(quoted_relation(R"("; drop table t; --")") == R"("; drop table t; --")");
  CHECK(quoted_relation("\"l\nb\"") == "\"l\nb\"");
  CHECK(quoted_relation("größe") == "\"größe\"");
}

TEST_CASE("what is not a relation name is refused") {
  for (const std::string_view name : {R"()",          R"(.)",
                                      R"(a.)",        R"(.a)",
                                      R"(a..b)",      R"("")",
                                      R"("a"."")",    R"("a)",
                                      R"(a")",        R"("a"b)",
                                      R"("a"""b)",    R"(a b)",
                                      R"("a" . "b")", R"(a;drop table t)",
                                      R"("a";)",      R"(a--b)",
                                      R"(a.b.c.d)",   R"("a"."b"."c"."d")",
                                      R"(1a)",        R"($a)",
                                      R"(a.1b)",      R"(`a`.`b`)",
                                      R"([a])",       R"('a')",
                                      R"(a() )",      R"( a)",
                                      R"("a".)"}) {
    INFO(name);
    CHECK(!quoted_relation(name));
  }
  CHECK(!quoted_relation(std::string_view("\"a\0b\"", 5)));
}

TEST_CASE("identifiers and literals are quoted") {
  CHECK(quoted_identifier("a\"b") == "\"a\"\"b\"");
  CHECK(quoted_literal("it's") == "'it''s'");
  CHECK(quoted_literal("a\\'b") == "'a\\''b'");
}

TEST_CASE("hostile names reach the right relation on a real server") {
  NEEDS_POSTGRES();
  test::Schema schema("tollgate \"x\"; drop schema public; --");
  const auto pool = test::pool(2);
  for (const std::string name : {R"(a"b)", "a.b", "a;b", "a'b", "a\nb", "a%b", "--", "/*", "größe", "Ab", "\\", "$$"}) {
    INFO(name);
    schema.admin().run("create table " + schema(name) + " (a int); insert into " + schema(name) + " values (1), (2)");
    const auto relation = quoted_relation("\"postgres\"." + schema(name));
    REQUIRE(relation);
    CHECK(test::cell(test::ask(*pool, count_rows({*relation, "", {}}))) == "2");
    CHECK(test::cell(test::ask(*pool, relation_kind(*relation))) == "r");
  }
}

TEST_CASE("every problem and side has a name") {
  CHECK(to_string(Side::base) == "base");
  CHECK(to_string(Side::head) == "head");
  CHECK(to_string(Problem::none) == "none");
  CHECK(to_string(Problem::other) == "other");
  CHECK(to_string(Problem::too_many_connections) == "too_many_connections");
}

TEST_CASE("what an SQLSTATE means") {
  const std::vector<std::pair<std::string_view, Problem>> meanings{
      {"", Problem::none},
      {"42P01", Problem::undefined_relation},
      {"3F000", Problem::undefined_relation},
      {"42703", Problem::undefined_column},
      {"42501", Problem::no_privilege},
      {"42601", Problem::syntax},
      {"42883", Problem::syntax},
      {"57014", Problem::timeout},
      {"55P03", Problem::timeout},
      {"57P01", Problem::connection_lost},
      {"57P03", Problem::connection_lost},
      {"08006", Problem::connection_lost},
      {"28P01", Problem::cannot_connect},
      {"3D000", Problem::cannot_connect},
      {"53300", Problem::too_many_connections},
      {"25006", Problem::read_only_violation},
      {"22P02", Problem::other},
      {"0A000", Problem::other},
      {"XX000", Problem::other},
      {"4", Problem::other},
  };
  for (const auto& [code, problem] : meanings) {
    INFO(code);
    CHECK(to_string(problem_of(code)) == to_string(problem));
  }
  CHECK(worth_repeating("40001"));
  CHECK(worth_repeating("40P01"));
  CHECK(!worth_repeating("42P01"));
  CHECK(!worth_repeating(""));
}
