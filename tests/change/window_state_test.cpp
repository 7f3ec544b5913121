// Merge windows over changes of summer time. The instants were taken from the IANA time zone database with zdump.
#include "change/window_state.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::change;

namespace {

std::chrono::sys_seconds at(const std::string& text) { return instant_from(text).value(); }

WindowState state_of(const std::string& window, const std::string& instant,
                     const std::vector<ClosedDays>& closed = {}) {
  return window_state(parse_merge_window(window).value(), closed, at(instant));
}

/// `open until …`, `closed until …`
std::string told(const std::string& window, const std::string& instant, const std::vector<ClosedDays>& closed = {}) {
  const WindowState state = state_of(window, instant, closed);
  return (state.open ? "open until " : "closed until ") + (state.valid_until ? utc_text(*state.valid_until) : "ever");
}

}  // namespace

TEST_CASE("the window opens at the local hour, whatever the offset of the day") {
  const struct {
    const char* zone;
    const char* before;
    const char* opens;
  } days[] = {
      {"Europe/Berlin", "2026-03-27T07:59:59Z", "2026-03-27T08:00:00Z"},
      {"Europe/Berlin", "2026-03-30T06:59:00Z", "2026-03-30T07:00:00Z"},
      {"Europe/Berlin", "2026-10-26T07:30:00Z", "2026-10-26T08:00:00Z"},
      {"America/New_York", "2026-03-06T13:00:00Z", "2026-03-06T14:00:00Z"},
      {"America/New_York", "2026-03-09T12:00:00Z", "2026-03-09T13:00:00Z"},
      {"America/New_York", "2026-11-02T13:00:00Z", "2026-11-02T14:00:00Z"},
      {"Asia/Kolkata", "2026-06-01T03:00:00Z", "2026-06-01T03:30:00Z"},
      {"Australia/Lord_Howe", "2026-01-12T21:00:00Z", "2026-01-12T22:00:00Z"},
      {"Australia/Lord_Howe", "2026-07-13T22:00:00Z", "2026-07-13T22:30:00Z"},
      {"Africa/Casablanca", "2026-02-10T07:00:00Z", "2026-02-10T08:00:00Z"},
      {"Africa/Casablanca", "2026-03-05T08:00:00Z", "2026-03-05T09:00:00Z"},
      {"Pacific/Chatham", "2026-07-13T20:00:00Z", "2026-07-13T20:15:00Z"},
  };
  for (const auto& day : days) {
    INFO(day.zone << " " << day.before);
    CHECK(told(std::string("Mon-Fri 09:00-17:00[") + day.zone + "]", day.before) ==
          std::string("closed until ") + day.opens);
  }
}

TEST_CASE("windows are half-open") {
  CHECK(told("Mon-Fri 09:00-17:00[UTC]", "2026-11-20T09:00:00Z") == "open until 2026-11-20T17:00:00Z");
  CHECK(told("Mon-Fri 09:00-17:00[UTC]", "2026-11-20T16:59:59Z") == "open until 2026-11-20T17:00:00Z");
  CHECK(told("Mon-Fri 09:00-17:00[UTC]", "2026-11-20T17:00:00Z") == "closed until 2026-11-23T09:00:00Z");
}

TEST_CASE("local times that do not exist do not come, doubled ones are both inside") {
  CHECK(told("Sun 02:00-03:00[Europe/Berlin]", "2026-03-29T00:30:00Z") == "closed until 2026-04-05T00:00:00Z");
  CHECK(told("Sun 02:30-04:00[Europe/Berlin]", "2026-03-29T00:30:00Z") == "closed until 2026-03-29T01:00:00Z");
  CHECK(told("Sun 02:30-02:45[Europe/Berlin]", "2026-10-25T00:30:00Z") == "open until 2026-10-25T00:45:00Z");
  CHECK(told("Sun 02:30-02:45[Europe/Berlin]", "2026-10-25T00:45:00Z") == "closed until 2026-10-25T01:30:00Z");
  CHECK(told("Sun 02:30-02:45[Europe/Berlin]", "2026-10-25T01:30:00Z") == "open until 2026-10-25T01:45:00Z");
}

TEST_CASE("nights and several windows") {
  CHECK(told("Sun 22:00-02:00[UTC]", "2026-11-22T23:00:00Z") == "open until 2026-11-23T02:00:00Z");
  CHECK(told("Mon 09:00-10:00[UTC]; Mon 10:00-11:00[UTC]", "2026-11-23T09:30:00Z") ==
        "open until 2026-11-23T11:00:00Z");
  CHECK(told("any", "2026-11-23T09:30:00Z") == "open until ever");
}

TEST_CASE("closed days are days of the zone, told by their reason") {
  const std::vector<ClosedDays> freeze{{*day_from("2026-12-24"), *day_from("2026-12-28"), "year end"}};
  const std::string window = "Mon-Fri 09:00-17:00[Pacific/Auckland]";
  const WindowState state = state_of(window, "2026-12-23T20:30:00Z", freeze);  // the 24th, 09:30 there
  CHECK_FALSE(state.open);
  CHECK(state.closed_by == "year end");
  CHECK(told(window, "2026-12-23T20:30:00Z", freeze) == "closed until 2026-12-28T20:00:00Z");
  CHECK(told("any", "2026-12-23T23:30:00Z", freeze) == "open until 2026-12-24T00:00:00Z");
}

TEST_CASE("a zone that nobody knows is told, and judged by no one") {
  try {
    (void)state_of("Mon 09:00-17:00[Europe/Atlantis]", "2026-11-23T09:30:00Z");
    FAIL("a zone that nobody knows was judged");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::unjudged);
    CHECK(error.diagnostic().message.find("Europe/Atlantis") != std::string::npos);
    CHECK(error.diagnostic().hint.find("IANA") != std::string::npos);
    CHECK(error.diagnostic().place.file.empty());
  }
}

TEST_CASE("zones that can be judged by are known, with areas and UTC among their names") {
  const std::vector<std::string> names = time_zone_names();
  for (const std::string name : {"Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC"}) {
    CHECK(is_known_time_zone(name));
    CHECK(std::binary_search(names.begin(), names.end(), name));
  }
  CHECK_FALSE(is_known_time_zone("Europe/Atlantis"));
  CHECK_FALSE(is_known_time_zone(""));
}

TEST_CASE("instants are read and told") {
  CHECK(utc_text(at("2026-11-21T08:35:07Z")) == "2026-11-21T08:35:07Z");
  CHECK(local_text(at("2026-03-30T07:00:00Z"), "Europe/Berlin") == "2026-03-30 09:00 Europe/Berlin");
  for (const char* const text :
       {"", "2026-11-21", "2026-11-21T08:35:07", "2026-11-21 08:35:07Z", "2026-02-30T08:35:07Z", "2026-11-21T24:35:07Z",
        "2026-11-21T08:60:07Z", "2026-11-21T08-35-07Z"}) {
    CHECK_FALSE(instant_from(text).has_value());
  }
}
