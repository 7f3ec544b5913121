#include "core/nfc.hpp"

#include "tests/catch.hpp"

using tollgate::is_surely_nfc;

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
