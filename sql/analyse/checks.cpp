// Whether two expressions are the same, and the rule of GROUP BY (parse_agg.c: check_ungrouped_columns).
#include <fmt/format.h>

#include <algorithm>

#include "sql/analyse/analyser.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {
namespace {

bool same_nodes(const Node& a, const Node& b);

struct SameField {
  const Field& other;
  bool operator()(const Node* node) const {
    const Node* const* mine = std::get_if<const Node*>(&other.value);
    return mine != nullptr && (node == *mine || (node != nullptr && *mine != nullptr && same_nodes(node[0], **mine)));
  }
  bool operator()(Nodes list) const {
    const Nodes* mine = std::get_if<Nodes>(&other.value);
    return mine != nullptr && std::equal(list.begin(), list.end(), mine->begin(), mine->end(),
                                         [](const Node* x, const Node* y) { return same_nodes(*x, *y); });
  }
  template <typename T>
  bool operator()(const T& value) const {
    const T* const mine = std::get_if<T>(&other.value);
    return mine != nullptr && *mine == value;
  }
};

bool same_nodes(const Node& a, const Node& b) {
  return a.kind() == b.kind() &&
         std::equal(a.fields().begin(), a.fields().end(), b.fields().begin(), b.fields().end(),
                    [](const Field& x, const Field& y) { return x.key == y.key && std::visit(SameField{y}, x.value); });
}

// All but what is beneath them.
bool same_labels(const Expr& a, const Expr& b) {
  if (a.name != b.name || a.text != b.text || a.form != b.form || a.distinct != b.distinct || a.star != b.star ||
      a.subquery_form != b.subquery_form || a.has_operand != b.has_operand || a.has_else != b.has_else) {
    return false;
  }
  if (a.kind == ExprKind::field && a.column.attribute != b.column.attribute) return false;
  return a.kind != ExprKind::cast || a.type == b.type;
}

// A side of USING that is cast to the type of both is no longer the column itself.
bool is_cast_side(const RangeColumn& merged) {
  const Expr* const side = merged.value;
  if (side == nullptr || side->kind != ExprKind::column || side->type.empty() || merged.type.empty()) return false;
  const std::string_view whole = without_modifier(merged.type);
  const std::string_view part = without_modifier(side->type);
  return !whole.starts_with(part) && !part.starts_with(whole);  // timestamp(3) without time zone: cut short
}

}  // namespace

// Through join entries to what the column stands for.
const Expr* Analyser::flattened(const Query& query, const Expr* value, int levels) {
  while (value != nullptr && value->kind == ExprKind::column && value->column.levels_up == levels &&
         value->column.entry >= 0) {
    const RangeEntry& entry = query.entries[static_cast<std::size_t>(value->column.entry)];
    const auto attribute = static_cast<std::size_t>(value->column.attribute);
    if (entry.kind != RangeEntry::Kind::join || attribute >= entry.columns.size()) break;
    if (entry.columns[attribute].value == nullptr || levels > 0 || is_cast_side(entry.columns[attribute])) break;
    value = entry.columns[attribute].value;
  }
  return value;
}

bool Analyser::same_lists(const Query& query, Exprs a, Exprs b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](const Expr* x, const Expr* y) { return same(query, x, y); });
}

bool Analyser::same_orders(const Query& query, std::span<const SortKey> a, std::span<const SortKey> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](const SortKey& x, const SortKey& y) {
    return x.descending == y.descending && same(query, x.value, y.value);
  });
}

// Both stand at the same level. Sub-queries are compared by their text's tree.
bool Analyser::same(const Query& query, const Expr* a, const Expr* b) {
  a = flattened(query, a, 0);
  b = flattened(query, b, 0);
  if (a == b) return true;
  if (a == nullptr || b == nullptr || a->kind != b->kind) return false;
  if (a->kind == ExprKind::column) return a->column == b->column;
  if (a->kind == ExprKind::whole_row) return a->column == b->column;
  if (!same_labels(*a, *b)) return false;
  if ((a->filter == nullptr) != (b->filter == nullptr) || (a->over == nullptr) != (b->over == nullptr)) return false;
  if (a->filter != nullptr && !same(query, a->filter, b->filter)) return false;
  if (!same_orders(query, a->order, b->order)) return false;
  if (a->over != nullptr && a->over != b->over &&
      (a->over->frame_options != b->over->frame_options || !same_lists(query, a->over->partition, b->over->partition) ||
       !same_orders(query, a->over->order, b->over->order))) {
    return false;
  }
  if (a->query != b->query) {
    const auto x = x_nodes_by_query.find(a->query);
    const auto y = x_nodes_by_query.find(b->query);
    if (x == x_nodes_by_query.end() || y == x_nodes_by_query.end() || !same_nodes(*x->second, *y->second)) return false;
  }
  return same_lists(query, a->args, b->args) && same_lists(query, a->conditions, b->conditions);
}

