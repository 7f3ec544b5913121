#include "sql/value_twist.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sql/change/excerpt.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {

namespace {

using Opposites = std::pair<std::string_view, std::string_view>;

/// Of operators and of tests; each also the other way round.
constexpr std::array<Opposites, 9> opposite_names{{{"=", "<>"},
                                                   {"<", ">="},
                                                   {">", "<="},
                                                   {"~", "!~"},
                                                   {"~*", "!~*"},
                                                   {"is null", "is not null"},
                                                   {"is true", "is not true"},
                                                   {"is false", "is not false"},
                                                   {"is true", "is false"}}};

using Forms = std::pair<OperationForm, OperationForm>;
constexpr std::array<Forms, 7> opposite_forms{{{OperationForm::in, OperationForm::not_in},
                                               {OperationForm::like, OperationForm::not_like},
                                               {OperationForm::ilike, OperationForm::not_ilike},
                                               {OperationForm::similar, OperationForm::not_similar},
                                               {OperationForm::between, OperationForm::not_between},
                                               {OperationForm::between_symmetric, OperationForm::not_between_symmetric},
                                               {OperationForm::distinct, OperationForm::not_distinct}}};

template <typename Pairs, typename Value>
bool are_opposite(const Pairs& pairs, const Value& a, const Value& b) {
  return std::ranges::any_of(pairs, [&](const auto& pair) {
    return (pair.first == a && pair.second == b) || (pair.first == b && pair.second == a);
  });
}

/// A side of the change: an expression and where its text is.
struct Side {
  const Analysis* analysis;
  const Query* query;
  std::string text(const Expr& value) const { return excerpt_of(value, *query, analysis->text()); }
};

struct Sides {
  Side a, b;
  bool same(const Expr& one, const Expr& other) const { return a.text(one) == b.text(other); }
  Sides turned() const { return {b, a}; }
};

bool is_constant(const Expr& value, std::string_view text) {
  return value.kind == ExprKind::constant && value.text == text;
}

/// What is denied by `value`: of `not x`, `x = false`, `x <> true`, `x is not true`, `x is false`; else null.
const Expr* denied_by(const Expr& value) {
  if (value.kind == ExprKind::logical && value.name == "not") return value.args.front();
  if (value.kind == ExprKind::test && (value.name == "is false" || value.name == "is not true"))
    return value.args.front();
  const bool plain = value.kind == ExprKind::operation && value.form == OperationForm::plain && value.args.size() == 2;
  if (!plain) return nullptr;
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
    if (value.name == "=" && is_constant(*value.args[i], "false")) return value.args[1 - i];
    if (value.name == "<>" && is_constant(*value.args[i], "true")) return value.args[1 - i];
  }
  return nullptr;
}

bool same_lists(const Exprs& one, const Exprs& other, const Sides& sides) {
  if (one.size() != other.size()) return false;
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (!sides.same(*one[i], *other[i])) return false;
  }
  return true;
}

bool has_opposite_name(const Expr& one, const Expr& other) {
  if (one.kind != other.kind) return false;
  if (one.kind == ExprKind::test) return are_opposite(opposite_names, one.name, other.name);
  if (one.kind != ExprKind::operation) return false;
  if (one.form != other.form) return are_opposite(opposite_forms, one.form, other.form);
  return one.form == OperationForm::plain && are_opposite(opposite_names, one.name, other.name);
}

/// `case when c then a else b` whose results changed places.
bool results_changed_places(const Expr& one, const Expr& other, const Sides& sides) {
  const auto two = [](const Expr& e) { return e.kind == ExprKind::case_when && e.has_else && e.args.size() == 2; };
  if (!two(one) || !two(other) || !same_lists(one.conditions, other.conditions, sides)) return false;
  return sides.same(*one.args[0], *other.args[1]) && sides.same(*one.args[1], *other.args[0]);
}

bool denies(const Expr& one, const Expr& other, const Sides& sides) {
  const Expr* const denied = denied_by(other);
  return denied != nullptr && sides.same(one, *denied);
}

// --- fractions ---

constexpr int most_steps = 20'000;

bool is_whole(std::string_view type) { return type == "integer" || type == "bigint" || type == "smallint"; }
bool is_fractional(std::string_view type) {
  return type.starts_with("numeric") || type == "double precision" || type == "real";
}

struct Divisions {
  int whole = 0, fractional = 0;
};

/// Counts the divisions that a value is made by, through WITH queries and sub-queries of FROM, each once.
class Counting {
 public:
  void add(const ValueIn& value) {
    if (!x_seen.insert(value.value).second || --x_steps < 0) return;
    for_each_within(*value.value, [&](const Expr& part) {
      if (part.kind == ExprKind::column) {
        if (const auto behind = value_behind({value.query, &part})) add(*behind);
      }
      count(part);
      return --x_steps > 0;
    });
  }

  const Divisions& found() const { return x_found; }
  bool whole_text() const { return x_steps > 0; }

 private:
  void count(const Expr& part) {
    const bool division = part.kind == ExprKind::operation && part.name == "/" && part.args.size() == 2;
    if (!division || !x_counted.insert(&part).second) return;
    if (is_whole(part.args[0]->type) && is_whole(part.args[1]->type)) {
      ++x_found.whole;
    } else if (is_fractional(part.args[0]->type) || is_fractional(part.args[1]->type)) {
      ++x_found.fractional;
    }
  }

  std::set<const Expr*> x_seen, x_counted;
  Divisions x_found;
  int x_steps = most_steps;
};

struct Made {
  Divisions divisions;
  bool fractional = false;  ///< the value itself is of such a type
  bool known = false;
};

Made made_of(const Analysis& analysis, std::string_view output) {
  Made made;
  Counting counting;
  for (const Query* const branch : branches_of(*analysis.query())) {
    const auto index = output_index(*analysis.query(), output);
    if (!index || *index >= branch->outputs.size() || branch->outputs[*index].value == nullptr) return {};
    counting.add({branch, branch->outputs[*index].value});
    made.fractional = made.fractional || is_fractional(branch->outputs[*index].value->type);
  }
  made.divisions = counting.found();
  made.known = counting.whole_text();
  return made;
}

}  // namespace

bool is_opposite(const Analysis& base, const ValueIn& before, const Analysis& head, const ValueIn& after) {
  const Sides sides{{&base, before.query}, {&head, after.query}};
  const Expr& a = *before.value;
  const Expr& b = *after.value;
  if (denies(a, b, sides) || denies(b, a, sides.turned())) return true;
  if (has_opposite_name(a, b) && same_lists(a.args, b.args, sides)) return true;
  return results_changed_places(a, b, sides);
}

bool loses_fraction(const Analysis& base, const Analysis& head, std::string_view output) {
  if (base.query() == nullptr || head.query() == nullptr) return false;
  const Made before = made_of(base, output);
  const Made after = made_of(head, output);
  if (!before.known || !after.known || after.divisions.whole <= before.divisions.whole) return false;
  return before.divisions.fractional > after.divisions.fractional || before.fractional;
}

}  // namespace tollgate::sql
