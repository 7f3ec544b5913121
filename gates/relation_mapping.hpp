// Where a statement names relations that dbt knows, and the same statement with other names in their place: so that
// base's SQL can be asked of what head built. Shared by the gates that run or plan SQL. Reads texts only; asks nobody,
// and never changes anything but the names of relations.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/parse.hpp"
#include "sql/tree.hpp"

namespace tollgate::gates {

/// One place where a statement reads a relation by a name with a schema. Names without one are left alone: they may be
/// CTEs, and dbt writes none.
struct RelationUse {
  std::string unique_id;         ///< empty: dbt knows no such relation
  std::string name;              ///< `"schema"."table"`, as written and quoted anew
  std::size_t from = 0, to = 0;  ///< bytes of the name in the text
  std::string own_name;          ///< `"table"`, by which the rest of the text may refer to it
  bool aliased = false;          ///< the text gives it another name
  bool in_expression = false;    ///< inside of a sub-query that is a value or a condition, not an item of FROM
  bool plain = true;             ///< neither ONLY nor TABLESAMPLE: a sub-query could stand in its place
};

/// A column that is referred to with the schema of its relation (`marts.orders.id`): without one it would be a mere
/// alias, with one it goes where its relation goes.
struct QualifiedColumn {
  std::string name;              ///< of the relation, quoted anew
  std::size_t from = 0, to = 0;  ///< bytes of the relation's name
};

struct NamesInText {
  std::vector<RelationUse> relations;    ///< in order of the text
  std::vector<QualifiedColumn> columns;  ///< likewise
};

/// `names` are those of the text's own side (dbt/environment_names.hpp). Nothing where the text is not one statement
/// that parses. Needs a stack of sql::stack_to_walk().
std::optional<NamesInText> names_in(std::string_view sql, const sql::RelationNames& names);
/// The same of a text that was read already.
NamesInText names_in(const sql::Tree& tree, const sql::RelationNames& names);

/// What stands in the place of one use; nothing: what is written there.
using Replace = std::function<std::optional<std::string>(const RelationUse&)>;

/// The text with each use replaced. What was referred to by its own name still is.
std::string with_relations(std::string_view sql, const NamesInText& names, const Replace& replace);

}  // namespace tollgate::gates
