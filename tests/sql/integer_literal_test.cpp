#include "sql/integer_literal.hpp"

#include "tests/catch.hpp"

using tollgate::sql::integer_at;

TEST_CASE("an integer constant is read as the source writes it") {
  CHECK(integer_at("a > 42 ", 4) == "42");
  CHECK(integer_at("a > 0", 4) == "0");
  CHECK(integer_at("a > -1", 4) == "-1");
  CHECK(integer_at("a > 007", 4) == "7");
  CHECK(integer_at("a > 1_000", 4) == "1000");
  CHECK(integer_at("a > 0x1F", 4) == "0x1f");
}

TEST_CASE("signs, blanks, comments and parentheses may stand before the digits") {
  CHECK(integer_at("- 1", 0) == "-1");
  CHECK(integer_at("- -1", 0) == "1");
  CHECK(integer_at("-(1)", 0) == "-1");
  CHECK(integer_at("-(-(3))", 0) == "3");
  CHECK(integer_at("- -- minus\n /* a /* nested */ - */ 5", 0) == "-5");
  CHECK(integer_at("-0", 0) == "0");
}

TEST_CASE("what is no integer constant is nothing") {
  CHECK_FALSE(integer_at("a > b", 4));
  CHECK_FALSE(integer_at("a > ", 4));
  CHECK_FALSE(integer_at("a", 7));
  CHECK_FALSE(integer_at("- /* open", 0));
}
