// What the planner knows of a relation, without its data: sizes, and per column the share of nulls, the width, the
// number of distinct values and the correlation. Most common values and histogram bounds are cells: nothing here asks
// for them. Builds text and reads answers; asks nobody.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {

/// How far the planner's figures for a relation can be trusted, best first.
enum class StatisticsLevel : std::uint8_t {
  live,      ///< ANALYZE of the rows that are there
  imported,  ///< sizes and columns of another database
  density,   ///< sizes of another database alone
  defaults,  ///< never analysed: the planner guesses
};
std::string_view to_string(StatisticsLevel level);

struct ColumnStatistics {
  std::string name;
  std::string type;                   ///< as format_type() prints it
  double null_fraction = 0;           ///< 0 to 1
  std::int64_t width = 0;             ///< bytes, on average
  double distinct = 0;                ///< as pg_stats.n_distinct: below 0 a share of the rows, 0 not known
  std::optional<double> correlation;  ///< -1 to 1, of the order on disk and the order of values
};

struct RelationStatistics {
  bool found = false;
  std::string unique_id;  ///< dbt's; not of the database
  std::string name;       ///< quoted, where it was asked
  char kind = 'r';        ///< pg_class.relkind
  double rows = -1;       ///< pg_class.reltuples, of all leaves of a partitioned table; -1: never analysed
  std::int64_t pages = 0;
  std::vector<ColumnStatistics> columns;  ///< those that were analysed and may be read, in declared order
  std::vector<std::string> unknown;       ///< the others
};

/// The relation comes from quoted_relation(). Of a column that the role may not select, pg_stats shows nothing.
std::string statistics_sql(std::string_view relation);
/// Throws Error (unjudged) for an answer that is none of ours.
RelationStatistics statistics_in(const Answer& answer);

/// More rows than fit on the pages that are there: somebody else's figures. (MaxHeapTuplesPerPage is 291 for pages of
/// 8 KiB; htup_details.h.)
bool more_rows_than_fit(double rows, double pages);

}  // namespace tollgate::warehouse
