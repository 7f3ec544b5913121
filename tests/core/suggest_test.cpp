#include "core/suggest.hpp"

#include <array>

#include "tests/catch.hpp"

using namespace tollgate;

namespace {
constexpr std::array<std::string_view, 4> known{"row-count-diff", "parse", "compile", "test"};
}

TEST_CASE("a typing slip finds the name that was meant") {
  CHECK(nearest_name("row-count-dif", known) == "row-count-diff");
  CHECK(nearest_name("row_count_diff", known) == "row-count-diff");
  CHECK(nearest_name("prase", known) == "parse");
  CHECK(nearest_name("PARSE", known) == "parse");
}

TEST_CASE("what is far from every name finds none") {
  CHECK(nearest_name("lineage", known).empty());
  CHECK(nearest_name("", known).empty());
  CHECK(nearest_name(std::string(1'000'000, 'x'), known).empty());
  CHECK(did_you_mean("zzz", known).empty());
}

TEST_CASE("a suggestion is a question") { CHECK(did_you_mean("tset", known) == "did you mean \"test\"?"); }
