#include "warehouse/relation_columns.hpp"

#include <fmt/format.h>

#include <charconv>

#include "core/error.hpp"

namespace tollgate::warehouse {

namespace {

constexpr std::size_t columns_of_answer = 3;  // index of the relation, column name, column type

[[noreturn]] void refuse() {
  throw Error(ErrorKind::unjudged, {"the database gave an answer about columns that cannot be read",
                                    "write catalog.json with `dbt docs generate`; it is used instead",
                                    {}});
}

std::size_t index_in(const std::optional<std::string>& text, std::size_t count) {
  std::size_t index = 0;
  if (!text) refuse();
  const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), index);
  if (failure != std::errc() || end != text->data() + text->size() || index >= count) refuse();
  return index;
}

}  // namespace

std::string relation_columns_sql(std::span<const std::string> relations) {
  std::string wanted;
  for (std::size_t i = 0; i < relations.size(); ++i) {
    wanted += fmt::format("{}({}, {})", i == 0 ? "" : ", ", i, quoted_literal(relations[i]));
  }
  // The names are compared, not cast to regclass: a name of another database would end the whole question in an error.
  return fmt::format(
      "select w.i, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) "
      "from (select v.i, pg_catalog.parse_ident(v.relation) as part from (values {}) v (i, relation)) w "
      "join pg_catalog.pg_namespace n on n.nspname = w.part[pg_catalog.cardinality(w.part) - 1] "
      "join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = w.part[pg_catalog.cardinality(w.part)] "
      "and c.relkind in ('r', 'p', 'v', 'm', 'f') "
      "left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped "
      "where pg_catalog.cardinality(w.part) = 2 or w.part[1] = pg_catalog.current_database() "
      "order by w.i, a.attnum",
      wanted);
}

std::vector<RelationColumns> relation_columns_in(const Answer& answer, std::size_t relations) {
  std::vector<RelationColumns> all(relations);
  for (const auto& row : answer.rows) {
    if (row.size() != columns_of_answer) refuse();
    RelationColumns& relation = all[index_in(row[0], relations)];
    relation.found = true;
    if (row[1]) relation.columns.push_back({*row[1], row[2].value_or(std::string())});
  }
  return all;
}

}  // namespace tollgate::warehouse
