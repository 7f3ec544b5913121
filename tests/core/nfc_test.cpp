#include "core/nfc.hpp"

#include "tests/catch.hpp"

using tollgate::is_surely_nfc;
using tollgate::nfc;

TEST_CASE("composed text is told from decomposed text") {
  CHECK(is_surely_nfc(""));
  CHECK(is_surely_nfc("plain"));
  CHECK(is_surely_nfc("\u00e9 \u4e2d\u6587 \uac01 \u0416 \u05d0 \U0001f600"));
  CHECK_FALSE(is_surely_nfc("e\u0301"));             // é in two characters
  CHECK_FALSE(is_surely_nfc("\u212b"));              // the sign of Angstrom is Å
  CHECK_FALSE(is_surely_nfc("\u1100\u1161"));        // Hangul in parts
  CHECK_FALSE(is_surely_nfc("\uf900"));              // a compatibility ideograph
  CHECK_FALSE(is_surely_nfc("x\u0300"));             // stays as it is, but that takes composing to know
  CHECK_FALSE(is_surely_nfc("\U0001d15e"));          // beyond the basic plane
  CHECK(is_surely_nfc("\u0628\u064e"));              // a letter and one mark
  CHECK_FALSE(is_surely_nfc("\u0628\u064e\u0651"));  // two marks, whose order matters
  CHECK(is_surely_nfc("\u0628\u064e\u0628\u064e"));  // each its own
}

TEST_CASE("broken UTF-8 is passed over, not read beyond its end") {
  CHECK(is_surely_nfc("\xff\xfe"));
  CHECK(is_surely_nfc("\xe2\x84"));
  CHECK(is_surely_nfc("\xf0\x9f"));
  CHECK_FALSE(is_surely_nfc("\xc3\xe2\x84\xab"));
}

TEST_CASE("text is put into its composed form") {
  CHECK(nfc("plain") == "plain");
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
