// AND, OR, NOT and tests: three-valued logic (manual, 9.1 and 9.2).
#include <algorithm>
#include <array>

#include "sql/change/term.hpp"

namespace tollgate::sql {
namespace {

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

}  // namespace

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
  if (value->is_constant("null")) return value;
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
  if (value->is(Tag::constant)) return constant(value->is_constant("null") != negated ? "true" : "false", "boolean");
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
  if (left->is_constant("null")) std::swap(left, right);
  if (right->is_constant("null") && (left->is(Tag::constant) || is_scalar_type(left->type)))
    return is_null(left, !negated);
  if (left->raw == right->raw && !left->has(trait::fickle | trait::opaque | trait::subquery))
    return constant(negated ? "true" : "false", "boolean");
  const std::string_view name = negated ? "is not distinct from" : "is distinct from";
  return finish(make(Tag::operation, name, {left, right}, "boolean", true));
}

const Term* Terms::as_filter(const Term* condition) {
  if (condition->is(Tag::special) && condition->text == "is true") return as_filter(condition->kids[0]);
  if (condition->is(Tag::special) && condition->text == "is false") return as_filter(negation(condition->kids[0]));
  if (condition->is_constant("null")) return constant("false", "boolean");
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
