// What the name of a column says about personal data: a tokenising classifier, no sub-string search. Pure; knows the
// table's name and the SQL type, never a value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gates/pii_scan/entity.hpp"

namespace tollgate::pii_scan {

NameVerdict judge_name(const ColumnFacts& column);

}  // namespace tollgate::pii_scan
