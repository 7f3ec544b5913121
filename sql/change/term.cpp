#include "sql/change/term.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include "sql/builtins.hpp"

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

// Operators without null in, null out, or whose negation has a name of its own (pg_operator.oprnegate).
std::string_view negated_operator(std::string_view name) {
  constexpr std::array<std::array<std::string_view, 2>, 8> pairs{{{"=", "<>"},
                                                                  {"~~", "!~~"},
                                                                  {"~~*", "!~~*"},
                                                                  {"~", "!~"},
                                                                  {"~*", "!~*"},
                                                                  {"similar", "not similar"},
                                                                  {"is distinct from", "is not distinct from"},
                                                                  {"is null", "is not null"}}};
  for (const auto& pair : pairs) {
    if (name == pair[0]) return pair[1];
    if (name == pair[1]) return pair[0];
  }
  return {};
}

bool commutes(std::string_view name) {
  return name == "=" || name == "<>" || name == "+" || name == "*" || name == "&&" || name == "&" || name == "|" ||
         name == "#";
}

bool is_null_constant(const Term& term) { return term.is_constant("null"); }

constexpr std::array<std::string_view, 16> types_without_modifier{"integer",
                                                                  "bigint",
                                                                  "smallint",
                                                                  "numeric",
                                                                  "text",
                                                                  "boolean",
                                                                  "date",
                                                                  "timestamp without time zone",
                                                                  "timestamp with time zone",
                                                                  "double precision",
                                                                  "real",
                                                                  "uuid",
                                                                  "jsonb",
                                                                  "json",
                                                                  "character varying",
                                                                  "bytea"};

bool changes_nothing(const Term& value, std::string_view type) {
  if (value.type != type || type.empty()) return false;
  if (std::find(types_without_modifier.begin(), types_without_modifier.end(), type) != types_without_modifier.end())
    return true;
  return value.is(Tag::column) || value.is(Tag::cast);
}

}  // namespace

bool is_scalar_type(std::string_view type) {
  if (type.size() > 2 && type.substr(type.size() - 2) == "[]") return true;
  if (const std::size_t modifier = type.find('('); modifier != std::string_view::npos) type = type.substr(0, modifier);
  const TypeFact* const fact = find_type(type);
  return fact != nullptr && fact->category != 'P' && fact->category != 'C';
}

std::string_view Terms::keep(std::string text) { return x_texts.emplace_back(std::move(text)); }

Term& Terms::make(Tag tag, std::string_view text, const TermList& kids, std::string_view type, bool unordered) {
  Term& term = x_terms.emplace_back();
  term.tag = tag;
  term.text = text;
  term.type = type;
  term.unordered = unordered;
  if (!kids.empty()) term.kids = x_kids.emplace_back(kids);
  for (const Term* kid : kids) term.traits |= kid->traits;
  return term;
}

const Term* Terms::finish(Term& term) {
  Hasher hasher;
  hasher.add(static_cast<std::uint64_t>(term.tag)).add(term.text).add(term.kids.size());
  if (term.input >= 0) hasher.add(static_cast<std::uint64_t>(term.input));
  std::vector<Digest> kids;
  kids.reserve(term.kids.size());
  for (const Term* kid : term.kids) kids.push_back(kid->raw);
  if (term.unordered) std::sort(kids.begin(), kids.end());
  for (const Digest& kid : kids) hasher.add(kid);
  term.raw = hasher.digest();
  return &term;
}

const Term* Terms::column(int input, int index, std::string_view name, std::string_view type, const Digest& raw,
                          std::uint16_t traits) {
  Term& term = make(Tag::column, name, {}, type);
  term.input = input;
  term.index = index;
  term.traits = static_cast<std::uint16_t>(trait::column | traits);
  term.raw = raw;
  return &term;
}

const Term* Terms::constant(std::string_view text, std::string_view type) {
  return finish(make(Tag::constant, text, {}, type));
}

const Term* Terms::opaque() {
  Term& term = make(Tag::opaque, keep(std::to_string(++x_opaque)), {}, {});
  term.traits = trait::opaque;
  return finish(term);
}

const Term* Terms::special(std::string_view text, const TermList& kids, std::string_view type, bool unordered,
                           std::uint16_t traits) {
  Term& term = make(Tag::special, text, kids, type, unordered);
  term.traits |= traits;
  return finish(term);
}

const Term* Terms::list(const TermList& kids, bool unordered) {
  if (!unordered) return finish(make(Tag::list, {}, kids, {}));
  TermList distinct = kids;
  const auto before = [](const Term* a, const Term* b) { return a->raw < b->raw; };
  const auto same = [](const Term* a, const Term* b) { return a->raw == b->raw; };
  std::sort(distinct.begin(), distinct.end(), before);
  distinct.erase(std::unique(distinct.begin(), distinct.end(), same), distinct.end());
  return finish(make(Tag::list, "set", distinct, {}, true));
}

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

