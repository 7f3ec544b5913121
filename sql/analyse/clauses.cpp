// ORDER BY, DISTINCT, LIMIT (parse_clause.c: findTargetlistEntrySQL92, transformSortClause, transformDistinctClause,
// transformDistinctOnClause, transformLimitClause).
#include <fmt/format.h>

#include <algorithm>

#include "sql/analyse/analyser.hpp"
#include "sql/integer_literal.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {
namespace {

std::string_view bare_name(const Node& node) {
  if (!node.is(Kind::ColumnRef)) return {};
  const Nodes fields = node.list(Key::fields);
  return fields.size() == 1 ? string_of(*fields.front()) : std::string_view();
}

std::optional<long> integer_constant(const Node& node, std::string_view text) {
  if (!node.is(Kind::A_Const)) return std::nullopt;
  const Node* const value = node.node(Key::ival);
  if (value == nullptr) return std::nullopt;
  if (value->number(Key::ival) != 0) return static_cast<long>(value->number(Key::ival));
  const auto written = node.location() < 0 ? std::nullopt : integer_at(text, static_cast<std::size_t>(node.location()));
  if (!written || written->size() > 9) return 0;
  return std::stol(*written);
}

}  // namespace

// In GROUP BY an input column beats an output name; elsewhere it is the other way round.
const Expr* Analyser::by_output_name(const Node& node, Clause clause, const char* clause_name, bool& ambiguous) {
  const std::string_view name = bare_name(node);
  if (name.empty()) return nullptr;
  if (clause == Clause::group_by) {
    const Found found = find_column(name);
    if (found.what == Found::What::column) return nullptr;
    if (found.what == Found::What::ambiguous) return nullptr;
  }
  const Expr* match = nullptr;
  for (const Output& output : x_scope->query->outputs) {
    if (output.name != name || output.value == nullptr) continue;
    if (match != nullptr && !same(*x_scope->query, match, output.value)) {
      problem(ProblemKind::ambiguous_column, name, node.location(),
              fmt::format("{} \"{}\" is ambiguous", clause_name, name));
      ambiguous = true;
      return match;
    }
    if (match == nullptr) match = output.value;
  }
  return match;
}

const Expr* Analyser::by_position(const Node& node, const char* clause_name, bool& handled) {
  handled = node.is(Kind::A_Const);
  if (!handled) return nullptr;
  const auto position = integer_constant(node, x_text);
  if (!position) {
    refuse(node.location(), fmt::format("non-integer constant in {}", clause_name));
    return nullptr;
  }
  const auto& outputs = x_scope->query->outputs;
  if (*position >= 1 && static_cast<std::size_t>(*position) <= outputs.size()) {
    return outputs[static_cast<std::size_t>(*position) - 1].value;
  }
  if (*position >= 1 && x_open_queries.count(x_scope->query) > 0) return unresolved(node.location(), {});
  refuse(node.location(), fmt::format("{} position {} is not in select list", clause_name, *position));
  return nullptr;
}

// Null: refused.
const Expr* Analyser::ordinal_or_name(const Node& node, Clause clause, const char* clause_name) {
  bool handled = false;
  bool ambiguous = false;
  if (const Expr* named = by_output_name(node, clause, clause_name, ambiguous)) return named;
  const Expr* const positioned = by_position(node, clause_name, handled);
  if (handled) return positioned;
  const Held<Clause> held(x_scope->clause, clause);
  return expression(node);
}

SortKey Analyser::sort_key(const Node& sort_by, const Expr* value) {
  SortKey key;
  key.value = value;
  const std::string_view direction = sort_by.text(Key::sortby_dir);
  const Nodes operators = sort_by.list(Key::useOp);
  if (direction == "SORTBY_USING" && !operators.empty()) key.using_operator = string_of(*operators.back());
  key.descending = direction == "SORTBY_DESC" || key.using_operator == ">";
  const std::string_view nulls = sort_by.text(Key::sortby_nulls);
  key.nulls_first = nulls == "SORTBY_NULLS_FIRST" || (nulls != "SORTBY_NULLS_LAST" && key.descending);
  return key;
}

void Analyser::order_clause(Nodes items) {
  for (const Node* item : items) {
    const Node* const node = item->node(Key::node);
    if (node == nullptr) continue;
    const Expr* const value = ordinal_or_name(*node, Clause::order_by, "ORDER BY");
    if (value != nullptr) x_scope->query->order_by.push_back(sort_key(*item, value));
  }
}

