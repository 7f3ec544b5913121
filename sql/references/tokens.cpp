#include "sql/references/tokens.hpp"

#include <algorithm>
#include <cctype>

#include "core/lower.hpp"
#include "sql/opaque_text.hpp"

namespace tollgate::sql {

namespace {

constexpr std::string_view operator_characters = "~!@#^&|?+-*/%<>=";
constexpr std::string_view bracket_characters = "()[]{}";
constexpr std::size_t longest_operator = 64;  // NAMEDATALEN: PostgreSQL has none as long, and no run is read twice

bool starts_word(char byte) {
  const auto c = static_cast<unsigned char>(byte);
  return std::isalpha(c) != 0 || byte == '_' || c >= 0x80U;
}
bool is_digit(char byte) { return std::isdigit(static_cast<unsigned char>(byte)) != 0; }

class Scanner {
 public:
  explicit Scanner(std::string_view sql) : x_sql(sql) {}

  std::vector<Token> scan() {
    while (skip_blanks(), x_at < x_sql.size()) next();
    pair_brackets();
    return std::move(x_tokens);
  }

 private:
  bool at(std::string_view text) const { return x_sql.substr(x_at, text.size()) == text; }

  bool line_is_blank_so_far() const {
    const std::size_t last = x_sql.substr(0, x_at).find_last_not_of(" \t\r");
    return last == std::string_view::npos || x_sql[last] == '\n';
  }

  void skip_blanks() { x_at = end_of_blanks(x_sql, x_at); }

  void add(TokenKind kind, std::size_t end, bool open = false) {
    const std::string_view text = x_sql.substr(x_at, end - x_at);
    x_tokens.push_back(
        {kind, x_at, end, kind == TokenKind::word ? lowered(text) : std::string(text), 0, x_tokens.size(), open});
    x_at = end;
  }

  /// From the opening quote at `from`; a doubled quote is part of the text.
  void add_quoted(TokenKind kind, std::size_t from, char quote, bool backslashes) {
    std::size_t end = from + 1;
    while (end < x_sql.size()) {
      const bool escaped = backslashes && x_sql[end] == '\\';
      const bool doubled = x_sql[end] == quote && end + 1 < x_sql.size() && x_sql[end + 1] == quote;
      if (!escaped && !doubled && x_sql[end] == quote) return add(kind, end + 1);
      end += escaped || doubled ? 2 : 1;
    }
    add(kind, x_sql.size(), true);
  }

  bool add_dollar_quoted() {
    std::size_t tag = x_at + 1;
    while (tag < x_sql.size() && x_sql[tag] != '$' && continues_name(x_sql[tag])) ++tag;
    if (tag >= x_sql.size() || x_sql[tag] != '$' || is_digit(x_sql[x_at + 1])) return false;
    const std::string_view mark = x_sql.substr(x_at, tag + 1 - x_at);
    const std::size_t close = x_sql.find(mark, tag + 1);
    const bool open = close == std::string_view::npos;
    add(TokenKind::string, open ? x_sql.size() : close + mark.size(), open);
    return true;
  }

  bool add_block() {
    for (const auto& [begin, end] : {std::pair("{{", "}}"), std::pair("{%", "%}"), std::pair("{#", "#}")}) {
      if (!at(begin)) continue;
      const std::size_t close = x_sql.find(end, x_at + 2);
      add(TokenKind::block, close == std::string_view::npos ? x_sql.size() : close + 2);
      return true;
    }
    return false;
  }

  void add_number() {
    std::size_t end = x_at;
    while (end < x_sql.size() && (continues_name(x_sql[end]) || x_sql[end] == '.')) ++end;
    add(TokenKind::number, end);
  }

  void add_word() {
    std::size_t end = x_at;
    while (end < x_sql.size() && continues_name(x_sql[end])) ++end;
    const std::string prefix = lowered(x_sql.substr(x_at, end - x_at));
    const bool quote = end < x_sql.size() && x_sql[end] == '\'';
    if (quote && (prefix == "e" || prefix == "b" || prefix == "x" || prefix == "n")) {
      return add_quoted(TokenKind::string, end, '\'', prefix == "e");
    }
    add(TokenKind::word, end);
  }

  void add_operator() {
    std::size_t end = x_at;
    const std::size_t farthest = std::min(x_at + longest_operator, x_sql.size());
    while (end < farthest && operator_characters.find(x_sql[end]) != std::string_view::npos &&
           x_sql.substr(end, 2) != "--" && x_sql.substr(end, 2) != "/*") {
      ++end;
    }
    // As scan.l: only operators with one of these may end in + or -.
    const bool special = x_sql.substr(x_at, end - x_at).find_first_of("~!@#%^&|?") != std::string_view::npos;
    while (!special && end > x_at + 1 && (x_sql[end - 1] == '+' || x_sql[end - 1] == '-')) --end;
    add(TokenKind::symbol, std::max(end, x_at + 1));
  }

  void next() {
    const char first = x_sql[x_at];
    const char second = x_at + 1 < x_sql.size() ? x_sql[x_at + 1] : '\0';
    if (first == '\'') return add_quoted(TokenKind::string, x_at, '\'', false);
    if (first == '"') return add_quoted(TokenKind::quoted, x_at, '"', false);
    if (first == '`') return add_quoted(TokenKind::backtick, x_at, '`', false);
    if (first == '#' && line_is_blank_so_far() && second != '>' && second != '-') {
      return add(TokenKind::block, std::min(x_sql.find('\n', x_at), x_sql.size()));
    }
    if (first == '{' && add_block()) return;
    if (first == '$' && add_dollar_quoted()) return;
    if (first == '$') return add_parameter();
    if (is_digit(first) || (first == '.' && is_digit(second))) return add_number();
    if (starts_word(first)) return add_word();
    if (at("::") || at(":=")) return add(TokenKind::symbol, x_at + 2);
    if (operator_characters.find(first) != std::string_view::npos) return add_operator();
    add(TokenKind::symbol, x_at + 1);
  }

  void add_parameter() {
    std::size_t end = x_at + 1;
    while (end < x_sql.size() && continues_name(x_sql[end])) ++end;
    add(TokenKind::parameter, end);
  }

  void pair_brackets() {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < x_tokens.size(); ++i) {
      Token& token = x_tokens[i];
      const bool bracket = token.kind == TokenKind::symbol && token.folded.size() == 1 &&
                           bracket_characters.find(token.folded[0]) != std::string_view::npos;
      const std::size_t which = bracket ? bracket_characters.find(token.folded[0]) : 0;
      if (bracket && which % 2 == 1 && !open.empty() &&
          x_tokens[open.back()].folded[0] == bracket_characters[which - 1]) {
        token.partner = open.back();
        x_tokens[open.back()].partner = i;
        open.pop_back();
      }
      token.depth = static_cast<int>(open.size());
      if (bracket && which % 2 == 0) open.push_back(i);
    }
  }

  std::string_view x_sql;
  std::size_t x_at = 0;
  std::vector<Token> x_tokens;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view sql) { return Scanner(sql).scan(); }

}  // namespace tollgate::sql
