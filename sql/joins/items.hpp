// What one item of FROM, or one condition, says by itself. For the inside of sql/joins.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "sql/query.hpp"

namespace tollgate::sql {

/// A call, or LATERAL: what it gives may depend on the row before it.
bool depends_on_others(const RangeEntry& entry);
/// A comparison of bare columns: never true of a row that an outer join filled up with nulls.
bool needs_values(const Expr& condition);
/// The entries of its leaves.
std::set<int> items_of(const JoinTree& tree);
/// Of a bare reference, as the item of FROM calls it.
std::optional<std::string> column_name(const Query& query, const Expr& value);

}  // namespace tollgate::sql
