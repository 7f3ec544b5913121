// The SQL that runs a model and counts what comes out: rows, and values per column. Nothing else leaves the database.
// Builds text and reads its answers; asks nobody.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/warehouse.hpp"

namespace tollgate::gates::sample_run {

/// More than this are not counted: PostgreSQL's select list ends at 1,664.
inline constexpr std::size_t most_columns = 1600;

/// One row: rows of the query, then how many of each column are not null. `limit` 0: of all rows; else of the first.
std::string counts_sql(std::string_view query, std::span<const std::string> columns, std::int64_t limit);
/// One row: whether each query gives any row, in one snapshot and at one time.
std::string any_rows_sql(std::string_view base, std::string_view head);
/// One row: the rows of base and its columns, then those of head, in one snapshot and at one time.
std::string counts_of_both_sql(std::string_view base, std::string_view head, std::span<const std::string> columns);
/// The planner's opinion of a relation, whatever its kind. Also tells whether it is there and may be read.
std::string plan_sql(std::string_view relation);
/// In the place of a relation: about one row of `one_in`, by a hash of its key, so the same ones each time.
std::string hashed_sample(std::string_view relation, std::span<const std::string> key, std::int64_t one_in);

struct Counts {
  std::int64_t rows = 0;
  std::vector<std::int64_t> values;  ///< per column, not null
};

/// Nothing for an answer that is none of ours.
std::optional<Counts> counts_in(const warehouse::Answer& answer, std::size_t first, std::size_t columns);
std::optional<bool> flag_in(const warehouse::Answer& answer, std::size_t column);
/// Rows by the topmost node of an EXPLAIN (FORMAT JSON).
std::optional<double> planned_rows(const warehouse::Answer& answer);

}  // namespace tollgate::gates::sample_run
