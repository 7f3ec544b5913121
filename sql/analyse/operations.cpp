// Operators and tests (parse_expr.c: transformAExprOp, transformAExprIn, transformBooleanTest, …).
#include <algorithm>
#include <array>

#include "sql/analyse/analyser.hpp"

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

bool compares(const Expr& operation) {
  switch (operation.form) {
    case OperationForm::plain:
      return operation.name == "=" || operation.name == "<>" || operation.name == "!=" || operation.name == "<" ||
             operation.name == "<=" || operation.name == ">" || operation.name == ">=";
    case OperationForm::in:
    case OperationForm::not_in:
      return operation.args.size() == 2;  // of more, the rows among them may give the text a type
    case OperationForm::between:
    case OperationForm::not_between:
    case OperationForm::between_symmetric:
    case OperationForm::not_between_symmetric:
    case OperationForm::distinct:
    case OperationForm::not_distinct:
      return true;
    default:
      return false;
  }
}

}  // namespace

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
  if (compares(*result)) check_row_with_text(result->args, result->location);
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

// record_in: a text beside a row would have to become a row of no type.
void Analyser::check_row_with_text(Exprs compared, int location) {
  const auto is_row = [&](const Expr* value) {
    if (value->kind == ExprKind::row) return true;
    if (value->kind != ExprKind::whole_row || value->column.levels_up > 0) return false;
    const RangeEntry& entry = x_scope->query->entries[static_cast<std::size_t>(value->column.entry)];
    return entry.kind != RangeEntry::Kind::function;  // that of one value is no row
  };
  const auto is_text = [](const Expr* value) {
    return value->kind == ExprKind::constant && value->text.starts_with('\'');
  };
  if (std::any_of(compared.begin(), compared.end(), is_row) && std::any_of(compared.begin(), compared.end(), is_text)) {
    refuse(location, "input of anonymous composite types is not implemented");
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

const Expr* Analyser::test(const Node& node) {
  const bool null_test = node.is(Kind::NullTest);
  const std::string_view name = lower_suffix(node.text(null_test ? Key::nulltesttype : Key::booltesttype), "is");
  return simple(ExprKind::test, node.location(), name, {expression(*node.node(Key::arg))}, "boolean");
}

}  // namespace tollgate::sql
