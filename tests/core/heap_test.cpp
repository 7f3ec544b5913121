#include "core/heap.hpp"

#include <string>

#include "tests/catch.hpp"

using namespace tollgate;

namespace {

struct Witness {
  ~Witness() { *ended += name; }
  char name = '?';
  std::string* ended = nullptr;
};

}  // namespace

TEST_CASE("leftovers stay where they are, and end with their owner, what came last first", "[core]") {
  std::string ended;
  {
    Leftovers leftovers;
    auto& first = leftovers.make<Witness>();
    for (const char name : {'b', 'c'}) {
      auto& next = leftovers.make<Witness>();
      next.name = name;
      next.ended = &ended;
    }
    first.name = 'a';
    first.ended = &ended;
    CHECK(ended.empty());
  }
  CHECK(ended == "cba");
}
