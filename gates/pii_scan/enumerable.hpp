// Hashes that hide nothing: unsalted, of values of which there are so few that all of them can be tried. Pure.
#pragma once

#include <optional>

#include "gates/pii_scan/leaks.hpp"

namespace tollgate::pii_scan {

/// The column of the head whose unsalted hashes `column` holds and whose values can be enumerated: telephone and card
/// numbers, national ids, dates of birth, IP addresses; by what its tag or its name says.
std::optional<lineage::ColumnId> reversible_source(const Leaks& leaks, lineage::ColumnId column);

}  // namespace tollgate::pii_scan
