// Which join or filter of base is the one of head: by what is joined, by which keys and how, whatever the aliases are.
// Reads both texts' lists only.
#pragma once

#include <vector>

#include "sql/joins.hpp"

namespace tollgate::gates::fan_out {

/// Null: base has none like it.
const sql::Join* join_of_base(const std::vector<sql::JoinList>& head, const sql::Join& join,
                              const std::vector<sql::JoinList>& base);
bool has_filter(const std::vector<sql::JoinList>& base, const sql::RowFilter& filter);

}  // namespace tollgate::gates::fan_out
