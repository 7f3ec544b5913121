#include "sql/joins/told.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace tollgate::sql {

namespace {

constexpr std::array<std::string_view, 8> told_functions{"lower", "upper", "trim", "btrim",
                                                         "ltrim", "rtrim", "abs",  "date_trunc"};

class Teller {
 public:
  explicit Teller(const TellColumn& column) : x_column(column) {}

  std::optional<std::string> of(const Expr& value) const {
    switch (value.kind) {
      case ExprKind::column:
        return x_column(value);
      case ExprKind::constant:
        return constant(value);
      case ExprKind::cast:
        return cast(value);
      case ExprKind::logical:
        return logical(value);
      case ExprKind::test:
        return of_first(value, [&](const std::string& arg) { return "(" + arg + " " + std::string(value.name) + ")"; });
      case ExprKind::coalesce:
        return call("coalesce", value);
      case ExprKind::function:
        return function(value);
      case ExprKind::operation:
        return operation(value);
      default:
        return std::nullopt;
    }
  }

 private:
  // A backslash can mean another thing where standard_conforming_strings is off.
  static std::optional<std::string> constant(const Expr& value) {
    const std::string_view text = value.text;
    if (text.empty() || value.type == "bit" || text.find('\\') != std::string_view::npos) return std::nullopt;
    if (text.front() != '\'') return std::string(text);
    if (text.size() < 2 || text.back() != '\'') return std::nullopt;
    std::string quoted = "'";  // the text holds the value itself between its quotes
    for (const char c : text.substr(1, text.size() - 2)) quoted += c == '\'' ? std::string("''") : std::string(1, c);
    return quoted + "'";
  }

  template <class Form>
  std::optional<std::string> of_first(const Expr& value, const Form& form) const {
    if (value.args.size() != 1) return std::nullopt;
    const auto arg = of(*value.args[0]);
    return arg ? std::optional<std::string>(form(*arg)) : std::nullopt;
  }

  std::optional<std::string> cast(const Expr& value) const {
    constexpr std::string_view in_types = "abcdefghijklmnopqrstuvwxyz0123456789_ (),[]";
    if (value.type.empty() || value.type.find_first_not_of(in_types) != std::string_view::npos) return std::nullopt;
    return of_first(value,
                    [&](const std::string& arg) { return "cast(" + arg + " as " + std::string(value.type) + ")"; });
  }

  std::optional<std::vector<std::string>> all(Exprs values) const {
    std::vector<std::string> texts;
    for (const Expr* value : values) {
      auto text = of(*value);
      if (!text) return std::nullopt;
      texts.push_back(std::move(*text));
    }
    return texts;
  }

  static std::string joined(const std::vector<std::string>& texts, std::string_view between) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : std::string(between)) + text;
    return all;
  }

  std::optional<std::string> logical(const Expr& value) const {
    const auto args = all(value.args);
    if (!args || args->empty()) return std::nullopt;
    if (value.name == "not") return "(not " + args->front() + ")";
    return "(" + joined(*args, " " + std::string(value.name) + " ") + ")";
  }

  std::optional<std::string> call(std::string_view name, const Expr& value) const {
    const auto args = all(value.args);
    if (!args) return std::nullopt;
    return std::string(name) + "(" + joined(*args, ", ") + ")";
  }

  std::optional<std::string> function(const Expr& value) const {
    const bool told = std::find(told_functions.begin(), told_functions.end(), value.name) != told_functions.end();
    if (!told || value.set_returning || value.variadic || !value.order.empty()) return std::nullopt;
    return call(value.name, value);
  }

  std::optional<std::string> operation(const Expr& value) const {
    const auto args = all(value.args);
    if (!args || args->size() < 2) return std::nullopt;
    const auto rest = [&] { return joined({args->begin() + 1, args->end()}, ", "); };
    const std::string& left = args->front();
    switch (value.form) {
      case OperationForm::plain:
        return plain(value, *args);
      case OperationForm::in:
        return "(" + left + " in (" + rest() + "))";
      case OperationForm::not_in:
        return "(" + left + " not in (" + rest() + "))";
      case OperationForm::like:
        return two(*args, "like");
      case OperationForm::not_like:
        return two(*args, "not like");
      case OperationForm::ilike:
        return two(*args, "ilike");
      case OperationForm::not_ilike:
        return two(*args, "not ilike");
      case OperationForm::distinct:
        return two(*args, "is distinct from");
      case OperationForm::not_distinct:
        return two(*args, "is not distinct from");
      case OperationForm::between:
        if (args->size() != 3) return std::nullopt;
        return "(" + left + " between " + (*args)[1] + " and " + (*args)[2] + ")";
      default:
        return std::nullopt;
    }
  }

  static std::optional<std::string> plain(const Expr& value, const std::vector<std::string>& args) {
    const bool comparison = value.name.find_first_not_of("=<>!") == std::string_view::npos;
    return comparison ? two(args, value.name) : std::nullopt;
  }

  static std::optional<std::string> two(const std::vector<std::string>& args, std::string_view name) {
    if (args.size() != 2) return std::nullopt;
    return "(" + args[0] + " " + std::string(name) + " " + args[1] + ")";
  }

  const TellColumn& x_column;
};

}  // namespace

std::optional<std::string> told(const Expr& value, const TellColumn& column) { return Teller(column).of(value); }

std::string quoted_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace tollgate::sql
