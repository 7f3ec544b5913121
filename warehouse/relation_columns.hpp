// The columns of relations as pg_catalog has them: names and types, which are metadata. The question is our own text
// over the system catalogues alone, so no cell of a user's table can be in its answer. Builds text and reads answers;
// asks nobody.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "warehouse/warehouse.hpp"

namespace tollgate::warehouse {

struct RelationColumn {
  std::string name;
  std::string type;  ///< as format_type() prints it, with its modifier: `numeric(10,2)`
};

struct RelationColumns {
  bool found = false;                   ///< there is a table, view, materialized view or foreign table of that name
  std::vector<RelationColumn> columns;  ///< in declared order, without dropped and system ones
};

/// One question for all of them. Relations come from quoted_relation(), with their schema; one with a database other
/// than the connection's is not found.
std::string relation_columns_sql(std::span<const std::string> relations);

/// The answer to that question, in order of its relations. Throws Error (unjudged) for an answer that is none of ours.
std::vector<RelationColumns> relation_columns_in(const Answer& answer, std::size_t relations);

}  // namespace tollgate::warehouse
