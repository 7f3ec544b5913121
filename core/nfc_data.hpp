// Unicode's canonical decompositions and combining classes, sorted by code point. Facts, made by scripts/refresh-nfc.
// For core/nfc_compose.cpp only.
#pragma once

#include <cstdint>
#include <span>

namespace tollgate::nfc_data {

/// `code` is `first` followed by `second`; 0: nothing follows. Without Hangul, which is arithmetic.
struct Split {
  char32_t code;
  char32_t first;
  char32_t second;
};
/// What NFC makes of two characters, by both.
struct Pair {
  char32_t first;
  char32_t second;
  char32_t code;
};
/// Canonical combining class, not 0.
struct Class {
  char32_t first;
  char32_t last;
  std::uint8_t value;
};

std::span<const Split> splits();
std::span<const Pair> pairs();
std::span<const Class> classes();

}  // namespace tollgate::nfc_data
