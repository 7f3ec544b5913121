#include "gates/lineage_diff/config_call.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace tollgate::gates::columns {

namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view call = "config";

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Behind the string that opens at `at`.
std::size_t end_of_string(std::string_view code, std::size_t at) {
  const char quote = code[at];
  for (std::size_t i = at + 1; i < code.size(); ++i) {
    if (code[i] == '\\') {
      ++i;
    } else if (code[i] == quote) {
      return i + 1;
    }
  }
  return code.size();
}

/// Where the argument that begins at `at` ends: at its comma, or at the bracket that closes the call.
std::size_t end_of_argument(std::string_view code, std::size_t at) {
  int depth = 0;
  while (at < code.size()) {
    const char c = code[at];
    if (c == '\'' || c == '"') {
      at = end_of_string(code, at);
      continue;
    }
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') {
      if (depth == 0) return at;
      --depth;
    }
    if (c == ',' && depth == 0) return at;
    ++at;
  }
  return code.size();
}

bool is_same_key(std::string_view written, std::string_view key) {
  return std::ranges::equal(written, key, [](char a, char b) { return a == b || (a == '_' && b == '-'); });
}

/// `key = value` or, in a dict, `'key': value`.
std::optional<ConfigArgument> argument_in(std::string_view code, std::size_t from, std::size_t end,
                                          std::string_view key) {
  const std::size_t start = code.find_first_not_of(blanks, from);
  if (start >= end) return std::nullopt;
  const bool is_quoted = code[start] == '\'' || code[start] == '"';
  std::size_t behind = start;
  if (is_quoted) {
    behind = end_of_string(code, start);
  } else {
    while (behind < end && is_word(code[behind])) ++behind;
  }
  const std::string_view name =
      is_quoted ? code.substr(start + 1, behind - start - 2) : code.substr(start, behind - start);
  const std::size_t sign = code.find_first_not_of(blanks, behind);
  if (sign >= end || (code[sign] != '=' && code[sign] != ':') || !is_same_key(name, key)) return std::nullopt;
  return ConfigArgument{std::string(trimmed(code.substr(sign + 1, end - sign - 1))), start};
}

std::optional<ConfigArgument> argument_of_call(std::string_view code, std::size_t open, std::string_view key) {
  std::size_t at = open + 1;
  const std::size_t first = code.find_first_not_of(blanks, at);
  if (first != std::string_view::npos && code[first] == '{') at = first + 1;  // config({...})
  while (at < code.size()) {
    const std::size_t end = end_of_argument(code, at);
    if (auto found = argument_in(code, at, end, key)) return found;
    if (end >= code.size() || code[end] != ',') break;
    at = end + 1;
  }
  return std::nullopt;
}

}  // namespace

std::optional<ConfigArgument> config_argument(std::string_view code, std::string_view key) {
  std::optional<ConfigArgument> last;
  for (std::size_t at = code.find(call); at != std::string_view::npos; at = code.find(call, at + 1)) {
    if (at > 0 && is_word(code[at - 1])) continue;
    const std::size_t open = code.find_first_not_of(blanks, at + call.size());
    if (open == std::string_view::npos || code[open] != '(') continue;
    if (auto found = argument_of_call(code, open, key)) last = std::move(found);
  }
  return last;
}

bool is_literal(std::string_view text) {
  constexpr std::array<std::string_view, 6> constants{"true", "false", "none", "True", "False", "None"};
  constexpr std::string_view signs = " \t\r\n,:[](){}.-+";
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '\'' || text[at] == '"') {
      at = end_of_string(text, at);
    } else if (is_word(text[at])) {
      std::size_t end = at;
      while (end < text.size() && is_word(text[end])) ++end;
      const std::string_view word = text.substr(at, end - at);
      const bool is_number = std::ranges::all_of(word, [](unsigned char c) { return std::isdigit(c) != 0; });
      if (!is_number && std::ranges::find(constants, word) == constants.end()) return false;
      at = end;
    } else if (signs.find(text[at]) != std::string_view::npos) {
      ++at;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace tollgate::gates::columns
