// What is unique in a FROM item, by the catalogue and by the text. What goes through a view is not known.
#include <algorithm>

#include "gates/explain/statement.hpp"
#include "sql/walk.hpp"

namespace tollgate::explain {

using sql::ColumnRef;
using sql::Expr;
using sql::ExprKind;
using sql::Query;
using sql::RangeEntry;

namespace {

constexpr int most_steps = 1'000;

bool same_value(const Expr& one, const Expr& other) {
  if (&one == &other) return true;
  if (one.kind == ExprKind::column && other.kind == ExprKind::column) return one.column == other.column;
  return one.kind == other.kind && one.location >= 0 && one.location == other.location;
}

// Whether all of these values are among those outputs.
template <typename Values>
bool are_outputs(const Query& query, const Values& values, const std::set<int>& outputs) {
  return std::all_of(values.begin(), values.end(), [&](const Expr* value) {
    return std::any_of(outputs.begin(), outputs.end(), [&](int output) {
      const auto at = static_cast<std::size_t>(output);
      return at < query.outputs.size() && query.outputs[at].value != nullptr &&
             same_value(*query.outputs[at].value, *value);
    });
  });
}

bool has_all_outputs(const Query& query, const std::set<int>& outputs) {
  return outputs.size() >= query.outputs.size() && query.open_stars.empty();
}

// row_number() OVER (PARTITION BY k) and k are unique together.
bool is_numbered(const Query& query, const std::set<int>& outputs) {
  return std::any_of(outputs.begin(), outputs.end(), [&](int output) {
    const auto at = static_cast<std::size_t>(output);
    if (at >= query.outputs.size() || query.outputs[at].value == nullptr) return false;
    const Expr& value = *query.outputs[at].value;
    return value.kind == ExprKind::window && value.name == "row_number" && value.over != nullptr &&
           are_outputs(query, value.over->partition, outputs);
  });
}

// The item's columns that conditions hold at a constant.
std::set<int> fixed_columns(const QueryFacts& facts, int item) {
  std::set<int> fixed;
  for (const Link& link : facts.links) {
    const auto [left, right] = equated(link);
    if (left == nullptr || link.items != std::set<int>{item}) continue;
    for (const auto& [one, other] : {std::pair(left, right), std::pair(right, left)}) {
      std::set<int> items;
      touched(*other, 0, *facts.query, items);
      if (!items.empty()) continue;
      for (const ColumnRef& column : columns_of(*one, *facts.query)) fixed.insert(column.attribute);
    }
  }
  return fixed;
}

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

// By statistics: what dbt builds as a table has no index that could tell, so that its absence is no evidence.
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

Unique Statement::unique_on(const QueryFacts& facts, int item, std::set<int> attributes) const {
  int steps = most_steps;
  return entry_unique(facts, item, std::move(attributes), steps);
}

Unique Statement::entry_unique(const QueryFacts& facts, int item, std::set<int> attributes, int& steps) const {
  if (--steps < 0) return Unique::unknown;
  const RangeEntry& entry = facts.query->entries[static_cast<std::size_t>(item)];
  if (std::find(facts.one_row.begin(), facts.one_row.end(), item) != facts.one_row.end()) return Unique::yes;
  attributes.merge(fixed_columns(facts, item));
  if (entry.kind == RangeEntry::Kind::relation) {
    const CatalogueRelation* const known = relation(entry);
    if (known == nullptr) return Unique::unknown;
    const auto& keys = entry.relation->unique_keys;
    const bool unique = std::any_of(keys.begin(), keys.end(), [&](const std::vector<int>& key) {
      return std::all_of(key.begin(), key.end(), [&](int column) { return attributes.count(column) > 0; });
    });
    const bool told = known->kind != 'v' && known->kind != 'f';
    if (!unique && (!told || looks_unique(*known, *entry.relation, attributes))) return Unique::unknown;
    return unique ? Unique::yes : Unique::no;
  }
  if (entry.kind == RangeEntry::Kind::values) return Unique::unknown;
  if (entry.query == nullptr || entry.self_reference || (entry.cte != nullptr && entry.cte->recursive)) {
    return Unique::unknown;
  }
  return outputs_unique(*entry.query, attributes, steps);
}

Unique Statement::outputs_unique(const Query& query, const std::set<int>& outputs, int& steps) const {
  if (query.command == Query::Command::set_operation) {
    return !query.all && has_all_outputs(query, outputs) ? Unique::yes : Unique::unknown;
  }
  if (query.command != Query::Command::select || query.returns_sets) return Unique::unknown;
  if (const auto single = x_single.find(&query); single != x_single.end() && single->second) return Unique::yes;
  if (query.distinct && query.distinct_on.empty() && has_all_outputs(query, outputs)) return Unique::yes;
  if (!query.distinct_on.empty() && are_outputs(query, query.distinct_on, outputs)) return Unique::yes;
  if (query.group.present && !query.group.sets) {
    return are_outputs(query, query.group.keys, outputs) ? Unique::yes : Unique::no;
  }
  if (query.group.present) return Unique::unknown;
  if (is_numbered(query, outputs)) return Unique::yes;
  const QueryFacts* const facts = facts_of(query);
  return facts == nullptr ? Unique::unknown : passed_on(*facts, outputs, steps);
}

// A key of one item that comes through, where every other item adds at most one row.
Unique Statement::passed_on(const QueryFacts& facts, const std::set<int>& outputs, int& steps) const {
  Unique best = Unique::no;
  for (const int item : facts.items) {
    std::set<int> attributes;
    for (const int output : outputs) {
      const auto at = static_cast<std::size_t>(output);
      if (at >= facts.query->outputs.size() || facts.query->outputs[at].value == nullptr) continue;
      for (const ColumnRef& column : columns_of(*facts.query->outputs[at].value, *facts.query)) {
        if (column.entry == item) attributes.insert(column.attribute);
      }
    }
    Unique all = entry_unique(facts, item, attributes, steps);
    for (const int other : facts.items) {
      if (other == item || all != Unique::yes) continue;
      all = entry_unique(facts, other, joined_columns(facts, other), steps);
    }
    if (all == Unique::yes) return all;
    if (all == Unique::unknown) best = all;
  }
  return best;
}

}  // namespace tollgate::explain
