// UTF-8 as the reporters need it: what is not valid becomes U+FFFD, and every code point knows how wide a terminal
// draws it and whether it is safe to show. Never asks the locale.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tollgate::reporters {

inline constexpr char32_t replacement_character = 0xFFFD;

struct CodePoint {
  char32_t value = replacement_character;
  std::size_t length = 1;  ///< bytes used
};

/// The first code point of a text that is not empty. An ill-formed sequence is U+FFFD and as long as its maximal
/// subpart (The Unicode Standard 15, table 3-7 and section 3.9, "U+FFFD substitution of maximal subparts").
CodePoint first_code_point(std::string_view text);

constexpr bool is_ascii(char32_t point) { return point < 0x80; }

/// Calls `take(char32_t)` for every code point of the text, in order.
template <class Take>
void each_code_point(std::string_view text, Take take) {
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.front());
    const CodePoint point = is_ascii(byte) ? CodePoint{byte, 1} : first_code_point(text);
    take(point.value);
    text.remove_prefix(point.length);
  }
}

void append_beyond_ascii(std::string& text, char32_t point);
inline void append_utf8(std::string& text, char32_t point) {
  if (!is_ascii(point)) return append_beyond_ascii(text, point);
  text += static_cast<char>(point);
}

/// Columns of a terminal: 2 for East Asian wide characters (UAX #11), else 1. Never too small: a combining mark is 1.
std::size_t width_beyond_ascii(char32_t point);
inline std::size_t display_width(char32_t point) { return is_ascii(point) ? 1 : width_beyond_ascii(point); }
std::size_t display_width(std::string_view text);

/// Control characters, line separators, bidirectional controls and invisible tags: what can move the cursor, reorder
/// or hide the text around it (CVE-2021-42574).
bool is_unsafe_beyond_ascii(char32_t point);
inline bool is_unsafe_to_show(char32_t point) {
  return is_ascii(point) ? point < 0x20 || point == 0x7F : is_unsafe_beyond_ascii(point);
}

}  // namespace tollgate::reporters
