// What an SQLSTATE means to tollgate. Never message text: messages are localised and can hold data.
// Codes: PostgreSQL manual, appendix A "PostgreSQL Error Codes".
#pragma once

#include <string_view>

#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {

/// The problem behind the five characters; `none` for an empty text.
Problem problem_of(std::string_view sqlstate);

/// Whether the same question may succeed when asked again in a new transaction: serialization failure, deadlock.
bool worth_repeating(std::string_view sqlstate);

}  // namespace tollgate::warehouse
