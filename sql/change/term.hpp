// Expressions in a normal form: spellings that PostgreSQL takes for the same thing become the same term. Terms are
// made by a Terms, which owns them, and never change; equal raw digests mean equal terms. Knows no query.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sql/change/digest.hpp"

namespace tollgate::sql {

struct Block;

enum class Tag : std::uint8_t {
  column,     ///< column `index` (relations: `text`) of the input `input`
  constant,   ///< text as the source writes it
  bound,      ///< a constant that ends a series of generated values: kids[0]
  parameter,  ///< $1
  call,       ///< function `text` of kids
  aggregate,  ///< `text`: name and what is set; kids: list of arguments, list of sort keys, filter or null
  window,     ///< kids: the call, list of partition keys, list of sort keys, frame
  operation,  ///< operator `text`; comparisons are =, <>, < and <= only
  both,       ///< AND of kids
  either,     ///< OR of kids
  negation,   ///< NOT kids[0]
  choice,     ///< CASE: condition, result, …; the last one is ELSE when the number is odd
  cast,       ///< to `text`
  subquery,   ///< `text`: form and operator; kids: what is compared
  nullable,   ///< kids[0] computed within the optional side `input` of an outer join, null where no row of it matched
  list,       ///< an ordered or unordered list
  special,    ///< everything else that is known: `text`
  opaque,     ///< not understood: equal to nothing but itself
};

namespace trait {
inline constexpr std::uint16_t aggregate = 1U << 0U;
inline constexpr std::uint16_t window = 1U << 1U;
inline constexpr std::uint16_t fickle = 1U << 2U;  ///< volatile in PostgreSQL's sense: random(), nextval()
inline constexpr std::uint16_t unknown_function = 1U << 3U;
inline constexpr std::uint16_t set_returning = 1U << 4U;
inline constexpr std::uint16_t opaque = 1U << 5U;
inline constexpr std::uint16_t subquery = 1U << 6U;
inline constexpr std::uint16_t column = 1U << 7U;
inline constexpr std::uint16_t order_sensitive = 1U << 8U;  ///< array_agg without its own order, row_number() over ()
inline constexpr std::uint16_t rank = 1U << 9U;  ///< counts rows from 1: only told of windows and columns themselves
}  // namespace trait

struct Term {
  Tag tag = Tag::opaque;
  bool unordered = false;    ///< kids are a multiset (a set for both, either)
  bool own_set = false;      ///< the call itself returns a set
  bool own_unknown = false;  ///< the called function is not known
  std::uint16_t traits = 0;  ///< of the term and all beneath
  int input = -1;
  int index = -1;
  std::string_view text;
  std::string_view type;  ///< as format_type() prints it; empty: not known
  std::span<const Term* const> kids;
  const Block* block = nullptr;
  Digest raw;
  bool is(Tag wanted) const { return tag == wanted; }
  bool is_constant(std::string_view value) const { return tag == Tag::constant && text == value; }
  bool has(std::uint16_t wanted) const { return (traits & wanted) != 0; }
};
using TermList = std::vector<const Term*>;

/// Makes and owns terms. Every function below keeps to what PostgreSQL computes, nulls included, unless it says
/// otherwise.
class Terms {
 public:
  const Term* column(int input, int index, std::string_view name, std::string_view type, const Digest& raw,
                     std::uint16_t traits = 0);
  const Term* constant(std::string_view text, std::string_view type);
  const Term* opaque();
  const Term* special(std::string_view text, const TermList& kids, std::string_view type, bool unordered = false,
                      std::uint16_t traits = 0);
  const Term* list(const TermList& kids, bool unordered);
  const Term* call(std::string_view name, TermList kids, std::string_view type, bool set_returning, bool known);
  /// `name`: an operator with one or two operands.
  const Term* operation(std::string_view name, const TermList& operands, std::string_view type);
  const Term* all_of(const TermList& parts);
  const Term* any_of(const TermList& parts);
  const Term* negation(const Term* value);
  const Term* is_null(const Term* value, bool negated);
  const Term* test(std::string_view name, const Term* value);
  const Term* is_distinct(const Term* left, const Term* right, bool negated);
  const Term* choice(const TermList& kids, std::string_view type);
  const Term* coalesce(const TermList& kids, std::string_view type);
  const Term* cast(const Term* value, std::string_view type);
  struct Call {
    std::string_view name;
    TermList args;
    TermList order;
    const Term* filter = nullptr;
    bool star = false, distinct = false, within_group = false, variadic = false;
    bool known = true;
    std::string_view type;
  };
  const Term* aggregate(Call call);
  struct Frame {
    std::int64_t options = 0;
    const Term* start = nullptr;
    const Term* end = nullptr;
  };
  const Term* window(Call call, const TermList& partition, TermList order, const Frame& frame);
  const Term* sort_key(const Term* value, bool descending, bool nulls_first, std::string_view using_operator);
  const Term* subquery(std::string_view form, const TermList& kids, const Block* block, const Digest& raw,
                       std::string_view type, std::uint16_t traits);
  const Term* nullable(int input, const Term* value);
  const Term* bound(const Term* constant);
  /// What holds of a condition of which only truth counts (WHERE, ON, WHEN): `x is true` is x.
  const Term* as_filter(const Term* condition);
  /// The parts of a conjunction.
  static void conjuncts_of(const Term* condition, TermList& into);
  std::string_view keep(std::string text);
  const std::deque<Term>& all() const { return x_terms; }

 private:
  Term& make(Tag tag, std::string_view text, const TermList& kids, std::string_view type, bool unordered = false);
  const Term* finish(Term& term);
  static const Term* untyped(const Term* literal, const Term& beside);
  const Term* comparison(std::string_view name, const Term* left, const Term* right, std::string_view type);
  const Term* rank_comparison(std::string_view name, const Term* left, const Term* right);
  const Term* filter_from_choice(const Term* choice);
  const Term* first_present(const TermList& kids, std::string_view type);
  const Term* folded(std::string_view name, const TermList& operands);
  const Term* junction(Tag tag, const TermList& parts);
  void filter_from_case(Call& call);
  const Term* bare_aggregate(const Call& call, Tag tag);

  std::deque<Term> x_terms;
  std::deque<std::vector<const Term*>> x_kids;
  std::deque<std::string> x_texts;
  std::uint64_t x_opaque = 0;
};

/// Whether it is what ROW_NUMBER(), RANK() or DENSE_RANK() gives, or null.
bool is_rank(const Term& term);
/// Whether `value` is null whenever the terms within it are that `is_leaf` takes.
bool is_null_with(const Term& value, const std::function<bool(const Term&)>& is_leaf);
/// Whether the aggregate's value does not depend on the order of its rows.
bool is_order_free(std::string_view aggregate);
/// Calls `visit` once for each term beneath `value` and itself, not into sub-queries.
void visit_terms(const Term& value, const std::function<void(const Term&)>& visit);
/// Whether IS NULL and IS NOT NULL of a value of that type are each other's negation (not so for composite types).
bool is_scalar_type(std::string_view type);

}  // namespace tollgate::sql
