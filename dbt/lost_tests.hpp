// Tests that the head no longer has, or takes less seriously: dbt is green without them, so it is told.
#pragma once

#include <string>
#include <vector>

#include "dbt/project.hpp"

namespace tollgate::dbt {

/// At most two notes: data and unit tests of base, whose model is still on head, that are gone or disabled there, and
/// tests whose severity went from error to warn. Tests are matched by name and model: their ids hold a hash of their
/// arguments.
std::vector<std::string> lost_test_notes(const Project& base, const Project& head);

}  // namespace tollgate::dbt
