// What holds the items of one FROM together, and which of them are one row.
#include <algorithm>
#include <iterator>
#include <map>

#include "gates/explain/statement.hpp"
#include "sql/walk.hpp"

namespace tollgate::explain {

using sql::ColumnRef;
using sql::Expr;
using sql::ExprKind;
using sql::JoinTree;
using sql::Query;
using sql::RangeEntry;

namespace {

constexpr int deepest_look = 64;

void touched_by_reference(const ColumnRef& column, const Query& query, std::set<int>& items) {
  if (column.entry < 0 || static_cast<std::size_t>(column.entry) >= query.entries.size()) return;
  const RangeEntry& entry = query.entries[static_cast<std::size_t>(column.entry)];
  if (entry.kind != RangeEntry::Kind::join) {
    items.insert(column.entry);
    return;
  }
  const RangeEntry* const with_column = sql::entry_of(query, column);
  if (with_column == nullptr) return;
  const Expr* const value = with_column->columns[static_cast<std::size_t>(column.attribute)].value;
  if (value != nullptr) touched(*value, 0, query, items);
}

void touched_in(const Query& inner, int levels, const Query& query, std::set<int>& items) {
  if (levels > deepest_look) return;
  sql::for_each_query(inner, [&](const Query& deeper) { touched_in(deeper, levels + 1, query, items); });
  for (const sql::Output& output : inner.outputs) {
    if (output.value != nullptr) touched(*output.value, levels, query, items);
  }
  sql::for_each_clause(inner, [&](const Expr& value) { touched(value, levels, query, items); });
}

void split(const Expr& condition, std::vector<const Expr*>& into) {
  if (condition.kind == ExprKind::logical && condition.name == "and") {
    for (const Expr* part : condition.args) split(*part, into);
  } else {
    into.push_back(&condition);
  }
}

/// What is added to the rows of others: the side of an outer join that may be null, or an item that LATERAL works out
/// for each row. Its links are [first, last).
struct Appended {
  std::set<int> items;
  std::size_t first = 0, last = 0;
  bool lateral = false;
};

class Facts {
 public:
  Facts(const Query& query, const Catalogue& catalogue, SingleRows& known)
      : x_query(query), x_catalogue(catalogue), x_known(known) {
    x_facts.query = &query;
  }

  QueryFacts made() {
    find_items();
    if (x_query.where != nullptr) add_conditions(*x_query.where, -1);
    x_in_where = x_facts.links.size();
    sql::for_each_join(x_query, [&](const JoinTree& join) { add_join(join); });
    for (const int item : x_facts.items) add_lateral(item);
    for (const int item : x_facts.items) {
      if (is_single(item)) x_facts.one_row.push_back(item);
    }
    find_components();
    return std::move(x_facts);
  }

 private:
  const RangeEntry& entry(int item) const { return x_query.entries[static_cast<std::size_t>(item)]; }

  void find_items() {
    std::vector<const JoinTree*> open(x_query.from.rbegin(), x_query.from.rend());
    while (!open.empty()) {
      const JoinTree& at = *open.back();
      open.pop_back();
      if (at.leaf()) {
        if (at.entry >= 0) x_facts.items.push_back(at.entry);
        continue;
      }
      open.push_back(at.right);
      open.push_back(at.left);
    }
    for (std::size_t i = 0; i < x_query.entries.size(); ++i) {
      const int item = static_cast<int>(i);
      const bool listed = std::find(x_facts.items.begin(), x_facts.items.end(), item) != x_facts.items.end();
      if (x_query.entries[i].target && !listed) x_facts.items.push_back(item);
    }
  }

  void add_conditions(const Expr& condition, int join_location) {
    std::vector<const Expr*> parts;
    split(condition, parts);
    for (const Expr* part : parts) {
      Link link{part, nullptr, {}, part->location >= 0 ? part->location : join_location};
      touched(*part, 0, x_query, link.items);
      x_facts.links.push_back(std::move(link));
    }
  }

  void leaves_of(const JoinTree& tree, std::set<int>& leaves) const {
    std::vector<const JoinTree*> open{&tree};
    while (!open.empty()) {
      const JoinTree& at = *open.back();
      open.pop_back();
      if (at.leaf()) {
        leaves.insert(at.entry);
      } else {
        open.push_back(at.left);
        open.push_back(at.right);
      }
    }
  }

  void add_join(const JoinTree& join) {
    const std::size_t first = x_facts.links.size();
    add_conditions_of(join);
    if (join.type != sql::JoinType::left && join.type != sql::JoinType::right) return;
    Appended side;
    leaves_of(join.type == sql::JoinType::left ? *join.right : *join.left, side.items);
    side.first = first;
    side.last = x_facts.links.size();
    x_appended.push_back(std::move(side));
  }

