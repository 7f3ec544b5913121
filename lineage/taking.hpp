// What one relation takes into the graph that is being built: columns, what feeds them, what steers its rows, and its
// parents. Appends to the store; build.cpp says in which order, and publishes what came of it. Only for the inside of
// this room.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lineage/columns.hpp"
#include "lineage/derived.hpp"
#include "lineage/graph_store.hpp"

namespace tollgate::lineage {

/// Of the relation that is added next: its columns are the last of the store.
class Taking {
 public:
  Taking(const GraphInput& input, GraphStore& store) : x_input(input), x_store(store) {}

  /// What is known without SQL; what feeds it is not.
  void take_listed(Relation& relation, const ColumnList& list);
  /// Columns and influences from the text.
  void take_derived(Relation& relation, const dbt::Node& node, const Derived& derived);
  /// What the text reads.
  void take_parents(Relation& relation, const sql::Analysis& analysis) const;
  /// What dbt says that it reads, where there is no text.
  void take_declared_parents(Relation& relation, const std::set<std::string>& depends_on) const;

 private:
  std::string why_open(const Relation& relation) const;
  Column new_column(const Relation& relation, std::string name) const;
  std::vector<std::optional<ColumnId>> bases_of(const sql::StatementLineage& lineage) const;
  void add_derived(const Relation& relation, const sql::ColumnLineage& from,
                   const std::vector<std::optional<ColumnId>>& bases);
  void add_snapshot_columns(const Relation& relation, const dbt::Node& node);
  /// Incremental models and snapshots keep what their SQL does not name any more; a materialization of the project's
  /// own may add what it likes.
  void add_retained(const Relation& relation, const dbt::Node& node);

  const GraphInput& x_input;
  GraphStore& x_store;
};

}  // namespace tollgate::lineage
