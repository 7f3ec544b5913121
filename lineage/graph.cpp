#include "lineage/graph.hpp"

#include <algorithm>
#include <utility>

#include "lineage/graph_store.hpp"

namespace tollgate::lineage {

namespace {

/// Pairs of (index, value), in any order, as lists by index.
template <class Value>
Lists<Value> lists_of(std::vector<std::pair<std::size_t, Value>> pairs, std::size_t count) {
  std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Lists<Value> lists;
  lists.values.reserve(pairs.size());
  lists.begins.reserve(count + 1);
  std::size_t at = 0;
  for (std::size_t index = 0; index < count; ++index) {
    for (; at < pairs.size() && pairs[at].first == index; ++at) lists.values.push_back(pairs[at].second);
    lists.begins.push_back(lists.values.size());
  }
  return lists;
}

}  // namespace

std::string_view to_string(Origin origin) {
  switch (origin) {
    case Origin::sql:
      return "sql";
    case Origin::catalog:
      return "catalog";
    case Origin::database:
      return "database";
    case Origin::yaml:
      return "yaml";
    case Origin::none:
      break;
  }
  return "none";
}

std::string_view to_string(Disagreement::Kind kind) {
  switch (kind) {
    case Disagreement::Kind::missing_in_sql:
      return "missing in the SQL";
    case Disagreement::Kind::missing_in_catalogue:
      return "missing in the catalogue";
    case Disagreement::Kind::order:
      return "order";
    case Disagreement::Kind::type:
      break;
  }
  return "type";
}

void connect(GraphStore& store) {
  std::vector<std::pair<std::size_t, Edge>> readers;
  for (ColumnId id = 0; id < store.columns.size(); ++id) {
    for (const Edge& source : store.columns[id].sources) readers.emplace_back(source.column, Edge{id, source.roles});
  }
  std::vector<std::pair<std::size_t, RelationId>> steered;
  for (RelationId id = 0; id < store.relations.size(); ++id) {
    for (const Edge& influence : store.relations[id].influences) steered.emplace_back(influence.column, id);
    for (const RelationId parent : store.relations[id].parents) store.relations[parent].children.push_back(id);
  }
  store.readers = lists_of(std::move(readers), store.columns.size());
  store.steered = lists_of(std::move(steered), store.columns.size());
}

Graph::Graph(std::unique_ptr<GraphStore> store) : x_store(std::move(store)) {}
Graph::Graph(Graph&&) noexcept = default;
Graph& Graph::operator=(Graph&&) noexcept = default;
Graph::~Graph() = default;

const dbt::Project& Graph::project() const { return *x_store->project; }
const sql::Schema& Graph::schema() const { return x_store->schema; }
std::span<const Relation> Graph::relations() const { return x_store->relations; }
std::span<const Column> Graph::columns() const { return x_store->columns; }
std::span<const Leaf> Graph::leaves() const { return x_store->leaves; }
const std::vector<Disagreement>& Graph::disagreements() const { return x_store->disagreements; }

std::optional<RelationId> Graph::id_of(std::string_view unique_id) const {
  const auto found = x_store->ids.find(unique_id);
  return found == x_store->ids.end() ? std::nullopt : std::optional(found->second);
}

const Relation* Graph::find(std::string_view unique_id) const {
  const auto id = id_of(unique_id);
  return id ? &x_store->relations[*id] : nullptr;
}

std::optional<ColumnId> Graph::find(std::string_view unique_id, std::string_view column) const {
  const Relation* relation = find(unique_id);
  if (relation == nullptr) return std::nullopt;
  for (const Column& candidate : columns_of(*relation)) {
    if (candidate.name == column) return relation->first_column + static_cast<ColumnId>(candidate.position);
  }
  return std::nullopt;
}

std::span<const Column> Graph::columns_of(const Relation& relation) const {
  return columns().subspan(relation.first_column, relation.column_count);
}

std::string Graph::full_name(ColumnId column) const {
  const Column& found = x_store->columns[column];
  return x_store->relations[found.relation].name + "." + found.name;
}

std::span<const Edge> Graph::readers_of(ColumnId column) const { return x_store->readers.of(column); }
std::span<const RelationId> Graph::steered_by(ColumnId column) const { return x_store->steered.of(column); }

}  // namespace tollgate::lineage
