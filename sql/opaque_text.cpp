#include "sql/opaque_text.hpp"

#include <cctype>

namespace tollgate::sql {
namespace {

bool is_name_part(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

std::size_t end_of(std::string_view sql, std::string_view closing, std::size_t from) {
  const std::size_t at = sql.find(closing, from);
  return at == std::string_view::npos ? sql.size() : at + closing.size();
}

/// A doubled quote needs no care: it ends one text and opens the next. Backslashes count in E'…' only.
std::size_t end_of_quoted(std::string_view sql, std::size_t from) {
  const char quote = sql[from];
  const bool escapes = quote == '\'' && from > 0 && (sql[from - 1] == 'e' || sql[from - 1] == 'E') &&
                       (from < 2 || !is_name_part(sql[from - 2]));
  for (std::size_t i = from + 1; i < sql.size(); ++i) {
    if (escapes && sql[i] == '\\') {
      ++i;
    } else if (sql[i] == quote) {
      return i + 1;
    }
  }
  return sql.size();
}

/// PostgreSQL's block comments nest.
std::size_t end_of_block_comment(std::string_view sql, std::size_t from) {
  int depth = 0;
  for (std::size_t i = from; i + 1 < sql.size();) {
    if (sql.substr(i, 2) == "/*") {
      ++depth;
      i += 2;
    } else if (sql.substr(i, 2) == "*/") {
      i += 2;
      if (--depth == 0) return i;
    } else {
      ++i;
    }
  }
  return sql.size();
}

/// `$tag$ … $tag$`; `from` itself when no such text opens here.
std::size_t end_of_dollar_quoted(std::string_view sql, std::size_t from) {
  if (from > 0 && is_name_part(sql[from - 1])) return from;
  std::size_t i = from + 1;
  while (i < sql.size() && is_name_part(sql[i])) ++i;
  if (i >= sql.size() || sql[i] != '$') return from;
  if (i > from + 1 && std::isdigit(static_cast<unsigned char>(sql[from + 1])) != 0) return from;
  return end_of(sql, sql.substr(from, i - from + 1), i + 1);
}

}  // namespace

std::size_t end_of_comment(std::string_view sql, std::size_t from) {
  if (sql.substr(from, 2) == "--") return end_of(sql, "\n", from);
  if (sql.substr(from, 2) == "/*") return end_of_block_comment(sql, from);
  return from;
}

std::size_t end_of_blanks(std::string_view sql, std::size_t from) {
  while (from < sql.size()) {
    const std::size_t end = end_of_comment(sql, from);
    const bool blank = end == from && std::isspace(static_cast<unsigned char>(sql[from])) != 0;
    if (end == from && !blank) break;
    from = blank ? from + 1 : end;
  }
  return from;
}

std::size_t end_of_opaque(std::string_view sql, std::size_t from) {
  switch (sql[from]) {
    case '\'':
    case '"':
      return end_of_quoted(sql, from);
    case '$':
      return end_of_dollar_quoted(sql, from);
    default:
      return end_of_comment(sql, from);
  }
}

}  // namespace tollgate::sql
