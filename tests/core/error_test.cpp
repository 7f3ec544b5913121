#include "core/error.hpp"

#include "tests/catch.hpp"

using namespace tollgate;

TEST_CASE("a diagnostic tells file, line, column, message and hint") {
  CHECK(to_text({"unknown key \"gatez\"", "did you mean \"gates\"?", {"tollgate.yml", 3, 5}}) ==
        "tollgate.yml:3:5: unknown key \"gatez\"\n  hint: did you mean \"gates\"?");
  CHECK(to_text({"not found", "", {"target/manifest.json", 0, 0}}) == "target/manifest.json: not found");
  CHECK(to_text({"no place", "", {}}) == "no place");
}

TEST_CASE("an Error's text is its diagnostic's") {
  const Error error(ErrorKind::usage, {"bad", "mend it", {"f", 1, 0}});
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(std::string(error.what()) == "f:1: bad\n  hint: mend it");
}
