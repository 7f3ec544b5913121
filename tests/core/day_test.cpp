#include "core/day.hpp"

#include "tests/catch.hpp"

using namespace tollgate;

TEST_CASE("a day is written and read as YYYY-MM-DD") {
  for (const char* text : {"2026-11-21", "2024-02-29", "1999-01-01", "9999-12-31"}) {
    REQUIRE(day_from(text).has_value());
    CHECK(day_text(*day_from(text)) == text);
  }
  CHECK(*day_from("2026-03-01") - *day_from("2026-02-28") == std::chrono::days(1));
}

TEST_CASE("what is no day is refused") {
  for (const char* text : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "2026-01-01T00:00:00",
                           "2026/01/01", "2026-01-0a", "+026-01-01", "-026-01-01", " 026-01-01", "2026-01-32"}) {
    INFO(text);
    CHECK_FALSE(day_from(text).has_value());
  }
}
