// Expressions with a grammar of their own: current_date and its like, XML, SQL/JSON. A node that is not known is
// unresolved and a Problem, never dropped.
#include <fmt/format.h>

#include <array>

#include "sql/analyse/analyser.hpp"

namespace tollgate::sql {
namespace {

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

const Expr* Analyser::unsupported(const Node& node) {
  const std::string_view name = node.is(Kind::Other) ? std::string_view("this construct") : name_of(node.kind());
  problem(ProblemKind::unsupported, name, node.location(), fmt::format("{} is not understood", name));
  Expr& expr = make(ExprKind::unresolved, node.location());
  expr.known = false;
  return &expr;
}

const Expr* Analyser::current(const Node& node) {
  const CurrentValue value = current_value(node.text(Key::op));
  Expr& expr = make(ExprKind::current, node.location());
  expr.name = value.name;
  expr.type = value.type;
  if (value.op.ends_with("_N")) expr.text = x_store.keep(std::to_string(node.number(Key::typmod)));
  return &expr;
}

const Expr* Analyser::xml(const Node& node) {
  ExprList args = expressions(node.list(Key::args));
  std::unordered_set<std::string_view> names;
  for (const Node* named : node.list(Key::named_args)) {
    const Node* const value = named->node(Key::val);
    if (value == nullptr) continue;
    args.push_back(expression(*value));
    const std::string_view attribute = named->text(Key::name).empty() ? output_name(*value) : named->text(Key::name);
    if (node.text(Key::op) == "IS_XMLELEMENT" && !names.insert(attribute).second) {
      refuse(named->location(), fmt::format("XML attribute name \"{}\" appears more than once", attribute));
    }
  }
  const std::string_view name = xml_name(node.text(Key::op));
  return simple(ExprKind::other, node.location(), name, args, name == "is document" ? "boolean" : "xml");
}

// XML, SQL/JSON and the rest of what has no kind of its own.
const Expr* Analyser::other(const Node& node) {
  ExprList args;
  switch (node.kind()) {
    case Kind::XmlExpr:
      return xml(node);
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

}  // namespace tollgate::sql
