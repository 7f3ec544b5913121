// Operators, and what they make of constants.
#include <charconv>
#include <limits>
#include <optional>

#include "sql/change/term.hpp"

namespace tollgate::sql {
namespace {

constexpr std::string_view integer_type = "integer";

std::optional<std::int64_t> small_integer(const Term& term) {
  if (!term.is(Tag::constant) || term.type != integer_type) return std::nullopt;
  std::int64_t value = 0;
  const char* const end = term.text.data() + term.text.size();
  const auto read = std::from_chars(term.text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return value;
}

bool fits_integer(std::int64_t value) {
  return value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max();
}

// int4's own arithmetic; nothing where PostgreSQL raises an error.
std::optional<std::int64_t> computed(std::string_view name, std::int64_t left, std::int64_t right) {
  if (name == "+") return left + right;
  if (name == "-") return left - right;
  if (name == "*") return left * right;
  if (name == "/" && right != 0) return left / right;
  if (name == "%" && right != 0) return left % right;
  return std::nullopt;
}

std::optional<bool> compared(std::string_view name, std::int64_t left, std::int64_t right) {
  if (name == "=") return left == right;
  if (name == "<>") return left != right;
  if (name == "<") return left < right;
  if (name == "<=") return left <= right;
  return std::nullopt;
}

bool commutes(std::string_view name) {
  return name == "=" || name == "<>" || name == "+" || name == "*" || name == "&&" || name == "&" || name == "|" ||
         name == "#";
}

}  // namespace

const Term* Terms::operation(std::string_view name, const TermList& operands, std::string_view type) {
  if (operands.size() == 2) {
    if (name == "!=") name = "<>";
    if (name == ">") return comparison("<", operands[1], operands[0], type);
    if (name == ">=") return comparison("<=", operands[1], operands[0], type);
    if (name == "=" || name == "<>" || name == "<" || name == "<=")
      return comparison(name, operands[0], operands[1], type);
  }
  if (const Term* const value = folded(name, operands)) return value;
  return finish(make(Tag::operation, name, operands, type, operands.size() == 2 && commutes(name)));
}

const Term* Terms::folded(std::string_view name, const TermList& operands) {
  const std::optional<std::int64_t> first = operands.empty() ? std::nullopt : small_integer(*operands[0]);
  if (!first) return nullptr;
  std::optional<std::int64_t> value;
  if (operands.size() == 1 && name == "-") value = -*first;
  if (operands.size() == 1 && name == "+") value = *first;
  if (operands.size() == 2) {
    const std::optional<std::int64_t> second = small_integer(*operands[1]);
    if (second) value = computed(name, *first, *second);
  }
  if (!value || !fits_integer(*value)) return nullptr;
  return constant(keep(std::to_string(*value)), integer_type);
}

bool is_rank(const Term& term) {
  if (term.is(Tag::column)) return term.has(trait::rank);
  return term.is(Tag::window) && (term.text == "row_number" || term.text == "rank" || term.text == "dense_rank");
}

// ROW_NUMBER(), RANK() and DENSE_RANK() count from 1 (manual, 9.22): below 2 is 1.
const Term* Terms::rank_comparison(std::string_view name, const Term* left, const Term* right) {
  const std::optional<std::int64_t> limit = is_rank(*left) ? small_integer(*right) : std::nullopt;
  const bool first = limit && ((name == "<" && *limit == 2) || (name == "<=" && *limit == 1));
  if (!first) return nullptr;
  return finish(make(Tag::operation, "=", {left, constant("1", integer_type)}, "boolean", true));
}

const Term* Terms::comparison(std::string_view name, const Term* left, const Term* right, std::string_view type) {
  left = untyped(left, *right);
  right = untyped(right, *left);
  const std::optional<std::int64_t> a = small_integer(*left);
  const std::optional<std::int64_t> b = small_integer(*right);
  if (a && b) return constant(*compared(name, *a, *b) ? "true" : "false", "boolean");
  constexpr auto does_more = static_cast<std::uint16_t>(trait::set_returning | trait::fickle | trait::unknown_function |
                                                        trait::opaque | trait::aggregate | trait::window);
  const bool unknown = left->is_constant("null") || right->is_constant("null");
  if (unknown && !left->has(does_more) && !right->has(does_more)) return constant("null", "boolean");
  if (const Term* const rank = rank_comparison(name, left, right)) return rank;
  const bool equality = name == "=" || name == "<>";
  if (equality) {
    if (left->is_constant("true") || left->is_constant("false")) std::swap(left, right);
    if (right->is_constant("true")) return name == "=" ? left : negation(left);
    if (right->is_constant("false")) return name == "=" ? negation(left) : left;
  }
  const bool rows = left->is(Tag::special) && left->text == "row" && right->is(Tag::special) && right->text == "row";
  if (equality && rows && left->kids.size() == right->kids.size() && !left->kids.empty()) {
    TermList parts;
    for (std::size_t i = 0; i < left->kids.size(); ++i)
      parts.push_back(comparison(name, left->kids[i], right->kids[i], type));
    return name == "=" ? all_of(parts) : any_of(parts);
  }
  return finish(make(Tag::operation, name, {left, right}, "boolean", equality));
}

}  // namespace tollgate::sql
