// What the change takes from dbt's tests, as findings of the gate `test`: needs both manifests, no results and no
// warehouse, and no changed model either.
#pragma once

#include "core/gate.hpp"
#include "gates/context.hpp"

namespace tollgate::gates::tests {

/// Adds a finding for each lost or edited test of a target, and of what no model stands for; of the latter also the
/// outcome, which no target has.
void judge_test_changes(const Context& context, GateResult& result);

}  // namespace tollgate::gates::tests
