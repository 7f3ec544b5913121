// What flows through an expression: its operands with the roles that its kind gives them.
#include "sql/lineage/values.hpp"

#include <algorithm>
#include <iterator>

#include "sql/builtins.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {
namespace {

// The kinds that flow_of() leaves to flow_through().
bool computes(ExprKind kind) {
  switch (kind) {
    case ExprKind::column:
    case ExprKind::constant:
    case ExprKind::set_to_default:
    case ExprKind::aggregate:
    case ExprKind::window:
    case ExprKind::case_when:
    case ExprKind::subquery:
    case ExprKind::field:
    case ExprKind::grouping:
      return false;
    default:
      return true;
  }
}

// Functions of PostgreSQL, tablefunc, dblink and xml2 that run SQL given as text, or read relations by a name in text:
// what they give back comes from columns that nobody can tell.
bool runs_text(std::string_view function) {
  static constexpr std::string_view running[] = {"crosstab",
                                                 "crosstab2",
                                                 "crosstab3",
                                                 "crosstab4",
                                                 "crosstabn",
                                                 "connectby",
                                                 "dblink",
                                                 "dblink_fetch",
                                                 "dblink_get_result",
                                                 "xpath_table",
                                                 "ts_stat",
                                                 "query_to_xml",
                                                 "table_to_xml",
                                                 "cursor_to_xml",
                                                 "schema_to_xml",
                                                 "database_to_xml",
                                                 "query_to_xml_and_xmlschema",
                                                 "table_to_xml_and_xmlschema",
                                                 "schema_to_xml_and_xmlschema",
                                                 "database_to_xml_and_xmlschema"};
  const std::size_t dot = function.rfind('.');
  const std::string_view name = dot == std::string_view::npos ? function : function.substr(dot + 1);
  return std::find(std::begin(running), std::end(running), name) != std::end(running);
}

}  // namespace

Flow ValueFold::flow_of(const Query& query, const Expr& value) {
  switch (value.kind) {
    case ExprKind::column:
      return flow_of_column(query, value.column);
    case ExprKind::constant:
    case ExprKind::set_to_default:
      return constant_flow();
    case ExprKind::aggregate:
      return flow_of_aggregate(query, value);
    case ExprKind::window:
      return flow_of_window(query, value);
    case ExprKind::case_when:
      return flow_of_case(query, value);
    case ExprKind::subquery:
      return flow_of_subquery(query, value);
    case ExprKind::field:
      return flow_of_field(query, value);
    case ExprKind::grouping:
      return flow_of_grouping(query, value);
    default:
      return flow_through(query, value);
  }
}

// What a nested computation reads is what the outer one reads: one list for all of them, sorted once. A sum of n
// columns is then linear.
Flow ValueFold::flow_through(const Query& query, const Expr& value) {
  Flow flow;
  gather(query, value, flow, whole_passage);
  tidy(flow.sources);
  return flow;
}

void ValueFold::gather(const Query& query, const Expr& value, Flow& into, Passage cap) {
  for (std::size_t i = 0; i < value.args.size(); ++i) {
    const Expr& arg = *value.args[i];
    const Passage left = after_step(cap, left_of(value, i));
    if (computes(arg.kind)) {
      gather(query, arg, into, left);
    } else {
      append_through(into, flow_of(query, arg), role::transformation, left);
    }
  }
  for (const Expr* condition : value.conditions) {
    append_indirect(into, flow_of(query, *condition), role::conditional);
  }
  const bool steady =
      value.kind == ExprKind::function && value.known && !value.set_returning && !is_volatile(value.name);
  const bool call = value.kind == ExprKind::function || value.kind == ExprKind::current;
  if ((call && !steady) || value.kind == ExprKind::parameter) into.varies = true;
  if (value.kind == ExprKind::unresolved) into.resolved = false;
  const bool unread = value.kind == ExprKind::function && runs_text(value.name);
  if (unread || value.kind == ExprKind::unresolved || (value.kind == ExprKind::whole_row && !value.known)) {
    into.missing = std::max(into.missing, cap);
  }
}

Flow ValueFold::flow_of_aggregate(const Query& query, const Expr& value) {
  Flow flow;
  std::size_t argument = 0;
  for (const Expr* arg : value.args) {
    add_through(flow, flow_of(query, *arg), role::aggregation, left_of(value, argument++));
  }
  for (const SortKey& key : value.order) {
    const Flow sorted = flow_of(query, *key.value);
    if (value.within_group) {
      add_through(flow, sorted, role::aggregation, left_of(value, argument++));
    } else {
      add_indirect(flow, sorted, role::sort_in_aggregate);
    }
  }
  if (value.filter != nullptr) add_indirect(flow, flow_of(query, *value.filter), role::aggregate_filter);
  flow.aggregate = true;
  return flow;
}

Flow ValueFold::flow_of_window(const Query& query, const Expr& value) {
  Flow flow;
  const bool aggregate = is_aggregate(value.name);
  const RoleMask direct_role = aggregate ? role::aggregation : role::transformation;
  for (std::size_t i = 0; i < value.args.size(); ++i) {
    add_through(flow, flow_of(query, *value.args[i]), direct_role, left_of(value, i));
  }
  if (value.over != nullptr) {
    for_each_part(*value.over, [&](const Expr& key) { add_indirect(flow, flow_of(query, key), role::window); });
  }
  if (value.filter != nullptr) add_indirect(flow, flow_of(query, *value.filter), role::aggregate_filter);
  flow.aggregate = flow.aggregate || aggregate;
  flow.varies = true;
  return flow;
}

Flow ValueFold::flow_of_case(const Query& query, const Expr& value) {
  Flow flow;
  for (const Expr* result : value.args) add_through(flow, flow_of(query, *result), role::transformation);
  for (const Expr* test : value.conditions) add_indirect(flow, flow_of(query, *test), role::conditional);
  flow.varies = flow.varies || !value.conditions.empty();
  return flow;
}

Flow ValueFold::flow_of_grouping(const Query& query, const Expr& value) {
  Flow flow;
  for (const Expr* arg : value.args) add_indirect(flow, flow_of(query, *arg), role::conditional);
  flow.varies = true;
  return flow;
}

Flow ValueFold::flow_of_subquery(const Query& query, const Expr& value) {
  Flow flow;
  flow.varies = true;
  for (std::size_t i = 0; i < value.args.size(); ++i) {
    add_through(flow, flow_of(query, *value.args[i]), role::transformation, left_of(value, i));
  }
  if (value.query == nullptr) return flow;
  x_subqueries.push_back(value.query);
  const Flows& flows = outputs_of(*value.query);
  switch (value.subquery_form) {
    case SubqueryForm::exists:
      return flow;  // what it selects is never looked at
    case SubqueryForm::scalar:
      return flows.empty() ? flow : flows.front();
    case SubqueryForm::multi_assign:
      return output_of(*value.query, value.column.attribute);
    default:
      for (const Flow& compared : flows) {
        add_through(flow, compared, role::transformation, left_of(value, value.args.size()));
      }
      return flow;
  }
}

}  // namespace tollgate::sql
