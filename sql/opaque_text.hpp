// Where strings, quoted names and comments end, as PostgreSQL's scanner sees them: for those who look for something in
// a text that need not be SQL yet, or that is too early to parse. Never fails: what does not close ends with the text.
#pragma once

#include <cstddef>
#include <string_view>

namespace tollgate::sql {

/// Whether a name without quotes goes on with it (ident_cont of scan.l): also with any byte that is not ASCII.
constexpr bool continues_name(char c) {
  const bool ascii = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return ascii || c == '_' || c == '$' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// Behind the comment that opens at `from`; `from` itself when none does. Block comments nest.
std::size_t end_of_comment(std::string_view sql, std::size_t from);
/// Behind blanks and comments.
std::size_t end_of_blanks(std::string_view sql, std::size_t from);
/// Behind the string, quoted name or comment that opens at `from`; `from` itself when none does.
std::size_t end_of_opaque(std::string_view sql, std::size_t from);

}  // namespace tollgate::sql