// A literal in quotes that is compared with a value of type T is taken for a T (manual, 10.2): '2024-01-01' and
// date '2024-01-01' are the same beside a date.
const Term* Terms::untyped(const Term* literal, const Term& beside) {
  const bool typed = literal->is(Tag::cast) && literal->kids[0]->is(Tag::constant) &&
                     literal->kids[0]->text.starts_with('\'') && changes_nothing(beside, literal->text);
  return typed && !beside.is(Tag::constant) ? literal->kids[0] : literal;
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
  const bool unknown = is_null_constant(*left) || is_null_constant(*right);
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

const Term* Terms::junction(Tag tag, const TermList& parts) {
  const std::string_view neutral = tag == Tag::both ? "true" : "false";
  const std::string_view absorbing = tag == Tag::both ? "false" : "true";
  TermList flat;
  for (const Term* part : parts) {
    if (part->is(tag)) {
      flat.insert(flat.end(), part->kids.begin(), part->kids.end());
    } else if (!part->is_constant(neutral)) {
      flat.push_back(part);
    }
  }
  std::sort(flat.begin(), flat.end(), [](const Term* a, const Term* b) { return a->raw < b->raw; });
  flat.erase(std::unique(flat.begin(), flat.end(), [](const Term* a, const Term* b) { return a->raw == b->raw; }),
             flat.end());
  if (flat.empty()) return constant(neutral, "boolean");
  for (const Term* part : flat)
    if (part->is_constant(absorbing)) return part;
  if (flat.size() == 1) return flat.front();
  return finish(make(tag, {}, flat, "boolean", true));
}

const Term* Terms::all_of(const TermList& parts) { return junction(Tag::both, parts); }
const Term* Terms::any_of(const TermList& parts) { return junction(Tag::either, parts); }

const Term* Terms::negation(const Term* value) {
  if (value->is_constant("true")) return constant("false", "boolean");
  if (value->is_constant("false")) return constant("true", "boolean");
  if (is_null_constant(*value)) return value;
  if (value->is(Tag::negation)) return value->kids[0];
  if (value->is(Tag::both) || value->is(Tag::either)) {  // De Morgan holds in three-valued logic
    TermList parts;
    for (const Term* kid : value->kids) parts.push_back(negation(kid));
    return junction(value->is(Tag::both) ? Tag::either : Tag::both, parts);
  }
  if (value->is(Tag::operation) && value->kids.size() == 2) {
    if (value->text == "<") return comparison("<=", value->kids[1], value->kids[0], "boolean");
    if (value->text == "<=") return comparison("<", value->kids[1], value->kids[0], "boolean");
    if (const std::string_view name = negated_operator(value->text); !name.empty())
      return finish(make(Tag::operation, name, {value->kids[0], value->kids[1]}, "boolean", value->unordered));
  }
  if (value->is(Tag::special) && value->kids.size() == 1 && is_scalar_type(value->kids[0]->type)) {
    if (const std::string_view name = negated_operator(value->text); !name.empty())
      return special(name, {value->kids[0]}, "boolean");
  }
  return finish(make(Tag::negation, {}, {value}, "boolean"));
}

const Term* Terms::is_null(const Term* value, bool negated) {
  if (value->is(Tag::constant)) return constant(is_null_constant(*value) != negated ? "true" : "false", "boolean");
  return special(negated ? "is not null" : "is null", {value}, "boolean");
}

const Term* Terms::test(std::string_view name, const Term* value) {
  if (name == "is null" || name == "is not null") return is_null(value, name == "is not null");
  if (name == "is unknown" || name == "is not unknown") return is_null(value, name == "is not unknown");
  constexpr std::string_view is_not = "is not ";
  if (name.substr(0, is_not.size()) == is_not)
    return negation(test(keep("is " + std::string(name.substr(is_not.size()))), value));
  return special(name, {value}, "boolean");
}

const Term* Terms::is_distinct(const Term* left, const Term* right, bool negated) {
  if (is_null_constant(*left)) std::swap(left, right);
  if (is_null_constant(*right) && (left->is(Tag::constant) || is_scalar_type(left->type)))
    return is_null(left, !negated);
  if (left->raw == right->raw && !left->has(trait::fickle | trait::opaque | trait::subquery))
    return constant(negated ? "true" : "false", "boolean");
  const std::string_view name = negated ? "is not distinct from" : "is distinct from";
  return finish(make(Tag::operation, name, {left, right}, "boolean", true));
}

const Term* Terms::choice(const TermList& kids, std::string_view type) {
  TermList flat;
  for (std::size_t i = 0; i + 1 < kids.size(); i += 2) {
    flat.push_back(as_filter(kids[i]));
    flat.push_back(kids[i + 1]);
  }
  if (kids.size() % 2 == 1) {
    const Term* const otherwise = kids.back();
    if (otherwise->is(Tag::choice)) {
      flat.insert(flat.end(), otherwise->kids.begin(), otherwise->kids.end());
    } else if (!is_null_constant(*otherwise)) {
      flat.push_back(otherwise);
    }
  }
  if (const Term* const value = first_present(flat, type)) return value;
  return finish(make(Tag::choice, {}, flat, type));
}

// CASE WHEN a IS NULL THEN b ELSE a END, and its mirror, are COALESCE(a, b) (manual, 9.18.2).
const Term* Terms::first_present(const TermList& kids, std::string_view type) {
  if (kids.size() < 2 || kids.size() > 3 || !kids[0]->is(Tag::special) || kids[0]->kids.size() != 1) return nullptr;
  const Term* const tested = kids[0]->kids[0];
  if (!is_scalar_type(tested->type) || tested->has(trait::fickle | trait::opaque)) return nullptr;
  const bool null_first = kids[0]->text == "is null";
  if (!null_first && kids[0]->text != "is not null") return nullptr;
  const Term* const otherwise = kids.size() == 3 ? kids[2] : nullptr;
  const Term* const present = null_first ? otherwise : kids[1];
  const Term* const absent = null_first ? kids[1] : otherwise;
  if (present == nullptr || present->raw != tested->raw) return nullptr;
  if (absent == nullptr || is_null_constant(*absent)) return present;
  return coalesce({present, absent}, type);
}

const Term* Terms::coalesce(const TermList& kids, std::string_view type) {
  TermList flat;
  for (const Term* kid : kids) {
    const bool nested = kid->is(Tag::special) && kid->text == "coalesce";
    if (nested) {
      flat.insert(flat.end(), kid->kids.begin(), kid->kids.end());
    } else {
      flat.push_back(kid);
    }
  }
  if (flat.size() == 1) return flat.front();
  return special("coalesce", flat, type);
}

const Term* Terms::cast(const Term* value, std::string_view type) {
  if (changes_nothing(*value, type)) return value;
  return finish(make(Tag::cast, type, {value}, type));
}

const Term* Terms::nullable(int input, const Term* value) {
  Term& term = make(Tag::nullable, {}, {value}, value->type);
  term.input = input;
  return finish(term);
}

const Term* Terms::bound(const Term* constant) { return finish(make(Tag::bound, {}, {constant}, constant->type)); }

const Term* Terms::subquery(std::string_view form, const TermList& kids, const Block* block, const Digest& raw,
                            std::string_view type, std::uint16_t traits) {
  Term& term = make(Tag::subquery, form, kids, type);
  term.block = block;
  term.traits |= static_cast<std::uint16_t>(traits | trait::subquery);
  finish(term);
  term.raw = Hasher{}.add(term.raw).add(raw).digest();
  return &term;
}

const Term* Terms::as_filter(const Term* condition) {
  if (condition->is(Tag::special) && condition->text == "is true") return as_filter(condition->kids[0]);
  if (condition->is(Tag::special) && condition->text == "is false") return as_filter(negation(condition->kids[0]));
  if (is_null_constant(*condition)) return constant("false", "boolean");
  if (condition->is(Tag::choice)) return filter_from_choice(condition);
  if (condition->is(Tag::special) && condition->text == "coalesce" && condition->kids.size() == 2 &&
      condition->kids[1]->is_constant("false"))
    return as_filter(condition->kids[0]);
  if (!condition->is(Tag::both) && !condition->is(Tag::either)) return condition;
  TermList parts;
  for (const Term* kid : condition->kids) parts.push_back(as_filter(kid));
  return junction(condition->tag, parts);
}

// CASE WHEN a THEN true [ELSE false] END holds where a does, and nowhere else.
const Term* Terms::filter_from_choice(const Term* choice) {
  const bool one = choice->kids.size() <= 3 && choice->kids[1]->is_constant("true");
  const bool otherwise = choice->kids.size() == 3 && !choice->kids[2]->is_constant("false");
  return one && !otherwise ? as_filter(choice->kids[0]) : choice;
}

void Terms::conjuncts_of(const Term* condition, TermList& into) {
  if (condition->is(Tag::both)) {
    into.insert(into.end(), condition->kids.begin(), condition->kids.end());
  } else if (!condition->is_constant("true")) {
    into.push_back(condition);
  }
}

}  // namespace tollgate::sql
