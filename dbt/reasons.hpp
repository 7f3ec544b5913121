// Why a node counts as changed: everything that a comparison of its two sides says, for the inside of this room.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dbt/changes.hpp"
#include "dbt/compiled_comparison.hpp"
#include "dbt/macro_closure.hpp"
#include "dbt/node_pair.hpp"

namespace tollgate::dbt {

struct NodeComparison {
  NodePair pair;
  CompiledComparison compiled;
  std::vector<Reason> reasons;  ///< in the order of ReasonKind; empty: unchanged
  bool builds_other = false;    ///< a reason that can change what is built whatever the compiled SQL says
  bool body_differs = false;
  bool config_differs = false;                ///< as dbt compares, also where only its version explains it
  std::vector<std::string> version_keys;      ///< config keys that only the version of dbt explains
  std::vector<std::string> called_macros;     ///< names in the node's own code that lead to a changed macro
  std::vector<std::string> ephemeral_causes;  ///< unique_ids

  bool has(ReasonKind kind) const;
  const std::string& id() const { return pair.node().unique_id; }
};

/// What all nodes are compared against.
struct Surroundings {
  Surroundings(const Project& base_project, const Project& head_project);

  const Project& base;
  const Project& head;
  MacroClosure macros;
  std::map<std::string, std::vector<std::string>, std::less<>> sources;  ///< changed ones
  EnvironmentNames names;
  bool other_dbt_version;
};

/// Every model, seed and snapshot of the two sides, sorted by unique_id.
std::vector<NodeComparison> compare_nodes(const Project& base, const Project& head, const Surroundings& around);

/// How much a changed node's change weighs; `nodes` are all of them, sorted by unique_id.
Weight weight_of(const NodeComparison& node, const std::vector<NodeComparison>& nodes);

/// Whether only what its compiled SQL says can change what is built of it.
bool builds_alike(const NodeComparison& node);

/// The node of that id, or null; `nodes` are sorted by unique_id.
const NodeComparison* find_comparison(const std::vector<NodeComparison>& nodes, std::string_view unique_id);

}  // namespace tollgate::dbt
