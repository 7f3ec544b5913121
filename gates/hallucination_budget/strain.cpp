#include "gates/hallucination_budget/strain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/figures.hpp"

namespace tollgate::gates {

namespace {

bool concerns(const BudgetLine& line, const std::vector<std::string>& layers) {
  return line.layer == "all" || std::ranges::find(layers, line.layer) != layers.end();
}

}  // namespace

std::vector<BudgetLine> concerning(std::span<const BudgetLine> budget, const std::vector<std::string>& layers) {
  std::vector<BudgetLine> lines;
  std::ranges::copy_if(budget, std::back_inserter(lines),
                       [&](const BudgetLine& line) { return concerns(line, layers); });
  return lines;
}

BudgetStrain strain_of(std::span<const BudgetLine> budget, const std::vector<std::string>& layers) {
  BudgetStrain strain;
  for (const BudgetLine& line : budget) {
    if (!concerns(line, layers)) continue;
    if (line.verdict == "exceeded") strain.exceeded.push_back(&line);
    if (line.verdict == "at-risk") strain.at_risk.push_back(&line);
  }
  return strain;
}

std::string budget_text(const BudgetLine& line) {
  return fmt::format("{} ({}, {}): {}/{}, 95 % interval {} to {}, target {}", line.metric, line.layer, line.period,
                     line.events, line.trials, rate_text(line.low), rate_text(line.high),
                     limit_text(100 * line.target));
}

}  // namespace tollgate::gates
