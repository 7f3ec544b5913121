// Names in a sentence, cut where they would be too many to read.
#pragma once

#include <span>
#include <string>

namespace tollgate {

/// `a, b and 3 more`: the first five names in the order given, and how many were left out.
std::string listed(std::span<const std::string> names);

}  // namespace tollgate
