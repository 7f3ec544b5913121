// Whether an item of FROM repeats the values of some of its columns. That it does not is proved by sql/joins; that it
// may is only said where everything is known that could prove otherwise.
#include <algorithm>

#include "gates/explain/statement.hpp"
#include "sql/joins/uniqueness.hpp"

namespace tollgate::explain {

using sql::ColumnRef;
using sql::Expr;
using sql::Query;
using sql::RangeEntry;

namespace {

constexpr int most_steps = 1'000;

// The item's columns that conditions on it alone hold at a value.
void settle_fixed(const QueryFacts& facts, int item, sql::Settled& settled) {
  for (const Link& link : facts.links) {
    const auto [left, right] = equated(link);
    if (left == nullptr || link.items != std::set<int>{item}) continue;
    for (const auto& [one, other] : {std::pair(left, right), std::pair(right, left)}) {
      std::set<int> items;
      touched(*other, 0, *facts.query, items);
      if (!items.empty()) continue;
      const Expr* const constant = other->kind == sql::ExprKind::constant ? other : nullptr;
      for (const ColumnRef& column : columns_of(*one, *facts.query)) settled.emplace(column.attribute, constant);
    }
  }
}

// The item's columns that those outputs are.
std::set<int> behind(const QueryFacts& facts, int item, const std::set<int>& outputs) {
  std::set<int> attributes;
  for (const int output : outputs) {
    const auto at = static_cast<std::size_t>(output);
    if (at >= facts.query->outputs.size() || facts.query->outputs[at].value == nullptr) continue;
    for (const ColumnRef& column : columns_of(*facts.query->outputs[at].value, *facts.query)) {
      if (column.entry == item) attributes.insert(column.attribute);
    }
  }
  return attributes;
}

// By statistics: what dbt builds as a table has no index that could tell, so that its absence is no evidence. They are
// as old as the last ANALYZE, and one key in a hundred may repeat: only the data decides.
bool looks_unique(const CatalogueRelation& known, const sql::KnownRelation& relation, const std::set<int>& attributes) {
  constexpr double nearly_all = -0.99;  // n_distinct, as a share of the rows
  return std::any_of(attributes.begin(), attributes.end(), [&](int attribute) {
    const auto at = static_cast<std::size_t>(attribute);
    if (at >= relation.columns.size()) return false;
    const auto column = known.columns.find(relation.columns[at].name);
    return column != known.columns.end() && column->second.n_distinct.value_or(0) <= nearly_all;
  });
}

}  // namespace

std::set<int> joined_columns(const QueryFacts& facts, int item) {
  std::set<int> joined;
  for (const Link& link : facts.links) {
    const auto [left, right] = equated(link);
    if (left == nullptr || link.items.size() < 2 || link.items.count(item) == 0) continue;
    for (const Expr* side : {left, right}) {
      for (const ColumnRef& column : columns_of(*side, *facts.query)) {
        if (column.entry == item) joined.insert(column.attribute);
      }
    }
  }
  return joined;
}

Unique Statement::unique_on(const QueryFacts& facts, int item, const std::set<int>& attributes) const {
  if (std::find(facts.one_row.begin(), facts.one_row.end(), item) != facts.one_row.end()) return Unique::yes;
  sql::Settled settled;
  for (const int attribute : attributes) settled.emplace(attribute, nullptr);
  settle_fixed(facts, item, settled);
  const RangeEntry& entry = facts.query->entries[static_cast<std::size_t>(item)];
  if (sql::Uniqueness().of_entry(entry, settled)) return Unique::yes;
  std::set<int> all;
  for (const auto& [attribute, constant] : settled) all.insert(attribute);
  int steps = most_steps;
  return unproven(entry, all, steps);
}

Unique Statement::unproven(const RangeEntry& entry, const std::set<int>& attributes, int& steps) const {
  if (--steps < 0) return Unique::unknown;
  if (entry.kind == RangeEntry::Kind::relation) {
    const CatalogueRelation* const known = relation(entry);
    if (known == nullptr || known->kind == 'v' || known->kind == 'f') return Unique::unknown;
    return looks_unique(*known, *entry.relation, attributes) ? Unique::likely : Unique::no;
  }
  const bool own = entry.query != nullptr && entry.kind != RangeEntry::Kind::values && !entry.self_reference;
  if (!own || (entry.cte != nullptr && entry.cte->recursive)) return Unique::unknown;
  return unproven(*entry.query, attributes, steps);
}

Unique Statement::unproven(const Query& query, const std::set<int>& outputs, int& steps) const {
  if (query.command != Query::Command::select || query.returns_sets) return Unique::unknown;
  if (query.group.present) return query.group.sets ? Unique::unknown : Unique::no;
  const QueryFacts* const facts = facts_of(query);
  if (facts == nullptr) return Unique::unknown;
  Unique all = Unique::no;
  for (const int item : facts->items) {
    std::set<int> attributes = behind(*facts, item, outputs);
    attributes.merge(joined_columns(*facts, item));
    const Unique one = unproven(query.entries[static_cast<std::size_t>(item)], attributes, steps);
    if (one == Unique::unknown) return one;
    if (one == Unique::likely) all = one;
  }
  return all;
}

}  // namespace tollgate::explain
