// How much of a base column's value a statement lets through to an output: the least of what the steps of a way leave,
// the most of what several ways leave. The scale is the caller's own, who says what each step leaves; sql/ only folds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace tollgate::sql {

struct Expr;

/// 0: nothing; `whole_passage`: the value itself. In between: as the caller orders it.
using Passage = std::uint8_t;
inline constexpr Passage no_passage = 0;
inline constexpr Passage whole_passage = 255;
/// The one step that gives back more than it takes, such as decrypting: of what is at most `highest_sealed` it makes
/// the value itself again, and leaves all else as it is.
inline constexpr Passage unsealing_passage = 254;
inline constexpr Passage highest_sealed = 2;

/// What is left of `below` after a step, and of two steps one after the other, as one step.
constexpr Passage after_step(Passage step, Passage below) {
  const bool unsealed = step == unsealing_passage && below != no_passage && below <= highest_sealed;
  if (unsealed) return whole_passage;
  return step < below ? step : below;
}

/// What one step leaves of one of its arguments. `through` is a call, an operator, a cast, …; `argument` an index into
/// its `args`, and beyond them, in order, into the sort keys of WITHIN GROUP. Asked once per step and fold.
using PassageOf = std::function<Passage(const Expr& through, std::size_t argument)>;

}  // namespace tollgate::sql
