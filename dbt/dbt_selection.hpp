// What dbt's own state:modified selects and tollgate does not, and the other way round, with the reason.
#pragma once

#include <vector>

#include "dbt/changes.hpp"
#include "dbt/reasons.hpp"

namespace tollgate::dbt {

/// Over models, seeds, snapshots and sources, sorted by unique_id. dbt's rules as of dbt-core 1.10.
std::vector<DbtDifference> differences_from_dbt(const std::vector<NodeComparison>& nodes, const Surroundings& around);

}  // namespace tollgate::dbt
