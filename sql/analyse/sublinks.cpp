// Sub-queries in expressions (parse_expr.c: transformSubLink), and the steps after a value: .field, [subscript].
#include <fmt/format.h>

#include "sql/analyse/analyser.hpp"

namespace tollgate::sql {

const Query* Analyser::subquery(const Node& select_node) {
  x_recursion.push_back(Recursion::subquery);
  const Query& query = select(select_node);
  x_recursion.pop_back();
  x_queries_by_node[&select_node] = &query;
  return &query;
}

void Analyser::check_width(const Query& query, std::size_t wanted, const char* form, int location) {
  if (query.outputs.size() == wanted || x_open_queries.count(&query) > 0) return;
  if (wanted == 1 && form == nullptr) return refuse(location, "subquery must return only one column");
  refuse(location, query.outputs.size() > wanted ? "subquery has too many columns" : "subquery has too few columns");
}

const Expr* Analyser::sublink(const Node& node) {
  const Node* const inner = node.node(Key::subselect);
  if (inner == nullptr) return unsupported(node);
  Expr& expr = make(ExprKind::subquery, node.location());
  const std::string_view type = node.text(Key::subLinkType);
  if (type == "ANY_SUBLINK" || type == "ALL_SUBLINK") {
    expr.subquery_form = type == "ANY_SUBLINK" ? SubqueryForm::any : SubqueryForm::all;
    const Nodes operators = node.list(Key::operName);
    expr.name = operators.empty() ? std::string_view("=") : string_of(*operators.back());
    ExprList left;
    if (const Node* tested = node.node(Key::testexpr)) {
      if (tested->is(Kind::RowExpr)) {
        for (const Node* field : tested->list(Key::args)) star_into(*field, left);
      } else {
        left.push_back(expression(*tested));
      }
    }
    expr.args = keep(left);
    expr.query = subquery(*inner);
    expr.type = "boolean";
    check_width(*expr.query, left.size(), "any", node.location());
    return &expr;
  }
  expr.query = subquery(*inner);
  if (type == "EXISTS_SUBLINK") {
    expr.subquery_form = SubqueryForm::exists;
    expr.type = "boolean";
    return &expr;
  }
  check_width(*expr.query, 1, nullptr, node.location());
  const std::string_view output = expr.query->outputs.empty() ? std::string_view() : expr.query->outputs[0].type;
  expr.type = output == "unknown" ? std::string_view("text") : output;
  if (type == "ARRAY_SUBLINK") {
    expr.subquery_form = SubqueryForm::array;
    if (!expr.type.empty() && !expr.type.ends_with("[]")) expr.type = array_of(expr.type);
  }
  return &expr;
}

// (a, b) = (SELECT x, y)
const Expr* Analyser::row_compare(const Node& node, const Node& link) {
  Expr& expr = make(ExprKind::subquery, node.location());
  expr.subquery_form = SubqueryForm::row_compare;
  const Nodes name = node.list(Key::name);
  expr.name = name.empty() ? std::string_view() : string_of(*name.back());
  ExprList left;
  for (const Node* field : node.node(Key::lexpr)->list(Key::args)) star_into(*field, left);
  expr.args = keep(left);
  expr.query = subquery(*link.node(Key::subselect));
  expr.type = "boolean";
  check_width(*expr.query, left.size(), "row", link.location());
  return &expr;
}

// A star at the end is left to the caller.
const Expr* Analyser::indirection(const Node& node) {
  const Expr* value = expression(*node.node(Key::arg));
  const int location = node.location() >= 0 ? node.location() : value->location;
  const Nodes steps = node.list(Key::indirection);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Node* const step = steps[i];
    if (step->is(Kind::String)) {
      value = field(*value, string_of(*step), location);
    } else if (step->is(Kind::A_Indices)) {
      ExprList args = {value};
      const bool slice = step->flag(Key::is_slice);
      for (const Key key : {Key::lidx, Key::uidx}) {
        if (const Node* bound = step->node(key)) args.push_back(expression(*bound));
      }
      std::string_view type = value->type;
      const bool more = i + 1 < steps.size() && steps[i + 1]->is(Kind::A_Indices);
      if (!slice && !more && type.ends_with("[]")) type.remove_suffix(2);
      value = simple(ExprKind::subscript, location, slice ? "slice" : "element", args, type);
    } else if (!step->is(Kind::A_Star) || i + 1 < steps.size()) {
      return unsupported(node);
    }
  }
  return value;
}

}  // namespace tollgate::sql