  void add_conditions_of(const JoinTree& join) {
    if (join.condition != nullptr) add_conditions(*join.condition, join.location);
    for (const sql::UsingKey& key : join.keys) {
      Link link{nullptr, &key, {}, join.location};
      touched(*key.left, 0, x_query, link.items);
      touched(*key.right, 0, x_query, link.items);
      x_facts.links.push_back(std::move(link));
    }
  }

  void add_lateral(int item) {
    Link link{nullptr, nullptr, {}, entry(item).location};
    for (const Expr* call : entry(item).functions) touched(*call, 0, x_query, link.items);
    const bool own = entry(item).kind == RangeEntry::Kind::subquery || entry(item).kind == RangeEntry::Kind::values;
    if (own && entry(item).query != nullptr) touched_in(*entry(item).query, 1, x_query, link.items);
    if (link.items.empty()) return;
    link.items.insert(item);
    x_facts.links.push_back(std::move(link));
    x_appended.push_back({{item}, x_facts.links.size() - 1, x_facts.links.size(), true});
  }

  // Equality with a constant on every column of a unique key.
  bool is_looked_up(int item) const {
    const RangeEntry& at = entry(item);
    const auto is_fixed = [&](int attribute) {
      return std::any_of(x_facts.links.begin(), x_facts.links.end(), [&](const Link& link) {
        const auto [left, right] = equated(link);
        if (left == nullptr || link.items.size() != 1) return false;
        for (const auto& [one, other] : {std::pair(left, right), std::pair(right, left)}) {
          std::set<int> items;
          touched(*other, 0, x_query, items);
          const bool bare = one->kind == ExprKind::column && one->column.levels_up == 0 && one->column.entry == item &&
                            one->column.attribute == attribute;
          if (bare && items.empty()) return true;
        }
        return false;
      });
    };
    return std::any_of(at.relation->unique_keys.begin(), at.relation->unique_keys.end(),
                       [&](const std::vector<int>& key) { return std::all_of(key.begin(), key.end(), is_fixed); });
  }

  bool is_single(int item) const {
    const RangeEntry& at = entry(item);
    switch (at.kind) {
      case RangeEntry::Kind::relation: {
        const auto found = x_catalogue.relations.find(at.relation->name);
        const bool tiny = at.known && found != x_catalogue.relations.end() && holds_one_row(found->second);
        return tiny || is_looked_up(item);
      }
      case RangeEntry::Kind::values:
      case RangeEntry::Kind::subquery:
      case RangeEntry::Kind::cte:
        return !at.self_reference && at.query != nullptr && is_one_row(*at.query, x_catalogue, x_known);
      case RangeEntry::Kind::function:
        return at.functions.size() == 1 && at.functions.front()->known && !at.functions.front()->set_returning;
      default:
        return false;
    }
  }

  int leader_of(int item) {
    while (x_leader[item] != item) item = x_leader[item] = x_leader[x_leader[item]];
    return item;
  }

  void unite(const std::set<int>& items) {
    int first = -1;
    for (const int item : items) {
      if (x_leader.count(item) == 0) continue;
      if (first < 0) {
        first = leader_of(item);
      } else {
        x_leader[leader_of(item)] = first;
      }
    }
  }

  bool is_one(int item) const {
    return std::find(x_facts.one_row.begin(), x_facts.one_row.end(), item) != x_facts.one_row.end();
  }

  // What comes out of the side that may be null is compared further out, which drops its nulls: an inner join after all
  // (reduce_outer_joins() of prepjointree.c).
  bool is_inner_after_all(const Appended& side) const {
    for (std::size_t i = 0; i < x_facts.links.size(); ++i) {
      const Link& link = x_facts.links[i];
      const bool own = i >= side.first && i < side.last;
      const bool strict =
          link.condition == nullptr ||
          (link.condition->kind == ExprKind::operation && !sql::any_within(*link.condition, [](const Expr& part) {
             return part.kind == ExprKind::coalesce || part.kind == ExprKind::case_when;
           }));
      const bool of_appended = std::any_of(x_appended.begin(), x_appended.end(),
                                           [&](const Appended& other) { return i >= other.first && i < other.last; });
      if (own || !strict || of_appended) continue;
      const auto within = [&](int item) { return side.items.count(item) > 0; };
      const bool inside = i >= x_in_where && std::all_of(link.items.begin(), link.items.end(), within);
      if (!inside && std::any_of(link.items.begin(), link.items.end(), within)) return true;
    }
    return false;
  }

