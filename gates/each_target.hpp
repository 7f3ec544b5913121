// One target after the other, as long as the run has time: how gates that ask no server keep to its limit, and say how
// far they are. Owned by gates/; judges nothing itself.
#pragma once

#include <functional>

#include "core/gate.hpp"
#include "gates/context.hpp"

namespace tollgate::gates {

/// Calls `judge` for each target in order, and counts them for the run. Once the run is out of time it is called no
/// more: the targets that are left become errored, each with an outcome of its own.
void for_each_target(const Gate& gate, const Context& context, GateResult& result,
                     const std::function<void(const Target&)>& judge);

/// For a gate that judges all its targets together: throws Error (unjudged) once the run is out of time.
void require_time(const Context& context);

}  // namespace tollgate::gates
