// What flows into one value: base columns with the roles they play. The arithmetic of roles that values.hpp folds
// with.
#pragma once

#include "sql/lineage.hpp"

namespace tollgate::sql {

struct Flow {
  Sources sources;         ///< sorted by column, each once
  bool plain = false;      ///< handed on unchanged, from columns in every branch
  bool aggregate = false;  ///< an aggregate is in it, with or without sources
  bool varies = false;     ///< differs from row to row or run to run without a source: row_number(), random()
  bool resolved = true;
  /// What is left of values from columns that could not be told; no_passage: none come in, or only to steer.
  Passage missing = no_passage;
};

/// A value computed from others: starts as a constant.
Flow constant_flow();
/// The value of a column that could not be told.
Flow unknown_flow();
/// The column itself.
Flow column_flow(std::uint32_t column);

/// Adds what flows through a function or an operator (`role::transformation`) or an aggregate (`role::aggregation`):
/// direct roles rise to at least that, indirect ones stay as they are. At most `cap` of the value is left.
void add_through(Flow& into, const Flow& flow, RoleMask direct_role, Passage cap = whole_passage);
/// Adds what only steers the value: all roles become `indirect_role`, and nothing is left of it.
void add_indirect(Flow& into, const Flow& flow, RoleMask indirect_role);
/// The same two for many flows at once: the sources are not sorted until tidy().
void append_through(Flow& into, const Flow& flow, RoleMask direct_role, Passage cap = whole_passage);
void append_indirect(Flow& into, const Flow& flow, RoleMask indirect_role);
/// One branch beside others (UNION, INTERSECT): roles stay. `first`: there is nothing in `into` yet.
void add_branch(Flow& into, const Flow& flow, bool first);

/// Sorts by column and joins the roles of equal ones; of their passages the highest counts.
void tidy(Sources& sources);

ColumnKind kind_of(const Flow& flow);

}  // namespace tollgate::sql
