// Hooks of a run (on-run-start, on-run-end) that came, went or changed: they belong to no model, so the change is told.
#pragma once

#include <vector>

#include "core/gate.hpp"
#include "gates/context.hpp"

namespace tollgate::gates::columns {

/// One finding per hook that may write, about the change as a whole, at its line of dbt_project.yml.
std::vector<Finding> run_hook_findings(const Gate& gate, const Context& context);

}  // namespace tollgate::gates::columns
