// The small cases of every gate: each has a name `pass-*`, `fail-*` or `error-*` and a golden at
// fixtures/gates/<gate>/<name>/expected.txt. golden_test.cpp runs them all.
#pragma once

#include <string_view>
#include <vector>

#include "core/gate.hpp"

namespace tollgate::test_gates {

struct Case {
  std::string_view gate;
  std::string_view name;
  GateResult (*run)();
};

std::vector<Case> parse_cases();
std::vector<Case> compile_cases();
std::vector<Case> test_cases();
std::vector<Case> test_changes_cases();
std::vector<Case> references_cases();
std::vector<Case> row_count_cases();
std::vector<Case> lineage_diff_cases();
std::vector<Case> metric_cases();
std::vector<Case> pii_scan_cases();
std::vector<Case> explain_cases();
std::vector<Case> sample_cases();
std::vector<Case> hallucination_budget_cases();
std::vector<Case> review_cases();
std::vector<Case> merge_window_cases();

}  // namespace tollgate::test_gates
