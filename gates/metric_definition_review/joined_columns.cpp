#include "gates/metric_definition_review/joined_columns.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_set>

#include "sql/walk.hpp"

namespace tollgate::gates::metrics {

namespace {

using sql::JoinTree;
using sql::Query;
using sql::RangeEntry;

struct Found {
  const Query* query = nullptr;
  const JoinTree* join = nullptr;
};

bool stands_in(const JoinTree& join, int location) {
  if (join.location == location) return true;
  return join.condition != nullptr &&
         sql::any_within(*join.condition, [&](const sql::Expr& part) { return part.location == location; });
}

Found join_at(const Query& statement, int location) {
  Found found;
  std::vector<const Query*> open{&statement};
  while (!open.empty() && found.join == nullptr) {
    const Query& query = *open.back();
    open.pop_back();
    sql::for_each_join(query, [&](const JoinTree& join) {
      if (found.join == nullptr && stands_in(join, location)) found = {&query, &join};
    });
    sql::for_each_query(query, [&](const Query& inner) { open.push_back(&inner); });
  }
  return found;
}

/// Everything that is read beneath, by what the schema calls it.
class Beneath {
 public:
  std::set<std::string_view> of(const Query& query, const JoinTree& side) {
    std::vector<const JoinTree*> open{&side};
    while (!open.empty()) {
      const JoinTree& tree = *open.back();
      open.pop_back();
      if (tree.leaf()) {
        add(query.entries[static_cast<std::size_t>(tree.entry)]);
      } else {
        open.push_back(tree.left);
        open.push_back(tree.right);
      }
    }
    while (!x_open.empty()) {
      const Query& inner = *x_open.back();
      x_open.pop_back();
      for (const RangeEntry& entry : inner.entries) add(entry);
      sql::for_each_query(inner, [&](const Query& part) { add(part); });
    }
    return std::move(x_relations);
  }

 private:
  void add(const RangeEntry& entry) {
    if (entry.relation != nullptr) x_relations.insert(entry.relation->identity);
    if (entry.query != nullptr) add(*entry.query);
  }

  void add(const Query& query) {
    if (x_seen.insert(&query).second) x_open.push_back(&query);
  }

  std::set<std::string_view> x_relations;
  std::vector<const Query*> x_open;
  std::unordered_set<const Query*> x_seen;
};

}  // namespace

std::vector<lineage::ColumnId> joined_columns(const lineage::Graph& graph, const lineage::Difference& difference,
                                              int location) {
  const lineage::Relation* const model = graph.find(difference.unique_id);
  if (model == nullptr || model->analysis == nullptr || model->analysis->query() == nullptr) return {};
  const Found found = join_at(*model->analysis->query(), location);
  if (found.join == nullptr) return {};
  const bool turned = found.join->type == sql::JoinType::right;
  const auto relations = Beneath().of(*found.query, turned ? *found.join->left : *found.join->right);
  const auto comes_from_there = [&](const lineage::Edge& edge) {
    const lineage::Column& source = graph.columns()[edge.column];
    return (edge.roles & sql::role::direct) != 0 && relations.contains(graph.relations()[source.relation].unique_id);
  };
  std::vector<lineage::ColumnId> columns;
  for (lineage::ColumnId id = model->first_column; id < model->first_column + model->column_count; ++id) {
    if (std::ranges::any_of(graph.columns()[id].sources, comes_from_there)) columns.push_back(id);
  }
  return columns;
}

}  // namespace tollgate::gates::metrics
