// The conditions of a FROM and its WHERE: conjuncts and keys of USING, what they are about, how they are told again,
// and which of them hold for a join's rows by their place in the text. For the inside of sql/joins.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/joins/scope.hpp"

namespace tollgate::sql {

struct JoinCondition {
  Frame* frame = nullptr;
  const Expr* value = nullptr;  ///< null: a key of USING, which has only the two sides
  const Expr* left = nullptr;   ///< of an equality
  const Expr* right = nullptr;
  bool on = false;  ///< it stands in ON or USING
};

/// Each conjunct; `condition` may be null.
void add_conjuncts(Frame& frame, const Expr* condition, std::vector<JoinCondition>& into, bool on);
/// Of ON or USING.
std::vector<JoinCondition> conditions_of(Frame& frame, const JoinTree& join);

Touched touched_by(const JoinCondition& condition, const Scope& scope);
/// As SQL over the columns of that input; nothing when it cannot be told.
std::optional<std::string> tell(const JoinCondition& condition, const Scope& scope, int input);
std::string excerpt_of(const JoinCondition& condition, std::string_view text);
int place_of(const JoinCondition& condition);  ///< byte offset
/// The column of USING, quoted; empty: it has no name here.
std::string shared_name(const JoinCondition& condition);

/// Which parts of the text hold for the rows before a join, for the input's own rows, and only once it is joined.
/// `touched`: of each condition. `item`: what is joined; null: several items.
void note_filters(const std::vector<JoinCondition>& conditions, const std::vector<Touched>& touched,
                  const Binding* item, Join& join);

}  // namespace tollgate::sql
