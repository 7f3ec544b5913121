#include "warehouse/sample_sql.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.hpp"
#include "warehouse/finite_number.hpp"

namespace tollgate::warehouse {
namespace {

constexpr double fewest_pages = 16;     // fewer, and chance decides whether any is taken
constexpr std::int64_t rows_slack = 2;  // between what is aimed at and what ends the reading
constexpr int sparse_factor = 20;
constexpr std::size_t columns_of_facts = 7;

[[noreturn]] void refuse() {
  throw Error(
      ErrorKind::unjudged,
      {"the database gave an answer about a relation to be sampled that cannot be read", "please report it", {}});
}

double number_in(const std::optional<std::string>& cell) {
  const auto number = finite_number(cell);
  if (!number) refuse();
  return *number;
}

SampleForm form_in(const std::optional<std::string>& cell) {
  if (cell == "e") return SampleForm::closed_set;
  return cell == "s" ? SampleForm::structured : SampleForm::plain;
}

std::string text_of(const SampleColumn& column) {
  const std::string name = "t." + quoted_identifier(column.name);
  return column.form == SampleForm::structured ? fmt::format("pg_catalog.to_jsonb({})::pg_catalog.text", name)
                                               : fmt::format("{}::pg_catalog.text", name);
}

std::string cell_of(const SampleColumn& column) {
  return fmt::format("pg_catalog.left({}, {})", text_of(column), longest_cell);
}

std::string table_sample(double percent, std::int64_t seed) {
  return percent >= 100 ? std::string() : fmt::format(" tablesample system ({:.6g}) repeatable ({})", percent, seed);
}

}  // namespace

// Rows per page of what was never analysed: as estimate_rel_size() of the planner has it, with 32 bytes for a type
// without a length of its own; 28 bytes are a row's header and its pointer, 24 the page's header.
std::string sample_facts_sql(std::string_view relation) {
  return fmt::format(
      "with relation as (select c.oid, c.relkind from pg_catalog.pg_class c where c.oid = "
      "pg_catalog.to_regclass({})), "
      "leaf as (select c.oid, c.reltuples, c.relpages from relation r join pg_catalog.pg_class c on c.oid = r.oid "
      "where c.relkind in ('r', 'm') union all "
      "select l.oid, l.reltuples, l.relpages from relation r cross join lateral pg_catalog.pg_partition_tree(r.oid) p "
      "join pg_catalog.pg_class l on l.oid = p.relid where r.relkind = 'p' and l.relkind = 'r'), "
      "size as (select coalesce(sum(pg_catalog.pg_relation_size(oid)), 0) / "
      "pg_catalog.current_setting('block_size')::bigint as pages, "
      "sum(reltuples) filter (where relpages > 0 and reltuples > 0) / nullif(sum(relpages) filter "
      "(where relpages > 0 and reltuples > 0), 0) as density from leaf), "
      "width as (select 28 + coalesce(sum(case when a.attlen > 0 then a.attlen else 32 end), 0) as bytes from relation "
      "r join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped) "
      "select r.relkind, ceil(size.pages)::bigint, coalesce(size.density, "
      "(pg_catalog.current_setting('block_size')::bigint - 24) / width.bytes::float8), a.attname, "
      "pg_catalog.format_type(case when t.typtype = 'd' then t.typbasetype else t.oid end, "
      "case when t.typtype = 'd' then t.typtypmod else a.atttypmod end), "
      "case when coalesce(b.typtype, t.typtype) = 'e' then 'e' when coalesce(b.typcategory, t.typcategory) = 'A' or "
      "coalesce(b.typtype, t.typtype) = 'c' then 's' else 'p' end, "
      "pg_catalog.has_column_privilege(r.oid, a.attnum, 'select') "
      "from relation r cross join size cross join width "
      "join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped "
      "join pg_catalog.pg_type t on t.oid = a.atttypid "
      "left join pg_catalog.pg_type b on t.typtype = 'd' and b.oid = t.typbasetype order by a.attnum",
      quoted_literal(relation));
}

SampleFacts sample_facts_in(const Answer& answer) {
  SampleFacts facts;
  for (const auto& row : answer.rows) {
    if (row.size() != columns_of_facts || !row[0] || row[0]->size() != 1 || !row[3]) refuse();
    facts.found = true;
    facts.kind = row[0]->front();
    facts.pages = static_cast<std::int64_t>(number_in(row[1]));
    facts.rows_per_page = number_in(row[2]);
    facts.columns.push_back({*row[3], row[4].value_or(std::string()), form_in(row[5]), row[6] == "t"});
  }
  return facts;
}

SampleSize sample_size(const SampleFacts& facts, std::int64_t rows) {
  SampleSize size;
  size.rows = rows_slack * rows;
  size.by_limit = !facts.has_pages();
  if (size.by_limit) return size;
  const double density = std::max(facts.rows_per_page, 1.0);
  const auto pages = static_cast<double>(facts.pages);
  size.whole = pages * density <= static_cast<double>(size.rows);
  if (!size.whole) {
    size.percent = std::min(100.0, 100.0 * std::max(static_cast<double>(rows) / density, fewest_pages) / pages);
  }
  return size;
}

std::string sample_sql(std::string_view relation, const std::vector<SampleColumn>& columns, const SampleSize& size,
                       std::int64_t seed) {
  std::vector<std::string> cells;
  for (const SampleColumn& column : columns) cells.push_back(cell_of(column));
  return fmt::format("select {} from {} t{} limit {}", fmt::join(cells, ", "), relation,
                     table_sample(size.percent, seed), size.rows);
}

std::string sparse_sample_sql(std::string_view relation, const SampleColumn& column, const SampleSize& size,
                              std::int64_t seed, std::int64_t cells) {
  const std::string filled = fmt::format("{} <> ''", text_of(column));  // null is not true
  if (!size.by_limit) {
    return fmt::format("select {} from {} t{} where {} limit {}", cell_of(column), relation,
                       table_sample(std::min(100.0, sparse_factor * size.percent), seed), filled, cells);
  }
  // Without pages only a limit bounds the work, and it has to come before the condition.
  return fmt::format("select {} from (select t.{} from {} t limit {}) t where {} limit {}", cell_of(column),
                     quoted_identifier(column.name), relation, sparse_factor * size.rows, filled, cells);
}

}  // namespace tollgate::warehouse
