#include "core/nfc.hpp"

#include <string>

#include "tests/catch.hpp"

using tollgate::nfc;

TEST_CASE("text is put into its composed form") {
  CHECK(nfc("") == "");
  CHECK(nfc("plain") == "plain");
  CHECK(nfc(std::string_view("a\0e\u0301", 5)) == std::string("a\0\u00e9", 4));
  CHECK(nfc("e\u0301") == "\u00e9");
  CHECK(nfc("\u212b") == "\u00c5");
  CHECK(nfc("x\u0300") == "x\u0300");
  CHECK(nfc("\u1100\u1161\u11a8") == "\uac01");
  CHECK(nfc("\uac00\u11a8") == "\uac01");
  CHECK(nfc("\u1ea5\u0323") == "\u1ead\u0301");        // the mark below comes first, and composes
  CHECK(nfc("a\u0301\u0323") == "\u1ea1\u0301");       // ordered by class
  CHECK(nfc("a\u0300\u0301") == "\u00e0\u0301");       // marks of one class stay as they came
  CHECK(nfc("\u0958") == "\u0915\u093c");              // excluded from composition
  CHECK(nfc("\U0001d15e") == "\U0001d157\U0001d165");  // taken apart for good
  CHECK(nfc("\u0628\u0651\u064e") == "\u0628\u064e\u0651");
  CHECK(nfc("\u0344") == "\u0308\u0301");
}

TEST_CASE("what is no UTF-8 is not composed") {
  for (const char* broken : {"e\xcc\x81\xff", "e\xcc\x81\xc3", "e\xcc\x81\xed\xa0\x80", "e\xcc\x81\xe0\x80\x80"}) {
    INFO(broken);
    CHECK_FALSE(nfc(broken));
  }
}
