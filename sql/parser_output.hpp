// The parse tree as libpg_query's JSON text, for the inside of this room. Needs a deep stack (deep_stack.hpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tollgate::sql {

/// Nothing when the text does not parse. `spare` bytes beyond the text are reserved for a JSON reader's padding.
std::optional<std::string> tree_as_json(std::string_view sql, std::size_t spare);

}  // namespace tollgate::sql