int Analyser::order_output(const Node& node) {
  const Query& query = *x_scope->query;
  const std::string_view name = bare_name(node);
  int match = -1;
  for (std::size_t i = 0; i < query.outputs.size() && !name.empty(); ++i) {
    if (query.outputs[i].name != name) continue;
    if (match >= 0) {
      problem(ProblemKind::ambiguous_column, name, node.location(), fmt::format("ORDER BY \"{}\" is ambiguous", name));
      return match;
    }
    match = static_cast<int>(i);
  }
  if (match >= 0) return match;
  const bool open = x_open_queries.count(&query) > 0;
  if (node.is(Kind::A_Const)) {
    const auto position = integer_constant(node, x_text);
    if (!position) {
      refuse(node.location(), "non-integer constant in ORDER BY");
    } else if (*position >= 1 && static_cast<std::size_t>(*position) <= query.outputs.size()) {
      return static_cast<int>(*position) - 1;
    } else if (!open) {
      refuse(node.location(), fmt::format("ORDER BY position {} is not in select list", *position));
    }
    return -1;
  }
  if (open) return -1;
  if (!name.empty()) {
    Problem& found =
        problem(ProblemKind::unknown_column, name, node.location(), fmt::format("column \"{}\" does not exist", name));
    for (const Output& output : query.outputs) found.in_scope.emplace_back(output.name);
    std::sort(found.in_scope.begin(), found.in_scope.end());
    return -1;
  }
  refuse(node.location(), "invalid UNION/INTERSECT/EXCEPT ORDER BY clause");
  return -1;
}

// Output names and positions only.
void Analyser::order_set_operation(Nodes items) {
  Query& query = *x_scope->query;
  for (const Node* item : items) {
    const Node* const node = item->node(Key::node);
    if (node == nullptr) continue;
    // VALUES has its columns in scope; an expression over them would be legal. Nobody writes it: not claimed.
    const int output = order_output(*node);
    query.order_outputs.push_back(output);
    query.order_by.push_back(sort_key(*item, simple(ExprKind::constant, node->location(), {}, {}, {})));
  }
}

void Analyser::distinct_clause(const Node& node) {
  const Nodes keys = node.list(Key::distinctClause);
  if (keys.empty()) return;
  Query& query = *x_scope->query;
  query.distinct = true;
  ExprList on;
  for (const Node* key : keys) {
    if (key->is(Kind::Nothing)) continue;
    if (const Expr* value = ordinal_or_name(*key, Clause::distinct_on, "SELECT DISTINCT ON")) on.push_back(value);
  }
  query.distinct_on = keep(on);
  check_distinct_order(node);
}

void Analyser::check_distinct_order(const Node& node) {
  const Query& query = *x_scope->query;
  if (query.distinct_on.empty()) {
    if (!node.list(Key::distinctClause).front()->is(Kind::Nothing)) return;
    for (const SortKey& key : query.order_by) {
      const bool listed = std::any_of(query.outputs.begin(), query.outputs.end(),
                                      [&](const Output& output) { return same(query, output.value, key.value); });
      if (listed || key.value->kind == ExprKind::unresolved || x_open_queries.count(&query) > 0) continue;
      refuse(key.value->location, "for SELECT DISTINCT, ORDER BY expressions must appear in select list");
    }
    return;
  }
  const auto is_key = [&](const Expr* value) {
    return std::any_of(query.distinct_on.begin(), query.distinct_on.end(),
                       [&](const Expr* key) { return same(query, key, value); });
  };
  bool skipped = false;
  std::vector<const Expr*> sorted;
  for (const SortKey& key : query.order_by) {
    // Sorting by the same once more adds nothing (addTargetToSortList).
    if (std::any_of(sorted.begin(), sorted.end(), [&](const Expr* s) { return same(query, s, key.value); })) continue;
    if (!is_key(key.value)) {
      skipped = true;
    } else if (skipped) {
      return refuse(key.value->location, "SELECT DISTINCT ON expressions must match initial ORDER BY expressions");
    } else {
      sorted.push_back(key.value);
    }
  }
  if (!skipped) return;
  for (const Expr* key : query.distinct_on) {
    const bool found =
        std::any_of(sorted.begin(), sorted.end(), [&](const Expr* value) { return same(query, key, value); });
    if (!found) {
      return refuse(key->location, "SELECT DISTINCT ON expressions must match initial ORDER BY expressions");
    }
  }
}

void Analyser::limit_clause(const Node& node) {
  Query& query = *x_scope->query;
  Items items;
  query.limit = condition(node.node(Key::limitCount), Clause::limit);
  query.offset = condition(node.node(Key::limitOffset), Clause::limit);
  query.with_ties = node.text(Key::limitOption) == "LIMIT_OPTION_WITH_TIES";
  for (const Expr* bound : {query.limit, query.offset}) {
    if (bound == nullptr) continue;
    for_each_within(*bound, [&](const Expr& value) {
      if (value.kind == ExprKind::column && value.column.levels_up == 0) {
        refuse(value.location, "argument of LIMIT or OFFSET must not contain variables");
      }
      return true;
    });
  }
}

}  // namespace tollgate::sql
