// The SQL that asks for plans, and for what the system catalogues say of the relations in them: sizes, keys, indexes,
// partitions, statistics without values. Builds text only; asks nobody. Relations come from quoted_relation().
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tollgate::warehouse {

/// One row of one cell: the plan in JSON. `sql` is one statement. Nothing is executed but what PostgreSQL computes
/// while it plans: functions with constant arguments that are declared IMMUTABLE or STABLE.
std::string explain_sql(std::string_view sql);

/// The same, and the statement is executed: only in a READ ONLY transaction with a short timeout.
std::string explain_analyze_sql(std::string_view sql);

/// One row of one cell: a JSON object of the form that `tollgate inspect plan` takes as `catalog`, with the relations
/// of these names and the partitioned tables that they are members of; names with another database than the
/// connection's are left out, and so is what does not exist. Beside it `database`, the name of this one, and `hypopg`,
/// the schema of that extension or null. Holds names, types and numbers, no value of a row: of statistics only
/// n_distinct.
std::string relation_facts_sql(std::span<const std::string> relations);

/// Makes an index that only this session sees and that is never built; `schema` is HypoPG's own. One row.
std::string try_index_sql(std::string_view schema, std::string_view table_schema, std::string_view table,
                          std::string_view column);
/// Forgets those of this session. One row.
std::string forget_indexes_sql(std::string_view schema);

}  // namespace tollgate::warehouse
