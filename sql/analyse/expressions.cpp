// Expressions of all node types (parse_expr.c: transformExprRecurse). A node that is not known is unresolved and a
// Problem, never dropped.
#include <fmt/format.h>

#include <array>

#include "sql/analyse/analyser.hpp"
#include "sql/integer_literal.hpp"

namespace tollgate::sql {
namespace {

OperationForm form_of(std::string_view kind, std::string_view name) {
  const bool negated = name == "<>" || name.substr(0, 1) == "!";
  if (kind == "AEXPR_OP_ANY") return OperationForm::any;
  if (kind == "AEXPR_OP_ALL") return OperationForm::all;
  if (kind == "AEXPR_IN") return negated ? OperationForm::not_in : OperationForm::in;
  if (kind == "AEXPR_LIKE") return negated ? OperationForm::not_like : OperationForm::like;
  if (kind == "AEXPR_ILIKE") return negated ? OperationForm::not_ilike : OperationForm::ilike;
  if (kind == "AEXPR_SIMILAR") return negated ? OperationForm::not_similar : OperationForm::similar;
  if (kind == "AEXPR_BETWEEN") return OperationForm::between;
  if (kind == "AEXPR_NOT_BETWEEN") return OperationForm::not_between;
  if (kind == "AEXPR_BETWEEN_SYM") return OperationForm::between_symmetric;
  if (kind == "AEXPR_NOT_BETWEEN_SYM") return OperationForm::not_between_symmetric;
  if (kind == "AEXPR_DISTINCT") return OperationForm::distinct;
  if (kind == "AEXPR_NOT_DISTINCT") return OperationForm::not_distinct;
  return OperationForm::plain;
}

std::string_view lower_suffix(std::string_view name, std::string_view prefix) {
  struct Name {
    std::string_view from;
    std::string_view to;
  };
  constexpr auto names = std::to_array<Name>({{"IS_NULL", "is null"},
                                              {"IS_NOT_NULL", "is not null"},
                                              {"IS_TRUE", "is true"},
                                              {"IS_NOT_TRUE", "is not true"},
                                              {"IS_FALSE", "is false"},
                                              {"IS_NOT_FALSE", "is not false"},
                                              {"IS_UNKNOWN", "is unknown"},
                                              {"IS_NOT_UNKNOWN", "is not unknown"}});
  for (const Name& known : names) {
    if (known.from == name) return known.to;
  }
  return prefix;
}

struct CurrentValue {
  std::string_view op;
  std::string_view name;
  std::string_view type;
};
constexpr auto current_values = std::to_array<CurrentValue>({
    {"SVFOP_CURRENT_DATE", "current_date", "date"},
    {"SVFOP_CURRENT_TIME", "current_time", "time with time zone"},
    {"SVFOP_CURRENT_TIME_N", "current_time", "time with time zone"},
    {"SVFOP_CURRENT_TIMESTAMP", "current_timestamp", "timestamp with time zone"},
    {"SVFOP_CURRENT_TIMESTAMP_N", "current_timestamp", "timestamp with time zone"},
    {"SVFOP_LOCALTIME", "localtime", "time without time zone"},
    {"SVFOP_LOCALTIME_N", "localtime", "time without time zone"},
    {"SVFOP_LOCALTIMESTAMP", "localtimestamp", "timestamp without time zone"},
    {"SVFOP_LOCALTIMESTAMP_N", "localtimestamp", "timestamp without time zone"},
    {"SVFOP_CURRENT_ROLE", "current_role", "name"},
    {"SVFOP_CURRENT_USER", "current_user", "name"},
    {"SVFOP_USER", "user", "name"},
    {"SVFOP_SESSION_USER", "session_user", "name"},
    {"SVFOP_CURRENT_CATALOG", "current_catalog", "name"},
    {"SVFOP_CURRENT_SCHEMA", "current_schema", "name"},
});

CurrentValue current_value(std::string_view op) {
  for (const CurrentValue& value : current_values) {
    if (value.op == op) return value;
  }
  return {op, "current", {}};
}

struct XmlForm {
  std::string_view op;
  std::string_view name;
};
constexpr auto xml_forms = std::to_array<XmlForm>({{"IS_XMLCONCAT", "xmlconcat"},
                                                   {"IS_XMLELEMENT", "xmlelement"},
                                                   {"IS_XMLFOREST", "xmlforest"},
                                                   {"IS_XMLPARSE", "xmlparse"},
                                                   {"IS_XMLPI", "xmlpi"},
                                                   {"IS_XMLROOT", "xmlroot"},
                                                   {"IS_DOCUMENT", "is document"}});

std::string_view xml_name(std::string_view op) {
  for (const XmlForm& form : xml_forms) {
    if (form.op == op) return form.name;
  }
  return "xml";
}

}  // namespace

Expr& Analyser::make(ExprKind kind, int location) {
  Expr expr;
  expr.kind = kind;
  expr.location = location;
  return x_store.make(expr);
}

Exprs Analyser::keep(const ExprList& list) { return x_store.keep(list); }

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

const Expr* Analyser::unsupported(const Node& node) {
  const std::string_view name = node.is(Kind::Other) ? std::string_view("this construct") : name_of(node.kind());
  problem(ProblemKind::unsupported, name, node.location(), fmt::format("{} is not understood", name));
  Expr& expr = make(ExprKind::unresolved, node.location());
  expr.known = false;
  return &expr;
}

const Expr* Analyser::expression(const Node& node) {
  const int at = node.location();
  switch (node.kind()) {
    case Kind::ColumnRef:
      return column_reference(node);
    case Kind::A_Const:
      return constant(node);
    case Kind::ParamRef:
      return simple(ExprKind::parameter, at, "$", {}, {});
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
    case Kind::CoalesceExpr: {
      const Held<std::string_view> inside(x_scope->no_sets_in, "COALESCE");
      const ExprList args = expressions(node.list(Key::args));
      return simple(ExprKind::coalesce, at, "coalesce", args, common_type(args));
    }
    case Kind::MinMaxExpr: {
      const bool greatest = node.text(Key::op) == "IS_GREATEST";
      const ExprList args = expressions(node.list(Key::args));
      return simple(greatest ? ExprKind::greatest : ExprKind::least, at, greatest ? "greatest" : "least", args,
                    common_type(args));
    }
    case Kind::NullTest:
    case Kind::BooleanTest:
      return test(node);
    case Kind::SubLink:
      return sublink(node);
    case Kind::A_Indirection:
      if (!node.list(Key::indirection).empty() && node.list(Key::indirection).back()->is(Kind::A_Star)) {
        refuse(at, "row expansion via \"*\" is not supported here");
      }
      return indirection(node);
    case Kind::RowExpr:
      return row(node);
    case Kind::A_ArrayExpr:
      return array(node);
    case Kind::CollateClause: {
      const Expr* const arg = expression(*node.node(Key::arg));
      const Nodes name = node.list(Key::collname);
      return simple(ExprKind::collate, at, name.empty() ? "" : string_of(*name.back()), {arg}, arg->type);
    }
    case Kind::SQLValueFunction: {
      const CurrentValue value = current_value(node.text(Key::op));
      return simple(ExprKind::current, at, value.name, {}, value.type);
    }
    case Kind::GroupingFunc:
      return grouping(node);
    case Kind::SetToDefault:
      return simple(ExprKind::set_to_default, at, {}, {}, {});
    case Kind::NamedArgExpr:
      return expression(*node.node(Key::arg));
    case Kind::MultiAssignRef:
      return multi_assigned(node);
    default:
      return other(node);
  }
}

// XML, SQL/JSON and the rest of what has no kind of its own.
const Expr* Analyser::other(const Node& node) {
  ExprList args;
  switch (node.kind()) {
    case Kind::XmlExpr: {
      args = expressions(node.list(Key::args));
      for (const Node* named : node.list(Key::named_args)) {
        if (const Node* value = named->node(Key::val)) args.push_back(expression(*value));
      }
      const std::string_view name = xml_name(node.text(Key::op));
      return simple(ExprKind::other, node.location(), name, args, name == "is document" ? "boolean" : "xml");
    }
    case Kind::XmlSerialize: {
      const Node* const type = node.node(Key::typeName);
      if (const Node* value = node.node(Key::expr)) args.push_back(expression(*value));
      return simple(ExprKind::other, node.location(), "xmlserialize", args, type == nullptr ? "" : type_name(*type));
    }
    case Kind::CurrentOfExpr:
      return simple(ExprKind::other, node.location(), "current of", {}, "boolean");
    case Kind::JsonParseExpr:
    case Kind::JsonScalarExpr:
    case Kind::JsonSerializeExpr:
    case Kind::JsonObjectConstructor:
    case Kind::JsonArrayConstructor:
    case Kind::JsonArrayQueryConstructor:
    case Kind::JsonIsPredicate:
    case Kind::JsonFuncExpr:
    case Kind::JsonValueExpr: {
      collect_operands(node, args);
      std::string_view name;
      figure_name(node, name);
      return simple(ExprKind::other, node.location(), name, args, {});
    }
    case Kind::JsonObjectAgg:
    case Kind::JsonArrayAgg: {
      collect_operands(node, args);
      Expr& expr = make(ExprKind::aggregate, node.location());
      figure_name(node, expr.name);
      expr.args = keep(args);
      x_scope->has_aggregates = true;
      return &expr;
    }
    default:
      return unsupported(node);
  }
}

// The expressions inside a construct that only groups them.
void Analyser::collect_operands(const Node& node, ExprList& into) {
  const auto visit = [&](const Node& inner) {
    switch (inner.kind()) {
      case Kind::TypeName:
      case Kind::Nothing:
      case Kind::String:
      case Kind::Alias:
        return;
      case Kind::SelectStmt: {
        Expr& expr = make(ExprKind::subquery, inner.location());
        expr.subquery_form = SubqueryForm::array;
        expr.query = subquery(inner);
        into.push_back(&expr);
        return;
      }
      case Kind::JsonKeyValue:
      case Kind::JsonValueExpr:
      case Kind::JsonAggConstructor:
      case Kind::List:
      case Kind::Other:
      case Kind::SortBy:
        return collect_operands(inner, into);
      default:
        into.push_back(expression(inner));
    }
  };
  for (const Field& field : node.fields()) {
    if (const Node* const* held = std::get_if<const Node*>(&field.value)) {
      if (*held != nullptr) visit(**held);
    } else if (const Nodes* list = std::get_if<Nodes>(&field.value)) {
      for (const Node* item : *list) visit(*item);
    }
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

const Expr* Analyser::operation(const Node& node) {
  const std::string_view kind = node.text(Key::kind);
  if (kind == "AEXPR_NULLIF") {
    const ExprList args = {expression(*node.node(Key::lexpr)), expression(*node.node(Key::rexpr))};
    return simple(ExprKind::null_if, node.location(), "nullif", args,
                  args[0]->type == "unknown" ? std::string_view("text") : args[0]->type);
  }
  const Node* const left = node.node(Key::lexpr);
  const Node* const right = node.node(Key::rexpr);
  const bool compares_row = kind == "AEXPR_OP" && left != nullptr && left->is(Kind::RowExpr) && right != nullptr &&
                            right->is(Kind::SubLink) && right->text(Key::subLinkType) == "EXPR_SUBLINK";
  if (compares_row) return row_compare(node, *right);
  const Expr* const result = plain_operation(node);
  if (left != nullptr && left->is(Kind::RowExpr)) check_row_widths(*result);
  return result;
}

// make_row_comparison_op: of (a, b) = (c, d) and (a, b) IN ((c, d), …).
void Analyser::check_row_widths(const Expr& comparison) {
  if (x_open_queries.count(x_scope->query) > 0) return;
  for (const Expr* other : comparison.args) {
    if (other->kind != ExprKind::row || other->args.size() == comparison.args.front()->args.size()) continue;
    return refuse(comparison.location, "unequal number of entries in row expressions");
  }
}

const Expr* Analyser::plain_operation(const Node& node) {
  Expr& expr = make(ExprKind::operation, node.location());
  const Nodes name = node.list(Key::name);
  expr.name = name.empty() ? std::string_view() : string_of(*name.back());
  expr.form = form_of(node.text(Key::kind), expr.name);
  ExprList args;
  if (const Node* left = node.node(Key::lexpr)) args.push_back(expression(*left));
  if (const Node* right = node.node(Key::rexpr)) {
    if (right->is(Kind::List)) {
      for (const Node* item : right->list(Key::items)) args.push_back(expression(*item));
    } else {
      args.push_back(expression(*right));
    }
  }
  // (IN, BETWEEN and a list may come as a bare array of cells.)
  for (const Node* item : node.list(Key::rexpr)) args.push_back(expression(*item));
  expr.args = keep(args);
  expr.type = expr.form == OperationForm::plain ? operation_type(expr.name, args) : "boolean";
  return &expr;
}

const Expr* Analyser::logical(const Node& node) {
  const std::string_view op = node.text(Key::boolop);
  const std::string_view name = op == "AND_EXPR" ? "and" : op == "OR_EXPR" ? "or" : "not";
  return simple(ExprKind::logical, node.location(), name, expressions(node.list(Key::args)), "boolean");
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
  if (const Node* type = node.node(Key::typeName)) expr.type = type_name(*type);
  expr.args = keep(args);
  return &expr;
}

const Expr* Analyser::test(const Node& node) {
  const bool null_test = node.is(Kind::NullTest);
  const std::string_view name = lower_suffix(node.text(null_test ? Key::nulltesttype : Key::booltesttype), "is");
  return simple(ExprKind::test, node.location(), name, {expression(*node.node(Key::arg))}, "boolean");
}

}  // namespace tollgate::sql
