// The order of outcomes. For the files of this folder only.
#pragma once

#include <vector>

#include "budget/outcomes.hpp"

namespace tollgate::budget {

/// By target, then time.
void sort_events(std::vector<OutcomeEvent>& events);

}  // namespace tollgate::budget
