// Which models a change leaves with the rows they have: their SQL says the same as on base, nothing else can change
// what is built, and the same holds for everything above them. Whatever is in doubt is not among them. Pure.
#pragma once

#include <map>
#include <string>

#include "dbt/changes.hpp"
#include "lineage/graph.hpp"

namespace tollgate::lineage {

/// unique_id -> why, for a person. Only models that are changed or below a change.
using UnchangedRows = std::map<std::string, std::string, std::less<>>;

/// A changed model is unchanged in its rows only when: it is a table, a view or ephemeral on both sides; no config,
/// relation, contract, source, hook or code behind is_incremental() differs (dbt::Change::builds_alike); the change
/// judge calls its SQL identical or equivalent without assuming a key; and it reads the same relations, all of them
/// unchanged too. Makes its own deep stack.
UnchangedRows find_unchanged_rows(const Graph& base, const Graph& head, const dbt::Changes& changes);

}  // namespace tollgate::lineage
