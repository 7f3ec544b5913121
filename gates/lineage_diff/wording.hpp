// What lineage-diff says about a difference, for a person. Texts of SQL are cut; cells of data never reach this place.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/finding.hpp"
#include "lineage/difference.hpp"

namespace tollgate::gates::columns {

struct Graphs {
  const lineage::Graph& base;
  const lineage::Graph& head;
};

/// `fct_orders.net_amount: from int_orders.gross_amount, not from int_orders.net_amount`.
std::string clause(const std::string& model, const lineage::Difference& difference);
/// `14 downstream columns in 6 models; dashboard weekly_revenue`, with the way there; empty when nobody is reached.
std::string reach_clause(const lineage::Difference& difference, const lineage::Reach& reach, const Graphs& graphs);
std::vector<Evidence> reach_evidence(const lineage::Reach& reach);
/// On one line, cut between characters where it is long.
std::string shortened(std::string text);
/// `a, b, c and 4 more`.
std::string listed(std::span<const std::string> names);
/// Unique_ids as people call them: `model orders` -> `orders`, `metric revenue`.
std::vector<std::string> spoken(const std::vector<std::string>& unique_ids);

}  // namespace tollgate::gates::columns
