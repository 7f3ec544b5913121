// Counts per period or key: how a column is cut, what a period is called, and reading the counts. Values of keys that
// are no periods never get into a text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gates/row_count_diff/judge.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::gates::rows {

/// More groups than this are not compared: a key that is nearly unique is no partition.
inline constexpr int most_partitions = 10'000;

/// The unit for warehouse::count_by_period(), or empty to take the values themselves. `sql_type` is what PostgreSQL
/// calls the column's type; only `auto` asks for it.
std::string truncation_for(std::string_view group_period, std::string_view sql_type);

/// The question for the type of a column: one row, or none when there is no such relation or column.
std::string column_type_sql(std::string_view relation, std::string_view column);

/// `2023-03` for the month, `2023-Q1`, `week of 2023-03-06`, … of a truncated time as PostgreSQL writes it.
std::string period_label(const std::optional<std::string>& time, std::string_view truncation);

/// Nothing when there are more than most_partitions, or a cell is no number.
std::optional<Partitions> partitions_in(const warehouse::Answer& answer, std::string_view truncation);

}  // namespace tollgate::gates::rows
