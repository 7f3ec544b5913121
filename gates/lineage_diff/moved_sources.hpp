// Sources that read another table than on base because somebody edited them: never because base and head are built in
// other environments.
#pragma once

#include <vector>

#include "core/gate.hpp"
#include "gates/context.hpp"

namespace tollgate::gates::columns {

/// One finding per edit: tables of one source that moved in the same way are told together, at the source's YAML.
std::vector<Finding> moved_sources(const Gate& gate, const Context& context);

}  // namespace tollgate::gates::columns
