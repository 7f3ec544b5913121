// Which columns of a relation dbt says are unique together: its inferred primary key, tests and constraints. What a
// test only claims is told with "if the … test holds".
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dbt/project.hpp"
#include "sql/schema.hpp"

namespace tollgate::lineage {

struct DeclaredKey {
  std::vector<std::string> columns;
  std::string evidence;  ///< "if the unique test holds"
};

using DeclaredKeys = std::map<std::string, std::vector<DeclaredKey>, std::less<>>;

/// By unique_id of models, seeds, snapshots and sources. Tests that look at a part of the rows (`where`, `limit`), may
/// fail without stopping anyone (severity `warn`, thresholds) or are told of expressions count for nothing.
DeclaredKeys declared_keys(const dbt::Project& project);

/// Puts those into the relation whose columns it has.
void add_keys(sql::KnownRelation& relation, const DeclaredKeys& keys);

}  // namespace tollgate::lineage
