// Whether no two rows of an item of FROM share the values of some of its columns, by what the text and the schema say
// alone: keys of relations, GROUP BY, DISTINCT, LIMIT 1, row_number() = 1, and joins that add at most one row.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "sql/query.hpp"

namespace tollgate::sql {

/// Columns of one item that are settled from outside, and by which constant where it is one (else null).
using Settled = std::map<int, const Expr*>;

class Uniqueness {
 public:
  /// Why at most one row of the item has these values, for a person; nothing: not proved.
  std::optional<std::string> of_entry(const RangeEntry& entry, const Settled& settled);

 private:
  std::optional<std::string> of_query(const Query& query, const Settled& settled);
  std::optional<std::string> by_clauses(const Query& query, const Settled& settled) const;
  std::optional<std::string> by_inputs(const Query& query, const Settled& settled);

  int x_steps = 1000;  ///< CTEs that are read twice each would double the work at every level
};

/// Calls `visit(const Expr&)` for each part of a conjunction, in order.
template <typename Visit>
void for_each_conjunct(const Expr* condition, const Visit& visit) {
  std::vector<const Expr*> open;
  if (condition != nullptr) open.push_back(condition);
  while (!open.empty()) {
    const Expr& part = *open.back();
    open.pop_back();
    if (part.kind == ExprKind::logical && part.name == "and") {
      open.insert(open.end(), part.args.rbegin(), part.args.rend());
    } else {
      visit(part);
    }
  }
}

/// `a = b`.
bool is_equality(const Expr& value);
/// The column of a leaf of the query's FROM that a bare reference stands for; nothing for anything else.
std::optional<ColumnRef> leaf_column(const Query& query, const Expr& value);

}  // namespace tollgate::sql
