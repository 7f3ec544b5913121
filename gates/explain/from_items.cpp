// What holds the items of one FROM together, and which of them are one row.
#include <algorithm>
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

class Facts {
 public:
  Facts(const Query& query, const Catalogue& catalogue, SingleRows& known)
      : x_query(query), x_catalogue(catalogue), x_known(known) {
    x_facts.query = &query;
  }

  QueryFacts made() {
    find_items();
    if (x_query.where != nullptr) add_conditions(*x_query.where, -1);
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

  void add_join(const JoinTree& join) {
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

  void find_components() {
    std::map<int, int> leader;
    for (const int item : x_facts.items) leader[item] = item;
    const auto find = [&](int item) {
      while (leader[item] != item) item = leader[item] = leader[leader[item]];
      return item;
    };
    for (const Link& link : x_facts.links) {
      int first = -1;
      for (const int item : link.items) {
        if (leader.count(item) == 0) continue;
        if (first < 0) {
          first = find(item);
        } else {
          leader[find(item)] = first;
        }
      }
    }
    std::map<int, std::vector<int>> groups;
    for (const int item : x_facts.items) {
      const bool single = std::find(x_facts.one_row.begin(), x_facts.one_row.end(), item) != x_facts.one_row.end();
      if (!single) groups[find(item)].push_back(item);
    }
    for (auto& [first, group] : groups) x_facts.components.push_back(std::move(group));
    std::sort(x_facts.components.begin(), x_facts.components.end(),
              [](const auto& one, const auto& other) { return one.front() < other.front(); });
  }

  const Query& x_query;
  const Catalogue& x_catalogue;
  SingleRows& x_known;
  QueryFacts x_facts;
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
