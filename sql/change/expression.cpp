#include "sql/change/expression.hpp"

namespace tollgate::sql {
namespace {

bool repeatable(const Term& value) { return !value.has(trait::fickle | trait::opaque | trait::set_returning); }

std::string_view operator_of(OperationForm form, std::string_view name) {
  switch (form) {
    case OperationForm::like:
      return "~~";
    case OperationForm::not_like:
      return "!~~";
    case OperationForm::ilike:
      return "~~*";
    case OperationForm::not_ilike:
      return "!~~*";
    case OperationForm::similar:
      return "similar";
    case OperationForm::not_similar:
      return "not similar";
    default:
      return name;
  }
}

std::string_view form_name(OperationForm form) {
  switch (form) {
    case OperationForm::any:
      return " any";
    case OperationForm::all:
      return " all";
    case OperationForm::in:
      return " in";
    case OperationForm::not_in:
      return " not in";
    case OperationForm::between:
      return " between";
    case OperationForm::not_between:
      return " not between";
    case OperationForm::between_symmetric:
      return " between symmetric";
    case OperationForm::not_between_symmetric:
      return " not between symmetric";
    default:
      return "";
  }
}

}  // namespace

TermList ExpressionTerms::of(Exprs list) {
  TermList terms;
  terms.reserve(list.size());
  for (const Expr* expr : list) terms.push_back(of(*expr));
  return terms;
}

TermList ExpressionTerms::of(std::span<const SortKey> keys) {
  TermList terms;
  for (const SortKey& key : keys) {
    if (key.value == nullptr) continue;
    terms.push_back(x_terms.sort_key(of(*key.value), key.descending, key.nulls_first, key.using_operator));
  }
  return terms;
}

const Term* ExpressionTerms::of(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::column:
      return x_column(expr);
    case ExprKind::constant:
      return x_terms.constant(expr.text, expr.type);
    case ExprKind::function:
      return x_terms.call(expr.variadic ? x_terms.keep(std::string(expr.name) + " variadic") : expr.name,
                          arguments(expr), expr.type, expr.set_returning, expr.known);
    case ExprKind::aggregate:
      return x_terms.aggregate(parts(expr));
    case ExprKind::window:
      return call_over(expr);
    case ExprKind::operation:
      return operation(expr);
    case ExprKind::logical:
      if (expr.name == "and") return x_terms.all_of(of(expr.args));
      if (expr.name == "or") return x_terms.any_of(of(expr.args));
      return x_terms.negation(of(*expr.args[0]));
    case ExprKind::case_when:
      return choice(expr);
    case ExprKind::coalesce:
      return x_terms.coalesce(of(expr.args), expr.type);
    case ExprKind::cast:
      return cast(expr);
    case ExprKind::test:
      return x_terms.test(expr.name, of(*expr.args[0]));
    case ExprKind::subquery:
      return x_subquery(expr, of(expr.args));
    default:
      return remaining(expr);
  }
}

const Term* ExpressionTerms::remaining(const Expr& expr) {
  const auto special = [&](std::string text, bool with_name) {
    if (with_name) text += " " + std::string(expr.name);
    return x_terms.special(x_terms.keep(std::move(text)), of(expr.args), expr.type);
  };
  switch (expr.kind) {
    case ExprKind::parameter:
      return x_terms.special(x_terms.keep("parameter " + std::string(expr.name) + std::string(expr.text)), {},
                             expr.type);
    case ExprKind::whole_row:
      return whole_row(expr);
    case ExprKind::row:
      return special("row", false);
    case ExprKind::greatest:
    case ExprKind::least:
      return x_terms.special(expr.kind == ExprKind::least ? "least" : "greatest", of(expr.args), expr.type, true);
    case ExprKind::null_if:
      return null_if(expr);
    case ExprKind::array:
      return special("array", false);
    case ExprKind::field:
      return special("field", true);
    case ExprKind::subscript:
      return special("subscript", true);
    case ExprKind::grouping:
      return special("grouping", false);
    case ExprKind::current:
      return current(expr);
    case ExprKind::collate:
      return special("collate", true);
    case ExprKind::other:
      return x_others == Others::opaque ? x_terms.opaque() : special("other", true);
    case ExprKind::set_to_default:
    case ExprKind::unresolved:
    default:
      return x_terms.opaque();
  }
}

// A precision rounds: the cast is none that changes nothing.
const Term* ExpressionTerms::cast(const Expr& expr) {
  const Term* const value = of(*expr.args[0]);
  if (expr.type.empty()) return x_terms.special("cast to ?", {value, x_terms.opaque()}, {});
  const Term* const made = x_terms.cast(value, expr.type);
  if (expr.text.empty()) return made;
  return x_terms.special(x_terms.keep("precision " + std::string(expr.text)), {made}, expr.type);
}

// With the names of its fields: JSON, XML and hstore made of it hold them.
const Term* ExpressionTerms::whole_row(const Expr& expr) {
  std::string text = "row of";
  for (const Expr* field : expr.args) text += " " + std::to_string(field->name.size()) + ":" + std::string(field->name);
  TermList fields = of(expr.args);
  const bool hidden = !expr.known || fields.empty();
  if (hidden && x_others == Others::opaque) fields.push_back(x_terms.opaque());
  return x_terms.special(x_terms.keep(std::move(text)), fields, {}, false, hidden ? trait::opaque : std::uint16_t{0});
}

