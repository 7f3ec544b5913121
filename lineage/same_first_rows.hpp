// `row_number() over (…) = 1` on one side, and DISTINCT ON on the other that keeps the same rows. Only for the inside
// of this room.
#pragma once

#include <set>

#include "sql/meaning.hpp"

namespace tollgate::lineage {

/// The `first_of` of what both sides keep, in other words.
std::set<sql::Digest> same_first_rows(const sql::StatementFacts& base, const sql::StatementFacts& head);

}  // namespace tollgate::lineage
