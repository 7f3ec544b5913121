// Simple expressions as SQL over the columns of one relation, to be asked again: columns, constants, comparisons, AND,
// OR, NOT, casts and a few functions that give one value for one. Anything else is refused: never a guess.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sql/query.hpp"

namespace tollgate::sql {

/// What stands for a column reference; nothing: it is no column of that relation.
using TellColumn = std::function<std::optional<std::string>(const Expr&)>;

/// In parentheses where it is more than a name or a constant. Nothing when it cannot be told.
std::optional<std::string> told(const Expr& value, const TellColumn& column);

/// A name in double quotes.
std::string quoted_name(std::string_view name);

}  // namespace tollgate::sql
