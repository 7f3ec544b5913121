// INSERT, UPDATE, DELETE (analyze.c: transformInsertStmt, transformUpdateStmt, transformDeleteStmt,
// transformOnConflictClause).
#include <fmt/format.h>

#include <algorithm>

#include "sql/analyse/analyser.hpp"

namespace tollgate::sql {

Query& Analyser::modify(const Node& node) {
  switch (node.kind()) {
    case Kind::InsertStmt:
      return insert(node);
    case Kind::UpdateStmt:
    case Kind::DeleteStmt:
      return update_or_delete(node);
    case Kind::MergeStmt:
      return merge(node);
    default: {
      unsupported(node);
      Level level(*this, Query::Command::select);
      x_open_queries.insert(level.scope.query);
      return *level.scope.query;
    }
  }
}

int Analyser::set_target(const Node& range_var) {
  RangeEntry entry;  // a WITH item of that name is not looked at
  fill_relation(entry, range_var);
  entry.target = true;
  apply_alias(entry, range_var.node(Key::alias));
  x_scope->query->target = add_entry(std::move(entry));
  return x_scope->query->target;
}

Assignment Analyser::target_column(const Node& target, const RangeEntry& entry) {
  Assignment assignment;
  assignment.column = target.text(Key::name);
  assignment.location = target.location();
  assignment.attribute = entry.relation->find(assignment.column);
  if (assignment.attribute >= 0) return assignment;
  Problem& found =
      problem(ProblemKind::unknown_column, assignment.column, target.location(),
              fmt::format("column \"{}\" of relation \"{}\" does not exist", assignment.column, entry.written_name));
  found.absent = !entry.open;
  for (const KnownColumn& column : entry.relation->columns) found.in_scope.push_back(column.name);
  std::sort(found.in_scope.begin(), found.in_scope.end());
  found.relations.emplace_back(entry.written_name);
  return assignment;
}

std::vector<Assignment> Analyser::insert_columns(Nodes columns, const RangeEntry& target) {
  std::vector<Assignment> assignments;
  if (columns.empty()) {
    for (std::size_t i = 0; i < target.relation->columns.size(); ++i) {
      Assignment assignment;
      assignment.column = target.relation->columns[i].name;
      assignment.attribute = static_cast<int>(i);
      assignments.push_back(assignment);
    }
    return assignments;
  }
  std::unordered_map<std::string_view, bool> whole;  // by column: assigned as a whole
  for (const Node* column : columns) {
    Assignment assignment = target_column(*column, target);
    const bool as_whole = column->list(Key::indirection).empty();
    const auto [at, added] = whole.try_emplace(assignment.column, as_whole);
    if (!added && (as_whole || at->second)) {
      refuse(column->location(), fmt::format("column \"{}\" specified more than once", assignment.column));
    }
    assignments.push_back(assignment);
  }
  return assignments;
}

void Analyser::check_insert_arity(std::size_t expressions, std::size_t columns, bool explicit_columns, int location) {
  const RangeEntry& target = x_scope->query->entries[static_cast<std::size_t>(x_scope->query->target)];
  if (target.open && !explicit_columns) return;
  if (expressions > columns) {
    refuse(location, "INSERT has more expressions than target columns");
  } else if (expressions < columns && explicit_columns) {
    refuse(location, "INSERT has more target columns than expressions");
  }
}

void Analyser::insert_values(const Node& source, std::vector<Assignment> columns, bool explicit_columns, int location) {
  Query& query = *x_scope->query;
  const Nodes lists = source.list(Key::valuesLists);
  const bool general = lists.empty() || !source.list(Key::sortClause).empty() ||
                       source.node(Key::limitCount) != nullptr || source.node(Key::limitOffset) != nullptr ||
                       source.node(Key::withClause) != nullptr;
  std::size_t width = 0;
  if (!general && lists.size() == 1) {
    const Held<Clause> held(x_scope->clause, Clause::values_single);
    ExprList row;
    for (const Node* item : lists.front()->list(Key::items)) star_into(*item, row);
    width = row.size();
    for (std::size_t i = 0; i < row.size() && i < columns.size(); ++i) {
      columns[i].value = row[i];
      if (columns[i].location < 0) columns[i].location = row[i]->location;
    }
  } else {
    const Query& inserted = select(source);
    query.source = &inserted;
    width = inserted.outputs.size();
    for (std::size_t i = 0; i < width && i < columns.size(); ++i) {
      columns[i].from_output = static_cast<int>(i);
      if (columns[i].location < 0) columns[i].location = inserted.outputs[i].location;
    }
    if (x_open_queries.count(&inserted) > 0) width = columns.size();
  }
  check_insert_arity(width, columns.size(), explicit_columns, location);
  if (columns.size() > width) columns.resize(width);
  query.assignments = std::move(columns);
}

Query& Analyser::insert(const Node& node) {
  Level level(*this, Query::Command::insert);
  Query& query = *level.scope.query;
  x_nodes_by_query.emplace(&query, &node);
  with_clause(node.node(Key::withClause));
  const Node* const relation = node.node(Key::relation);
  if (relation == nullptr) return query;
  set_target(*relation);
  query.location = relation->location();
  const bool explicit_columns = !node.list(Key::cols).empty();
  std::vector<Assignment> columns = insert_columns(node.list(Key::cols), query.entries.front());
  level.scope.clause = Clause::other;
  if (const Node* source = node.node(Key::selectStmt)) {
    insert_values(*source, std::move(columns), explicit_columns, query.location);
  } else if (explicit_columns) {
    query.assignments = std::move(columns);
  }
  if (const Node* clause = node.node(Key::onConflictClause)) on_conflict(*clause);
  returning(node);
  return query;
}

void Analyser::on_conflict(const Node& clause) {
  Query& query = *x_scope->query;
  const Held<Clause> held(x_scope->clause, Clause::on_conflict);
  x_scope->items = {item_of(query.target)};
  if (const Node* infer = clause.node(Key::infer)) {
    for (const Node* element : infer->list(Key::indexElems)) {
      const std::string_view name = element->text(Key::name);
      if (!name.empty()) {
        query.other_filters.push_back(unqualified(name, infer->location()));
      } else if (const Node* value = element->node(Key::expr)) {
        query.other_filters.push_back(expression(*value));
      }
    }
    if (const Node* where = infer->node(Key::whereClause)) query.other_filters.push_back(expression(*where));
  }
  if (clause.text(Key::action) != "ONCONFLICT_UPDATE") {
    x_scope->items.clear();
    return;
  }
  if (clause.node(Key::infer) == nullptr) {
    refuse(clause.location(), "ON CONFLICT DO UPDATE requires inference specification or constraint name");
  }
  RangeEntry excluded = query.entries[static_cast<std::size_t>(query.target)];
  excluded.alias = "excluded";
  excluded.aliased = true;
  excluded.target = false;
  excluded.excluded = true;
  std::vector<RangeColumn>& pseudo = excluded.columns.own();
  pseudo.resize(excluded.relation->columns.size());
  for (std::size_t i = 0; i < pseudo.size(); ++i) pseudo[i].name = excluded.relation->columns[i].name;
  const int entry = add_entry(std::move(excluded));
  x_scope->items = {item_of(entry), item_of(query.target)};
  x_scope->clause = Clause::update_source;
  assign_set_list(clause.list(Key::targetList), Clause::update_source);
  if (const Node* where = clause.node(Key::whereClause)) {
    query.other_filters.push_back(condition(where, Clause::where));
  }
  x_scope->items.clear();
}

// (a, b) = (SELECT x, y) or ROW(x, y): the parser hands the source on to every column of the list.
const Expr* Analyser::multi_assigned(const Node& reference) {
  const Node* const source = reference.node(Key::source);
  if (source == nullptr) return unsupported(reference);
  const auto column = static_cast<std::size_t>(std::max<std::int64_t>(reference.number(Key::colno), 1)) - 1;
  const auto count = static_cast<std::size_t>(reference.number(Key::ncolumns));
  if (source->is(Kind::SubLink) && source->text(Key::subLinkType) == "EXPR_SUBLINK") {
    if (column == 0) {
      x_multi_source = subquery(*source->node(Key::subselect));
      if (x_multi_source->outputs.size() != count && x_open_queries.count(x_multi_source) == 0) {
        refuse(source->location(), "number of columns does not match number of values");
      }
    }
    Expr& expr = make(ExprKind::subquery, source->location());
    expr.subquery_form = SubqueryForm::multi_assign;
    expr.query = x_multi_source;
    expr.column.attribute = static_cast<int>(column);
    if (expr.query != nullptr && column < expr.query->outputs.size()) expr.type = expr.query->outputs[column].type;
    return &expr;
  }
  if (!source->is(Kind::RowExpr)) {
    refuse(source->location(), "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression");
    return unresolved(source->location(), {});
  }
  if (column == 0) {
    x_multi_row.clear();
    for (const Node* item : source->list(Key::args)) star_into(*item, x_multi_row);
    if (x_multi_row.size() != count) {
      refuse(source->location(), "number of columns does not match number of values");
    }
  }
  return column < x_multi_row.size() ? x_multi_row[column] : unresolved(source->location(), {});
}

// An assignment to a part keeps the rest of the old value: t.a[1] = x is computed from t.a, x and 1.
const Expr* Analyser::assigned_value(const Node& target, const Assignment& assignment, const Expr* value) {
  const Nodes steps = target.list(Key::indirection);
  if (steps.empty() || assignment.attribute < 0) return value;
  ExprList args = {column(*x_scope, 0, x_scope->query->target, assignment.attribute, target.location()), value};
  for (const Node* step : steps) {
    for (const Key key : {Key::lidx, Key::uidx}) {
      if (const Node* bound = step->node(key)) args.push_back(expression(*bound));
    }
  }
  return simple(ExprKind::other, target.location(), "assign", args, {});
}

void Analyser::assign_set_list(Nodes targets, Clause clause) {
  Query& query = *x_scope->query;
  const Held<Clause> held(x_scope->clause, clause);
  std::unordered_map<std::string_view, bool> whole;
  for (const Node* target : targets) {
    const RangeEntry& entry = query.entries[static_cast<std::size_t>(query.target)];
    Assignment assignment = target_column(*target, entry);
    const bool as_whole = target->list(Key::indirection).empty();
    const auto [at, added] = whole.try_emplace(assignment.column, as_whole);
    if (!added && (as_whole || at->second)) {
      refuse(target->location(), fmt::format("multiple assignments to same column \"{}\"", assignment.column));
    }
    const Node* const value = target->node(Key::val);
    if (value != nullptr) assignment.value = assigned_value(*target, assignment, expression(*value));
    query.assignments.push_back(assignment);
  }
}

void Analyser::returning(const Node& node) {
  Nodes list = node.list(Key::returningList);
  if (list.empty()) {
    const Node* const clause = node.node(Key::returningClause);  // since 18
    if (clause == nullptr) return;
    list = clause->list(Key::exprs);
  }
  const Held<Clause> held(x_scope->clause, Clause::returning);
  if (x_scope->items.empty()) x_scope->items = {item_of(x_scope->query->target)};
  target_list(list, x_scope->query->outputs);
}

// UPDATE … FROM and DELETE … USING: the target is in scope of all but of the other items, where it may not be read.
Query& Analyser::update_or_delete(const Node& node) {
  const bool updates = node.is(Kind::UpdateStmt);
  Level level(*this, updates ? Query::Command::update : Query::Command::delete_);
  Query& query = *level.scope.query;
  x_nodes_by_query.emplace(&query, &node);
  with_clause(node.node(Key::withClause));
  const Node* const relation = node.node(Key::relation);
  if (relation == nullptr) return query;
  VisibleItem target = item_of(set_target(*relation));
  query.location = relation->location();
  target.lateral_only = true;
  target.lateral_ok = false;
  level.scope.items = {target};
  from_clause(node.list(updates ? Key::fromClause : Key::usingClause));
  if (updates) assign_set_list(node.list(Key::targetList), Clause::update_source);
  query.where = condition(node.node(Key::whereClause), Clause::where);
  returning(node);
  return query;
}

}  // namespace tollgate::sql
