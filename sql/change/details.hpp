// What a parse tree says that a resolved Query does not hold: ONLY, the method of TABLESAMPLE, fields of an interval,
// … Two statements whose details differ are not the same, however alike their queries are.
#pragma once

#include <string>
#include <vector>

#include "sql/tree.hpp"

namespace tollgate::sql {

/// In the order of the text.
std::vector<std::string> details_of(const Tree& tree);

}  // namespace tollgate::sql
