// What the server calls an output without AS (parse_target.c: FigureColnameInternal). Strength 2: a good name, 1: one
// that a better one beats, 0: none.
#include "sql/analyse/analyser.hpp"

namespace tollgate::sql {
namespace {

std::string_view last_name(Nodes names) {
  std::string_view name;
  for (const Node* part : names) {
    if (part->is(Kind::String)) name = string_of(*part);
  }
  return name;
}

std::string_view current_name(std::string_view op) {
  constexpr std::string_view prefix = "SVFOP_";
  if (op.starts_with(prefix)) op.remove_prefix(prefix.size());
  if (op == "CURRENT_DATE") return "current_date";
  if (op.starts_with("CURRENT_TIMESTAMP")) return "current_timestamp";
  if (op.starts_with("CURRENT_TIME")) return "current_time";
  if (op.starts_with("LOCALTIMESTAMP")) return "localtimestamp";
  if (op.starts_with("LOCALTIME")) return "localtime";
  if (op == "CURRENT_ROLE") return "current_role";
  if (op == "CURRENT_USER") return "current_user";
  if (op == "USER") return "user";
  if (op == "SESSION_USER") return "session_user";
  if (op == "CURRENT_CATALOG") return "current_catalog";
  if (op == "CURRENT_SCHEMA") return "current_schema";
  return {};
}

std::string_view xml_name(std::string_view op) {
  if (op == "IS_XMLCONCAT") return "xmlconcat";
  if (op == "IS_XMLELEMENT") return "xmlelement";
  if (op == "IS_XMLFOREST") return "xmlforest";
  if (op == "IS_XMLPARSE") return "xmlparse";
  if (op == "IS_XMLPI") return "xmlpi";
  if (op == "IS_XMLROOT") return "xmlroot";
  return {};
}

std::string_view json_name(const Node& node) {
  switch (node.kind()) {
    case Kind::JsonParseExpr:
      return "json";
    case Kind::JsonScalarExpr:
      return "json_scalar";
    case Kind::JsonSerializeExpr:
      return "json_serialize";
    case Kind::JsonObjectConstructor:
      return "json_object";
    case Kind::JsonArrayConstructor:
    case Kind::JsonArrayQueryConstructor:
      return "json_array";
    case Kind::JsonObjectAgg:
      return "json_objectagg";
    case Kind::JsonArrayAgg:
      return "json_arrayagg";
    case Kind::JsonFuncExpr: {
      const std::string_view op = node.text(Key::op);
      return op == "JSON_EXISTS_OP" ? "json_exists" : op == "JSON_VALUE_OP" ? "json_value" : "json_query";
    }
    default:
      return {};
  }
}

}  // namespace

std::string_view Analyser::output_name(const Node& node) {
  std::string_view name;
  figure_name(node, name);
  return name.empty() ? std::string_view("?column?") : name;
}

int Analyser::figure_link_name(const Node& node, std::string_view& name) {
  const std::string_view type = node.text(Key::subLinkType);
  if (type == "EXISTS_SUBLINK" || type == "ARRAY_SUBLINK") {
    name = type == "EXISTS_SUBLINK" ? "exists" : "array";
    return 2;
  }
  if (type != "EXPR_SUBLINK") return 0;
  const auto query = x_queries_by_node.find(node.node(Key::subselect));
  if (query == x_queries_by_node.end() || query->second->outputs.empty()) return 0;
  name = query->second->outputs.front().name;
  return 2;
}

// What has the name of something within it, or else a weak one of its own.
int Analyser::figure_inner_name(const Node& node, std::string_view& name) {
  const Node* inner = node.node(Key::arg);
  std::string_view otherwise;
  if (node.is(Kind::CaseExpr)) {
    inner = node.node(Key::defresult);
    otherwise = "case";
  } else if (node.is(Kind::TypeCast) && node.node(Key::typeName) != nullptr) {
    otherwise = last_name(node.node(Key::typeName)->list(Key::names));
  }
  const int strength = inner == nullptr ? 0 : figure_name(*inner, name);
  if (strength > 1 || otherwise.empty()) return strength;
  name = otherwise;
  return 1;
}

int Analyser::figure_name(const Node& node, std::string_view& name) {
  const auto good = [&](std::string_view found) {
    if (found.empty()) return 0;
    name = found;
    return 2;
  };
  switch (node.kind()) {
    case Kind::ColumnRef:
      return good(last_name(node.list(Key::fields)));
    case Kind::A_Indirection: {
      const std::string_view last = last_name(node.list(Key::indirection));
      return last.empty() ? figure_inner_name(node, name) : good(last);
    }
    case Kind::FuncCall:
      return good(last_name(node.list(Key::funcname)));
    case Kind::A_Expr:
      return good(node.text(Key::kind) == "AEXPR_NULLIF" ? "nullif" : "");
    case Kind::TypeCast:
    case Kind::CollateClause:
    case Kind::CaseExpr:
      return figure_inner_name(node, name);
    case Kind::GroupingFunc:
      return good("grouping");
    case Kind::SubLink:
      return figure_link_name(node, name);
    case Kind::A_ArrayExpr:
      return good("array");
    case Kind::RowExpr:
      return good("row");
    case Kind::CoalesceExpr:
      return good("coalesce");
    case Kind::MinMaxExpr:
      return good(node.text(Key::op) == "IS_GREATEST" ? "greatest" : "least");
    case Kind::SQLValueFunction:
      return good(current_name(node.text(Key::op)));
    case Kind::XmlExpr:
      return good(xml_name(node.text(Key::op)));
    case Kind::XmlSerialize:
      return good("xmlserialize");
    default:
      return good(json_name(node));
  }
}

}  // namespace tollgate::sql
