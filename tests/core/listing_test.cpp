#include "core/listing.hpp"

#include <vector>

#include "tests/catch.hpp"

using namespace tollgate;

TEST_CASE("up to five names are all told, of more the rest is counted") {
  std::vector<std::string> names{"a", "b", "c", "d", "e"};
  CHECK(listed(names) == "a, b, c, d, e");
  names.insert(names.end(), {"f", "g"});
  CHECK(listed(names) == "a, b, c, d, e and 2 more");
  CHECK(listed({}).empty());
}
