// JOIN … ON, USING, NATURAL (parse_clause.c: transformFromClauseItem, transformJoinUsingClause, buildMergedJoinVar). A
// join without USING and without alias needs no entry: its sides stay visible. One with USING has an entry of its
// merged columns, and they are hidden in its sides. One with an alias has an entry of all its columns, and hides its
// sides.
#include <fmt/format.h>

#include <algorithm>

#include "sql/analyse/analyser.hpp"

namespace tollgate::sql {
namespace {

JoinType join_type(const Node& node) {
  const std::string_view type = node.text(Key::jointype);
  if (type == "JOIN_LEFT") return JoinType::left;
  if (type == "JOIN_RIGHT") return JoinType::right;
  if (type == "JOIN_FULL") return JoinType::full;
  const bool bare = node.node(Key::quals) == nullptr && node.list(Key::usingClause).empty();
  return bare && !node.flag(Key::isNatural) ? JoinType::cross : JoinType::inner;
}

}  // namespace

int Analyser::find_in(const Items& items, std::string_view name, int& entry, bool& several, int& open_entry) {
  int found = ColumnIndex::none;
  several = false;
  open_entry = -1;
  for (const VisibleItem& item : items) {
    if (!item.columns) continue;
    const int attribute = find_in_entry(*x_scope, item.entry, name);
    if (attribute == ColumnIndex::none) {
      if (x_scope->query->entries[static_cast<std::size_t>(item.entry)].open) open_entry = item.entry;
      continue;
    }
    several = several || attribute == ColumnIndex::several || found != ColumnIndex::none;
    found = attribute;
    entry = item.entry;
  }
  return found;
}

const Expr* Analyser::join_side(const Items& items, std::string_view name, const char* side, int location) {
  int entry = -1;
  bool several = false;
  int open_entry = -1;
  const int attribute = find_in(items, name, entry, several, open_entry);
  if (several) {
    problem(ProblemKind::ambiguous_column, name, location,
            fmt::format("common column name \"{}\" appears more than once in {} table", name, side));
    return unresolved(location, name);
  }
  if (attribute >= 0) return column(*x_scope, 0, entry, attribute, location);
  if (open_entry >= 0) {
    return column(*x_scope, 0, open_entry, open_column(*x_scope, open_entry, name), location);
  }
  Problem& found =
      problem(ProblemKind::unknown_column, name, location,
              fmt::format("column \"{}\" specified in USING clause does not exist in {} table", name, side));
  for (const VisibleItem& item : items) {
    const RangeEntry& searched = x_scope->query->entries[static_cast<std::size_t>(item.entry)];
    if (!item.columns) continue;
    for (const RangeColumn& column : searched.columns) found.in_scope.emplace_back(column.name);
    if (!searched.alias.empty()) found.relations.emplace_back(searched.alias);
  }
  std::sort(found.in_scope.begin(), found.in_scope.end());
  return unresolved(location, name);
}

// NATURAL: the names that both sides have, in the order of the left one.
std::vector<std::string_view> Analyser::join_names(const Node& node, const Items& left, const Items& right) {
  std::vector<std::string_view> names;
  if (!node.flag(Key::isNatural)) {
    for (const Node* name : node.list(Key::usingClause)) names.push_back(string_of(*name));
    return names;
  }
  std::unordered_set<std::string_view> seen;
  for (const VisibleItem& item : left) {
    if (!item.columns) continue;
    const auto at = static_cast<std::size_t>(item.entry);
    for (std::size_t i = 0; i < x_scope->widths[at]; ++i) {
      if (i < x_scope->hidden[at].size() && x_scope->hidden[at][i]) continue;
      const std::string_view name = x_scope->query->entries[at].columns[i].name;
      int entry = -1;
      bool several = false;
      int open_entry = -1;
      if (find_in(right, name, entry, several, open_entry) == ColumnIndex::none) continue;
      if (seen.insert(name).second) names.push_back(name);
    }
  }
  return names;
}

// INNER prefers the side that needs no cast; a cast side is no longer the bare column.
const Expr* Analyser::merged_column(JoinType type, const Expr* left, const Expr* right) {
  if (type == JoinType::right) return right;
  if (type == JoinType::left) return left;
  const std::string_view common = common_type(left->type, right->type);
  if (type == JoinType::full) {
    Expr& both = make(ExprKind::coalesce, left->location);
    both.args = keep({left, right});
    both.type = common;
    both.name = left->name;
    return &both;
  }
  const bool cast_left = !common.empty() && !left->type.empty() && left->type != common && right->type == common;
  return cast_left ? right : left;
}

void Analyser::hide(const Expr& column) {
  if (column.kind != ExprKind::column) return;
  std::vector<bool>& hidden = x_scope->hidden[static_cast<std::size_t>(column.column.entry)];
  const auto at = static_cast<std::size_t>(column.column.attribute);
  if (hidden.size() <= at) hidden.resize(at + 1, false);
  hidden[at] = true;
}

// With an alias: all columns of the join; else the merged ones only.
int Analyser::join_entry(const Node& node, JoinType type, const std::vector<UsingKey>& keys, const Items& items) {
  const Node* const alias = node.node(Key::alias);
  const Node* const using_alias = node.node(Key::join_using_alias);
  RangeEntry entry;
  entry.kind = RangeEntry::Kind::join;
  for (const UsingKey& key : keys) {
    const Expr* const value = merged_column(type, key.left, key.right);
    const std::string_view common = common_type(key.left->type, key.right->type);
    entry.columns.own().push_back({key.name, common.empty() ? value->type : common, value});
  }
  if (alias != nullptr) {
    for (const VisibleItem& item : items) {
      if (!item.columns) continue;
      const auto at = static_cast<std::size_t>(item.entry);
      entry.open = entry.open || x_scope->query->entries[at].open;
      for (std::size_t i = 0; i < x_scope->widths[at]; ++i) {
        if (i < x_scope->hidden[at].size() && x_scope->hidden[at][i]) continue;
        const Expr* const value = column(*x_scope, 0, item.entry, static_cast<int>(i), -1);
        entry.columns.own().push_back({value->name, value->type, value});
      }
    }
    apply_alias(entry, alias);
  } else if (using_alias != nullptr) {
    entry.alias = using_alias->text(Key::aliasname);
    entry.aliased = true;
  }
  return add_entry(std::move(entry));
}

// The left side is visible to a lateral right side, and of no use to it where it may be missing.
std::pair<Analyser::FromItem, Analyser::FromItem> Analyser::join_sides(const Node& left_node, const Node& right_node,
                                                                       JoinType type) {
  const auto side = [&](const Node& item, bool nullable) {
    if (nullable) x_recursion.push_back(Recursion::outer_join);
    FromItem result = from_item(item);
    if (nullable) x_recursion.pop_back();
    return result;
  };
  FromItem left = side(left_node, type == JoinType::right || type == JoinType::full);
  const std::size_t outside = x_scope->items.size();
  for (VisibleItem item : left.items) {
    item.lateral_only = true;
    item.lateral_ok = type == JoinType::cross || type == JoinType::inner || type == JoinType::left;
    x_scope->items.push_back(item);
  }
  FromItem right = side(right_node, type == JoinType::left || type == JoinType::full);
  x_scope->items.resize(outside);
  check_duplicates(left.items, right.items, -1);
  return {std::move(left), std::move(right)};
}

std::vector<UsingKey> Analyser::join_keys(const Node& node, const Items& left, const Items& right, int location) {
  std::vector<UsingKey> keys;
  for (const std::string_view name : join_names(node, left, right)) {
    if (std::any_of(keys.begin(), keys.end(), [&](const UsingKey& key) { return key.name == name; })) {
      refuse(location, fmt::format("column name \"{}\" appears more than once in USING clause", name));
      continue;
    }
    keys.push_back({name, join_side(left, name, "left", location), join_side(right, name, "right", location)});
  }
  return keys;
}

Analyser::FromItem Analyser::join_item(const Node& node) {
  const Node* const left_node = node.node(Key::larg);
  const Node* const right_node = node.node(Key::rarg);
  if (left_node == nullptr || right_node == nullptr) return {};
  const JoinType type = join_type(node);
  auto [left, right] = join_sides(*left_node, *right_node, type);
  if (left.tree == nullptr || right.tree == nullptr) return left.tree == nullptr ? right : left;

  JoinTree tree;
  tree.type = type;
  tree.left = left.tree;
  tree.right = right.tree;
  tree.natural = node.flag(Key::isNatural);
  tree.location = right.tree->location;
  const std::vector<UsingKey> keys = join_keys(node, left.items, right.items, tree.location);
  tree.keys = x_store.keep(keys);
  Items items = std::move(left.items);
  items.insert(items.end(), right.items.begin(), right.items.end());
  if (const Node* quals = node.node(Key::quals)) {
    std::swap(items, x_scope->items);
    tree.condition = condition(quals, Clause::join_on);
    std::swap(items, x_scope->items);
  }
  for (const UsingKey& key : keys) {
    hide(*key.left);
    hide(*key.right);
  }
  const bool has_alias = node.node(Key::alias) != nullptr;
  if (has_alias || !keys.empty()) {
    tree.entry = join_entry(node, type, keys, items);
    if (has_alias) items.clear();
    const VisibleItem own = item_of(tree.entry);
    if (!has_alias && !own.name.empty()) check_duplicates(items, {own}, tree.location);
    items.insert(items.begin(), own);
  }
  return {&x_store.make(tree), std::move(items)};
}

}  // namespace tollgate::sql