bool Analyser::determined_by_key(const Query& query, const ColumnRef& ref) {
  const RangeEntry& entry = query.entries[static_cast<std::size_t>(ref.entry)];
  if (entry.kind != RangeEntry::Kind::relation) return false;
  const auto is_grouped = [&](int attribute) {
    return std::any_of(query.group.keys.begin(), query.group.keys.end(), [&](const Expr* key) {
      const Expr* const flat = flattened(query, key, 0);
      return flat->kind == ExprKind::column && flat->column == ColumnRef{0, ref.entry, attribute};
    });
  };
  return std::any_of(entry.relation->unique_keys.begin(), entry.relation->unique_keys.end(),
                     [&](const std::vector<int>& key) { return std::all_of(key.begin(), key.end(), is_grouped); });
}

// `levels`: how many queries deep the value stands below the grouped one.
bool Analyser::grouped(const Query& query, const Expr& value, int levels) {
  for (const Expr* key : query.group.keys) {
    if (levels == 0 && same(query, key, &value)) return true;
    if (levels == 0 || value.kind != ExprKind::column) continue;
    const Expr* const flat = flattened(query, key, 0);
    ColumnRef outer = value.column;
    outer.levels_up -= levels;
    Expr moved = value;
    moved.column = outer;
    const Expr* const inner = flattened(query, &moved, 0);
    if (flat->kind == ExprKind::column && inner->kind == ExprKind::column && flat->column == inner->column) return true;
    if (inner->kind != ExprKind::column && same(query, flat, inner)) return true;
  }
  return false;
}

// The first column of the grouped query that is neither grouped nor aggregated.
const Expr* Analyser::ungrouped(const Query& query, const Expr& value, int levels) {
  if (grouped(query, value, levels)) return nullptr;
  if (value.kind == ExprKind::unresolved) return nullptr;
  if (value.kind == ExprKind::aggregate && value.column.levels_up >= levels) return nullptr;
  if (value.kind == ExprKind::whole_row) {
    if (value.column.levels_up != levels) return nullptr;
    return determined_by_key(query, value.column) ? nullptr : &value;
  }
  if (value.kind == ExprKind::column) {
    if (value.column.levels_up != levels) return nullptr;
    ColumnRef ref = value.column;
    ref.levels_up = 0;
    Expr moved = value;
    moved.column = ref;
    const Expr* const flat = flattened(query, &moved, 0);
    if (flat->kind != ExprKind::column) return ungrouped(query, *flat, 0) == nullptr ? nullptr : &value;
    const RangeEntry* const entry = entry_of(query, flat->column);
    if (entry != nullptr && entry->kind == RangeEntry::Kind::join) {
      const Expr* const side = entry->columns[static_cast<std::size_t>(flat->column.attribute)].value;
      if (side != nullptr) return ungrouped(query, *side, 0) == nullptr ? nullptr : &value;
    }
    return determined_by_key(query, flat->column) ? nullptr : &value;
  }
  const Expr* found = nullptr;
  for_each_part(value, [&](const Expr& part) {
    if (found == nullptr) found = ungrouped(query, part, levels);
  });
  if (found == nullptr && value.query != nullptr) found = ungrouped_in(query, *value.query, levels + 1);
  return found;
}

const Expr* Analyser::ungrouped_in(const Query& grouped_query, const Query& query, int levels) {
  const Expr* found = nullptr;
  const auto look = [&](const Expr& value) {
    if (found == nullptr) found = ungrouped(grouped_query, value, levels);
  };
  for (const Output& output : query.outputs) {
    if (output.value != nullptr) look(*output.value);
  }
  for_each_clause(query, look);
  for_each_query(query, [&](const Query& inner) {
    if (found == nullptr) found = ungrouped_in(grouped_query, inner, levels + 1);
  });
  return found;
}

// GROUPING(…) of this level takes grouping expressions only.
void Analyser::check_grouping_calls(const Query& query, const Expr& value) {
  for_each_within(value, [&](const Expr& inner) {
    if (inner.kind != ExprKind::grouping) return true;
    if (inner.column.levels_up > 0) return false;
    for (const Expr* arg : inner.args) {
      if (arg->kind == ExprKind::unresolved || grouped(query, *arg, 0)) continue;
      refuse(arg->location, "arguments to GROUPING must be grouping expressions of the associated query level");
    }
    return false;
  });
}

void Analyser::check_grouping(Query& query) {
  const auto check = [&](const Expr* value) {
    if (value == nullptr) return false;
    check_grouping_calls(query, *value);
    const Expr* const found = ungrouped(query, *value, 0);
    if (found == nullptr) return false;
    std::string_view table;
    const Scope* scope = x_scope;
    if (found->column.levels_up == 0 && found->column.entry >= 0) {
      table = scope->query->entries[static_cast<std::size_t>(found->column.entry)].alias;
    }
    refuse(found->location,
           fmt::format("column \"{}{}{}\" must appear in the GROUP BY clause or be used in an aggregate function",
                       table, table.empty() ? "" : ".", found->name));
    return true;
  };
  for (const Output& output : query.outputs) {
    if (check(output.value)) return;
  }
  if (check(query.having)) return;
  for (const SortKey& key : query.order_by) {
    if (check(key.value)) return;
  }
  for (const Expr* key : query.distinct_on) {
    if (check(key)) return;
  }
  // Also of windows that nothing uses.
  bool refused = false;
  for (const WindowSpec* window : query.windows) {
    for_each_part(*window, [&](const Expr& key) { refused = refused || check(&key); });
  }
}

}  // namespace tollgate::sql
