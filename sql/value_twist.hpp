// Edits of a value that keep its inputs and turn its meaning: a condition that is its own opposite, and whole numbers
// that are divided where fractions were. For a person; pure, never a proof of anything.
#pragma once

#include <string_view>

#include "sql/analyse.hpp"
#include "sql/differing_part.hpp"

namespace tollgate::sql {

/// Whether one is the other's opposite, as far as its form tells: NOT around it, or `<>` for `=`, `is not null` for
/// `is null`, `not in` for `in`, two results of a CASE that changed places. Need a stack of stack_to_walk().
bool is_opposite(const Analysis& base, const ValueIn& before, const Analysis& head, const ValueIn& after);

/// Whether head's output of that name divides whole numbers (PostgreSQL's `/` of integers truncates towards zero) where
/// base's divided others, or was no whole number. Types that are not known tell nothing.
bool loses_fraction(const Analysis& base, const Analysis& head, std::string_view output);

}  // namespace tollgate::sql
