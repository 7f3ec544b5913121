#include "sql/references/typed.hpp"

#include <algorithm>
#include <string>

#include "sql/builtins.hpp"

namespace tollgate::sql {

namespace {

// numeric(10,2): numeric; timestamp(3) without time zone: without (3).
std::string without_modifier(std::string_view type) {
  std::string bare(type);
  const std::size_t open = bare.find('(');
  const std::size_t close = bare.find(')', open == std::string::npos ? 0 : open);
  if (open != std::string::npos && close != std::string::npos) bare.erase(open, close - open + 1);
  return bare;
}

bool is_unknown(std::string_view type) { return type.empty() || type == "unknown"; }

bool fits_polymorphic(const TypeFact& given, std::string_view wanted) {
  const bool array = given.category == 'A' || given.name == "oidvector" || given.name == "int2vector";
  if (wanted == "anyarray" || wanted == "anycompatiblearray") return array;
  if (wanted == "anyrange" || wanted == "anycompatiblerange") return given.category == 'R';
  if (wanted == "anymultirange" || wanted == "anycompatiblemultirange") return given.category == 'R';
  if (wanted == "anynonarray" || wanted == "anycompatiblenonarray") return !array;
  if (wanted == "anyenum") return false;  // enums are types of the schema: not known here
  return true;
}

// Wanted types of one overload, one for each of `count` arguments.
std::vector<std::string_view> wanted_types(const FunctionSignature& signature, std::size_t count) {
  std::vector<std::string_view> types;
  for (std::string_view rest = signature.argument_types; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(", "), rest.size());
    types.push_back(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 2, rest.size()));
  }
  if (signature.most_args == 255 && !types.empty()) {
    std::string_view element = types.back();
    if (element.ends_with("[]")) element.remove_suffix(2);
    if (element == "anyarray" || element == "anycompatiblearray") element = "anyelement";
    types.back() = element;
    while (types.size() < count) types.push_back(element);
  }
  return types;
}

bool fits(const FunctionSignature& signature, const std::vector<std::string_view>& given) {
  if (given.size() < signature.least_args) return false;
  if (signature.most_args != 255 && given.size() > signature.most_args) return false;
  const auto wanted = wanted_types(signature, given.size());
  for (std::size_t i = 0; i < given.size() && i < wanted.size(); ++i) {
    if (!may_be_passed(given[i], wanted[i])) return false;
  }
  return true;
}

}  // namespace

bool may_be_passed(std::string_view given, std::string_view wanted) {
  if (is_unknown(given) || is_unknown(wanted)) return true;
  const std::string from = without_modifier(given);
  const std::string to = without_modifier(wanted);
  if (from == to || to == "\"any\"" || from == "record" || to == "record") return true;
  const TypeFact* source = find_type(from);
  const TypeFact* target = find_type(to);
  // A type of the schema: an enum, a domain, a row. Nothing is said about it.
  if (source == nullptr || target == nullptr || source->category == 'P') return true;
  if (!source->base.empty()) return may_be_passed(source->base, wanted);
  if (to.starts_with("any")) return fits_polymorphic(*source, to);
  if (!target->base.empty()) return may_be_passed(given, target->base);
  if (!source->element.empty() && !target->element.empty()) return may_be_passed(source->element, target->element);
  return cast_context(source->formatted, target->formatted) == 'i';
}

bool is_unknown_operation(const Expr& operation) {
  if (operation.kind != ExprKind::operation || operation.form != OperationForm::plain) return false;
  const auto count = operation.args.size();
  if (count != 1 && count != 2) return false;
  const std::string_view name = operation.name == "!=" ? "<>" : operation.name;
  if (name.find_first_not_of("~!@#^&|`?+-*/%<>=") != std::string_view::npos) return false;  // OPERATOR(schema.+)
  const std::string_view left = count == 2 ? operation.args.front()->type : std::string_view{};
  const std::string_view right = operation.args.back()->type;
  const auto rows = builtin_operators(name);
  return std::none_of(rows.begin(), rows.end(), [&](const OperatorSignature& row) {
    if (row.left.empty() != (count == 1)) return false;
    return (count == 1 || may_be_passed(left, row.left)) && may_be_passed(right, row.right);
  });
}

bool has_unfit_arguments(const Expr& call) {
  const bool is_call =
      call.kind == ExprKind::function || call.kind == ExprKind::aggregate || call.kind == ExprKind::window;
  if (!is_call || !call.known || call.star || call.variadic || call.within_group) return false;
  const auto overloads = builtin_functions(call.name);
  if (overloads.empty() || is_grammar_function(call.name)) return false;
  if (call.args.size() == 1 && is_builtin_type(call.name)) return false;  // a cast in the form of a call
  std::vector<std::string_view> given;
  for (const Expr* argument : call.args) given.push_back(argument->type);
  const bool count_fits = std::any_of(overloads.begin(), overloads.end(), [&](const FunctionSignature& row) {
    return given.size() >= row.least_args && (row.most_args == 255 || given.size() <= row.most_args);
  });
  // Another number of arguments is told as that.
  return count_fits &&
         std::none_of(overloads.begin(), overloads.end(), [&](const auto& row) { return fits(row, given); });
}

}  // namespace tollgate::sql
