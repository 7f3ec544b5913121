// The conditions that a plan prints, parsed: conjuncts, arms of OR and comparisons, and which columns stand bare in
// them. Knows the forms that only EXPLAIN has (SubPlan, InitPlan). Judges nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tollgate::explain {

struct ColumnName {
  std::string alias, column;
};

/// One side of a comparison.
struct Operand {
  std::vector<ColumnName> columns;  ///< all that are mentioned, at any depth
  bool bare = false;                ///< one column and nothing but casts
  std::vector<std::string> casts;   ///< of a bare column, outermost first: the last part of the type's name
  bool parameter = false;           ///< mentions $n
  bool subplan = false;
  bool row = false;      ///< ROW(a, b): compared column by column, which an index on (a, b) serves
  std::string constant;  ///< of a constant, casts aside: its text; else empty
  std::string spelled;   ///< of a constant: its kind and its text, to compare
  bool is_constant() const { return columns.empty() && !parameter && !subplan; }
};

struct Condition {
  enum class Kind { conjunction, disjunction, comparison, null_test, other };
  enum class Form { plain, any, all };
  Kind kind = Kind::other;
  std::string op;  ///< comparison: `=`, `~~`, …; `is null` or `is not null`
  Form form = Form::plain;
  Operand left, right;           ///< comparison; null_test: left
  std::vector<Condition> parts;  ///< conjunction, disjunction; other: none
  std::vector<ColumnName> columns;
};

/// Every alias that the text names (`alias.`), quotes undone; valid as long as the text.
std::vector<std::string_view> aliases_in(std::string_view text);

/// The text as SQL can be parsed: sub-plans become true, outputs of init plans $1, and `alias.` becomes `called.`.
std::string as_sql(std::string_view text, std::string_view alias, std::string_view called);

/// One condition for each text (of as_sql()), in order; what does not parse is `other` without columns.
/// Needs a stack of sql::stack_to_walk() of all of them.
std::vector<Condition> read_conditions(const std::vector<std::string>& texts);

/// The conjuncts of a condition; of one that is none, itself.
std::vector<const Condition*> conjuncts(const Condition& condition);

/// alias `events_7` -> `events`; as it is when it ends in no number.
std::string_view without_number(std::string_view alias);

}  // namespace tollgate::explain
