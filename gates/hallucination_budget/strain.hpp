// How the LLM budget stands for a change: whether limits are tightened for it. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/pull_request_summary.hpp"

namespace tollgate::gates {

struct BudgetStrain {
  std::vector<const BudgetLine*> exceeded;
  std::vector<const BudgetLine*> at_risk;
  bool tightens() const { return !exceeded.empty() || !at_risk.empty(); }
};

/// Of the lines over all layers and of those over the layers named.
BudgetStrain strain_of(std::span<const BudgetLine> budget, const std::vector<std::string>& layers);

/// The lines over all layers and those over the layers named.
std::vector<BudgetLine> concerning(std::span<const BudgetLine> budget, const std::vector<std::string>& layers);

/// `rollback_rate (all, 2026-Q4): 5/40, 95 % interval 5.5 % to 26.1 %, target 2 %`.
std::string budget_text(const BudgetLine& line);

}  // namespace tollgate::gates
