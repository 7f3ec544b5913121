#include "sql/parse.hpp"
#include "tests/catch.hpp"

using tollgate::sql::relation_key;
using tollgate::sql::split_relation_name;
using Parts = std::vector<std::string>;

TEST_CASE("a relation name is split as the parser folds it") {
  CHECK(split_relation_name(R"("db"."schema"."table")") == Parts{"db", "schema", "table"});
  CHECK(split_relation_name(R"(DB.Schema."Table")") == Parts{"db", "schema", "Table"});
  CHECK(split_relation_name("`p`.`d`.`t`") == Parts{"p", "d", "t"});
  CHECK(split_relation_name(R"("a""b"."c.d")") == Parts{"a\"b", "c.d"});
  CHECK(split_relation_name("Über_1$.t") == Parts{"Über_1$", "t"});
}

TEST_CASE("what is no relation name is nothing") {
  CHECK_FALSE(split_relation_name(""));
  CHECK_FALSE(split_relation_name("a."));
  CHECK_FALSE(split_relation_name(".a"));
  CHECK_FALSE(split_relation_name("a..b"));
  CHECK_FALSE(split_relation_name(R"("a)"));
  CHECK_FALSE(split_relation_name(R"("a""b)"));
  CHECK_FALSE(split_relation_name(R"("a"; drop table t)"));
  CHECK_FALSE(split_relation_name("a.b.c.d"));
  CHECK_FALSE(split_relation_name("a b"));
}

TEST_CASE("no two names share a key") {
  CHECK(relation_key(Parts{"a", "b"}) == "a.b");
  CHECK(relation_key(Parts{"a.b"}) == "\"a.b\"");
  CHECK(relation_key(Parts{"a\"b", "c"}) == "\"a\"\"b\".c");
}
