// How closely a plan or a statement is looked at: of what is only compared with, names are enough.
#pragma once

#include <cstdint>

namespace tollgate::explain {

/// `names`: without conditions, and without what holds relations together.
enum class Look : std::uint8_t { names, whole };

}  // namespace tollgate::explain
