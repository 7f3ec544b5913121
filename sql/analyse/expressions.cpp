// Expressions of all node types (parse_expr.c: transformExprRecurse), and those that are neither operators
// (operations.cpp), calls (calls.cpp), names (names.cpp), sub-queries (sublinks.cpp) nor special_forms.cpp.
#include <fmt/format.h>

#include "sql/analyse/analyser.hpp"
#include "sql/integer_literal.hpp"

namespace tollgate::sql {
Expr& Analyser::make(ExprKind kind, int location) {
  Expr& expr = x_store.make<Expr>();
  expr.kind = kind;
  expr.location = location;
  return expr;
}

Exprs Analyser::keep(const ExprList& list) { return x_store.keep_list<const Expr*>(list); }

const Expr* Analyser::simple(ExprKind kind, int location, std::string_view name, const ExprList& args,
                             std::string_view type) {
  Expr& expr = make(kind, location);
  expr.name = name;
  expr.args = keep(args);
  expr.type = type;
  return &expr;
}

const Expr* Analyser::expression_or_null(const Node* node) { return node == nullptr ? nullptr : expression(*node); }

Analyser::ExprList Analyser::expressions(Nodes nodes) {
  ExprList list;
  list.reserve(nodes.size());
  for (const Node* node : nodes) list.push_back(expression(*node));
  return list;
}

const Expr* Analyser::expression(const Node& node) {
  switch (node.kind()) {
    case Kind::ColumnRef:
      return column_reference(node);
    case Kind::A_Const:
      return constant(node);
    case Kind::ParamRef:
      return simple(ExprKind::parameter, node.location(), "$", {}, {});
    case Kind::A_Expr:
      return operation(node);
    case Kind::BoolExpr:
      return logical(node);
    case Kind::FuncCall:
      return call(node);
    case Kind::TypeCast:
      return type_cast(node);
    case Kind::CaseExpr:
      return case_when(node);
    case Kind::CoalesceExpr:
    case Kind::MinMaxExpr:
      return choice(node);
    case Kind::NullTest:
    case Kind::BooleanTest:
      return test(node);
    case Kind::SubLink:
      return sublink(node);
    case Kind::A_Indirection:
      if (!node.list(Key::indirection).empty() && node.list(Key::indirection).back()->is(Kind::A_Star)) {
        refuse(node.location(), "row expansion via \"*\" is not supported here");
      }
      return indirection(node);
    case Kind::RowExpr:
      return row(node);
    case Kind::A_ArrayExpr:
      return array(node);
    default:
      return rarer(node);
  }
}

const Expr* Analyser::rarer(const Node& node) {
  switch (node.kind()) {
    case Kind::CollateClause:
      return collate(node);
    case Kind::SQLValueFunction:
      return current(node);
    case Kind::GroupingFunc:
      return grouping(node);
    case Kind::SetToDefault:
      return simple(ExprKind::set_to_default, node.location(), {}, {}, {});
    case Kind::NamedArgExpr:
      return expression(*node.node(Key::arg));
    case Kind::MultiAssignRef:
      return multi_assigned(node);
    default:
      return other(node);
  }
}

const Expr* Analyser::constant(const Node& node) {
  Expr& expr = make(ExprKind::constant, node.location());
  if (node.flag(Key::isnull)) {
    expr.text = "null";
    expr.type = "unknown";
  } else if (const Node* integer = node.node(Key::ival)) {
    const std::int64_t value = integer->number(Key::ival);
    const bool in_text = value == 0 && node.location() >= 0;
    const auto written = in_text ? integer_at(x_text, static_cast<std::size_t>(node.location())) : std::nullopt;
    expr.text = x_store.keep(written ? *written : fmt::format("{}", value));
    expr.type = "integer";
  } else if (const Node* number = node.node(Key::fval)) {
    expr.text = number->text(Key::fval);
    const bool integral = expr.text.find_first_not_of("-0123456789") == std::string_view::npos;
    expr.type = integral && expr.text.size() <= 19 ? "bigint" : "numeric";
  } else if (const Node* flag = node.node(Key::boolval)) {
    expr.text = flag->flag(Key::boolval) ? "true" : "false";
    expr.type = "boolean";
  } else if (const Node* text = node.node(Key::sval)) {
    expr.text = x_store.keep(fmt::format("'{}'", text->text(Key::sval)));
    expr.type = "unknown";
  } else if (const Node* bits = node.node(Key::bsval)) {
    expr.text = bits->text(Key::bsval);
    expr.type = "bit";
  }
  return &expr;
}

const Expr* Analyser::logical(const Node& node) {
  const std::string_view op = node.text(Key::boolop);
  const std::string_view name = op == "AND_EXPR" ? "and" : op == "OR_EXPR" ? "or" : "not";
  return simple(ExprKind::logical, node.location(), name, expressions(node.list(Key::args)), "boolean");
}

// COALESCE, GREATEST, LEAST.
const Expr* Analyser::choice(const Node& node) {
  if (node.is(Kind::CoalesceExpr)) {
    const Held<std::string_view> inside(x_scope->no_sets_in, "COALESCE");
    const ExprList args = expressions(node.list(Key::args));
    return simple(ExprKind::coalesce, node.location(), "coalesce", args, common_type(args));
  }
  const bool greatest = node.text(Key::op) == "IS_GREATEST";
  const ExprList args = expressions(node.list(Key::args));
  return simple(greatest ? ExprKind::greatest : ExprKind::least, node.location(), greatest ? "greatest" : "least", args,
                common_type(args));
}

const Expr* Analyser::collate(const Node& node) {
  const Expr* const arg = expression(*node.node(Key::arg));
  const Nodes name = node.list(Key::collname);
  return simple(ExprKind::collate, node.location(), name.empty() ? "" : string_of(*name.back()), {arg}, arg->type);
}

const Expr* Analyser::case_when(const Node& node) {
  Expr& expr = make(ExprKind::case_when, node.location());
  expr.name = "case";
  const Held<std::string_view> inside(x_scope->no_sets_in, "CASE");
  ExprList conditions;
  ExprList results;
  if (const Node* operand = node.node(Key::arg)) {
    conditions.push_back(expression(*operand));
    expr.has_operand = true;
  }
  for (const Node* when : node.list(Key::args)) {
    if (const Node* tested = when->node(Key::expr)) conditions.push_back(expression(*tested));
    if (const Node* result = when->node(Key::result)) results.push_back(expression(*result));
  }
  if (const Node* otherwise = node.node(Key::defresult)) {
    results.push_back(expression(*otherwise));
    expr.has_else = true;
  }
  expr.conditions = keep(conditions);
  if (expr.has_operand) check_row_with_text(expr.conditions, expr.location);
  expr.args = keep(results);
  expr.type = common_type(results);
  return &expr;
}

const Expr* Analyser::row(const Node& node) {
  ExprList args;
  for (const Node* item : node.list(Key::args)) star_into(*item, args);
  return simple(ExprKind::row, node.location(), "row", args, "record");
}

const Expr* Analyser::array(const Node& node) {
  const ExprList args = expressions(node.list(Key::elements));
  std::string_view type = common_type(args);
  if (!type.empty() && !type.ends_with("[]")) type = array_of(type);
  return simple(ExprKind::array, node.location(), "array", args, type);
}

const Expr* Analyser::type_cast(const Node& node) {
  Expr& expr = make(ExprKind::cast, node.location());
  ExprList args = {expression(*node.node(Key::arg))};
  if (expr.location < 0) expr.location = args.front()->location;
  if (const Node* type = node.node(Key::typeName)) {
    expr.type = type_name(*type);
    expr.text = precision(*type);
  }
  expr.args = keep(args);
  return &expr;
}

}  // namespace tollgate::sql
