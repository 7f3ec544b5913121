// Which sources changed so that what is read from them may change: their relation, quoting or external definition.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dbt/project.hpp"

namespace tollgate::dbt {

/// unique_id -> what changed, e.g. `identifier: orders -> orders_v2`. Sources on both sides only: a source that came
/// or went shows in the code that reads it. A database or schema that is renamed as a whole is the environment.
std::map<std::string, std::vector<std::string>, std::less<>> source_differences(const Project& base,
                                                                                const Project& head);

/// Fields of a source that dbt compares too although they move no row: freshness, loaded_at_field.
std::vector<std::string> source_descriptions_changed(const Source& base, const Source& head);

}  // namespace tollgate::dbt
