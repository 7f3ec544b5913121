// How far the data of tagged columns goes in the column graph of one side: what each column holds of it, by which way,
// and where that cannot be told. Follows the sources of values, not what only steers rows. Pure; the calling thread
// needs a stack of sql::stack_to_walk().
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gates/pii_scan/sanitizers.hpp"
#include "gates/pii_scan/tags.hpp"
#include "lineage/graph.hpp"

namespace tollgate::pii_scan {

/// What is declared of every column of a graph. Refers to the graph, which must outlive it.
class Declarations {
 public:
  Declarations(const lineage::Graph& graph, const TagKeys& keys);

  /// A word about the whole relation does not reach keys, counts, flags and times.
  const Declaration& of(lineage::ColumnId column) const;
  bool tagged(lineage::ColumnId column) const { return of(column).personal; }
  /// Tagged by a word of its own, not by its relation's.
  bool tagged_itself(lineage::ColumnId column) const { return tagged(column) && !of(column).from_relation; }
  /// Some column of the relation is tagged by a word of its own.
  bool names_columns(lineage::RelationId relation) const { return x_relations[relation].names_columns; }
  /// `pii: false` with a reason: nothing is asked of the column.
  bool denied(lineage::ColumnId column) const;
  /// Some word about the relation or one of its columns makes data of it personal.
  bool any_tagged(lineage::RelationId relation) const {
    return names_columns(relation) || x_relations[relation].relation.personal;
  }
  /// The word that counts for columns of the relation that nothing lists; null when there is none.
  const Declaration* of_unlisted(lineage::RelationId relation) const;

 private:
  const lineage::Graph& x_graph;
  std::vector<RelationDeclarations> x_relations;
};

/// A column and what the way between it and another leaves of its value.
struct PassedSource {
  lineage::ColumnId column = 0;
  sql::Passage passage = passage::clear;
};

/// What the expressions of each model let through, from column to column; a model's SQL is folded when first asked for.
class ColumnPassages {
 public:
  ColumnPassages(const lineage::Graph& graph, const Sanitizers& sanitizers);

  const lineage::Graph& graph() const { return x_graph; }
  /// Folds the SQL of the relations side by side, for questions to come.
  void fold(const std::vector<lineage::RelationId>& relations);
  /// The columns of parents whose value goes into it, without those of which nothing is left; by column.
  const std::vector<PassedSource>& sources_of(lineage::ColumnId column);
  /// Every column above it with what the best way leaves of that one's value in it; itself too.
  std::map<lineage::ColumnId, sql::Passage> ancestors_of(lineage::ColumnId column);
  /// What is left in it of columns that could not be told.
  sql::Passage missing_in(lineage::ColumnId column);

 private:
  void fold(lineage::RelationId relation);

  const lineage::Graph& x_graph;
  sql::PassageOf x_passage_of;
  std::vector<char> x_folded;                        ///< by relation
  std::vector<std::vector<PassedSource>> x_sources;  ///< by column
  std::vector<sql::Passage> x_missing;               ///< by column
};

/// What a column holds of the data of tagged columns.
struct Held {
  sql::Passage carried = passage::clear;   ///< from the columns it is computed from
  sql::Passage held = passage::clear;      ///< what goes on from here: with its own declaration
  std::optional<lineage::ColumnId> via{};  ///< the source that brings the most
  bool uncertain = false;                  ///< lineage cannot tell: what its relation's parents hold is assumed
};

/// Columns that hold such data beside what they declare, e.g. tagged on the other side of the change.
using Seeds = std::map<lineage::ColumnId, sql::Passage>;
/// Relations that hold such data in columns that nothing lists, e.g. because YAML does not list them any more.
using UnlistedSeeds = std::map<lineage::RelationId, sql::Passage>;

/// What comes into relations of the head from none that the graph holds.
using Inflows = std::map<lineage::RelationId, sql::Passage>;

/// A model, snapshot or other node whose SQL is not at hand or not understood.
bool is_opaque(const lineage::Relation& relation);

class Taint {
 public:
  /// `honoured`: whether `pii: false` counts for a column that is denied.
  Taint(ColumnPassages& passages, const Declarations& declarations, const Seeds& seeds, const UnlistedSeeds& unlisted,
        const Inflows& foreign, const std::function<bool(lineage::ColumnId)>& honoured);

  const Held& of(lineage::ColumnId column) const { return x_columns[column]; }
  /// The most that a relation may hold in columns that are not known; clear when all are, or when nothing comes in.
  sql::Passage unknown_in(lineage::RelationId relation) const { return x_unknown[relation]; }
  /// What columns hold that nothing lists: of a relation that is declared as a whole, of a node without SQL and without
  /// listed columns, and of what reads these with a star. At most `unknown_in`.
  sql::Passage unlisted_in(lineage::RelationId relation) const { return x_unlisted[relation]; }
  /// The listed column of a parent that brings a relation the most, if there is one.
  std::optional<lineage::ColumnId> brought_into(lineage::RelationId relation) const;
  /// From the farthest column that brings the data to this one, both included.
  std::vector<lineage::ColumnId> path_to(lineage::ColumnId column) const;

 private:
  /// What flows into a relation from its parents, at most, and from which column.
  struct Inflow {
    sql::Passage passage = passage::clear;
    std::optional<lineage::ColumnId> from;
  };
  Inflow inflow_of(lineage::RelationId id) const;
  /// Those that something may flow into, by what is declared above them alone.
  std::vector<lineage::RelationId> reached(const Declarations& declarations, const Seeds& seeds) const;
  void add(ColumnPassages& passages, lineage::RelationId id, const Declarations& declarations, const Seeds& seeds,
           const std::function<bool(lineage::ColumnId)>& honoured);
  Held carried_by(ColumnPassages& passages, lineage::ColumnId column, const Inflow& inflow, bool opaque) const;
  sql::Passage handed_on_unlisted(lineage::RelationId id, const Declarations& declarations, const Inflow& inflow) const;

  const lineage::Graph& x_graph;
  const Inflows x_foreign;
  std::vector<std::vector<lineage::RelationId>> x_parents;  ///< by relation; also those that dbt alone says
  std::vector<Held> x_columns;
  std::vector<sql::Passage> x_unknown;   ///< by relation
  std::vector<sql::Passage> x_unlisted;  ///< by relation
};

}  // namespace tollgate::pii_scan
