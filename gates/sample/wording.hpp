// What the gate `sample` says: findings from counts, names and SQLSTATEs, each at the line of the model's own file that
// it is about, where one line can be told.
#pragma once

#include <string>
#include <vector>

#include "core/finding.hpp"
#include "gates/sample/runs.hpp"
#include "gates/sample/trial.hpp"

namespace tollgate::gates::sample_run {

Finding empty_finding(const Context& context, const Trial& trial, const Run& base);
/// Of one column: rows on head, and values on base.
Finding null_finding(const Trial& trial, const std::string& column, std::int64_t head_rows, std::int64_t base_values);
Finding error_finding(const Trial& trial, const std::string& sqlstate);
Finding as_before_finding(const Trial& trial, const Run& head, const Run& base);

/// `a sample of 1 row in 12 of "marts"."orders"`.
std::string cut_text(const Trial& trial);

}  // namespace tollgate::gates::sample_run
