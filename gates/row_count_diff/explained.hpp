// Puts into a finding about a changed model's rows which join, filter or key made it so. Asks the warehouse through
// gates/fan_out; changes neither rule nor severity.
#pragma once

#include <vector>

#include "core/finding.hpp"
#include "gates/context.hpp"
#include "gates/row_count_diff/plan.hpp"

namespace tollgate::gates::rows {

/// Only for findings of row-count-growth, row-count-drop and zero-rows about models that the change touches, and within
/// their diagnosis_budget.
void explain(const Context& context, const Plan& plan, std::vector<Finding>& findings);

}  // namespace tollgate::gates::rows
