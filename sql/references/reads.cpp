#include "sql/references/reads.hpp"

#include <set>

namespace tollgate::sql {

namespace {

class Reader {
 public:
  void query(const Query* query, bool top) {
    if (query == nullptr || !x_seen.insert(query).second) return;
    x_scopes.push_back(query);
    for (const Cte* cte : query->ctes) this->query(cte->query, false);
    for (const RangeEntry& entry : query->entries) {
      this->query(entry.query, false);
      all(entry.functions);
    }
    for (const JoinTree* root : query->from) join(root);
    for (const Output& output : query->outputs) {
      if (top) x_output = output.name;
      x_star = output.from_star;
      one(output.value);
      x_star = false;
      if (top) x_output = {};
    }
    for (const Exprs& row : query->rows) all(row);
    this->query(query->left, top);
    this->query(query->right, top);
    clauses(*query);
    x_scopes.pop_back();
  }

  std::vector<ColumnRead> take() { return std::move(x_reads); }

 private:
  void clauses(const Query& query) {
    one(query.where);
    all(query.group.keys);
    one(query.having);
    all(query.distinct_on);
    sorted(query.order_by);
    for (const Assignment& assignment : query.assignments) one(assignment.value);
    this->query(query.source, false);
    for (const Expr* filter : query.other_filters) one(filter);
  }

  void one(const Expr* expr) {
    if (expr == nullptr) return;
    if (expr->kind == ExprKind::column) return column(*expr);
    all(expr->args);
    all(expr->conditions);
    one(expr->filter);
    sorted(expr->order);
    if (expr->over != nullptr) {
      all(expr->over->partition);
      sorted(expr->over->order);
    }
    query(expr->query, false);
  }

  void all(Exprs exprs) {
    for (const Expr* expr : exprs) one(expr);
  }
  void sorted(std::span<const SortKey> keys) {
    for (const SortKey& key : keys) one(key.value);
  }
  void join(const JoinTree* tree) {
    if (tree == nullptr || tree->leaf()) return;
    join(tree->left);
    join(tree->right);
    one(tree->condition);
    for (const UsingKey& key : tree->keys) {
      one(key.left);
      one(key.right);
    }
  }

  void column(const Expr& expr) {
    const auto up = static_cast<std::size_t>(expr.column.levels_up);
    if (expr.column.levels_up < 0 || up >= x_scopes.size()) return;
    const Query& scope = *x_scopes[x_scopes.size() - 1 - up];
    const auto at = static_cast<std::size_t>(expr.column.entry);
    if (at >= scope.entries.size()) return;
    const RangeEntry& entry = scope.entries[at];
    const auto attribute = static_cast<std::size_t>(expr.column.attribute);
    if (attribute >= entry.columns.size()) return;
    if (entry.kind != RangeEntry::Kind::relation || entry.relation == nullptr) return;
    // Aliases of columns rename them; the relation's own name is the one that counts.
    const auto& known = entry.relation->columns;
    const std::string_view name = attribute < known.size() ? std::string_view(known[attribute].name) : expr.name;
    x_reads.push_back({entry.relation, name, x_output, expr.location, x_star});
  }

  std::vector<const Query*> x_scopes;
  std::set<const Query*> x_seen;
  std::string_view x_output;
  bool x_star = false;
  std::vector<ColumnRead> x_reads;
};

}  // namespace

std::vector<ColumnRead> column_reads(const Query& query) {
  Reader reader;
  reader.query(&query, true);
  return reader.take();
}

}  // namespace tollgate::sql
