#include "policy/text_check.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>

namespace tollgate::policy {

namespace {

constexpr std::size_t largest_file = 1U << 20U;  // a policy of a thousand layers has a tenth of it
constexpr std::string_view utf8_bom = "\xEF\xBB\xBF";

unsigned byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

/// Bytes of the well-formed UTF-8 sequence at `at` (Unicode 15, table 3-7), 0 when there is none.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const unsigned first = byte_at(text, at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                             : (first & 0xF0U) == 0xE0        ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte_at(text, at + i) & 0xC0U) != 0x80U) return 0;
  }
  const unsigned second = byte_at(text, at + 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool surrogate_or_beyond = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  return overlong || surrogate_or_beyond ? 0 : length;
}

bool refuse_encoding(std::string_view text, Mark mark, Problems& problems) {
  const std::string_view start = text.substr(0, 2);
  const bool utf16 = start == "\xFF\xFE" || start == "\xFE\xFF";
  problems.add(mark, utf16 ? fmt::format("the {} is UTF-16, expected UTF-8", problems.kind()) : "not valid UTF-8 here",
               "save the file as UTF-8");
  return false;
}

bool refuse_control(unsigned byte, Mark mark, Problems& problems) {
  problems.add(mark, fmt::format("control character 0x{:02x}, expected text", byte), "delete it");
  return false;
}

bool refuse_tab(Mark mark, Problems& problems) {
  problems.add(mark, "a tab in the indentation: YAML is indented with spaces only", "replace the tab by spaces");
  return false;
}

/// One pass over the characters. yaml-cpp takes 0x04 for the end of the file and would drop the rest silently.
bool check_characters(std::string_view text, Problems& problems) {
  Mark mark{1, 1};
  bool indenting = true;
  for (std::size_t at = 0; at < text.size();) {
    const unsigned byte = byte_at(text, at);
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return refuse_encoding(text, mark, problems);
    const bool is_space = byte == ' ' || byte == '\t';
    if ((byte < 0x20 && !is_space && byte != '\n' && byte != '\r') || byte == 0x7f)
      return refuse_control(byte, mark, problems);
    if (byte == '\t' && indenting) return refuse_tab(mark, problems);
    indenting = byte == '\n' || (indenting && is_space);
    at += length;
    mark = byte == '\n' ? Mark{mark.line + 1, 1} : Mark{mark.line, mark.column + 1};
  }
  return true;
}

}  // namespace

std::string_view without_bom(std::string_view text) {
  return text.substr(0, utf8_bom.size()) == utf8_bom ? text.substr(utf8_bom.size()) : text;
}

bool check_text(std::string_view text, Problems& problems) {
  if (text.size() > largest_file) {
    problems.add({},
                 fmt::format("the {} has {} bytes, at most {} are read", problems.kind(), text.size(), largest_file),
                 "is this the right file?");
    return false;
  }
  return check_characters(without_bom(text), problems);
}

}  // namespace tollgate::policy
