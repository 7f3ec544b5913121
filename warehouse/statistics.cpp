#include "warehouse/statistics.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "warehouse/finite_number.hpp"

namespace tollgate::warehouse {
namespace {

constexpr std::size_t columns_of_answer = 9;
constexpr double most_rows_on_a_page = 291;

[[noreturn]] void refuse() {
  throw Error(ErrorKind::unjudged,
              {"the database gave an answer about statistics that cannot be read", "please report it", {}});
}

double number_in(const std::optional<std::string>& cell) {
  const auto number = finite_number(cell);
  if (!number) refuse();
  return *number;
}

ColumnStatistics column_in(const std::vector<std::optional<std::string>>& row) {
  ColumnStatistics column;
  column.name = row[3].value_or(std::string());
  column.type = row[4].value_or(std::string());
  column.null_fraction = number_in(row[5]);
  column.width = static_cast<std::int64_t>(number_in(row[6]));
  column.distinct = number_in(row[7]);
  if (row[8]) column.correlation = number_in(row[8]);
  return column;
}

}  // namespace

std::string_view to_string(StatisticsLevel level) {
  switch (level) {
    case StatisticsLevel::live:
      return "live";
    case StatisticsLevel::imported:
      return "imported";
    case StatisticsLevel::density:
      return "density";
    case StatisticsLevel::defaults:
      break;
  }
  return "defaults";
}

// pg_stats is asked by column: its most_common_vals, histogram_bounds and their likes hold cells.
std::string statistics_sql(std::string_view relation) {
  return fmt::format(
      "with relation as (select c.oid, c.relkind, c.relname, n.nspname, c.reltuples, c.relpages from "
      "pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = "
      "pg_catalog.to_regclass({})), "
      "leaf as (select l.reltuples, l.relpages from relation r cross join lateral pg_catalog.pg_partition_tree(r.oid) "
      "p "
      "join pg_catalog.pg_class l on l.oid = p.relid where r.relkind = 'p' and l.relkind = 'r') "
      "select r.relkind, "
      "case when r.relkind <> 'p' then r.reltuples::float8 when exists (select from leaf where reltuples < 0) then -1 "
      "else coalesce((select sum(reltuples::float8) from leaf), 0) end, "
      "case when r.relkind <> 'p' then r.relpages::bigint else coalesce((select sum(relpages) from leaf), 0) end, "
      "a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), s.null_frac, s.avg_width, s.n_distinct, "
      "s.correlation from relation r "
      "left join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped "
      "left join pg_catalog.pg_stats s on s.schemaname = r.nspname and s.tablename = r.relname and s.attname = "
      "a.attname and s.inherited = (r.relkind = 'p') order by a.attnum",
      quoted_literal(relation));
}

RelationStatistics statistics_in(const Answer& answer) {
  RelationStatistics statistics;
  for (const auto& row : answer.rows) {
    if (row.size() != columns_of_answer || !row[0] || row[0]->size() != 1) refuse();
    statistics.found = true;
    statistics.kind = row[0]->front();
    statistics.rows = number_in(row[1]);
    statistics.pages = static_cast<std::int64_t>(number_in(row[2]));
    if (!row[3]) continue;
    if (row[5]) {
      statistics.columns.push_back(column_in(row));
    } else {
      statistics.unknown.push_back(*row[3]);
    }
  }
  return statistics;
}

bool more_rows_than_fit(double rows, double pages) { return rows > most_rows_on_a_page * pages; }

}  // namespace tollgate::warehouse
