// The sections of a policy that are not about models: artifacts, warehouse, llm.
#pragma once

#include <string>

#include "core/policy.hpp"
#include "policy/load.hpp"
#include "policy/map_reader.hpp"
#include "policy/problems.hpp"

namespace tollgate::policy {

/// Reads the three sections out of the document and lays them over what `policy` holds. `from` is told as each value's
/// source; values of a preset (`in_file` false) have no place.
void read_settings(MapReader& document, const std::string& from, bool in_file, const Environment& environment,
                   Policy& policy, Problems& problems);

}  // namespace tollgate::policy
