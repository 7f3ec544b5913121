#include "lineage/order.hpp"

#include "tests/catch.hpp"

using tollgate::lineage::in_order;
using Ids = std::vector<std::string>;

TEST_CASE("parents come first, ties by id, and strangers don't count") {
  CHECK(in_order({{"c", {"a", "b"}}, {"b", {"d"}}, {"d", {"nowhere"}}, {"a", {}}}) == Ids{"a", "d", "b", "c"});
}

TEST_CASE("a cycle does not lose anyone, nor does one who names himself") {
  CHECK(in_order({{"b", {"a"}}, {"a", {"b"}}, {"c", {"b", "c"}}}) == Ids{"a", "b", "c"});
}
