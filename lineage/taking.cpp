#include "lineage/taking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tollgate::lineage {

namespace {

/// Roles by which a column decides which rows there are. (The order of rows is none of them.)
constexpr sql::RoleMask steering =
    sql::role::join | sql::role::filter | sql::role::group_by | sql::role::distinct | sql::role::except_right;

}  // namespace

void Taking::take_listed(Relation& relation, const ColumnList& list) {
  relation.origin = list.origin;
  relation.open = list.open;
  if (list.origin == Origin::yaml && list.open) {
    relation.open_reason =
        "only the columns declared in YAML are known; `dbt docs generate` or a warehouse connection would tell the "
        "others";
  }
  if (list.origin == Origin::none) {
    relation.open_reason = fmt::format("no catalogue holds it and YAML declares no columns; {}", what_would_tell);
  }
  const bool fed = relation.node != nullptr && relation.type != dbt::ResourceType::seed;
  for (const sql::KnownColumn& known : list.columns) {
    Column column = new_column(relation, known.name);
    column.type = known.type;
    column.resolved = !fed;
    x_store.columns.push_back(std::move(column));
  }
}

/// Of a relation that selects all columns of another.
std::string Taking::why_open(const Relation& relation) const {
  const auto open = std::ranges::find_if(relation.parents, [&](RelationId id) { return x_store.relations[id].open; });
  const std::string whose = open == relation.parents.end() ? "a relation" : x_store.relations[*open].name;
  return fmt::format("it selects all columns of {}, and not all of those are known; {}", whose, what_would_tell);
}

Column Taking::new_column(const Relation& relation, std::string name) const {
  Column column;
  column.relation = static_cast<RelationId>(x_store.relations.size());
  column.position = static_cast<int>(x_store.columns.size() - relation.first_column);
  column.name = std::move(name);
  return column;
}

void Taking::take_derived(Relation& relation, const dbt::Node& node, const Derived& derived) {
  relation.origin = Origin::sql;
  relation.open = derived.open;
  if (relation.open) relation.open_reason = why_open(relation);
  const std::vector<std::optional<ColumnId>> bases = bases_of(derived.lineage);
  for (const sql::ColumnLineage& column : derived.lineage.columns) add_derived(relation, column, bases);
  if (relation.type == dbt::ResourceType::snapshot) add_snapshot_columns(relation, node);
  add_retained(relation, node);
  for (const sql::Source& source : derived.lineage.influences) {
    if (bases[source.column] && (source.roles & steering) != 0) {
      relation.influences.push_back({*bases[source.column], source.roles});
    }
  }
  std::ranges::sort(relation.influences, {}, &Edge::column);
}

std::vector<std::optional<ColumnId>> Taking::bases_of(const sql::StatementLineage& lineage) const {
  std::vector<std::optional<ColumnId>> bases;
  for (const sql::BaseColumn& base : lineage.base_columns) {
    const auto id = x_store.ids.find(base.relation->identity);
    const int index = base.relation->find(base.column);
    const bool known = id != x_store.ids.end() && id->second < x_store.relations.size() && index >= 0;
    bases.push_back(known ? std::optional(x_store.relations[id->second].first_column + static_cast<ColumnId>(index))
                          : std::nullopt);
  }
  return bases;
}

void Taking::add_derived(const Relation& relation, const sql::ColumnLineage& from,
                         const std::vector<std::optional<ColumnId>>& bases) {
  Column column = new_column(relation, from.name);
  column.type = from.type;
  column.kind = from.kind;
  column.resolved = from.resolved;
  column.location = from.location;
  for (const sql::Source& source : from.sources) {
    if (bases[source.column]) column.sources.push_back({*bases[source.column], source.roles});
  }
  std::ranges::sort(column.sources, {}, &Edge::column);
  x_store.columns.push_back(std::move(column));
}

void Taking::add_snapshot_columns(const Relation& relation, const dbt::Node& node) {
  for (std::string& name : snapshot_columns(node)) {
    Column column = new_column(relation, std::move(name));
    column.kind = sql::ColumnKind::derived;
    x_store.columns.push_back(std::move(column));
  }
}

void Taking::add_retained(const Relation& relation, const dbt::Node& node) {
  const std::string& materialized = node.config.materialized;
  if (materialized == "table" || materialized == "view" || materialized == "ephemeral" ||
      materialized == "materialized_view") {
    return;
  }
  std::set<std::string, std::less<>> named;
  for (std::size_t i = relation.first_column; i < x_store.columns.size(); ++i) named.insert(x_store.columns[i].name);
  for (const sql::KnownColumn& built : built_columns(x_input, relation.unique_id).columns) {
    if (named.contains(built.name)) continue;
    Column column = new_column(relation, built.name);
    column.type = built.type;
    column.retained = true;
    x_store.columns.push_back(std::move(column));
  }
}

void Taking::take_parents(Relation& relation, const sql::Analysis& analysis) const {
  for (const sql::RangeEntry* entry : analysis.relations()) {
    const auto id = x_store.ids.find(entry->relation->identity);
    if (id != x_store.ids.end() && id->first != relation.unique_id) relation.parents.push_back(id->second);
  }
  std::ranges::sort(relation.parents);
  relation.parents.erase(std::unique(relation.parents.begin(), relation.parents.end()), relation.parents.end());
}

void Taking::take_declared_parents(Relation& relation, const std::set<std::string>& depends_on) const {
  for (const std::string& parent : depends_on) {
    const auto id = x_store.ids.find(parent);
    if (id != x_store.ids.end() && parent != relation.unique_id) relation.parents.push_back(id->second);
  }
  std::ranges::sort(relation.parents);
}

}  // namespace tollgate::lineage
