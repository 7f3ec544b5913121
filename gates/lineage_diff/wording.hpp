// What lineage-diff says about a difference, for a person. Texts of SQL are cut; cells of data never reach this place.
#pragma once

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
/// `all 7 columns (a, b, c, d, e and 2 more)`, `3 of 7 columns (a, b, c)`: of so many that the model has.
std::string which_columns(const std::vector<std::string>& names, std::size_t of);
/// `fct_orders: 7 columns (…) come from b now, on base from a`: columns that share an edit, of which `first` is one.
std::string together_clause(const std::string& model, const std::string& columns, const lineage::Difference& first);
/// `fct_days: net and net_per_trip are aggregated in another way: `sum(net)` -> `avg(net)``: columns that differ by one
/// part of the text, of which `first` is one.
std::string edit_clause(const std::string& model, const std::vector<std::string>& names,
                        const lineage::Difference& first);
/// `14 downstream columns in 6 models; dashboard weekly_revenue`, with the way there; empty when nobody is reached.
std::string reach_clause(const lineage::Graph& graph, const lineage::Reach& reach);
std::vector<Evidence> reach_evidence(const lineage::Reach& reach);
/// On one line, cut between characters where it is long.
std::string shortened(std::string text);
/// Unique_ids as people call them: `model orders` -> `orders`, `metric revenue`.
std::vector<std::string> spoken(const std::vector<std::string>& unique_ids);

}  // namespace tollgate::gates::columns
