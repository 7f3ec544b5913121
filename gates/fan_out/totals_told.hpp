// What a report says of the models that add up multiplied or lost rows: names, and by how much a total grew, as a ratio
// alone. Asks both warehouses for totals; no total leaves.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.hpp"
#include "gates/context.hpp"

namespace tollgate::gates::fan_out {

struct TotalsTold {
  std::string clause;  ///< for the message; empty: nothing below adds up these rows
  std::vector<Evidence> evidence;
};

/// One per model, in order; all empty where head's lineage is not at hand. `budget` is for all questions together.
std::vector<TotalsTold> tell_totals(const Context& context, std::span<const std::string> unique_ids,
                                    std::chrono::seconds budget);

}  // namespace tollgate::gates::fan_out