  // It comes to one group of what it is appended to, however many its conditions name: `a CROSS JOIN b LEFT JOIN c ON
  // c.x = a.x AND c.y = b.y` has every pair of a and b.
  void append(const Appended& side) {
    int anchor = -1;
    std::set<int> own;
    for (std::size_t i = side.first; i < side.last; ++i) {
      const std::set<int>& items = x_facts.links[i].items;
      std::set<int> mine;
      std::set_intersection(items.begin(), items.end(), side.items.begin(), side.items.end(),
                            std::inserter(mine, mine.end()));
      unite(mine);
      if (mine.empty() || mine.size() == items.size()) continue;
      own.merge(mine);
      for (const int item : items) {
        if (side.items.count(item) > 0) continue;
        if (anchor < 0 || (is_one(anchor) && !is_one(item))) anchor = item;
      }
    }
    if (anchor < 0) return;
    own.insert(anchor);
    unite(own);
  }

  void find_components() {
    for (const int item : x_facts.items) x_leader[item] = item;
    std::vector<const Appended*> appended;
    std::vector<bool> waits(x_facts.links.size());
    for (const Appended& side : x_appended) {
      if (!side.lateral && is_inner_after_all(side)) continue;
      appended.push_back(&side);
      for (std::size_t i = side.first; i < side.last; ++i) waits[i] = true;
    }
    for (std::size_t i = 0; i < x_facts.links.size(); ++i) {
      if (!waits[i]) unite(x_facts.links[i].items);
    }
    for (const Appended* side : appended) append(*side);
    std::map<int, std::vector<int>> groups;
    for (const int item : x_facts.items) {
      if (!is_one(item)) groups[leader_of(item)].push_back(item);
    }
    for (auto& [first, group] : groups) x_facts.components.push_back(std::move(group));
    std::sort(x_facts.components.begin(), x_facts.components.end(),
              [](const auto& one, const auto& other) { return one.front() < other.front(); });
  }

  const Query& x_query;
  const Catalogue& x_catalogue;
  SingleRows& x_known;
  QueryFacts x_facts;
  std::vector<Appended> x_appended;
  std::size_t x_in_where = 0;  ///< links before that are of WHERE
  std::map<int, int> x_leader;
};

bool one_row(const Query& query, const Catalogue& catalogue, SingleRows& known) {
  if (query.returns_sets) return false;
  if (query.limit != nullptr && !query.with_ties && (query.limit->text == "1" || query.limit->text == "0")) return true;
  if (query.command == Query::Command::values) return query.rows.size() <= 1;
  if (query.command != Query::Command::select) return false;
  if (query.aggregated && query.group.keys.empty() && !query.group.sets) return true;
  if (query.group.present) return false;
  if (query.from.empty()) return true;
  const QueryFacts facts = facts_about(query, catalogue, known);
  return facts.items.size() == facts.one_row.size();
}

}  // namespace

void touched(const Expr& value, int levels, const Query& query, std::set<int>& items) {
  sql::for_each_within(value, [&](const Expr& part) {
    const bool refers = part.kind == ExprKind::column || part.kind == ExprKind::whole_row;
    if (refers && part.column.levels_up == levels) touched_by_reference(part.column, query, items);
    if (part.query != nullptr) touched_in(*part.query, levels + 1, query, items);
    return true;
  });
}

std::vector<ColumnRef> columns_of(const Expr& value, const Query& query) {
  if (value.kind == ExprKind::cast && value.args.size() == 1) return {};
  std::vector<ColumnRef> found;
  if (value.kind == ExprKind::coalesce) {
    // The merged column of a FULL JOIN.
    for (const Expr* part : value.args) {
      for (const ColumnRef& column : columns_of(*part, query)) found.push_back(column);
    }
    return found;
  }
  if (value.kind != ExprKind::column || value.column.levels_up != 0) return {};
  const RangeEntry* const entry = sql::entry_of(query, value.column);
  if (entry == nullptr) return {};
  if (entry->kind != RangeEntry::Kind::join) return {value.column};
  const Expr* const meant = entry->columns[static_cast<std::size_t>(value.column.attribute)].value;
  return meant == nullptr ? std::vector<ColumnRef>() : columns_of(*meant, query);
}

std::pair<const Expr*, const Expr*> equated(const Link& link) {
  if (link.key != nullptr) return {link.key->left, link.key->right};
  const Expr* const value = link.condition;
  const bool equality = value != nullptr && value->kind == ExprKind::operation && value->name == "=" &&
                        value->form == sql::OperationForm::plain && value->args.size() == 2;
  if (!equality) return {nullptr, nullptr};
  return {value->args[0], value->args[1]};
}

QueryFacts facts_about(const Query& query, const Catalogue& catalogue, SingleRows& known) {
  return Facts(query, catalogue, known).made();
}

bool is_one_row(const Query& query, const Catalogue& catalogue, SingleRows& known) {
  // Until it is known it is not: what reads itself comes to an end.
  const auto [found, added] = known.emplace(&query, false);
  if (added) found->second = one_row(query, catalogue, known);
  return found->second;
}

}  // namespace tollgate::explain
