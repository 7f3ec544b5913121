// How closely a plan or a statement is looked at: of what is only compared with, names are enough.
#pragma once

#include <cstdint>

namespace tollgate::explain {

/// `nodes`: of the plan alone, and of the statement nothing. `names`: without conditions, and without what holds
/// relations together.
enum class Look : std::uint8_t { nodes, names, whole };

}  // namespace tollgate::explain
