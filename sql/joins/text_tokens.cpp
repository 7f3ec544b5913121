#include "sql/joins/text_tokens.hpp"

#include <algorithm>
#include <cctype>

#include "sql/opaque_text.hpp"

namespace tollgate::sql {

namespace {

bool is_name_part(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || c == '_' || c == '$' || byte >= 0x80U;
}

bool is_operator(char c) { return std::string_view("+-*/<>=~!@#%^&|`?").find(c) != std::string_view::npos; }

/// Behind the operator at `at`: no comment begins within it, and `=-1` is two (PostgreSQL manual, 4.1.3).
std::size_t end_of_operator(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_operator(text[end]) && end_of_comment(text, end) == end) ++end;
  const std::string_view sign = text.substr(at, end - at);
  const bool special = sign.find_first_of("~!@#%^&|`?") != std::string_view::npos;
  while (end - at > 1 && !special && (text[end - 1] == '-' || text[end - 1] == '+')) --end;
  return std::max(end, at + 1);
}

}  // namespace

TextTokens::TextTokens(std::string_view text) : x_text(text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::size_t comment = end_of_comment(text, at);
    if (std::isspace(byte) != 0 || comment != at) {
      at = std::max(comment, at + 1);
      continue;
    }
    std::size_t end = end_of_opaque(text, at);
    const bool word = end == at && is_name_part(text[at]);
    if (word) {
      while (end < text.size() && is_name_part(text[end])) ++end;
    } else if (end == at) {
      end = is_operator(text[at]) ? end_of_operator(text, at) : at + 1;
    }
    add(at, end, word);
    at = end;
  }
  x_end = x_tokens.size();
  // What is never closed reaches to the end.
  for (const Index open : x_open) x_tokens[open].close = x_tokens.size();
  for (Index i = 0; i < x_tokens.size() && x_end == x_tokens.size(); ++i) {
    if (x_tokens[i].parent == outside && is(i, ";")) x_end = i;
  }
}

void TextTokens::add(std::size_t from, std::size_t to, bool word) {
  const Index i = x_tokens.size();
  x_tokens.push_back({from, to, x_open.empty() ? outside : x_open.back(), i, word});
  const bool closes = is(i, ")") || is(i, "]") || is(i, "end");
  if (closes && !x_open.empty()) {
    x_tokens[x_open.back()].close = i;
    x_tokens[i].parent = x_tokens[x_open.back()].parent;
    x_open.pop_back();
  } else if (is(i, "(") || is(i, "[") || is(i, "case")) {
    x_open.push_back(i);
  }
}

TextTokens::Index TextTokens::first_at(std::size_t byte) const {
  const auto found = std::lower_bound(x_tokens.begin(), x_tokens.end(), byte,
                                      [](const Token& token, std::size_t at) { return token.from < at; });
  return static_cast<Index>(found - x_tokens.begin());
}

bool TextTokens::is(Index i, std::string_view word) const {
  if (i >= x_tokens.size() || !spells(x_tokens[i], word)) return false;
  if (!x_tokens[i].word || i == 0) return true;
  return !spells(x_tokens[i - 1], ".") && (word == "not" || word == "materialized" || !spells(x_tokens[i - 1], "as"));
}

bool TextTokens::spells(const Token& token, std::string_view word) const {
  return token.to - token.from == word.size() &&
         std::equal(word.begin(), word.end(), x_text.begin() + static_cast<std::ptrdiff_t>(token.from),
                    [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
}

}  // namespace tollgate::sql
