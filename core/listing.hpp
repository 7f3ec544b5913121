// Names in a sentence, cut where they would be too many to read.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace tollgate {

/// `a, b and 3 more`: the first names in the order given, and how many were left out.
std::string listed(std::span<const std::string> names, std::size_t most = 5);

}  // namespace tollgate
