// FOR UPDATE and its like (analyze.c: transformLockingClause, CheckSelectLocking).
#include <fmt/format.h>

#include <algorithm>

#include "sql/analyse/analyser.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {
namespace {

bool calls_windows(const Query& query) {
  const auto calls = [](const Expr* value) {
    return value != nullptr && any_within(*value, [](const Expr& part) { return part.kind == ExprKind::window; });
  };
  return std::any_of(query.outputs.begin(), query.outputs.end(), [&](const Output& o) { return calls(o.value); }) ||
         std::any_of(query.order_by.begin(), query.order_by.end(), [&](const SortKey& k) { return calls(k.value); });
}

// What keeps the rows of a query from being rows of tables; null: nothing.
const char* unlockable(const Query& query) {
  if (query.command == Query::Command::set_operation) return "UNION/INTERSECT/EXCEPT";
  if (query.distinct) return "DISTINCT clause";
  if (query.group.present) return "GROUP BY clause";
  if (query.having != nullptr) return "HAVING clause";
  if (query.aggregated) return "aggregate functions";
  if (calls_windows(query)) return "window functions";
  return query.returns_sets ? "set-returning functions in the target list" : nullptr;
}

const char* kind_name(RangeEntry::Kind kind) {
  switch (kind) {
    case RangeEntry::Kind::join:
      return "a join";
    case RangeEntry::Kind::function:
      return "a function";
    case RangeEntry::Kind::table_function:
      return "a table function";
    case RangeEntry::Kind::cte:
      return "a WITH query";
    default:
      return nullptr;  // a table or a sub-query
  }
}

}  // namespace

// Sub-queries of FROM are locked with the query, WITH items are not.
void Analyser::lock_all(const Query& query, int location) {
  if (const char* const what = unlockable(query)) {
    return refuse(location >= 0 ? location : query.location, fmt::format("FOR UPDATE is not allowed with {}", what));
  }
  for (const RangeEntry& entry : query.entries) {
    if (entry.kind == RangeEntry::Kind::subquery && entry.query != nullptr) lock_all(*entry.query, location);
  }
}

void Analyser::lock_rows(const Query& query, Nodes clauses) {
  for (const Node* clause : clauses) {
    const Nodes names = clause->list(Key::lockedRels);
    if (query.command == Query::Command::values) {
      refuse(query.location, "FOR UPDATE cannot be applied to VALUES");
    } else if (names.empty()) {
      lock_all(query, -1);
    } else if (const char* const what = unlockable(query)) {
      refuse(query.location, fmt::format("FOR UPDATE is not allowed with {}", what));
    }
    for (const Node* locked : names) lock_named(query, locked->text(Key::relname), locked->location());
  }
}

void Analyser::lock_named(const Query& query, std::string_view name, int location) {
  const auto named = std::find_if(query.entries.begin(), query.entries.end(),
                                  [&](const RangeEntry& entry) { return entry.alias == name; });
  if (named == query.entries.end()) {
    return refuse(location, fmt::format("relation \"{}\" in FOR UPDATE clause not found in FROM clause", name));
  }
  if (const char* const kind = kind_name(named->kind)) {
    return refuse(location, fmt::format("FOR UPDATE cannot be applied to {}", kind));
  }
  if (named->kind == RangeEntry::Kind::subquery && named->query != nullptr) lock_all(*named->query, location);
}

}  // namespace tollgate::sql
