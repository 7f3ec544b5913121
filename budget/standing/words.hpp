// What is said of the budget to a person. For the room of the budget only.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "budget/standing.hpp"

namespace tollgate::budget {

/// One sentence with k, n, interval, what is allowed, and the verdict.
std::string words_of(const Cell& cell);

/// What holds for several cells: how many verdicts chance alone would give, what nobody could tell.
std::vector<std::string> notes_on(std::span<const Cell> cells, const Outcomes& outcomes);

}  // namespace tollgate::budget
