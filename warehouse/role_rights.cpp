#include "warehouse/role_rights.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>

#include "core/error.hpp"

namespace tollgate::warehouse {
namespace {

struct Right {
  std::string_view one;  ///< in words
  std::string_view several;
};

/// In the order of the columns of the answer. {} is how many.
constexpr std::array rights{
    Right{"is superuser", "is superuser"},
    Right{"bypasses row security", "bypasses row security"},
    Right{"may create roles or databases", "may create roles or databases"},
    Right{"owns {} relation", "owns {} relations"},
    Right{"may write to {} relation", "may write to {} relations"},
    Right{"may create objects in {} schema", "may create objects in {} schemas"},
};

std::int64_t count_in(const std::optional<std::string>& cell) {
  std::int64_t count = -1;
  if (cell) std::from_chars(cell->data(), cell->data() + cell->size(), count);
  if (count < 0) {
    throw Error(ErrorKind::unjudged,
                {"the database gave an answer about the role that cannot be read", "please report it", {}});
  }
  return count;
}

}  // namespace

std::string role_rights_sql() {
  return "with own as (select oid, rolsuper, rolbypassrls, rolcreaterole or rolcreatedb as creates "
         "from pg_catalog.pg_roles where rolname = current_user), "
         "relation as (select c.oid, c.relowner from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = "
         "c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> "
         "'information_schema') "
         "select own.rolsuper::int, own.rolbypassrls::int, own.creates::int, "
         "(select count(*) from relation where relowner = own.oid), "
         "(select count(*) from relation where pg_catalog.has_table_privilege(oid, 'insert, update, delete, "
         "truncate')), "
         "(select count(*) from pg_catalog.pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' "
         "and pg_catalog.has_schema_privilege(oid, 'create')) from own";
}

std::vector<std::string> excess_rights_in(const Answer& answer) {
  std::vector<std::string> excess;
  if (answer.rows.size() != 1 || answer.rows.front().size() != rights.size()) count_in(std::nullopt);
  for (std::size_t i = 0; i < rights.size(); ++i) {
    const std::int64_t count = count_in(answer.rows.front()[i]);
    if (count == 0) continue;
    excess.push_back(fmt::format(fmt::runtime(count == 1 ? rights[i].one : rights[i].several), count));
    if (i == 0) break;  // a superuser may do all the rest
  }
  return excess;
}

}  // namespace tollgate::warehouse
