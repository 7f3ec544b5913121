// libpqxx 6.4 (Debian 12) to 7.10 (Debian 13), for transactions within a transaction; sessions, which can only read, have libpq alone. what() is never read here
// either: it holds the server's words.
#include "warehouse/statistics_import.hpp"

#include <fmt/format.h>

#include <optional>
#include <pqxx/pqxx>

#include "core/error.hpp"
#include "warehouse/conninfo.hpp"

namespace tollgate::warehouse {
namespace {

constexpr int first_with_functions = 180000;
constexpr int oldest_server = 120000;  // pg_statistic has collations since

/// What is in the way, read before anything is written.
struct Here {
  bool found = false;
  std::string kind, schema, name;
  long long pages = 0;  // on disk
  bool writable = true;
  bool acts_on_insert = false;  // a trigger of somebody's, or a rule
};

std::string number(double value) { return fmt::format("{}", value); }

std::string sqlstate_of(const std::exception& error) {
  const auto* known = dynamic_cast<const pqxx::sql_error*>(&error);
  if (known != nullptr && !known->sqlstate().empty()) return known->sqlstate();
  return dynamic_cast<const pqxx::insufficient_privilege*>(&error) != nullptr ? "42501" : "";
}

std::string skip_reason(const Here& here, const RelationStatistics& statistics) {
  if (!here.found) return "does not exist";
  if (here.kind != "r" && here.kind != "m") return "is no table";
  if (!here.writable) return "may not be written to: this needs its owner, or a role with MAINTAIN on it";
  if (statistics.rows < 0) return "was never analysed where the file comes from";
  return {};
}

class Import {
 public:
  explicit Import(pqxx::work& work) : x_work(work) {
    x_version = x_work.exec("select pg_catalog.current_setting('server_version_num')::int")[0][0].as<int>();
  }

  void require_rights() {
    if (x_version < oldest_server) {
      throw Error(ErrorKind::unjudged,
                  {"the server is older than PostgreSQL 12: its catalogue is not known here", "use a newer one", {}});
    }
    if (x_version >= first_with_functions) return;  // these check their own: MAINTAIN, or ownership
    const auto role = x_work.exec("select rolsuper from pg_catalog.pg_roles where rolname = current_user");
    if (!role.empty() && role[0][0].as<bool>()) return;
    throw Error(ErrorKind::unjudged,
                {"only a superuser may write statistics into a server older than PostgreSQL 18",
                 "connect as one (PostgreSQL in a CI container usually has one), or use PostgreSQL 18, where the owner "
                 "of the tables may",
                 {}});
  }

  ImportResult write(const ImportOrder& order) {
    const std::optional<Here> seen = try_to_look_at(order.relation);
    if (!seen) return {"is in a schema that the role may not use", 0};
    Here here = *seen;
    ImportResult result{skip_reason(here, *order.statistics), 0};
    if (!result.skipped.empty()) return result;
    if (here.pages == 0 && here.kind == "r") {
      make_page(here, order.relation);
      here = look_at(x_work, order.relation);
    }
    if (here.pages == 0) result.skipped = "is empty: the planner multiplies by pages that are there, so load one row";
    if (!result.skipped.empty()) return result;
    write_size(here, order);
    for (const ColumnStatistics& column : order.statistics->columns) {
      if (write_column(here, order.relation, column)) ++result.columns;
    }
    return result;
  }

 private:
  Here look_at(pqxx::transaction_base& in, const std::string& relation) {
    const auto rows = in.exec(fmt::format(
        "select c.relkind, n.nspname, c.relname, pg_catalog.pg_relation_size(c.oid) / "
        "pg_catalog.current_setting('block_size')::bigint, {}, c.relhasrules or exists (select from "
        "pg_catalog.pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal) from pg_catalog.pg_class c join "
        "pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = pg_catalog.to_regclass({})",
        may_write(), quoted_literal(relation)));
    if (rows.empty()) return {};
    return {true,
            rows[0][0].c_str(),
            rows[0][1].c_str(),
            rows[0][2].c_str(),
            rows[0][3].as<long long>(0),
            rows[0][4].as<bool>(),
            rows[0][5].as<bool>()};
  }

  /// What the functions of 18 ask for: MAINTAIN, which an owner has, or the database. Before, it is a superuser's.
  const char* may_write() const {
    if (x_version < first_with_functions) return "true";
    return "pg_catalog.has_table_privilege(c.oid, 'MAINTAIN') or (select pg_catalog.pg_has_role(d.datdba, 'USAGE') "
           "from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())";
  }