// now() is CURRENT_TIMESTAMP (manual, 9.9.5), and USER and CURRENT_ROLE are CURRENT_USER (9.26).
const Term* ExpressionTerms::current(const Expr& expr) {
  if (expr.name == "current_timestamp" && expr.text.empty()) return x_terms.call("now", {}, expr.type, false, true);
  const bool role = expr.name == "user" || expr.name == "current_role";
  std::string text = "current " + std::string(role ? "current_user" : expr.name);
  if (!expr.text.empty()) text += "(" + std::string(expr.text) + ")";
  return x_terms.special(x_terms.keep(std::move(text)), {}, expr.type);
}

// NULLIF(a, b) is CASE WHEN a = b THEN NULL ELSE a END (manual, 9.18.3).
const Term* ExpressionTerms::null_if(const Expr& expr) {
  const TermList args = of(expr.args);
  if (args.size() != 2 || !repeatable(*args[0])) return x_terms.special("nullif", args, expr.type);
  return x_terms.choice({x_terms.operation("=", args, "boolean"), x_terms.constant("null", {}), args[0]}, expr.type);
}

TermList ExpressionTerms::arguments(const Expr& expr) {
  TermList args = of(expr.args);
  if (expr.text.empty()) return args;
  return {x_terms.special(x_terms.keep("named " + std::string(expr.text)), args, {})};
}

const Term* ExpressionTerms::operation(const Expr& expr) {
  switch (expr.form) {
    case OperationForm::distinct:
    case OperationForm::not_distinct:
      if (expr.args.size() != 2) return x_terms.opaque();
      return x_terms.is_distinct(of(*expr.args[0]), of(*expr.args[1]), expr.form == OperationForm::not_distinct);
    case OperationForm::in:
      return listed(expr, "=", true);
    case OperationForm::not_in:
      return listed(expr, "<>", false);
    case OperationForm::any:
    case OperationForm::all:
      return listed(expr, expr.name, expr.form == OperationForm::any);
    case OperationForm::between:
    case OperationForm::not_between:
      return between(expr);
    case OperationForm::between_symmetric:
    case OperationForm::not_between_symmetric:
      return x_terms.special(form_name(expr.form), of(expr.args), "boolean");
    default:
      return x_terms.operation(operator_of(expr.form, expr.name), of(expr.args), expr.type);
  }
}

// x IN (a, b) is x = a OR x = b (manual, 9.24.1), and so is x = ANY (ARRAY[a, b]).
const Term* ExpressionTerms::listed(const Expr& expr, std::string_view name, bool any) {
  const TermList args = of(expr.args);
  const bool array_form = expr.form == OperationForm::any || expr.form == OperationForm::all;
  const std::string text = std::string(name) + std::string(form_name(expr.form));
  const auto as_written = [&] { return x_terms.special(x_terms.keep(text), args, "boolean"); };
  if (args.size() < 2 || !repeatable(*args[0])) return as_written();
  TermList items(args.begin() + 1, args.end());
  if (array_form) {
    const Term& array = *args[1];
    if (args.size() != 2 || !array.is(Tag::special) || array.text != "array" || array.kids.empty()) return as_written();
    items.assign(array.kids.begin(), array.kids.end());
    const auto nested = [](const Term* item) { return item->is(Tag::special) && item->text == "array"; };
    for (const Term* item : items)
      if (nested(item)) return as_written();
  }
  TermList parts;
  for (const Term* item : items) parts.push_back(x_terms.operation(name, {args[0], item}, "boolean"));
  return any ? x_terms.any_of(parts) : x_terms.all_of(parts);
}

const Term* ExpressionTerms::between(const Expr& expr) {
  const TermList args = of(expr.args);
  const bool negated = expr.form == OperationForm::not_between;
  if (args.size() != 3 || !repeatable(*args[0])) return x_terms.special(form_name(expr.form), args, "boolean");
  const Term* const inside = x_terms.all_of(
      {x_terms.operation("<=", {args[1], args[0]}, "boolean"), x_terms.operation("<=", {args[0], args[2]}, "boolean")});
  return negated ? x_terms.negation(inside) : inside;
}

const Term* ExpressionTerms::choice(const Expr& expr) {
  const TermList results = of(expr.args);
  TermList tests = of(expr.conditions);
  if (expr.has_operand) {
    const Term* const operand = tests.front();
    tests.erase(tests.begin());
    if (!repeatable(*operand)) return x_terms.opaque();
    for (const Term*& test : tests) test = x_terms.operation("=", {operand, test}, "boolean");
  }
  TermList kids;
  for (std::size_t i = 0; i < tests.size() && i < results.size(); ++i) {
    kids.push_back(tests[i]);
    kids.push_back(results[i]);
  }
  if (expr.has_else) kids.push_back(results.back());
  return x_terms.choice(kids, expr.type);
}

Terms::Call ExpressionTerms::parts(const Expr& expr) {
  Terms::Call call;
  call.name = expr.name;
  call.args = arguments(expr);
  call.order = of(expr.order);
  if (expr.filter != nullptr) call.filter = of(*expr.filter);
  call.star = expr.star;
  call.distinct = expr.distinct;
  call.within_group = expr.within_group;
  call.variadic = expr.variadic;
  call.known = expr.known;
  call.type = expr.type;
  return call;
}

const Term* ExpressionTerms::call_over(const Expr& expr) {
  if (expr.over == nullptr) return x_terms.opaque();
  const WindowSpec& over = *expr.over;
  Terms::Frame frame{over.frame_options, nullptr, nullptr};
  if (over.start != nullptr) frame.start = of(*over.start);
  if (over.end != nullptr) frame.end = of(*over.end);
  return x_terms.window(parts(expr), of(over.partition), of(over.order), frame);
}

}  // namespace tollgate::sql
