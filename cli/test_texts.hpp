// The YAML of dbt tests on both sides, from the checkout and from git: which of their differences nobody wrote.
#pragma once

#include "cli/circumstances.hpp"
#include "cli/inputs.hpp"

namespace tollgate::cli {

/// Takes from `changes.tests` what Jinja in YAML renders otherwise in the environment of head.
void drop_environment_differences(Artifacts& artifacts, const Circumstances& known);

}  // namespace tollgate::cli
