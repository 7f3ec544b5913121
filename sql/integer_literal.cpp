#include "sql/integer_literal.hpp"

#include <algorithm>

namespace tollgate::sql {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// Block comments nest in PostgreSQL. An open one cannot come here: the text has parsed.
std::size_t after_block_comment(std::string_view sql, std::size_t at) {
  int depth = 0;
  while (at + 1 < sql.size()) {
    const std::string_view two = sql.substr(at, 2);
    if (two != "/*" && two != "*/") {
      ++at;
      continue;
    }
    depth += two == "/*" ? 1 : -1;
    at += 2;
    if (depth == 0) break;
  }
  return at;
}

// Blanks and comments.
std::size_t after_layout(std::string_view sql, std::size_t at) {
  while (at < sql.size()) {
    if (sql.substr(at, 2) == "--") {
      at = std::min(sql.find('\n', at), sql.size());
    } else if (sql.substr(at, 2) == "/*") {
      at = after_block_comment(sql, at);
    } else if (std::string_view(" \t\r\n\f\v").find(sql[at]) != std::string_view::npos) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

std::string normalised(std::string_view digits, bool negative) {
  std::string text;
  for (const char c : digits) {
    if (c != '_') text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (std::all_of(text.begin(), text.end(), is_digit)) {
    text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
  }
  return negative && text != "0" ? "-" + text : text;
}

}  // namespace

std::optional<std::string> integer_at(std::string_view sql, std::size_t offset) {
  bool negative = false;
  std::size_t at = after_layout(sql, offset);
  while (at < sql.size() && (sql[at] == '-' || sql[at] == '(')) {  // a plus sign is an operator of the tree
    if (sql[at] == '-') negative = !negative;
    at = after_layout(sql, at + 1);
  }
  std::size_t end = at;
  while (end < sql.size() && (is_digit(sql[end]) || (end > at && is_letter(sql[end])))) ++end;
  if (end == at) return std::nullopt;
  return normalised(sql.substr(at, end - at), negative);
}

}  // namespace tollgate::sql
