// Grouped sub-queries that only look something up: joined by their whole key, in addition to what base joins. What they
// group by says nothing of the rows of the model. Only for the inside of this room; never decides on a doubt.
#pragma once

#include <set>

#include "sql/analyse.hpp"

namespace tollgate::lineage {

/// Of head: where these sub-queries group (GrainFact::location), as far as every SELECT that makes rows on base is
/// still there with all that it read. Empty when that is not so, e.g. where a relation was joined itself that now is
/// grouped.
std::set<int> added_lookups(const sql::Analysis& base, const sql::Analysis& head);

}  // namespace tollgate::lineage
