// What a change of a query can do: nothing, columns, or rows. Right on PostgreSQL, and never optimistic: what cannot be
// judged from the text is `unknown`. Pure; never runs SQL. (The classes are those of `tollgate inspect change`.)
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sql/parse.hpp"
#include "sql/schema.hpp"

namespace tollgate::sql {

/// From harmless to harmful, but for unknown: the worst of rows > unknown > columns > additive > volatile > equivalent.
enum class ChangeClass : std::uint8_t {
  identical,   ///< the same text, byte by byte
  equivalent,  ///< same columns, same multiset of rows
  volatile_,   ///< literals that a clock rendered differ, and nothing else
  additive,    ///< columns added
  columns,     ///< columns changed; row count and all other columns stay
  rows,        ///< rows may appear, vanish or be replaced
  unknown,
};
enum class ColumnChange : std::uint8_t { added, removed, changed, renamed, resourced };
/// What a reason is about.
enum class ReasonKind : std::uint8_t {
  reads,       ///< what is read: an input, an outer join, a branch of a set operation, rows of VALUES
  outer_join,  ///< each side has outer joins that the other lacks: equal ones in another nesting look so as well
  column,      ///< one of ChangeJudgement::columns
  other,       ///< another clause, or no more than its text says
};

std::string_view to_string(ChangeClass change_class);
std::string_view to_string(ColumnChange change);

struct ChangeReason {
  std::string text;  ///< for a person
  ReasonKind kind = ReasonKind::other;
};

struct ChangeJudgement {
  ChangeClass change_class = ChangeClass::unknown;
  /// True for rows and unknown.
  bool rows_may_change() const { return change_class == ChangeClass::rows || change_class == ChangeClass::unknown; }
  std::map<std::string, ColumnChange> columns;  ///< by base name; added by head name
  std::vector<ChangeReason> reasons;            ///< never empty, in order of weight
  /// What has to hold beside the text, e.g. "if the unique test holds"; empty: nothing.
  std::string assumes;
};

/// One side of the change.
struct ChangeSide {
  std::string_view sql;
  const Schema* schema = nullptr;  ///< null: nothing is known of the relations
};

/// Relations are the same when their identity is; without a schema, when names agree up to a one-to-one renaming of
/// schemas over the whole statement. Needs a stack of stack_to_walk(of the longer text).
ChangeJudgement judge_change(const ChangeSide& base, const ChangeSide& head);

}  // namespace tollgate::sql
