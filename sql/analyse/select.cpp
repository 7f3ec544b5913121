// SELECT, VALUES and set operations (analyze.c: transformSelectStmt, transformValuesClause, transformSetOperationStmt).
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sql/analyse/analyser.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {

Analyser::Level::Level(Analyser& analyser, Query::Command command) : x_analyser(analyser) {
  Query& query = analyser.x_store.queries.emplace_back();
  query.command = command;
  scope.parent = analyser.x_scope;
  scope.with = scope.parent == nullptr ? nullptr : scope.parent->with;
  scope.depth = scope.parent == nullptr ? 0 : scope.parent->depth + 1;
  scope.query = &query;
  query.parent = scope.parent == nullptr ? nullptr : scope.parent->query;
  analyser.x_scope = &scope;
}

Analyser::Level::~Level() { x_analyser.x_scope = scope.parent; }

Query& Analyser::select(const Node& node, CteSlot* slot, Clause values_clause) {
  if (!node.is(Kind::SelectStmt)) {
    // A data-modifying statement is refused as a sub-query by the grammar; here it can only come in from WITH.
    return modify(node);
  }
  if (!node.list(Key::valuesLists).empty()) return values_query(node, values_clause);
  if (node.node(Key::larg) != nullptr) return set_operation(node, slot);
  return plain_select(node);
}

const Expr* Analyser::condition(const Node* node, Clause clause) {
  if (node == nullptr) return nullptr;
  const Held<Clause> held(x_scope->clause, clause);
  return expression(*node);
}

Query& Analyser::plain_select(const Node& node) {
  Level level(*this, Query::Command::select);
  Query& query = *level.scope.query;
  x_nodes_by_query.emplace(&query, &node);
  const bool may_select_into = std::exchange(x_may_select_into, false);
  if (node.node(Key::intoClause) != nullptr && !may_select_into) refuse(-1, "SELECT ... INTO is not allowed here");
  with_clause(node.node(Key::withClause));
  from_clause(node.list(Key::fromClause));
  NamedWindows windows;
  const Held<NamedWindows*> held(x_windows, &windows);
  window_clause(node.list(Key::windowClause));
  level.scope.clause = Clause::select_list;
  target_list(node.list(Key::targetList), query.outputs);
  query.where = condition(node.node(Key::whereClause), Clause::where);
  query.having = condition(node.node(Key::havingClause), Clause::having);
  group_clause(node);
  order_clause(node.list(Key::sortClause));
  distinct_clause(node);
  limit_clause(node);
  query.locks_rows = !node.list(Key::lockingClause).empty();
  query.aggregated = level.scope.has_aggregates || query.group.present || query.having != nullptr;
  if (query.aggregated && !level.scope.group_refused) check_grouping(query);
  for (const Output& output : query.outputs) {
    if (output.value == nullptr || query.returns_sets) continue;
    query.returns_sets = any_within(*output.value, [](const Expr& part) { return part.set_returning; });
  }
  lock_rows(query, node.list(Key::lockingClause));
  return query;
}

void Analyser::target_list(Nodes targets, std::vector<Output>& outputs) {
  for (const Node* target : targets) {
    const Node* const value = target->node(Key::val);
    if (value == nullptr) continue;
    if (x_scope->query->location < 0) x_scope->query->location = target->location();
    if (value->is(Kind::ColumnRef) && !value->list(Key::fields).empty() &&
        value->list(Key::fields).back()->is(Kind::A_Star)) {
      if (value->list(Key::fields).size() == 1) {
        add_star(outputs, target->location());
      } else {
        add_qualified_star(*value, outputs);
      }
      continue;
    }
    if (value->is(Kind::A_Indirection) && add_composite_star(*value, outputs)) continue;
    Output output;
    output.value = expression(*value);
    output.name = target->text(Key::name).empty() ? output_name(*value) : target->text(Key::name);
    output.type = output.value->type;
    output.location = target->location();
    outputs.push_back(output);
  }
}

void Analyser::add_entry_star(Scope& scope, int levels, int entry, std::vector<Output>& outputs, int location,
                              bool all) {
  const auto at = static_cast<std::size_t>(entry);
  const std::vector<bool>& hidden = scope.hidden[at];
  for (std::size_t i = 0; i < scope.widths[at]; ++i) {
    if (!all && i < hidden.size() && hidden[i]) continue;
    const Expr* const value = column(scope, levels, entry, static_cast<int>(i), location);
    outputs.push_back({value->name, value, value->type, location, true});
  }
  if (!scope.query->entries[at].open) return;
  x_open_queries.insert(x_scope->query);
  if (levels == 0) x_scope->query->open_stars.push_back({entry, outputs.size()});
}

void Analyser::add_star(std::vector<Output>& outputs, int location) {
  bool any = false;
  for (const VisibleItem& item : x_scope->items) {
    if (!item.columns) continue;
    any = true;
    add_entry_star(*x_scope, 0, item.entry, outputs, location, false);
  }
  if (!any) refuse(location, "SELECT * with no tables specified is not valid");
}

bool Analyser::add_qualified_star(const Node& column, std::vector<Output>& outputs) {
  std::vector<std::string_view> parts;
  for (const Node* part : column.list(Key::fields)) {
    if (!part->is(Kind::A_Star)) parts.push_back(string_of(*part));
  }
  const Found item = find_item(parts);
  if (item.what != Found::What::column) {
    const Expr* const value = qualified(column, parts, true);
    outputs.push_back({"*", value, {}, column.location(), true});
    x_open_queries.insert(x_scope->query);
    return false;
  }
  add_entry_star(*item.scope, item.levels, item.entry, outputs, column.location(), true);
  return true;
}

// (value).*
bool Analyser::add_composite_star(const Node& indirection, std::vector<Output>& outputs) {
  const Nodes steps = indirection.list(Key::indirection);
  if (steps.empty() || !steps.back()->is(Kind::A_Star)) return false;
  const Expr* const value = this->indirection(indirection);  // leaves the star out
  const int location = indirection.location() >= 0 ? indirection.location() : value->location;
  const auto fields = fields_of(*x_scope->query, *value);
  if (!fields) {
    Problem& found = problem(ProblemKind::unknown_column, "*", location, "the fields of this row are not known");
    found.absent = false;
    Expr& open = make(ExprKind::unresolved, location);
    open.name = "*";
    open.args = keep({value});
    outputs.push_back({"*", &open, {}, location, true});
    x_open_queries.insert(x_scope->query);
    return true;
  }
  for (std::size_t i = 0; i < fields->size(); ++i) {
    const FieldInfo& info = (*fields)[i];
    const Expr* const part = field_at(*value, i, info, location);
    outputs.push_back({info.name, part, part->type.empty() ? info.type : part->type, location, true});
  }
  return true;
}

// In ROW(…), VALUES and INSERT: x.* stands for its columns.
void Analyser::star_into(const Node& node, ExprList& into) {
  const bool reference =
      node.is(Kind::ColumnRef) && !node.list(Key::fields).empty() && node.list(Key::fields).back()->is(Kind::A_Star);
  const bool composite = node.is(Kind::A_Indirection) && !node.list(Key::indirection).empty() &&
                         node.list(Key::indirection).back()->is(Kind::A_Star);
  if (!reference && !composite) {
    into.push_back(expression(node));
    return;
  }
  std::vector<Output> outputs;
  if (composite) {
    add_composite_star(node, outputs);
  } else if (node.list(Key::fields).size() == 1) {
    add_star(outputs, node.location());
  } else {
    add_qualified_star(node, outputs);
  }
  for (const Output& output : outputs) into.push_back(output.value);
}

Query& Analyser::values_query(const Node& node, Clause clause) {
  x_may_select_into = false;
  Level level(*this, Query::Command::values);
  Query& query = *level.scope.query;
  x_nodes_by_query.emplace(&query, &node);
  with_clause(node.node(Key::withClause));
  level.scope.clause = clause;
  for (const Node* list : node.list(Key::valuesLists)) {
    ExprList row;
    for (const Node* item : list->list(Key::items)) star_into(*item, row);
    if (!query.rows.empty() && query.rows.front().size() != row.size()) {
      refuse(row.empty() ? -1 : row.front()->location, "VALUES lists must all be the same length");
    }
    query.rows.push_back(keep(row));
  }
  const std::size_t width = query.rows.empty() ? 0 : query.rows.front().size();
  for (std::size_t i = 0; i < width; ++i) {
    Output output;
    output.name = x_store.keep(fmt::format("column{}", i + 1));
    output.location = query.rows.front()[i]->location;
    ExprList column;
    for (const Exprs row : query.rows) {
      if (i < row.size()) column.push_back(row[i]);
    }
    output.type = common_type(column);
    query.outputs.push_back(output);
  }
  if (width > 0) query.location = query.rows.front().front()->location;
  order_set_operation(node.list(Key::sortClause));
  limit_clause(node);
  lock_rows(query, node.list(Key::lockingClause));
  return query;
}

const Query* Analyser::set_branch(const Node& node, bool right, CteSlot* slot, const Node& operation) {
  const std::string_view op = operation.text(Key::op);
  const bool all = operation.flag(Key::all);
  const auto term = right ? CteSlot::Term::right : CteSlot::Term::left;
  if (slot != nullptr) slot->term = term;
  if (slot != nullptr && right) slot->context = x_recursion.size();
  const std::size_t contexts = x_recursion.size();
  if (op == "SETOP_INTERSECT" && all) x_recursion.push_back(Recursion::intersect);
  if (op == "SETOP_EXCEPT" && (right || all)) x_recursion.push_back(Recursion::except);
  const Query& branch = select(node);
  x_recursion.resize(contexts);
  return &branch;
}

Query& Analyser::set_operation(const Node& node, CteSlot* slot) {
  Level level(*this, Query::Command::set_operation);
  Query& query = *level.scope.query;
  x_nodes_by_query.emplace(&query, &node);
  const bool may_select_into = std::exchange(x_may_select_into, false);
  with_clause(node.node(Key::withClause));
  const std::string_view op = node.text(Key::op);
  query.set_operator = op == "SETOP_UNION"       ? SetOperator::union_
                       : op == "SETOP_INTERSECT" ? SetOperator::intersect
                                                 : SetOperator::except;
  query.all = node.flag(Key::all);
  const bool recursive_form = query.set_operator == SetOperator::union_;
  CteSlot* const own = recursive_form ? slot : nullptr;
  x_may_select_into = may_select_into;
  query.left = set_branch(*node.node(Key::larg), false, own, node);
  if (own != nullptr) set_cte_columns(*own, *query.left);
  query.right = set_branch(*node.node(Key::rarg), true, own, node);
  if (own != nullptr) {
    own->term = CteSlot::Term::whole;
    const bool more = !node.list(Key::sortClause).empty() || node.node(Key::limitCount) != nullptr ||
                      node.node(Key::limitOffset) != nullptr || !node.list(Key::lockingClause).empty();
    if (own->references > 0 && more) {
      refuse(query.left->location, "ORDER BY, LIMIT, OFFSET and FOR UPDATE in a recursive query are not implemented");
    }
  }
  set_outputs(query, node);
  order_set_operation(node.list(Key::sortClause));
  limit_clause(node);
  lock_rows(query, node.list(Key::lockingClause));
  return query;
}

void Analyser::set_outputs(Query& query, const Node& node) {
  const Query& left = *query.left;
  const Query& right = *query.right;
  const bool open = x_open_queries.count(&left) > 0 || x_open_queries.count(&right) > 0;
  if (open) x_open_queries.insert(&query);
  if (left.outputs.size() != right.outputs.size() && !open) {
    std::string_view op = node.text(Key::op);
    op.remove_prefix(std::min(op.size(), std::string_view("SETOP_").size()));
    refuse(right.location, fmt::format("each {} query must have the same number of columns", op));
  }
  query.location = left.location;
  query.outputs.reserve(left.outputs.size());
  for (std::size_t i = 0; i < left.outputs.size(); ++i) {
    Output output;
    output.name = left.outputs[i].name;
    output.location = left.outputs[i].location;
    if (i < right.outputs.size()) output.type = common_type(left.outputs[i].type, right.outputs[i].type);
    query.outputs.push_back(output);
  }
}

}  // namespace tollgate::sql
