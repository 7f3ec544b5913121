// Literals that a clock rendered, told from the text alone: only with a sign that no hand leaves. Two sides are needed:
// a clock moves forward.
#pragma once

#include "sql/change/labels.hpp"

namespace tollgate::sql {

struct Clocks {
  /// Times with a fraction of a second, and ends of generated series, that moved forward: anywhere.
  Alike base, head;
  /// Also dates and hashes that only go into values.
  Alike base_values, head_values;
  bool any = false;
  bool any_values = false;
};

/// `base` and `head` hold everything but the literals already.
Clocks find_clocks(const BlockMaker& base, const BlockMaker& head, const Alike& alike_base, const Alike& alike_head);

}  // namespace tollgate::sql
