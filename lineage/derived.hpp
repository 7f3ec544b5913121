// What the SQL of one model says of its columns, against a schema that holds what it reads. Only reads, so models that
// don't read each other can be looked at side by side.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dbt/project.hpp"
#include "sql/analyse.hpp"
#include "sql/lineage.hpp"
#include "sql/schema.hpp"
#include "sql/tree.hpp"

namespace tollgate::lineage {

struct Derived {
  std::optional<sql::Analysis> analysis;  ///< nothing where there is no statement
  sql::StatementLineage lineage;          ///< columns as the warehouse orders them, at the items that name their values
  bool open = false;                      ///< there may be columns that are not listed
  std::string problem;                    ///< why the statement is not understood; empty when it is
};

/// Needs a stack of stack_to_walk(). The tree and the schema must outlive the answer.
Derived derive(const dbt::Node& node, const sql::Tree& tree, const sql::Schema& schema);

/// The same from what was resolved already, of which `analysis` then holds nothing. It must hold a query.
Derived derive(const dbt::Node& node, const sql::Analysis& analysis);

/// The columns that a model's SQL gives, for one that reads what it built before.
struct FirstLook {
  std::vector<sql::KnownColumn> columns;
  bool open = false;
};

/// Nothing when the statement is not understood.
std::optional<FirstLook> first_look(const dbt::Node& node, const sql::Tree& tree, const sql::Schema& schema);

}  // namespace tollgate::lineage
