#include "sql/joins/items.hpp"

#include <algorithm>
#include <vector>

#include "sql/joins/uniqueness.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {

bool depends_on_others(const RangeEntry& entry) {
  const auto names_column = [](const Expr* call) {
    return any_within(*call, [](const Expr& part) { return part.kind == ExprKind::column || part.query != nullptr; });
  };
  return entry.lateral || std::any_of(entry.functions.begin(), entry.functions.end(), names_column);
}

bool needs_values(const Expr& condition) {
  const bool null_safe = condition.form == OperationForm::distinct || condition.form == OperationForm::not_distinct;
  return condition.kind == ExprKind::operation && !null_safe && !any_within(condition, [](const Expr& part) {
           return part.kind != ExprKind::operation && part.kind != ExprKind::column &&
                  part.kind != ExprKind::constant && part.kind != ExprKind::cast;
         });
}

std::set<int> items_of(const JoinTree& tree) {
  std::set<int> items;
  std::vector<const JoinTree*> open{&tree};
  while (!open.empty()) {
    const JoinTree& part = *open.back();
    open.pop_back();
    if (part.leaf()) {
      items.insert(part.entry);
    } else {
      open.insert(open.end(), {part.right, part.left});
    }
  }
  return items;
}

std::optional<std::string> column_name(const Query& query, const Expr& value) {
  const auto column = leaf_column(query, value);
  const RangeEntry* const entry = column ? entry_of(query, *column) : nullptr;
  if (entry == nullptr) return std::nullopt;
  return std::string(entry->columns[static_cast<std::size_t>(column->attribute)].name);
}

}  // namespace tollgate::sql
