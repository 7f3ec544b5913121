// What only types can tell of a resolved statement: operators and calls that no row of the catalogue fits, and what
// PostgreSQL takes with another meaning than other dialects.
#pragma once

#include <string_view>
#include <vector>

#include "sql/query.hpp"
#include "sql/references.hpp"

namespace tollgate::sql {

/// Whether a value of type `given` may stand where `wanted` is declared, without being cast: as PostgreSQL's
/// can_coerce_type() in implicit context. True as well when either is not known.
bool may_be_passed(std::string_view given, std::string_view wanted);

/// No operator of pg_operator takes these operands, or no function these arguments, whatever is not known of them.
bool is_unknown_operation(const Expr& operation);
bool has_unfit_arguments(const Expr& call);

/// Valid here, with another meaning elsewhere.
void find_drift(const Expr& expr, std::vector<ReferenceFinding>& findings);

}  // namespace tollgate::sql
