// Which part of a value two texts of one statement write in another way, seen through WITH queries and sub-queries of
// FROM: the smallest that has a text of its own on both sides. For a person; pure, never a proof of anything.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/analyse.hpp"
#include "sql/query.hpp"

namespace tollgate::sql {

/// An expression and the query that holds it.
struct ValueIn {
  const Query* query = nullptr;
  const Expr* value = nullptr;
};

struct DifferingPart {
  std::string before, after;  ///< excerpts; they differ, and neither is empty
  /// Where the first difference within it stands: byte offsets; -1: not known.
  int base_location = -1, head_location = -1;
  bool aggregates = false;  ///< on a side at least it is, or holds, an aggregate or a window
  bool constant = false;    ///< on head it is a constant
  bool opposite = false;    ///< one is the other's opposite: `not x` for `x`, `<>` for `=` (sql/value_twist.hpp)
};

/// The value that a column of a sub-query or WITH query stands for; nothing where it is one of a relation.
std::optional<ValueIn> value_behind(const ValueIn& column);
/// The SELECTs and VALUES of a set operation, else the query itself.
std::vector<const Query*> branches_of(const Query& query);
std::optional<std::size_t> output_index(const Query& query, std::string_view output);

/// Of an output of the statements, by its name. Nothing: the texts agree as far as one can see, or there is no such
/// part. Need a stack of stack_to_walk().
std::optional<DifferingPart> differing_part(const Analysis& base, const Analysis& head, std::string_view output);
std::optional<DifferingPart> differing_part(const Analysis& base, const ValueIn& before, const Analysis& head,
                                            const ValueIn& after);

}  // namespace tollgate::sql
