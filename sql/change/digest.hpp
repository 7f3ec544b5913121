// A 128-bit digest of meaning: the same on every run and machine. Not a cryptographic one.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace tollgate::sql {

struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend auto operator<=>(const Digest&, const Digest&) = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 errs
};

struct HashOfDigest {
  std::size_t operator()(const Digest& digest) const { return static_cast<std::size_t>(digest.low); }
};

/// Takes in numbers, texts and digests in order; two lanes with unlike mixing (the finalisers of MurmurHash3 and
/// splitmix64, both in the public domain).
class Hasher {
 public:
  Hasher& add(std::uint64_t value) {
    x_high = mix(x_high ^ (value * 0x9e3779b97f4a7c15U)) + 0x2545f4914f6cdd1dU;
    x_low = (x_low ^ mix(value + 0xd6e8feb86659fd93U)) * 0xff51afd7ed558ccdU;
    x_low ^= x_low >> 32U;
    return *this;
  }
  Hasher& add(const Digest& digest) { return add(digest.high).add(digest.low); }
  Hasher& add(std::string_view text) {
    add(text.size());
    std::uint64_t word = 0;
    std::size_t taken = 0;
    for (const char c : text) {
      word = (word << 8U) | static_cast<unsigned char>(c);
      if (++taken % 8 == 0) {
        add(word);
        word = 0;
      }
    }
    if (taken % 8 != 0) add(word);
    return *this;
  }
  Digest digest() const { return {mix(x_high + x_low), mix(x_low ^ (x_high << 1U))}; }

 private:
  static std::uint64_t mix(std::uint64_t value) {
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
  }
  std::uint64_t x_high = 0x6a09e667f3bcc908U;
  std::uint64_t x_low = 0xbb67ae8584caa73bU;
};

inline std::string to_hex(const Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint64_t lane : {digest.high, digest.low})
    for (int shift = 60; shift >= 0; shift -= 4) text += digits[(lane >> static_cast<unsigned>(shift)) & 15U];
  return text;
}

}  // namespace tollgate::sql
