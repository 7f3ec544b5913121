// MERGE (parse_merge.c). An INSERT action sees the source only, the others both.
#include <fmt/format.h>

#include "sql/analyse/analyser.hpp"

namespace tollgate::sql {

Query& Analyser::merge(const Node& node) {
  Level level(*this, Query::Command::merge);
  Query& query = *level.scope.query;
  x_nodes_by_query.emplace(&query, &node);
  with_clause(node.node(Key::withClause));
  if (level.scope.ctes.recursive) refuse(-1, "WITH RECURSIVE is not supported for MERGE statement");
  const Node* const relation = node.node(Key::relation);
  const Node* const source = node.node(Key::sourceRelation);
  if (relation == nullptr || source == nullptr) return query;
  const VisibleItem target = item_of(set_target(*relation));
  query.location = relation->location();
  FromItem from = from_item(*source);
  if (from.tree != nullptr) query.from.push_back(from.tree);
  check_duplicates({target}, from.items, source->location());
  for (VisibleItem& item : from.items) {
    item.lateral_only = false;
    item.lateral_ok = true;
  }
  Items both = {target};
  both.insert(both.end(), from.items.begin(), from.items.end());
  level.scope.items = both;
  query.where = condition(node.node(Key::joinCondition), Clause::join_on);
  std::unordered_set<std::string_view> ended;  // kinds of match whose last action was unconditional
  for (const Node* action : node.list(Key::mergeWhenClauses)) {
    const std::string_view match = action->flag(Key::matched) ? "MERGE_WHEN_MATCHED" : action->text(Key::matchKind);
    if (ended.count(match) > 0) refuse(-1, "unreachable WHEN clause specified after unconditional WHEN clause");
    if (action->node(Key::condition) == nullptr) ended.insert(match);
    merge_action(*action, {target}, from.items);
  }
  level.scope.items = both;
  returning(node);
  return query;
}

void Analyser::merge_action(const Node& action, const Items& target, const Items& source) {
  Query& query = *x_scope->query;
  const std::string_view match = action.text(Key::matchKind);  // since 17; before: a flag
  const bool matched = action.flag(Key::matched) || match == "MERGE_WHEN_MATCHED";
  const bool by_source = match == "MERGE_WHEN_NOT_MATCHED_BY_SOURCE";
  Items visible;
  if (matched || by_source) visible = target;
  if (!by_source) visible.insert(visible.end(), source.begin(), source.end());
  x_scope->items = visible;
  if (const Expr* tested = condition(action.node(Key::condition), Clause::merge_when)) {
    query.other_filters.push_back(tested);
  }
  const std::string_view command = action.text(Key::commandType);
  if (command == "CMD_UPDATE") return assign_set_list(action.list(Key::targetList), Clause::update_source);
  if (command != "CMD_INSERT") return;
  const RangeEntry& entry = query.entries[static_cast<std::size_t>(query.target)];
  const Nodes columns = action.list(Key::targetList);
  std::vector<Assignment> assignments = insert_columns(columns, entry);
  const Held<Clause> held(x_scope->clause, Clause::values_single);
  ExprList values;
  for (const Node* value : action.list(Key::values)) star_into(*value, values);
  if (!values.empty()) {
    check_insert_arity(values.size(), assignments.size(), !columns.empty(), values.front()->location);
  } else if (columns.empty()) {
    return;  // DEFAULT VALUES
  }
  for (std::size_t i = 0; i < assignments.size() && i < values.size(); ++i) {
    assignments[i].value = values[i];
    if (assignments[i].location < 0) assignments[i].location = values[i]->location;
    query.assignments.push_back(assignments[i]);
  }
}

}  // namespace tollgate::sql
