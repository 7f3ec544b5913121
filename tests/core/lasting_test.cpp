#include "core/lasting.hpp"

#include <stdexcept>
#include <string>

#include "tests/catch.hpp"

using tollgate::Lasting;

namespace {

/// Neither to be copied nor to be moved, as what a table holds may be; counts how often it was made and destroyed.
struct Counted {
  explicit Counted(int& alive) : x_alive(alive) { ++x_alive; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --x_alive; }

 private:
  int& x_alive;
};

}  // namespace

TEST_CASE("a lasting value is made once and not destroyed with its holder") {
  int alive = 0;
  {
    const Lasting<Counted> value([&] { return Counted(alive); });
    CHECK(&value.get() == &value.get());
    CHECK(alive == 1);
  }
  CHECK(alive == 1);
}

TEST_CASE("what making a lasting value throws comes out") {
  CHECK_THROWS_AS(Lasting<std::string>([]() -> std::string { throw std::runtime_error("no"); }), std::runtime_error);
}
