// The SQL that asks whether a join multiplies or loses rows, without running it: counts of keys, never a key. Builds
// text only; asks nobody. Relations come quoted, from warehouse::quoted_relation(); keys and filters from
// sql/joins.hpp.
#pragma once

#include <string>
#include <vector>

namespace tollgate::gates::fan_out {

/// A relation and which of its rows count.
struct Rows {
  std::string relation;
  std::vector<std::string> filters;  ///< all of them must hold
};

/// One row: t when two rows share a key. Keys with a null never match and don't count.
std::string any_repeated_key(const Rows& right, const std::vector<std::string>& keys);
/// One row: how many keys more than one row shares.
std::string repeated_keys(const Rows& right, const std::vector<std::string>& keys);
/// One row: rows of the left side, rows of it without a match, rows of an inner join of both. From counts per key of
/// either side; the rows themselves are never joined.
std::string join_counts(const Rows& left, const std::vector<std::string>& left_keys, const Rows& right,
                        const std::vector<std::string>& right_keys);
/// One row: the rows, and how many are kept by the first, by the first two, … of the conditions.
std::string kept_counts(const std::string& relation, const std::vector<std::string>& conditions);
/// One row: the number of rows.
std::string count_rows(const Rows& rows);

}  // namespace tollgate::gates::fan_out
