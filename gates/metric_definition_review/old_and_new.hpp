// The old and the new definition of a column side by side, in as few words as tell them apart: the columns that it is
// computed from, else the text where it differs.
#pragma once

#include <string>

#include "lineage/difference.hpp"
#include "lineage/graph.hpp"

namespace tollgate::gates::metrics {

/// ``: `last_event_at` -> `last_seen_at` (customer_activity)``; empty when nothing can be told apart.
std::string old_and_new(const lineage::Graph& base, const lineage::Graph& head, const lineage::Difference& difference);

}  // namespace tollgate::gates::metrics
