#include "forge/address.hpp"

#include "core/error.hpp"
#include "forge/instant.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using forge::Address;
using forge::address_from;

TEST_CASE("addresses of APIs") {
  const Address plain = address_from("https://API.github.com", "GITHUB_API_URL");
  CHECK(plain.origin == "https://api.github.com");
  CHECK(plain.path.empty());
  CHECK_FALSE(plain.is_here);
  const Address server = address_from("https://git.example:8443/api/v3/", "GITHUB_API_URL");
  CHECK(server.origin == "https://git.example:8443");
  CHECK(server.path == "/api/v3");
}

TEST_CASE("http is for this machine only") {
  for (const char* here : {"http://127.0.0.1:8080", "http://localhost/api/v4", "http://[::1]:80", "http://127.9.8.7"}) {
    INFO(here);
    CHECK(address_from(here, "X").is_here);
  }
  for (const char* away : {"http://api.github.com", "http://127.0.0.1.example.com", "http://localhost.example",
                           "http://10.0.0.1", "http://127.0.0.1@evil.example"}) {
    INFO(away);
    CHECK_THROWS_AS(address_from(away, "X"), Error);
  }
}

TEST_CASE("what is no address of an API is refused, naming the variable and not the value") {
  for (const char* text : {"", "ftp://host", "https://", "https://user:secret@host", "https://host/path?x=secret",
                           "https://host/#secret", "https://host:port", "https://ho st", "https://host/a b", "host"}) {
    INFO(text);
    try {
      address_from(text, "GITHUB_API_URL");
      FAIL("taken");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::usage);
      CHECK_THAT(error.what(), ContainsSubstring("GITHUB_API_URL") && !ContainsSubstring("secret"));
    }
  }
}

TEST_CASE("parts of paths are encoded") {
  CHECK(forge::encoded("group/proj") == "group%2Fproj");
  CHECK(forge::encoded("a b?#%ü") == "a%20b%3F%23%25%C3%BC");
  CHECK(forge::encoded("A-z.0_~") == "A-z.0_~");
}

TEST_CASE("times of forges") {
  const auto seconds = [](const char* text) { return forge::instant_from(text)->time_since_epoch().count(); };
  CHECK(seconds("1970-01-02T00:00:01Z") == 86401);
  CHECK(seconds("2026-11-21T10:00:00Z") == 1795255200);
  CHECK(seconds("2026-11-21T10:00:00.123Z") == 1795255200);
  CHECK(seconds("2026-11-21T11:30:00.123+01:30") == 1795255200);
  CHECK(seconds("2026-11-21T05:00:00-05:00") == 1795255200);
  for (const char* text : {"", "2026-11-21", "2026-11-21T10:00:00", "2026-13-21T10:00:00Z", "2026-11-21T25:00:00Z",
                           "2026-11-21T10:00:00+1", "2026-11-21T10:00:00.", "x026-11-21T10:00:00Z"}) {
    INFO(text);
    CHECK_FALSE(forge::instant_from(text).has_value());
  }
}