  /// to_regclass() refuses names in a schema that the role may not use.
  std::optional<Here> try_to_look_at(const std::string& relation) {
    pqxx::subtransaction attempt(x_work);
    try {
      Here here = look_at(attempt, relation);
      attempt.commit();
      return here;
    } catch (const pqxx::sql_error& error) {
      if (sqlstate_of(error) != "42501") throw;
      attempt.abort();
      return std::nullopt;
    }
  }

  /// Of an empty table: a row is inserted and taken back, which leaves its page, and nothing that anybody can see. No
  /// default is computed and no trigger runs. A table that takes no such row (a check on it) keeps having no page.
  void make_page(const Here& here, const std::string& relation) {
    if (!silence_triggers() && here.acts_on_insert) return;
    const auto columns = x_work.exec(empty_row_sql(relation));
    pqxx::subtransaction attempt(x_work);
    try {
      attempt.exec(fmt::format("insert into {} ({}) overriding system value values ({})", relation,
                               columns[0][0].c_str(), columns[0][1].c_str()));
    } catch (const pqxx::sql_error&) {
      // What it says does not matter: the table is told to be empty.
    }
    attempt.abort();
  }

  /// False: the role may not, which an owner who is no superuser may not. Only this transaction's.
  bool silence_triggers() {
    pqxx::subtransaction attempt(x_work);
    try {
      attempt.exec("set local session_replication_role = replica");
      attempt.commit();
      return true;
    } catch (const pqxx::sql_error&) {
      attempt.abort();
      return false;
    }
  }

  /// One row: the columns, and a value that each will take: null where it may be.
  static std::string empty_row_sql(const std::string& relation) {
    return fmt::format(
        "select string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum), string_agg(case when not "
        "a.attnotnull and not t.typnotnull then 'null' else pg_catalog.quote_literal(case "
        "when t.typcategory = 'N' then '0' when t.typcategory in ('T', 'E') then coalesce((select e.enumlabel::text "
        "from "
        "pg_catalog.pg_enum e where e.enumtypid = t.oid order by e.enumsortorder limit 1), '0') "
        "when t.typcategory = 'D' then case when t.typname like 'time%' and t.typname not like 'timestamp%' then "
        "'00:00' "
        "else 'epoch' end when t.typcategory = 'B' then 'false' when t.typcategory = 'A' then '{{}}' "
        "when t.typcategory = 'R' then 'empty' when t.typcategory = 'I' then '0.0.0.0' "
        "when t.typname = 'uuid' then '00000000-0000-0000-0000-000000000000' when t.typname in ('json', 'jsonb') then "
        "'{{}}' else '' end) || '::' || pg_catalog.format_type(a.atttypid, a.atttypmod) end, ', ' order by a.attnum) "
        "from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid where a.attrelid = "
        "pg_catalog.to_regclass({}) and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''",
        quoted_literal(relation));
  }

  void write_size(const Here& here, const ImportOrder& order) {
    const std::string rows = number(order.statistics->rows);
    if (x_version >= first_with_functions) {
      x_work.exec(fmt::format(
          "select pg_catalog.pg_restore_relation_stats('schemaname', {}, 'relname', {}, 'relpages', {}::integer, "
          "'reltuples', {}::real)",
          quoted_literal(here.schema), quoted_literal(here.name), here.pages, rows));
      return;
    }
    x_work.exec(fmt::format(
        "update pg_catalog.pg_class set reltuples = {}, relpages = {} where oid = pg_catalog.to_regclass({})", rows,
        here.pages, quoted_literal(order.relation)));
  }

  bool write_column(const Here& here, const std::string& relation, const ColumnStatistics& column) {
    if (x_version >= first_with_functions) return restore_column(here, column);
    const std::string of_column = fmt::format(
        "from pg_catalog.pg_attribute a where a.attrelid = pg_catalog.to_regclass({}) and a.attname = {} and a.attnum "
        "> "
        "0 and not a.attisdropped",
        quoted_literal(relation), quoted_literal(column.name));
    x_work.exec(fmt::format(
        "delete from pg_catalog.pg_statistic where not stainherit and (starelid, staattnum) in (select a.attrelid, "
        "a.attnum {})",
        of_column));
    return x_work.exec(insert_sql(of_column, column)).affected_rows() > 0;
  }

