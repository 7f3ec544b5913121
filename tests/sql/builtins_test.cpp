#include "sql/builtins.hpp"

#include <algorithm>

#include "tests/catch.hpp"

using namespace tollgate::sql;

TEST_CASE("functions are found with all their overloads") {
  const auto overloads = builtin_functions("abs");
  REQUIRE(overloads.size() == 6);
  CHECK(std::all_of(overloads.begin(), overloads.end(), [](const auto& row) { return row.name == "abs"; }));
  CHECK(builtin_functions("iff").empty());
  CHECK(builtin_functions("").empty());
}

TEST_CASE("defaults and variadic arguments bound the number of arguments") {
  const auto interval = builtin_functions("make_interval");
  REQUIRE(interval.size() == 1);
  CHECK(interval[0].least_args == 0);
  CHECK(interval[0].most_args == 7);
  const auto concat = builtin_functions("concat");
  REQUIRE(concat.size() == 1);
  CHECK(concat[0].least_args == 1);
  CHECK(concat[0].most_args == 255);
  CHECK(concat[0].volatility == 's');
  CHECK_FALSE(concat[0].strict);
}

TEST_CASE("set-returning functions name their columns") {
  const auto each = builtin_functions("jsonb_each");
  REQUIRE(each.size() == 1);
  CHECK(each[0].returns_set);
  CHECK(each[0].out_columns == "key text, value jsonb");
}

TEST_CASE("aggregates, window functions and grammar are told apart") {
  CHECK(is_aggregate("sum"));
  CHECK(is_aggregate("percentile_cont"));
  CHECK_FALSE(is_aggregate("lower"));
  CHECK(is_window_function("row_number"));
  CHECK_FALSE(is_window_function("sum"));
  CHECK(is_grammar_function("coalesce"));
  CHECK(builtin_functions("coalesce").empty());
  CHECK_FALSE(is_grammar_function("lower"));
}

TEST_CASE("what later versions add says since when, and extensions say whose") {
  const auto any = builtin_functions("any_value");
  REQUIRE(any.size() == 1);
  CHECK(any[0].since == 16);
  const auto series = builtin_functions("generate_series");
  CHECK(std::count_if(series.begin(), series.end(), [](const auto& row) { return row.since == 16; }) == 1);
  const auto similarity = builtin_functions("similarity");
  REQUIRE(similarity.size() == 1);
  CHECK(similarity[0].extension == "pg_trgm");
}

TEST_CASE("functions that no SQL can call are left out") {
  CHECK(builtin_functions("int4in").empty());
  CHECK(builtin_functions("boolout").empty());
}

TEST_CASE("names for suggestions are sorted, each once, with the grammar's") {
  const auto names = builtin_function_names();
  CHECK(names.size() > 2000);
  CHECK(std::is_sorted(names.begin(), names.end()));
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  CHECK(std::binary_search(names.begin(), names.end(), "coalesce"));
}

TEST_CASE("types are known by all their names") {
  CHECK(is_builtin_type("int4"));
  CHECK(is_builtin_type("integer"));
  CHECK(is_builtin_type("int"));
  CHECK(is_builtin_type("timestamp with time zone"));
  CHECK(is_builtin_type("citext"));
  CHECK(is_builtin_type("double precision[]"));
  CHECK_FALSE(is_builtin_type("string"));
  CHECK_FALSE(is_builtin_type("string[]"));
  REQUIRE(find_type("numeric") != nullptr);
  CHECK(find_type("numeric")->category == 'N');
  CHECK(find_type("float")->preferred);
  CHECK(find_type("text[]")->element == "text");
  CHECK(find_type("information_schema.yes_or_no")->base == "character varying");
}

TEST_CASE("operators are known by their number of operands") {
  CHECK(is_builtin_operator("||", 2));
  CHECK_FALSE(is_builtin_operator("||", 1));
  CHECK(is_builtin_operator("@", 1));
  CHECK(is_builtin_operator("!=", 2));
  CHECK_FALSE(is_builtin_operator("===", 2));
  CHECK(builtin_operators("!!").size() == 1);
}

TEST_CASE("casts say in which context they apply") {
  CHECK(cast_context("integer", "bigint") == 'i');
  CHECK(cast_context("bigint", "integer") == 'a');
  CHECK(cast_context("integer", "boolean") == 'e');
  CHECK(cast_context("integer", "date") == '\0');
}

TEST_CASE("a return type is given only when all overloads agree") {
  CHECK(return_type_of("lower").empty());  // also of a range
  CHECK(return_type_of("md5") == "text");
  CHECK(return_type_of("array_agg").empty());
  CHECK(return_type_of("count") == "bigint");
  CHECK(return_type_of("iff").empty());
}
