// Macros by which tests are made and that the change adds, edits or removes: the tests look as before, and say
// something else. One entry each, however many tests hang on it; one for all macros of an installed package.
#pragma once

#include <vector>

#include "dbt/test_changes.hpp"

namespace tollgate::dbt {

/// Comments and blanks do not count, nor do macros of dbt itself, which change with its version.
std::vector<TestChange> changed_test_macros(const Project& base, const Project& head);

}  // namespace tollgate::dbt
