// The piece of source text that an expression was written as, for a person. Relations are called as lineage calls them:
// no name of an environment is left in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sql/query.hpp"

namespace tollgate::sql {

inline constexpr std::size_t short_excerpt = 80;
/// Longer than any text that is shown: who shows it cuts it.
inline constexpr std::size_t whole_excerpt = 2000;

/// First byte of the expression; -1: not known.
int start_of(const Expr& expr);
/// On one line, at most `longest` bytes: of one that is longer, sub-queries become `(select …)` first. Empty when the
/// place is not known.
std::string excerpt_of(const Expr& expr, std::string_view text, std::size_t longest = short_excerpt);
/// The same of an expression that this query holds, however long: a bare column that a star brings in is told by its
/// name.
std::string excerpt_of(const Expr& expr, const Query& holder, std::string_view text);

}  // namespace tollgate::sql
