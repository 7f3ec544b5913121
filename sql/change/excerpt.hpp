// The piece of source text that an expression was written as, for a person.
#pragma once

#include <string>
#include <string_view>

#include "sql/query.hpp"

namespace tollgate::sql {

/// First byte of the expression; -1: not known.
int start_of(const Expr& expr);
/// On one line, at most 80 characters; empty when the place is not known.
std::string excerpt_of(const Expr& expr, std::string_view text);

}  // namespace tollgate::sql
