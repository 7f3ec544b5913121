// The tokens of a text of SQL as a person of any dialect means them: comments left out, strings and quoted names whole,
// backticks and templates told apart. Never fails: libpg_query's scanner gives nothing at all for a text with an open
// quote, and its answer needs protobuf-c, which is not at hand. (scan.l of PostgreSQL is the rule for the rest.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::sql {

enum class TokenKind : std::uint8_t {
  word,    ///< a keyword or an unquoted name
  quoted,  ///< "name"
  string,  ///< 'text', E'text', $$text$$, and prefixed ones
  number,
  parameter,  ///< $1
  symbol,     ///< operators, as long as they go, and each of ( ) [ ] { } , ; : .
  backtick,   ///< `name`
  block,      ///< {{ … }}, {% … %}, {# … #}
};

struct Token {
  TokenKind kind = TokenKind::symbol;
  std::size_t begin = 0, end = 0;  ///< bytes
  std::string folded;              ///< word: in lower case; else as written
  int depth = 0;                   ///< of brackets around it; an opening one and its closing one have the same
  std::size_t partner = 0;         ///< brackets: index of the other one; itself when there is none
  bool open = false;               ///< a quote that is never closed
};

std::vector<Token> tokens_of(std::string_view sql);

}  // namespace tollgate::sql
