#include "reporters/utf8.hpp"

#include <algorithm>
#include <array>

namespace tollgate::reporters {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t size>
bool within(const std::array<Range, size>& ranges, char32_t point) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [point](const Range& range) { return range.first <= point && point <= range.last; });
}

// UAX #11, classes W and F, in blocks.
constexpr std::array<Range, 15> wide{{{0x1100, 0x115F},
                                      {0x2E80, 0x303E},
                                      {0x3041, 0x33FF},
                                      {0x3400, 0x4DBF},
                                      {0x4E00, 0x9FFF},
                                      {0xA000, 0xA4CF},
                                      {0xA960, 0xA97F},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFE10, 0xFE6F},
                                      {0xFF00, 0xFF60},
                                      {0xFFE0, 0xFFE6},
                                      {0x1F300, 0x1F64F},
                                      {0x1F680, 0x1FAFF},
                                      {0x20000, 0x3FFFD}}};

/// Beside those of ASCII.
constexpr std::array<Range, 10> unsafe{{{0x80, 0x9F},
                                        {0x061C, 0x061C},
                                        {0x200B, 0x200B},
                                        {0x200E, 0x200F},
                                        {0x2028, 0x202E},
                                        {0x2060, 0x206F},
                                        {0xFEFF, 0xFEFF},
                                        {0xFFF9, 0xFFFB},
                                        {0xFFFE, 0xFFFF},
                                        {0xE0000, 0xE007F}}};

/// What may follow a lead byte: how many bytes, and the range of the first of them (table 3-7).
struct Lead {
  std::size_t following = 0;
  unsigned char lowest = 0x80;
  unsigned char highest = 0xBF;
};

Lead lead_of(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {};
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  if (byte < 0x80) return {byte, 1};
  Lead lead = lead_of(byte);
  if (lead.following == 0) return {};
  char32_t value = byte & (0x3FU >> lead.following);
  for (std::size_t i = 1; i <= lead.following; ++i) {
    const unsigned char next = i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
    if (next < lead.lowest || next > lead.highest) return {replacement_character, i};
    value = (value << 6U) | (next & 0x3FU);
    lead.lowest = 0x80;
    lead.highest = 0xBF;
  }
  return {value, lead.following + 1};
}

void append_beyond_ascii(std::string& text, char32_t point) {
  const auto add = [&text](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (point < 0x800) {
    add(0xC0U | (point >> 6U));
  } else if (point < 0x10000) {
    add(0xE0U | (point >> 12U));
    add(0x80U | ((point >> 6U) & 0x3FU));
  } else {
    add(0xF0U | (point >> 18U));
    add(0x80U | ((point >> 12U) & 0x3FU));
    add(0x80U | ((point >> 6U) & 0x3FU));
  }
  add(0x80U | (point & 0x3FU));
}

std::size_t width_beyond_ascii(char32_t point) { return within(wide, point) ? 2 : 1; }

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  each_code_point(text, [&width](char32_t point) { width += display_width(point); });
  return width;
}

bool is_unsafe_beyond_ascii(char32_t point) { return within(unsafe, point); }

}  // namespace tollgate::reporters
