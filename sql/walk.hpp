// The ways through a resolved query: what stands directly beneath an expression, in the clauses of a query, in its
// FROM. The one list of these fields, so that a new one is walked by all who walk. Judges nothing.
#pragma once

#include <unordered_set>

#include "sql/query.hpp"

namespace tollgate::sql {

/// The query that ColumnRef::levels_up steps lead to; null beyond the statement.
inline const Query* outward(const Query& query, int levels) {
  const Query* at = &query;
  for (; levels > 0 && at != nullptr; --levels) at = at->parent;
  return at;
}

/// The entry of `owner` that a reference names; null when there is none, or none with that attribute.
inline const RangeEntry* entry_of(const Query& owner, const ColumnRef& column) {
  if (column.entry < 0 || static_cast<std::size_t>(column.entry) >= owner.entries.size()) return nullptr;
  const RangeEntry& entry = owner.entries[static_cast<std::size_t>(column.entry)];
  const bool there = column.attribute >= 0 && static_cast<std::size_t>(column.attribute) < entry.columns.size();
  return there ? &entry : nullptr;
}

/// Calls `visit(const Expr&)` for each expression of a window, in the order of the text.
template <typename Visit>
void for_each_part(const WindowSpec& window, const Visit& visit) {
  for (const Expr* key : window.partition) visit(*key);
  for (const SortKey& key : window.order) visit(*key.value);
  if (window.start != nullptr) visit(*window.start);
  if (window.end != nullptr) visit(*window.end);
}

/// Calls `visit(const Expr&)` for each expression directly beneath the value; `query` of a sub-query is not one.
template <typename Visit>
void for_each_part(const Expr& value, const Visit& visit) {
  for (const Expr* arg : value.args) visit(*arg);
  for (const Expr* condition : value.conditions) visit(*condition);
  for (const SortKey& key : value.order) visit(*key.value);
  if (value.filter != nullptr) visit(*value.filter);
  if (value.over != nullptr) for_each_part(*value.over, visit);
}

/// Calls `visit(const Expr&)` for the value and all beneath it, outer before inner, not into sub-queries; what it
/// returns says whether to go beneath.
template <typename Visit>
void for_each_within(const Expr& value, const Visit& visit) {
  if (visit(value)) {
    for_each_part(value, [&](const Expr& part) { for_each_within(part, visit); });
  }
}

/// Whether `test(const Expr&)` holds for the value or anything beneath it, sub-queries aside.
template <typename Test>
bool any_within(const Expr& value, const Test& test) {
  bool found = false;
  for_each_within(value, [&](const Expr& part) {
    found = found || test(part);
    return !found;
  });
  return found;
}

/// Calls `visit(const JoinTree&)` for each join of FROM, the right ones beneath it last; leaves are none.
template <typename Visit>
void for_each_join(const Query& query, const Visit& visit) {
  std::vector<const JoinTree*> open(query.from.rbegin(), query.from.rend());
  while (!open.empty()) {
    const JoinTree& join = *open.back();
    open.pop_back();
    if (join.leaf()) continue;
    visit(join);
    open.push_back(join.right);
    open.push_back(join.left);
  }
}

/// Calls `visit(const Expr&)` for each expression of FROM.
template <typename Visit>
void for_each_in_from(const Query& query, const Visit& visit) {
  for (const RangeEntry& entry : query.entries) {
    for (const Expr* call : entry.functions) visit(*call);
    if (entry.kind != RangeEntry::Kind::table_function) continue;
    for (const RangeColumn& column : entry.columns) {
      if (column.value != nullptr) visit(*column.value);
    }
  }
  for_each_join(query, [&](const JoinTree& join) {
    if (join.condition != nullptr) visit(*join.condition);
    for (const UsingKey& key : join.keys) {
      visit(*key.left);
      visit(*key.right);
    }
  });
}

/// Calls `visit(const Expr&)` for each expression of this level but its outputs: FROM, rows and clauses. One that two
/// clauses share (GROUP BY 1, a window by name) comes twice.
template <typename Visit>
void for_each_clause(const Query& query, const Visit& visit) {
  for_each_in_from(query, visit);
  for (const Exprs row : query.rows) {
    for (const Expr* value : row) visit(*value);
  }
  for (const Expr* key : query.group.keys) visit(*key);
  for (const WindowSpec* window : query.windows) for_each_part(*window, visit);
  for (const Expr* key : query.distinct_on) visit(*key);
  for (const SortKey& key : query.order_by) visit(*key.value);
  for (const Expr* value : {query.where, query.having, query.limit, query.offset}) {
    if (value != nullptr) visit(*value);
  }
  for (const Assignment& assignment : query.assignments) {
    if (assignment.value != nullptr) visit(*assignment.value);
  }
  for (const Expr* filter : query.other_filters) visit(*filter);
}

/// Calls `visit(const Query&)` for each query whose `parent` is this one, but those inside of expressions: CTEs where
/// they are defined, sub-queries of FROM, branches, what an INSERT inserts.
template <typename Visit>
void for_each_query(const Query& query, const Visit& visit) {
  for (const Cte* cte : query.ctes) {
    if (cte->query != nullptr) visit(*cte->query);
  }
  for (const RangeEntry& entry : query.entries) {
    if (entry.kind != RangeEntry::Kind::cte && entry.query != nullptr) visit(*entry.query);
  }
  for (const Query* inner : {query.left, query.right, query.source}) {
    if (inner != nullptr) visit(*inner);
  }
}

/// Every expression of a statement, sub-queries included, outer before inner and each once. Needs a stack of
/// stack_to_walk().
template <typename Visit>
class EachExpression {
 public:
  explicit EachExpression(const Visit& visit) : x_visit(visit) {}

  void in(const Query& query) {
    if (!x_queries.insert(&query).second) return;
    for_each_query(query, [&](const Query& inner) { in(inner); });
    for (const Output& output : query.outputs) {
      if (output.value != nullptr) of(*output.value);
    }
    for_each_clause(query, [&](const Expr& value) { of(value); });
  }

 private:
  void of(const Expr& value) {
    if (!x_expressions.insert(&value).second) return;
    x_visit(value);
    for_each_part(value, [&](const Expr& part) { of(part); });
    if (value.query != nullptr) in(*value.query);
  }

  const Visit& x_visit;
  std::unordered_set<const Query*> x_queries;
  std::unordered_set<const Expr*> x_expressions;
};

/// Calls `visit(const Expr&)` for each.
template <typename Visit>
void for_each_expression(const Query& statement, const Visit& visit) {
  EachExpression<Visit>(visit).in(statement);
}

}  // namespace tollgate::sql
