// Whether the artifacts of base and head belong together, and what cannot be judged from them.
#pragma once

#include <string>
#include <vector>

#include "dbt/project.hpp"

namespace tollgate::dbt {

/// What a person should know of the two: other versions of dbt, a base newer than the head, another adapter, one file
/// for both sides. Throws Error (unjudged) when they are artifacts of two projects.
std::vector<std::string> check_fit(const Project& base, const Project& head);

}  // namespace tollgate::dbt
