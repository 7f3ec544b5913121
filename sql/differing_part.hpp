// Which part of a value two texts of one statement write in another way, seen through WITH queries and sub-queries of
// FROM: the smallest that has a text of its own on both sides. For a person; pure, never a proof of anything.
#pragma once

#include <optional>
#include <string>
#include <string_view>

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
};

/// Of an output of the statements, by its name. Nothing: the texts agree as far as one can see, or there is no such
/// part. Need a stack of stack_to_walk().
std::optional<DifferingPart> differing_part(const Analysis& base, const Analysis& head, std::string_view output);
std::optional<DifferingPart> differing_part(const Analysis& base, const ValueIn& before, const Analysis& head,
                                            const ValueIn& after);

}  // namespace tollgate::sql
