#include "warehouse/count_sql.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "core/error.hpp"
#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {
namespace {

bool is_letter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || byte >= 0x80;
}

bool is_name_character(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '$'; }

// Walks over SQL text by PostgreSQL's lexical rules (manual, 4.1), as far as parentheses need them. Where it is in
// doubt it says "not closed": an honest condition then is rewritten, a hostile one stays out.
class Walker {
 public:
  explicit Walker(std::string_view text) : x_text(text) {}

  bool closed() {
    while (x_at < x_text.size()) {
      if (!step()) {
        return false;
      }
    }
    return x_depth == 0;
  }

 private:
  bool step() {
    const char c = x_text[x_at];
    if (c == '\'' || c == '"') {
      return skip_quoted(c, c == '\'' && after_escape_mark());
    }
    if (c == '$' && !(x_at > 0 && is_name_character(x_text[x_at - 1]))) {
      return skip_dollar_quoted();
    }
    if (starts("--")) {
      x_at = std::min(x_text.find_first_of("\r\n", x_at), x_text.size());  // the line break after us ends it
      return true;
    }
    if (starts("/*")) {
      return skip_comment();
    }
    x_depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    ++x_at;
    return x_depth >= 0 && c != ';' && c != '\0';
  }

  bool starts(std::string_view token) const { return x_text.substr(x_at, token.size()) == token; }

  // E'…' knows backslashes. The E has to stand alone: in `name'…'` no E is a mark.
  bool after_escape_mark() const {
    const bool mark = x_at > 0 && (x_text[x_at - 1] == 'E' || x_text[x_at - 1] == 'e');
    return mark && !(x_at > 1 && is_name_character(x_text[x_at - 2]));
  }

  // An E'…' goes on in a '…' on a later line, with comments between: a backslash there can mean either.
  bool skip_quoted(char quote, bool backslashes) {
    x_saw_backslashes = x_saw_backslashes || backslashes;
    for (++x_at; x_at < x_text.size(); ++x_at) {
      if (backslashes && x_text[x_at] == '\\') {
        ++x_at;
      } else if (x_saw_backslashes && quote == '\'' && x_text[x_at] == '\\') {
        return false;
      } else if (x_text[x_at] == quote) {
        ++x_at;
        return true;  // a doubled quote begins the next one at once
      }
    }
    return false;
  }

  bool skip_dollar_quoted() {
    auto end = x_at + 1;
    while (end < x_text.size() && x_text[end] != '$' && is_name_character(x_text[end])) {
      ++end;
    }
    const bool tag = end < x_text.size() && x_text[end] == '$' && (end == x_at + 1 || is_letter(x_text[x_at + 1]));
    if (!tag) {
      ++x_at;
      return true;
    }
    const auto delimiter = x_text.substr(x_at, end - x_at + 1);
    const auto close = x_text.find(delimiter, end + 1);
    x_at = close == std::string_view::npos ? x_text.size() : close + delimiter.size();
    return close != std::string_view::npos;
  }

  bool skip_comment() {  // they nest
    int depth = 0;
    while (x_at < x_text.size()) {
      const int change = starts("/*") ? 1 : starts("*/") ? -1 : 0;
      depth += change;
      x_at += change == 0 ? 1 : 2;
      if (depth == 0) {
        return true;
      }
    }
    return false;
  }

  std::string_view x_text;
  std::size_t x_at = 0;
  int x_depth = 0;
  bool x_saw_backslashes = false;
};

std::string where_clause(const Scope& scope) {
  std::string out;
  const auto add = [&](const std::string& condition) { out += (out.empty() ? " where " : " and ") + condition; };
  if (!scope.where.empty()) {
    if (!is_closed_expression(scope.where)) {
      throw Error(ErrorKind::usage, {fmt::format("the `where` of {} is not one SQL condition", scope.relation),
                                     "balance its parentheses and quotes, and leave out semicolons",
                                     {}});
    }
    add(fmt::format("(\n{}\n)", scope.where));  // the line breaks end a comment on its last line
  }
  const auto column = quoted_identifier(scope.window.column);
  if (!scope.window.column.empty() && !scope.window.from.empty()) {
    add(fmt::format("{} >= {}", column, quoted_literal(scope.window.from)));
  }
  if (!scope.window.column.empty() && !scope.window.to.empty()) {
    add(fmt::format("{} <= {}", column, quoted_literal(scope.window.to)));
  }
  return out;
}

}  // namespace

bool is_closed_expression(std::string_view text) { return Walker(text).closed(); }

std::string count_rows(const Scope& scope) {
  return fmt::format("select count(*) from {}{}", scope.relation, where_clause(scope));
}

std::string count_by_period(const Scope& scope, std::string_view column, std::string_view truncation, int limit) {
  auto value = quoted_identifier(column);
  if (!truncation.empty()) {
    value = fmt::format("date_trunc({}, {})", quoted_literal(truncation), value);
  }
  return fmt::format("select ({})::text collate \"C\", count(*) from {}{} group by 1 order by 1 limit {}", value,
                     scope.relation, where_clause(scope), limit);
}

std::string event_time_range(const Scope& scope, std::string_view column) {
  const auto quoted = quoted_identifier(column);
  return fmt::format("select min({0})::text, max({0})::text, count({0}) from {1}{2}", quoted, scope.relation,
                     where_clause(scope));
}

std::string estimate_rows(std::string_view relation) {
  // Before PostgreSQL 14 a table that was never analysed has reltuples 0, as an empty one has; both have no pages then.
  return fmt::format(
      "with leaf as (select c.oid, c.reltuples, c.relpages from pg_catalog.pg_class c where c.oid = {0} and c.relkind "
      "<> 'p' "
      "union all select l.oid, l.reltuples, l.relpages from pg_catalog.pg_partition_tree({0}) t "
      "join pg_catalog.pg_class l on l.oid = t.relid where t.isleaf and t.relid <> {0}) "
      "select (select case when count(*) = 0 or bool_or(reltuples < 0 or (reltuples = 0 and relpages = 0)) then -1 "
      "else sum(reltuples) end from leaf)::bigint, c.relkind, c.relispartition "
      "from pg_catalog.pg_class c where c.oid = {0}",
      fmt::format("pg_catalog.to_regclass({})", quoted_literal(relation)));
}

std::string relation_kind(std::string_view relation) {
  return fmt::format("select c.relkind from pg_catalog.pg_class c where c.oid = pg_catalog.to_regclass({})",
                     quoted_literal(relation));
}

std::string database_identity() {
  return "select pg_catalog.pg_postmaster_start_time()::text, d.oid::text from pg_catalog.pg_database d where "
         "d.datname "
         "= pg_catalog.current_database()";
}

}  // namespace tollgate::warehouse
