// Where the clauses of one SELECT stand in its statement's text: the items of FROM, their conditions, the parts of
// WHERE, and the WITH clauses that it can see: so that a part of it can be asked of a server in the author's own words.
// Cuts text only; what it is not sure of it does not tell.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sql/query.hpp"

namespace tollgate::sql {

/// Bytes of the statement, without blanks and comments at either end.
struct TextSpan {
  std::size_t from = 0, to = 0;
};

/// One item of FROM in the order of the text, with the words that join it to those before.
struct FromStep {
  int entry = -1;  ///< of the query; -1: joined items in parentheses
  TextSpan whole;
  TextSpan item;                     ///< with its alias, without LATERAL and the condition
  std::vector<TextSpan> conditions;  ///< parts of ON
};

class SelectText {
 public:
  std::vector<FromStep> steps;
  std::vector<TextSpan> where;  ///< parts of WHERE

  std::string_view text_of(TextSpan span) const { return x_text.substr(span.from, span.to - span.from); }
  /// The first items as FROM has them. `count`: 1 … steps.size().
  std::string_view first_steps(std::size_t count) const;
  /// The part of ON or WHERE that this byte is in; null: none.
  const TextSpan* condition_at(int offset) const;
  bool is_in_where(const TextSpan* condition) const;
  /// The two sides of a part that is `a = b`; nothing for anything else.
  std::optional<std::pair<std::string_view, std::string_view>> sides_of(TextSpan condition) const;
  /// A SELECT over items of this one with the WITH clauses that these need.
  std::string enclosed(std::string_view select) const { return x_before + std::string(select) + x_after; }

 private:
  friend class StatementText;
  std::string_view x_text;
  std::string x_before, x_after;
};

struct TextTokens;

/// A statement cut into words, once for all its SELECTs. Refers to the text, which must outlive it. Linear.
class StatementText {
 public:
  explicit StatementText(std::string_view text);
  StatementText(StatementText&&) noexcept;
  StatementText& operator=(StatementText&&) noexcept;
  ~StatementText();

  /// `query`: one SELECT with FROM of this very text. Nothing where its clauses are not found as the tree has them:
  /// joins nested without parentheses, a recursive term, an empty select list.
  std::optional<SelectText> select(const Query& query) const;

 private:
  std::unique_ptr<TextTokens> x_tokens;
};

}  // namespace tollgate::sql
