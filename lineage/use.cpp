// Who still needs a column that is gone or has another type.
#include <algorithm>
#include <set>

#include "lineage/model_pair.hpp"

namespace tollgate::lineage {

namespace {

bool misses(const Relation& relation, const std::string& column) {
  if (relation.analysis == nullptr) return false;
  return std::ranges::any_of(relation.analysis->problems(), [&](const sql::Problem& problem) {
    return problem.kind == sql::ProblemKind::unknown_column && problem.name == column;
  });
}

/// Readers of the lost column on base that miss it on head; those that hand it on under its name lose it too.
void add_models(const Graph& base, const Graph& head, ColumnId lost, std::set<std::string>& found) {
  std::vector<ColumnId> open{lost};
  std::set<ColumnId> seen{lost};
  while (!open.empty()) {
    const ColumnId at = open.back();
    open.pop_back();
    const Column& column = base.columns()[at];
    for (const RelationId child : base.relations()[column.relation].children) {
      const Relation* reader = head.find(base.relations()[child].unique_id);
      if (reader != nullptr && misses(*reader, column.name)) found.insert(reader->unique_id);
    }
    for (const Edge& edge : base.readers_of(at)) {
      const Column& handed_on = base.columns()[edge.column];
      const std::string& id = base.relations()[handed_on.relation].unique_id;
      if (head.find(id, handed_on.name) || !seen.insert(edge.column).second) continue;
      open.push_back(edge.column);
    }
  }
}

/// Neither it nor what it stands on was edited: a metric reads columns through its semantic model.
bool is_defined_alike(const dbt::Project& base, const dbt::Project& head, const std::string& id) {
  std::vector<std::string> open{id};
  std::set<std::string> seen;
  while (!open.empty()) {
    const std::string at = open.back();
    open.pop_back();
    const auto before = base.semantics.find(at), after = head.semantics.find(at);
    if (before == base.semantics.end() || !seen.insert(at).second) continue;  // a model
    if (after == head.semantics.end() || before->second.definition != after->second.definition) return false;
    open.insert(open.end(), before->second.depends_on.begin(), before->second.depends_on.end());
  }
  return true;
}

void add_leaves(const Graph& base, const Graph& head, ColumnId lost, std::set<std::string>& found) {
  for (const Leaf& leaf : base.leaves()) {
    if (leaf.whole || !std::ranges::binary_search(leaf.columns, lost)) continue;
    const auto same = std::ranges::find(head.leaves(), leaf.unique_id, &Leaf::unique_id);
    if (same == head.leaves().end()) continue;
    const bool semantic = base.project().semantics.contains(leaf.unique_id);
    if (semantic && is_defined_alike(base.project(), head.project(), leaf.unique_id)) found.insert(leaf.unique_id);
  }
}

}  // namespace

std::vector<std::string> readers_of_lost(const Graph& base, const Graph& head, ColumnId lost) {
  std::set<std::string> found;
  add_models(base, head, lost, found);
  add_leaves(base, head, lost, found);
  return {found.begin(), found.end()};
}

std::vector<std::string> readers_of_column(const Graph& head, ColumnId column) {
  std::set<std::string> found;
  for (const Edge& edge : head.readers_of(column)) {
    found.insert(head.relations()[head.columns()[edge.column].relation].unique_id);
  }
  for (const RelationId relation : head.steered_by(column)) found.insert(head.relations()[relation].unique_id);
  for (const Leaf& leaf : head.leaves()) {
    if (!leaf.whole && std::ranges::binary_search(leaf.columns, column)) found.insert(leaf.unique_id);
  }
  return {found.begin(), found.end()};
}

}  // namespace tollgate::lineage
