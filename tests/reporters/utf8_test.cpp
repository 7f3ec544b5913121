#include "reporters/utf8.hpp"

#include "tests/catch.hpp"

namespace tollgate::reporters {

namespace {

std::string decoded(std::string_view text) {
  std::string out;
  each_code_point(text, [&out](char32_t point) { append_utf8(out, point); });
  return out;
}

}  // namespace

TEST_CASE("well-formed UTF-8 stays as it is") {
  const std::string text =
      "a\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf";
  CHECK(decoded(text) == text);
  CHECK(decoded(std::string(1, '\0')) == std::string(1, '\0'));
}

TEST_CASE("each maximal subpart of ill-formed UTF-8 becomes one U+FFFD") {
  const std::string bad = "\xef\xbf\xbd";
  CHECK(decoded("\xff") == bad);
  CHECK(decoded("\x80"
                "a") == bad + "a");
  CHECK(decoded("\xc3(") == bad + "(");
  CHECK(decoded("\xe2\x82") == bad);
  CHECK(decoded("\xf0\x9f\x98x") == bad + "x");
  CHECK(decoded("\xc0\xaf") == bad + bad);                      // overlong
  CHECK(decoded("\xe0\x80\x80") == bad + bad + bad);            // overlong
  CHECK(decoded("\xed\xa0\x80") == bad + bad + bad);            // a surrogate
  CHECK(decoded("\xf4\x90\x80\x80") == bad + bad + bad + bad);  // past U+10FFFF
}

TEST_CASE("a terminal draws East Asian wide characters two columns wide") {
  CHECK(display_width("orders") == 6);
  CHECK(display_width("\xc3\xa9") == 1);
  CHECK(display_width("\xe8\xa1\xa8") == 2);      // U+8868
  CHECK(display_width("\xf0\x9f\x98\x80") == 2);  // U+1F600
  CHECK(display_width("e\xcc\x81") == 2);         // never too small
}

TEST_CASE("what can reorder, hide or move text is unsafe to show") {
  for (const int point :
       {0x00, 0x1B, 0x0A, 0x7F, 0x85, 0x9B, 0x61C, 0x200B, 0x200F, 0x2028, 0x202E, 0x2066, 0xFEFF, 0xE0041}) {
    INFO(point);
    CHECK(is_unsafe_to_show(static_cast<char32_t>(point)));
  }
  for (const int point : {0x20, 0x41, 0xA0, 0xE9, 0x8868, 0x1F600, 0xFFFD}) {
    INFO(point);
    CHECK_FALSE(is_unsafe_to_show(static_cast<char32_t>(point)));
  }
}

}  // namespace tollgate::reporters
