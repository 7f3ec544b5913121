// A set of bytes as a table, for what is looked up for every byte of every cell: std::string_view::find_first_of()
// calls memchr for each.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace tollgate::pii_scan {

class ByteSet {
 public:
  explicit constexpr ByteSet(std::string_view bytes) {
    for (const char byte : bytes) x_has[static_cast<unsigned char>(byte)] = true;
  }
  constexpr bool has(char byte) const { return x_has[static_cast<unsigned char>(byte)]; }

  /// Where the first byte of it stands, from `at` on; npos: none.
  constexpr std::size_t first_in(std::string_view text, std::size_t at = 0) const { return find(text, at, true); }
  /// Where the first byte stands that is not of it; npos: none.
  constexpr std::size_t first_beyond(std::string_view text, std::size_t at = 0) const { return find(text, at, false); }
  constexpr bool any_in(std::string_view text) const { return first_in(text) != std::string_view::npos; }

 private:
  constexpr std::size_t find(std::string_view text, std::size_t at, bool wanted) const {
    for (; at < text.size(); ++at) {
      if (has(text[at]) == wanted) return at;
    }
    return std::string_view::npos;
  }

  std::array<bool, 256> x_has{};
};

inline constexpr ByteSet decimal_digits("0123456789");

}  // namespace tollgate::pii_scan
