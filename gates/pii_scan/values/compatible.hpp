// Could this cell be what the column's name says? Asked where values alone prove nothing: dates of birth, documents,
// passwords, bare digits; and, to contradict a name, of everything. Pure.
#pragma once

#include <string_view>

#include "gates/pii_scan/entity.hpp"

namespace tollgate::pii_scan {

/// Lenient: a whole cell that a column of this entity may well hold. Dates of birth: 1900 to 2025 in the orders that
/// data has.
bool may_be(Entity entity, std::string_view cell, const ColumnFacts& column);

/// The year of a cell that is a date, or of a date and time; 0: none.
int year_of_date(std::string_view cell);

}  // namespace tollgate::pii_scan
