// Turns resolved expressions into terms. What a column and a sub-query stand for is the caller's to say.
#pragma once

#include <functional>

#include "sql/change/term.hpp"
#include "sql/query.hpp"

namespace tollgate::sql {

class ExpressionTerms {
 public:
  using Column = std::function<const Term*(const Expr&)>;
  /// The left side of IN, ANY, ALL is in `left`.
  using Subquery = std::function<const Term*(const Expr&, const TermList& left)>;
  /// What terms do not tell in full: like nothing else, or like what has the same name and arguments.
  enum class Others : std::uint8_t { opaque, by_arguments };
  ExpressionTerms(Terms& terms, Column column, Subquery subquery, Others others = Others::opaque)
      : x_terms(terms), x_column(std::move(column)), x_subquery(std::move(subquery)), x_others(others) {}

  const Term* of(const Expr& expr);
  TermList of(Exprs list);
  TermList of(std::span<const SortKey> keys);

 private:
  const Term* operation(const Expr& expr);
  const Term* listed(const Expr& expr, std::string_view name, bool any);
  const Term* between(const Expr& expr);
  const Term* choice(const Expr& expr);
  const Term* call_over(const Expr& expr);
  const Term* remaining(const Expr& expr);
  const Term* cast(const Expr& expr);
  const Term* whole_row(const Expr& expr);
  const Term* current(const Expr& expr);
  const Term* null_if(const Expr& expr);
  TermList arguments(const Expr& expr);
  Terms::Call parts(const Expr& expr);

  Terms& x_terms;
  Column x_column;
  Subquery x_subquery;
  Others x_others;
};

}  // namespace tollgate::sql
