// Outer joins that a condition above turns into inner ones, as PostgreSQL's reduce_outer_joins (prepjointree.c) does:
// the condition can't hold where the optional side is null. Told before terms are made, as joins that match at most
// one row become something else then.
#include "sql/change/blocks.hpp"

namespace tollgate::sql {
namespace {

constexpr int deepest = 50;

bool strict_operation(const Expr& expr) {
  switch (expr.form) {
    case OperationForm::plain:
      return expr.name != "||";
    case OperationForm::like:
    case OperationForm::not_like:
    case OperationForm::ilike:
    case OperationForm::not_ilike:
    case OperationForm::between:
    case OperationForm::in:
      return true;
    default:
      return false;
  }
}

}  // namespace

// Entries whose being null makes the value null.
void BlockMaker::add_strict(const Query& query, const Expr& value, Entries& into, int depth) const {
  if (depth > deepest) return;
  if (value.kind == ExprKind::column && value.column.levels_up == 0 && value.column.entry >= 0) {
    const RangeEntry& entry = query.entries[static_cast<std::size_t>(value.column.entry)];
    const auto attribute = static_cast<std::size_t>(value.column.attribute);
    if (entry.kind != RangeEntry::Kind::join) {
      into.insert(value.column.entry);  // all its columns are null where its side of the join is
    } else if (attribute < entry.columns.size() && entry.columns[attribute].value != nullptr) {
      add_strict(query, *entry.columns[attribute].value, into, depth + 1);
    }
    return;
  }
  if (value.kind == ExprKind::cast) return add_strict(query, *value.args[0], into, depth + 1);
  if (value.kind != ExprKind::operation || !strict_operation(value)) return;
  if (value.form == OperationForm::plain || value.form == OperationForm::like ||
      value.form == OperationForm::not_like || value.form == OperationForm::ilike ||
      value.form == OperationForm::not_ilike) {
    for (const Expr* arg : value.args) add_strict(query, *arg, into, depth + 1);
  }
}

void BlockMaker::collect_required(const Query& query, const Expr& condition, Entries& into) const {
  std::vector<const Expr*> open{&condition};
  while (!open.empty()) {
    const Expr& part = *open.back();
    open.pop_back();
    if (part.kind == ExprKind::logical && part.name == "and") {
      open.insert(open.end(), part.args.begin(), part.args.end());
    } else if (part.kind == ExprKind::test && (part.name == "is not null" || part.name == "is true")) {
      add_strict(query, *part.args[0], into, 0);
    } else if (part.kind == ExprKind::operation && strict_operation(part)) {
      const bool first_only = part.form == OperationForm::in || part.form == OperationForm::between;
      for (std::size_t i = 0; i < part.args.size() && (i == 0 || !first_only); ++i)
        add_strict(query, *part.args[i], into, 0);
    } else if (part.kind == ExprKind::column) {
      add_strict(query, part, into, 0);
    }
  }
}

}  // namespace tollgate::sql
