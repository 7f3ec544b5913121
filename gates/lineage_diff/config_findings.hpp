// Findings about settings that change what is loaded: each once per edit, however many models it reaches.
#pragma once

#include <string>
#include <vector>

#include "core/gate.hpp"
#include "gates/context.hpp"

namespace tollgate::gates::columns {

/// Empty where they are.
std::string why_settings_are_not_compared(const Context& context);

/// About the changed targets of the context that stand on both sides.
std::vector<Finding> config_findings(const Gate& gate, const Context& context);

}  // namespace tollgate::gates::columns
