#include "reporters/wrap.hpp"

#include "reporters/utf8.hpp"
#include "tests/catch.hpp"

namespace tollgate::reporters {

TEST_CASE("a figure and its percent stay on one line") {
  CHECK(wrap("rows grew by 104.1 % now", 18) == std::vector<std::string>{"rows grew by", "104.1 % now"});
  CHECK(wrap("a % b", 3) == std::vector<std::string>{"a %", "b"});
  CHECK(wrap("% 5", 2) == std::vector<std::string>{"%", "5"});
}

using Lines = std::vector<std::string>;

TEST_CASE("text is broken at blanks, with the rest hanging") {
  CHECK(wrap("one two three", 7) == Lines{"one two", "three"});
  CHECK(wrap("one two three", 7, 2) == Lines{"one two", "  three"});
  CHECK(wrap("one  two", 80) == Lines{"one two"});
  CHECK(wrap("", 80) == Lines{""});
  CHECK(wrap("a\nb", 80, 2) == Lines{"a", "  b"});
}

TEST_CASE("only a word that is wider than a line is cut, in the middle") {
  CHECK(wrap("see models/marts/orders.sql:14", 26) == Lines{"see", "models/marts/orders.sql:14"});
  CHECK(wrap("see models/marts/orders.sql:14", 15) == Lines{"see", "models/….sql:14"});
  CHECK(cut_middle("abcdef", 6) == "abcdef");
  CHECK(cut_middle("abcdef", 5) == "ab…ef");
  CHECK(cut_middle("abcdef", 1) == "…");
}

TEST_CASE("prose of wide characters is broken between them and never too wide") {
  std::string text;
  for (int i = 0; i < 30; ++i) text += "表";
  const Lines lines = wrap(text, 21);
  CHECK(lines.size() == 3);
  for (const std::string& line : lines) CHECK(display_width(line) <= 21);
  CHECK(lines[0] + lines[1] + lines[2] == text);
  CHECK(display_width(cut_middle(text, 10)) <= 10);
}

}  // namespace tollgate::reporters
