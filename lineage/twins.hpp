// Models whose SQL says the same on both sides of a change, but for the names of the two environments: what was
// resolved of head serves base as well. Most of a project, where a pull request is small.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "dbt/environment_names.hpp"
#include "lineage/graph.hpp"
#include "lineage/texts.hpp"

namespace tollgate::lineage {

/// By unique_id: the relation of head. Refers to the graph of head, which must outlive it.
using Twins = std::map<std::string_view, const Relation*, std::less<>>;

/// Only models of which nothing is open: resolved without a problem, not reading themselves, and every relation that
/// they read is the same one on both sides (not yet: with the same columns; see read_alike).
Twins find_twins(const GraphInput& base, const Graph& head, const sql::Names& base_names,
                 const dbt::EnvironmentNames& names, int jobs);

/// Whether SQL that reads either finds the same: columns, types, keys.
bool read_alike(const sql::KnownRelation& one, const sql::KnownRelation& other);

}  // namespace tollgate::lineage
