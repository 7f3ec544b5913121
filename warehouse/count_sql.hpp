// The SQL of row counts and planner estimates, for Warehouse::ask(). Builds text only; asks nobody.
// Relations come quoted, from quoted_relation(). Columns are names, quoted here. `where` is the policy's own text.
#pragma once

#include <string>
#include <string_view>

namespace tollgate::warehouse {

/// Both ends are included. The values are literals that the server casts to the column's type; empty: open at that end.
struct Window {
  std::string column;  ///< empty: no window
  std::string from;
  std::string to;
};

/// Which rows of a relation are looked at.
struct Scope {
  std::string relation;  ///< from quoted_relation()
  std::string where;     ///< the policy's condition; empty: all rows
  Window window;
};

/// Whether the text cannot leave the parentheses that it is put into: no closing parenthesis without an opening one, no
/// semicolon, nothing left open. That it is a condition at all is for the server to say.
bool is_closed_expression(std::string_view text);

/// One row: the number of rows.
/// All functions that take a Scope throw Error (usage) when its `where` is not a closed expression.
std::string count_rows(const Scope& scope);

/// Rows of (value of the column as text, number of rows), in byte order of the text, the null group last, at most
/// `limit` (ask for one more than wanted to see whether there are more). `truncation` is a date_trunc() unit such as
/// `month`, or empty to take the values themselves; timestamps with time zone are truncated in UTC.
std::string count_by_period(const Scope& scope, std::string_view column, std::string_view truncation, int limit);

/// One row: the least and the greatest value of the column as text (null without rows), and the number of rows that
/// have one.
std::string event_time_range(const Scope& scope, std::string_view column);

/// No row when there is no such relation, else one: the planner's row estimate (bigint; -1 when never analysed; the sum
/// over the leaves of a partitioned table, -1 when one of them was never analysed), pg_class.relkind, and whether it is
/// a partition (t or f).
std::string estimate_rows(std::string_view relation);

/// No row when there is no such relation, else one: pg_class.relkind (r table, p partitioned, v view, m materialized
/// view, f foreign table).
std::string relation_kind(std::string_view relation);

/// One row, equal for two connections exactly when they lead to one database of one running server.
std::string database_identity();

}  // namespace tollgate::warehouse
