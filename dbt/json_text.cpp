#include "dbt/json_text.hpp"

#include <algorithm>

namespace tollgate::dbt {

void append_quoted(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (byte >= 0x20) {
      out += c;
    } else {
      out += "\\u00";
      out += digits[byte >> 4U];
      out += digits[byte & 0x0fU];
    }
  }
  out += '"';
}

std::string shown(std::string_view name) {
  constexpr std::size_t longest = 200;
  std::size_t length = std::min(name.size(), longest);
  while (length > 0 && length < name.size() && (static_cast<unsigned char>(name[length]) & 0xc0U) == 0x80U) --length;
  std::string text(name.substr(0, length));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  if (length < name.size()) text += "...";
  return text;
}

std::string object_text(const Meta& members) {
  std::string out = "{";
  for (const auto& [key, value] : members) {
    if (out.size() > 1) out += ',';
    append_quoted(out, key);
    out += ':';
    out += value;
  }
  return out + "}";
}

}  // namespace tollgate::dbt
