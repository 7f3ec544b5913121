// Stars over relations whose columns are not known: what a query puts out is more than its outputs tell.
#pragma once

#include "sql/query.hpp"

namespace tollgate::sql {

/// Whether such a star stands in the select list of the query, or of a branch of its set operation.
bool has_open_star(const Query& query);

}  // namespace tollgate::sql
