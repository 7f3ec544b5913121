#include "warehouse/read_rights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/error.hpp"

namespace tollgate::warehouse {
namespace {

/// As the question writes them, in order of the enumeration.
constexpr std::array<std::string_view, 6> words{"yes", "database", "schema", "usage", "relation", "select"};

Readable readable_of(const std::optional<std::string>& cell) {
  const auto* const found = std::find(words.begin(), words.end(), cell.value_or(""));
  if (found == words.end()) {
    throw Error(ErrorKind::unjudged,
                {"the database gave an answer about rights that cannot be read", "please report it", {}});
  }
  return static_cast<Readable>(found - words.begin());
}

}  // namespace

std::string read_rights_sql(std::span<const std::string> relations) {
  std::string wanted;
  for (std::size_t i = 0; i < relations.size(); ++i) {
    wanted += fmt::format("{}({}, {})", i == 0 ? "" : ", ", i, quoted_literal(relations[i]));
  }
  // The names are compared, not cast to regclass: a name of another database would end the whole question in an error.
  return fmt::format(
      "select case when pg_catalog.cardinality(w.part) > 2 and w.part[1] <> pg_catalog.current_database() then "
      "'database' when n.oid is null then 'schema' when not pg_catalog.has_schema_privilege(n.oid, 'usage') then "
      "'usage' when c.oid is null then 'relation' when not pg_catalog.has_table_privilege(c.oid, 'select') then "
      "'select' else 'yes' end "
      "from (select v.i, pg_catalog.parse_ident(v.relation) as part from (values {}) v (i, relation)) w "
      "left join pg_catalog.pg_namespace n on n.nspname = w.part[pg_catalog.cardinality(w.part) - 1] "
      "left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = "
      "w.part[pg_catalog.cardinality(w.part)] and c.relkind in ('r', 'p', 'v', 'm', 'f') order by w.i",
      wanted);
}

std::vector<Readable> read_rights_in(const Answer& answer, std::size_t relations) {
  std::vector<Readable> all;
  for (const auto& row : answer.rows) all.push_back(readable_of(row.size() == 1 ? row.front() : std::nullopt));
  if (all.size() != relations) readable_of(std::nullopt);
  return all;
}

}  // namespace tollgate::warehouse
