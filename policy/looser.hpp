// In what one layer guards less than another: the single comparisons that compare.cpp puts into findings.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/finding.hpp"
#include "core/gate.hpp"
#include "core/policy.hpp"

namespace tollgate::policy {

/// One thing that guards less.
struct Loosening {
  std::string key;   ///< within the layer, e.g. `gates.row-count-diff.max_growth_pct`, `review.approvals`
  std::string text;  ///< a clause, e.g. `max_growth_pct of row-count-diff goes from 10 to 20 %`
  Severity severity = Severity::warning;  ///< info when it can't be told which of the two values is stricter
  std::vector<Evidence> evidence{};
};

std::vector<Loosening> looser_gates(const GateTable& base, const GateTable& head, std::span<const Gate* const> gates);
/// Gates, review, merge window with its closed days, and rollback; not the select.
std::vector<Loosening> looser_layer(const Layer& base, const Layer& head, std::span<const Gate* const> gates);
/// llm and artifacts; the keys are those of the whole policy.
std::vector<Loosening> looser_sections(const Policy& base, const Policy& head);

}  // namespace tollgate::policy
