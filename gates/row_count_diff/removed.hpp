// A relation that head has no more: who used it, and is still there. Pure: two projects in, a fault out.
#pragma once

#include <string>
#include <vector>

#include "dbt/project.hpp"
#include "gates/row_count_diff/judge.hpp"

namespace tollgate::gates::rows {

/// unique_ids of what used `id` directly on base, is still there on head, and was not moved to something else: it
/// still names `id`, or it is an exposure that merely stopped naming it (dbt demands that edit; the dashboard behind
/// it reads the table all the same). An exposure that names something new instead has been moved. Sorted; no tests.
std::vector<std::string> users_left(const dbt::Project& base, const dbt::Project& head, const std::string& id);

/// The fault of a model that is in base only. `name` opens the message.
RowFault judge_removed(const std::string& name, const dbt::Project& base, const dbt::Project& head,
                       const std::string& id);

}  // namespace tollgate::gates::rows
