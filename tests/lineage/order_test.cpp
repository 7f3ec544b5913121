#include "lineage/order.hpp"

#include "tests/catch.hpp"

using tollgate::lineage::in_levels;
using tollgate::lineage::in_order;
using Ids = std::vector<std::string>;

TEST_CASE("parents come first, ties by id, and strangers don't count") {
  CHECK(in_order({{"c", {"a", "b"}}, {"b", {"d"}}, {"d", {"nowhere"}}, {"a", {}}}) == Ids{"a", "d", "b", "c"});
}

TEST_CASE("who stands in a level needs nobody of it nor of those behind it") {
  const std::vector<Ids> levels{{"a", "d", "e"}, {"b"}, {"c", "f"}};
  CHECK(in_levels({{"c", {"a", "b"}}, {"b", {"d"}}, {"d", {"nowhere"}}, {"a", {}}, {"e", {}}, {"f", {"b", "e"}}}) ==
        levels);
  // x and z need each other; y needs x, and is taken for the first of a cycle, as nobody is ready.
  const std::vector<Ids> around{{"a"}, {"w"}, {"x"}, {"z"}};
  CHECK(in_levels({{"a", {}}, {"w", {"x", "a"}}, {"x", {"z"}}, {"z", {"x"}}}) == around);
}

TEST_CASE("a cycle does not lose anyone, nor does one who names himself") {
  CHECK(in_order({{"b", {"a"}}, {"a", {"b"}}, {"c", {"b", "c"}}}) == Ids{"a", "b", "c"});
}
