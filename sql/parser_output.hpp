// The parse tree as libpg_query's JSON text, for the inside of this room. Needs a deep stack (deep_stack.hpp).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "sql/parse.hpp"

namespace tollgate::sql {

struct FreeTreeJson {
  void operator()(char* json) const;
};
/// As libpg_query gives it: ended by a NUL, and the owner may write into it.
using TreeJson = std::unique_ptr<char, FreeTreeJson>;

std::variant<TreeJson, ParseError> parse(const std::string& sql);
/// The same as a string. `spare` bytes beyond the text are reserved for a JSON reader's padding.
std::variant<std::string, ParseError> tree_as_json(std::string_view sql, std::size_t spare);

/// That byte of the text as a line and a column, with a message.
ParseError error_at_byte(std::string_view sql, std::size_t offset, std::string message);
/// What is said where the second of so many statements starts.
std::string several_statements(std::size_t count);

}  // namespace tollgate::sql