  /// Slot 1 holds the correlation (STATISTIC_KIND_CORRELATION is 3) where the type has an order of its own.
  static std::string insert_sql(const std::string& of_column, const ColumnStatistics& column) {
    const std::string correlation = column.correlation ? number(*column.correlation) : "null";
    return fmt::format(
        "with slot as (select a.attrelid, a.attnum, a.attcollation, {2}::real as correlation, (select o.amopopr from "
        "pg_catalog.pg_opclass c join pg_catalog.pg_am m on m.oid = c.opcmethod and m.amname = 'btree' join "
        "pg_catalog.pg_amop o on o.amopfamily = c.opcfamily and o.amopstrategy = 1 and o.amoplefttype = c.opcintype "
        "and "
        "o.amoprighttype = c.opcintype where c.opcdefault and c.opcintype = case a.atttypid when "
        "'pg_catalog.varchar'::pg_catalog.regtype then 'pg_catalog.text'::pg_catalog.regtype else a.atttypid end limit "
        "1) as less {0}) "
        "insert into pg_catalog.pg_statistic (starelid, staattnum, stainherit, stanullfrac, stawidth, stadistinct, "
        "stakind1, stakind2, stakind3, stakind4, stakind5, staop1, staop2, staop3, staop4, staop5, stacoll1, stacoll2, "
        "stacoll3, stacoll4, stacoll5, stanumbers1) "
        "select attrelid, attnum, false, {1}, {3}, {4}, case when known then 3 else 0 end, 0, 0, 0, 0, "
        "case when known then less else 0 end, 0, 0, 0, 0, case when known then attcollation else 0 end, 0, 0, 0, 0, "
        "case when known then array[correlation] end "
        "from (select *, correlation is not null and less is not null as known from slot) s",
        of_column, number(column.null_fraction), correlation, column.width, number(column.distinct));
  }

  bool restore_column(const Here& here, const ColumnStatistics& column) {
    const auto exists = x_work.exec(fmt::format(
        "select from pg_catalog.pg_attribute a where a.attrelid = pg_catalog.to_regclass({}) and a.attname = {} and "
        "a.attnum > 0 and not a.attisdropped",
        quoted_literal(quoted_identifier(here.schema) + "." + quoted_identifier(here.name)),
        quoted_literal(column.name)));
    if (exists.empty()) return false;
    std::string correlation;
    if (column.correlation) correlation = fmt::format(", 'correlation', {}::real", number(*column.correlation));
    x_work.exec(fmt::format(
        "select pg_catalog.pg_restore_attribute_stats('schemaname', {}, 'relname', {}, 'attname', {}, 'inherited', "
        "false, 'null_frac', {}::real, 'avg_width', {}::integer, 'n_distinct', {}::real{})",
        quoted_literal(here.schema), quoted_literal(here.name), quoted_literal(column.name),
        number(column.null_fraction), column.width, number(column.distinct), correlation));
    return true;
  }

  pqxx::work& x_work;
  int x_version = 0;
};

// Of the transaction: behind a pooler, what is set for the session would stay with others.
std::string set_up(const ConnectionTarget& target, const WarehouseSettings& settings) {
  std::string sql = fmt::format(
      "set transaction read write; set local statement_timeout = {}; set local lock_timeout = {}; set local "
      "client_min_messages = error; set local standard_conforming_strings = on;",
      settings.statement_timeout.count(), settings.lock_timeout.count());
  if (!target.role.empty()) sql += fmt::format("set local role {};", quoted_identifier(target.role));
  return sql;
}

Error failure(const ConnectionTarget& target, const std::exception& error) {
  const std::string code = sqlstate_of(error);
  std::string what = "the statistics could not be written into the " + target.description;
  if (!code.empty()) what += fmt::format(" (SQLSTATE {})", code);
  std::string hint = "nothing was written; the server's log has the message";
  if (code == "42501") hint = "nothing was written: connect as a superuser, or from PostgreSQL 18 as the tables' owner";
  if (code == "55P03") hint = "nothing was written: another session holds a lock; try again when it is done";
  if (code.empty()) hint = "nothing was written; check that the server is reachable (`tollgate doctor`)";
  return {ErrorKind::unjudged, {std::move(what), std::move(hint), {}}};
}

}  // namespace

std::vector<ImportResult> import_statistics(const ConnectionTarget& target, const WarehouseSettings& settings,
                                            std::span<const ImportOrder> orders) {
  try {
    auto parameters = read_conninfo(target.conninfo).value_or(ConnectionParameters());
    parameters.insert_or_assign("application_name", "tollgate stats import");
    parameters.insert_or_assign("client_encoding", "UTF8");
    parameters.emplace("connect_timeout", "10");
    pqxx::connection link(write_conninfo(parameters));
    pqxx::work work(link);
    work.exec(set_up(target, settings));
    Import import(work);
    import.require_rights();
    std::vector<ImportResult> results;
    for (const ImportOrder& order : orders) results.push_back(import.write(order));
    work.commit();
    return results;
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw failure(target, error);
  }
}

}  // namespace tollgate::warehouse
