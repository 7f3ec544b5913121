#include "warehouse/plan_sql.hpp"

#include <fmt/format.h>

#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {

namespace {

// The names are compared, not cast to regclass: a name of another database would end the whole question in an error.
constexpr std::string_view wanted_relations = R"(with recursive wanted (oid) as (
select c.oid
from (select pg_catalog.parse_ident(v.relation) as part from (values {}) v (relation)) w
join pg_catalog.pg_namespace n on n.nspname = w.part[pg_catalog.cardinality(w.part) - 1]
join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = w.part[pg_catalog.cardinality(w.part)]
  and c.relkind in ('r', 'p', 'v', 'm', 'f')
where pg_catalog.cardinality(w.part) = 2 or w.part[1] = pg_catalog.current_database()
union
select i.inhparent
from wanted
join pg_catalog.pg_class c on c.oid = wanted.oid and c.relispartition
join pg_catalog.pg_inherits i on i.inhrelid = c.oid
))";

constexpr std::string_view facts_of_indexes = R"(select pg_catalog.json_agg(pg_catalog.json_build_object(
  'name', i.relname,
  'unique', x.indisunique and x.indisvalid and x.indpred is null,
  'cols', (select pg_catalog.json_agg(coalesce(a.attname::text, pg_catalog.pg_get_indexdef(x.indexrelid, k.n::int, true))
                                      order by k.n)
           from pg_catalog.unnest(x.indkey::int2[]) with ordinality k (attnum, n)
           left join pg_catalog.pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.attnum and k.attnum > 0
           where k.n <= x.indnkeyatts)) order by i.relname)
from pg_catalog.pg_index x
join pg_catalog.pg_class i on i.oid = x.indexrelid
where x.indrelid = c.oid)";

// pg_stats shows a role what it may read, and hides the rest; most_common_vals and histogram_bounds stay where they
// are. OFFSET keeps its rows those of one relation: else the rights on every column of the database are looked up.
constexpr std::string_view facts_of_columns = R"(select pg_catalog.json_object_agg(a.attname,
  pg_catalog.json_build_object('type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'notnull', a.attnotnull,
                               'n_distinct', s.n_distinct))
from pg_catalog.pg_attribute a
left join (select p.attname, p.n_distinct
           from pg_catalog.pg_stats p
           where p.schemaname = n.nspname and p.tablename = c.relname and p.inherited = (c.relkind = 'p')
           offset 0) s on s.attname = a.attname
where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)";

// Before version 14, reltuples of what was never analysed is 0 and not -1.
constexpr std::string_view facts_of_relations = R"(select pg_catalog.json_object_agg(n.nspname || '.' || c.relname,
  pg_catalog.json_build_object(
    'relkind', c.relkind,
    'reltuples', case when c.reltuples = 0 and c.relpages = 0
                       and pg_catalog.current_setting('server_version_num')::int < 140000 then -1 else c.reltuples end,
    'relpages', c.relpages,
    'relispartition', c.relispartition,
    'parent', (select pn.nspname || '.' || p.relname
               from pg_catalog.pg_inherits i
               join pg_catalog.pg_class p on p.oid = i.inhparent
               join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
               where c.relispartition and i.inhrelid = c.oid limit 1),
    'partkey', case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end,
    'n_parts', case when c.relkind = 'p'
                 then (select pg_catalog.count(*) from pg_catalog.pg_inherits i where i.inhparent = c.oid) end,
    'indexes', ({}),
    'columns', ({})))
from wanted
join pg_catalog.pg_class c on c.oid = wanted.oid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace)";

// hash_mem_multiplier came with version 13.
constexpr std::string_view facts_of_settings = R"(pg_catalog.json_build_object(
  'server_version', pg_catalog.current_setting('server_version'),
  'work_mem', pg_catalog.current_setting('work_mem'),
  'hash_mem_multiplier', pg_catalog.current_setting('hash_mem_multiplier', true)))";

}  // namespace

std::string explain_sql(std::string_view sql) {
  return fmt::format("explain (format json, verbose, costs, settings) {}", sql);
}

std::string explain_analyze_sql(std::string_view sql) {
  return fmt::format("explain (format json, verbose, costs, settings, analyze, buffers, timing off) {}", sql);
}

std::string relation_facts_sql(std::span<const std::string> relations) {
  std::string wanted;
  for (const std::string& relation : relations) {
    wanted += fmt::format("{}({})", wanted.empty() ? "" : ", ", quoted_literal(relation));
  }
  return fmt::format(
      "{} select pg_catalog.json_build_object('tables', ({}), 'settings', {}, 'database', "
      "pg_catalog.current_database(), 'hypopg', (select n.nspname from pg_catalog.pg_extension e "
      "join pg_catalog.pg_namespace n on n.oid = e.extnamespace where e.extname = 'hypopg'))::text",
      fmt::format(wanted_relations, wanted), fmt::format(facts_of_relations, facts_of_indexes, facts_of_columns),
      facts_of_settings);
}

std::string try_index_sql(std::string_view schema, std::string_view table_schema, std::string_view table,
                          std::string_view column) {
  const std::string index = fmt::format("create index on {}.{} ({})", quoted_identifier(table_schema),
                                        quoted_identifier(table), quoted_identifier(column));
  return fmt::format("select indexrelid from {}.hypopg_create_index({})", quoted_identifier(schema),
                     quoted_literal(index));
}

std::string forget_indexes_sql(std::string_view schema) {
  return fmt::format("select {}.hypopg_reset()", quoted_identifier(schema));
}

}  // namespace tollgate::warehouse
