// Since which version of PostgreSQL a function is there: release notes of 11 to 18, by hand.
#pragma once

#include <cstddef>
#include <string_view>

namespace tollgate::sql {

/// The first version that has a function of that name and number of arguments; 0: all that are supported, or unknown.
int function_since(std::string_view name, std::size_t arguments);
/// The first version whose grammar has that SQL/JSON function; 0: it is none.
int grammar_since(std::string_view name);

}  // namespace tollgate::sql
