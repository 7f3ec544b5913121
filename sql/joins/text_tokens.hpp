// The words and signs of a statement with what stands in which parentheses; CASE … END counts as a pair, too. Strings,
// quoted names and comments are never looked into. For the inside of sql/.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "sql/joins/select_text.hpp"

namespace tollgate::sql {

struct TextTokens {
 public:
  using Index = std::size_t;
  /// The parent of what stands in no parentheses: `outside + 1` is the first token.
  static constexpr Index outside = static_cast<Index>(-1);

  struct Token {
    std::size_t from = 0, to = 0;
    Index parent = outside;
    Index close = 0;  ///< of an opening one: what closes it; else itself
    bool word = false;
  };

  explicit TextTokens(std::string_view text);

  std::string_view text() const { return x_text; }
  std::string_view text(TextSpan span) const { return x_text.substr(span.from, span.to - span.from); }
  Index size() const { return x_tokens.size(); }
  const Token& at(Index i) const { return x_tokens[i]; }
  Index parent_of(Index i) const { return x_tokens[i].parent; }
  Index close_of(Index i) const { return x_tokens[i].close; }
  /// Of what stands directly within that opening token: behind the last one.
  Index end_of(Index parent) const { return parent == outside ? x_end : x_tokens[parent].close; }
  /// The first token that begins at or behind that byte.
  Index first_at(std::size_t byte) const;
  /// Whether it is that keyword (lower case) or sign; a name behind AS or a dot is none.
  bool is(Index i, std::string_view word) const;

 private:
  void add(std::size_t from, std::size_t to, bool word);
  bool spells(const Token& token, std::string_view word) const;

  std::string_view x_text;
  std::vector<Token> x_tokens;
  std::vector<Index> x_open;
  Index x_end = 0;  ///< a semicolon, or behind all
};

}  // namespace tollgate::sql
