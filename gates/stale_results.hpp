// Whether run_results.json is of an older build than the head's manifest: it holds the SQL that dbt ran, and that must
// be what the models are written as. Reads no file; owned by the gate `test`.
#pragma once

#include <string>

#include "gates/context.hpp"

namespace tollgate::gates::tests {

/// Names the nodes whose results are of other code than head's, and what to do; empty when there is none. What may be
/// compiled otherwise each time (variables, the hour, what a query of Jinja's returned, is_incremental(), another
/// environment's relations) is not held against them.
std::string stale_results_reason(const Context& context);

}  // namespace tollgate::gates::tests
