// Types, operators, columns, relations and date parts of other dialects, and the look-ups of all tables.
#include "sql/references/foreign_names.hpp"

namespace tollgate::sql {

namespace {

// clang-format off
constexpr auto types = by_name(std::to_array<ForeignName>({
{"string", "bigquery,clickhouse,databricks,duckdb,hive,snowflake,spark", "text"},
{"nvarchar", "oracle,redshift,snowflake,tsql", "varchar or text"},
{"nvarchar2", "oracle", "varchar or text"},
{"varchar2", "oracle", "varchar or text"},
{"ntext", "tsql", "text"},
{"tinytext", "mysql", "text"},
{"mediumtext", "mysql", "text"},
{"longtext", "mysql", "text"},
{"clob", "db2,oracle", "text"},
{"nclob", "oracle", "text"},
{"long", "databricks,oracle,spark", "bigint, or text for Oracle's LONG"},
{"number", "oracle,snowflake", "numeric, e.g. numeric(38,0)"},
{"bignumeric", "bigquery", "numeric"},
{"bigdecimal", "bigquery", "numeric"},
{"int64", "bigquery,clickhouse", "bigint"},
{"int32", "clickhouse,duckdb", "integer"},
{"int16", "clickhouse,duckdb", "smallint"},
{"int128", "clickhouse,duckdb", "numeric"},
{"int256", "clickhouse", "numeric"},
{"int1", "duckdb", "smallint"},
{"int3", "mysql", "integer"},
{"uint8", "clickhouse", "smallint"},
{"uint16", "clickhouse", "integer"},
{"uint32", "clickhouse", "bigint"},
{"uint64", "clickhouse", "numeric"},
{"tinyint", "clickhouse,databricks,duckdb,hive,mysql,presto,snowflake,spark,trino,tsql", "smallint"},
{"utinyint", "duckdb", "smallint"},
{"usmallint", "duckdb", "integer"},
{"uinteger", "duckdb", "bigint"},
{"ubigint", "duckdb", "numeric"},
{"hugeint", "duckdb", "numeric"},
{"uhugeint", "duckdb", "numeric"},
{"byteint", "snowflake,teradata", "smallint"},
{"byte", "databricks,spark", "smallint"},
{"short", "databricks,spark", "smallint"},
{"mediumint", "mysql", "integer"},
{"signed", "mysql", "bigint or integer"},
{"unsigned", "mysql", "bigint or integer"},
{"double", "clickhouse,databricks,duckdb,hive,mysql,presto,snowflake,spark,trino", "double precision"},
{"float64", "bigquery,clickhouse", "double precision"},
{"float32", "clickhouse", "real"},
{"binary_double", "oracle", "double precision"},
{"binary_float", "oracle", "real"},
{"smallmoney", "tsql", "numeric(10,4)"},
{"decfloat", "db2,snowflake", "numeric"},
{"datetime", "bigquery,clickhouse,duckdb,mysql,snowflake,tsql", "timestamp"},
{"datetime2", "tsql", "timestamp"},
{"datetime64", "clickhouse", "timestamp"},
{"smalldatetime", "redshift,tsql", "timestamp(0)"},
{"datetimeoffset", "tsql", "timestamptz (timestamp with time zone)"},
{"date32", "clickhouse", "date"},
{"timestamp_ntz", "databricks,snowflake,spark", "timestamp (without time zone)"},
{"timestampntz", "snowflake", "timestamp (without time zone)"},
{"timestamp_ltz", "databricks,snowflake,spark", "timestamptz (timestamp with time zone)"},
{"timestampltz", "snowflake", "timestamptz (timestamp with time zone)"},
{"timestamp_tz", "snowflake", "timestamptz (timestamp with time zone)"},
{"timestamptz_ntz", "", "timestamp"},
{"timestamp_s", "duckdb", "timestamp(0)"},
{"timestamp_ms", "duckdb", "timestamp(3)"},
{"timestamp_ns", "duckdb", "timestamp"},
{"year", "mysql", "smallint"},
{"variant", "databricks,duckdb,snowflake", "jsonb"},
{"object", "clickhouse,snowflake", "jsonb"},
{"super", "redshift", "jsonb"},
{"struct", "bigquery,databricks,duckdb,spark", "jsonb, or a composite type (CREATE TYPE … AS)"},
{"map", "clickhouse,databricks,duckdb,presto,spark,trino", "jsonb or hstore"},
{"array", "bigquery,databricks,snowflake,spark", "jsonb, or an array type such as text[]"},
{"list", "duckdb", "an array type such as text[]"},
{"tuple", "clickhouse", "a composite type (CREATE TYPE … AS)"},
{"nullable", "clickhouse", "the type itself: every column may be NULL"},
{"lowcardinality", "clickhouse", "text, or an enum type"},
{"fixedstring", "clickhouse", "char(n)"},
{"enum", "clickhouse,duckdb,mysql", "an enum type (CREATE TYPE … AS ENUM), or text with a CHECK"},
{"enum8", "clickhouse", "an enum type (CREATE TYPE … AS ENUM)"},
{"set", "mysql", "text[]"},
{"bytes", "bigquery", "bytea"},
{"binary", "databricks,mysql,snowflake,spark,tsql", "bytea"},
{"varbinary", "mysql,presto,redshift,snowflake,trino,tsql", "bytea"},
{"varbyte", "redshift", "bytea"},
{"blob", "duckdb,mysql,oracle,sqlite", "bytea"},
{"tinyblob", "mysql", "bytea"},
{"mediumblob", "mysql", "bytea"},
{"longblob", "mysql", "bytea"},
{"image", "tsql", "bytea"},
{"raw", "oracle", "bytea"},
{"rowid", "oracle", "ctid's type tid, or a key column"},
{"rowversion", "tsql", "xid, or a bigint column"},
{"uniqueidentifier", "tsql", "uuid"},
{"sql_variant", "tsql", "jsonb or text"},
{"hllsketch", "redshift", ""},
{"geography", "bigquery,redshift,snowflake,tsql", "geography of the extension postgis"},
{"geometry", "duckdb,mysql,redshift,snowflake,tsql", "geometry of the extension postgis"},
{"ipv4", "clickhouse", "inet"},
{"ipv6", "clickhouse", "inet"},
{"ipaddress", "presto,trino", "inet"},
{"logical", "", "boolean"},
{"hyperloglog", "presto,trino", ""},
{"identity", "snowflake,tsql", "GENERATED ALWAYS AS IDENTITY"},
{"autoincrement", "snowflake", "GENERATED ALWAYS AS IDENTITY"},
{"xmltype", "oracle", "xml"},
{"json_string", "", "jsonb"},
}));

constexpr auto operators = by_name(std::to_array<ForeignName>({
{"==", "clickhouse,databricks,duckdb,spark,sqlite", "="},
{"===", "javascript", "="},
{"!==", "javascript", "<>"},
{"<=>", "databricks,mysql,spark", "a IS NOT DISTINCT FROM b"},
{"**", "duckdb", "power(a, b), or a ^ b"},
{"//", "duckdb", "a / b between integers, or div(a, b)"},
{"&&", "mysql", "AND between conditions (&& is the overlap of arrays and ranges)"},
{"!", "databricks,duckdb,mysql,spark", "NOT"},
{"!<", "tsql", ">="},
{"!>", "tsql", "<="},
{"=~", "regular expressions", "~"},
{"~~~", "duckdb", "LIKE"},
{"|>", "bigquery", "CTEs, one for each step"},
{"+", "tsql", "a || b joins texts"},
{"-", "", "for days between dates a - b; for a text cast it first"},
{"||", "mysql", "OR between conditions (|| joins texts)"},
{"<>=", "", "<>"},
{":=", "mysql", "a CTE or a window function: PostgreSQL has no variables in queries"},
{"^=", "oracle", "<>"},
{"~=", "oracle", "<>"},
}));

constexpr auto columns = by_name(std::to_array<ForeignName>({
{"sysdate", "oracle,redshift,snowflake", "CURRENT_TIMESTAMP or now() (CURRENT_DATE for the day)"},
{"systimestamp", "oracle", "CURRENT_TIMESTAMP or now()"},
{"getdate", "tsql", "CURRENT_TIMESTAMP or now()"},
{"current_datetime", "bigquery", "LOCALTIMESTAMP"},
{"today", "duckdb", "CURRENT_DATE"},
{"rownum", "oracle", "LIMIT n, or row_number() OVER ()"},
{"rowid", "duckdb,oracle,sqlite", "a key column, or ctid"},
{"level", "oracle,snowflake", "a counter column in WITH RECURSIVE"},
{"nextval", "oracle,snowflake", "nextval('sequence')"},
{"currval", "oracle", "currval('sequence')"},
{"connect_by_isleaf", "oracle", "WITH RECURSIVE"},
{"_partitiontime", "bigquery", "a timestamp column of the table"},
{"_partitiondate", "bigquery", "a date column of the table"},
{"_table_suffix", "bigquery", "UNION ALL of the tables, or a partitioned table with a date column"},
{"metadata$filename", "snowflake", ""},
{"metadata$action", "snowflake", ""},
{"metadata$isupdate", "snowflake", ""},
{"_metadata", "databricks", ""},
{"utc_timestamp", "mysql", "now() AT TIME ZONE 'UTC'"},
{"utc_date", "mysql", "(now() AT TIME ZONE 'UTC')::date"},
}));

constexpr auto relations = by_name(std::to_array<ForeignName>({
{"dual", "mysql,oracle,snowflake", "leave FROM out: SELECT now()"},
{"sys.dual", "oracle", "leave FROM out: SELECT now()"},
{"sysibm.sysdummy1", "db2", "leave FROM out: SELECT now()"},
{"user_tables", "oracle", "information_schema.tables"},
{"all_tables", "oracle", "information_schema.tables"},
{"all_tab_columns", "oracle", "information_schema.columns"},
{"user_tab_columns", "oracle", "information_schema.columns"},
{"sys.tables", "tsql", "information_schema.tables"},
{"sys.columns", "tsql", "information_schema.columns"},
{"sys.objects", "tsql", "pg_class"},
{"svv_table_info", "redshift", "pg_stat_user_tables"},
{"stl_query", "redshift", "pg_stat_statements"},
{"sqlite_master", "sqlite", "information_schema.tables"},
{"duckdb_tables", "duckdb", "information_schema.tables"},
{"numbers", "clickhouse", "generate_series(0, n - 1)"},
}));

// timestamp_part() and interval_part() of PostgreSQL 15 refuse these when they run, not before.
constexpr auto date_parts = by_name(std::to_array<ForeignName>({
{"dayofweek", "bigquery,databricks,mysql,snowflake,spark", "EXTRACT(DOW FROM d), where 0 is Sunday, or EXTRACT(ISODOW FROM d)"},
{"dayofweek_iso", "databricks,snowflake", "EXTRACT(ISODOW FROM d)"},
{"dayofweekiso", "snowflake", "EXTRACT(ISODOW FROM d)"},
{"day_of_week", "presto,trino", "EXTRACT(ISODOW FROM d)"},
{"weekday", "redshift,snowflake,tsql", "EXTRACT(DOW FROM d), where 0 is Sunday"},
{"dw", "redshift,tsql", "EXTRACT(DOW FROM d)"},
{"dayofyear", "bigquery,databricks,duckdb,redshift,snowflake,tsql", "EXTRACT(DOY FROM d)"},
{"day_of_year", "presto,trino", "EXTRACT(DOY FROM d)"},
{"yearday", "snowflake", "EXTRACT(DOY FROM d)"},
{"dayofmonth", "databricks,snowflake", "EXTRACT(DAY FROM d)"},
{"day_of_month", "presto,trino", "EXTRACT(DAY FROM d)"},
{"isoweek", "bigquery,tsql", "EXTRACT(WEEK FROM d)"},
{"iso_week", "tsql", "EXTRACT(WEEK FROM d)"},
{"week_iso", "snowflake", "EXTRACT(WEEK FROM d)"},
{"weekiso", "snowflake", "EXTRACT(WEEK FROM d)"},
{"weekofyear", "snowflake", "EXTRACT(WEEK FROM d)"},
{"yearofweek", "snowflake", "EXTRACT(ISOYEAR FROM d)"},
{"yearofweekiso", "snowflake", "EXTRACT(ISOYEAR FROM d)"},
{"year_of_week", "presto,trino", "EXTRACT(ISOYEAR FROM d)"},
{"epoch_second", "snowflake", "EXTRACT(EPOCH FROM ts)"},
{"epoch_seconds", "snowflake", "EXTRACT(EPOCH FROM ts)"},
{"epoch_millisecond", "snowflake", "EXTRACT(EPOCH FROM ts) * 1000"},
{"epoch_milliseconds", "snowflake", "EXTRACT(EPOCH FROM ts) * 1000"},
{"nanosecond", "databricks,snowflake", "EXTRACT(MICROSECONDS FROM ts) * 1000"},
{"nanoseconds", "duckdb", "EXTRACT(MICROSECONDS FROM ts) * 1000"},
{"date", "bigquery", "ts::date"},
{"time", "bigquery", "ts::time"},
{"datetime", "bigquery", "ts::timestamp"},
{"yearweek", "duckdb", "to_char(d, 'IYYYIW')::int"},
{"year_month", "mysql", "to_char(d, 'YYYYMM')::int"},
{"day_hour", "mysql", "to_char(ts, 'DDHH24')::int"},
}));
// clang-format on

}  // namespace

namespace {

const ForeignName* found_in(std::span<const ForeignName> table, std::string_view name) {
  const auto at = std::lower_bound(table.begin(), table.end(), name,
                                   [](const ForeignName& row, std::string_view wanted) { return row.name < wanted; });
  return at != table.end() && at->name == name ? &*at : nullptr;
}

}  // namespace

const ForeignName* foreign_function(std::string_view name) {
  for (const auto table : {foreign_date_functions(), foreign_text_functions(), foreign_aggregates(),
                           foreign_nested_functions(), foreign_other_functions()}) {
    if (const ForeignName* row = found_in(table, name)) return row;
  }
  return nullptr;
}

const ForeignName* foreign_type(std::string_view name) { return found_in(types, name); }
const ForeignName* foreign_operator(std::string_view name) { return found_in(operators, name); }
const ForeignName* foreign_column(std::string_view name) { return found_in(columns, name); }
const ForeignName* foreign_relation(std::string_view name) { return found_in(relations, name); }
const ForeignName* foreign_date_part(std::string_view name) { return found_in(date_parts, name); }

}  // namespace tollgate::sql
