// Which columns of a project should be tagged: those that carry tagged data and do not say so, and those whose names
// say personal data. Pure.
#pragma once

#include <string>
#include <vector>

#include "gates/pii_scan/settings.hpp"
#include "lineage/graph.hpp"

namespace tollgate::pii_scan {

struct Suggestion {
  lineage::ColumnId column = 0;
  std::string value;  ///< of `meta.pii`: `true`, `pseudonymised`
  std::string why;    ///< for a person: the way of the data, or what the name says
};

/// By column. Makes its own deep stack.
std::vector<Suggestion> suggestions(const lineage::Graph& graph, const Settings& settings);

}  // namespace tollgate::pii_scan
