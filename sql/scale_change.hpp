// By what constant factor and offset a column of head is other than that of base: cents for euros. Compares what
// `Scales` read of both sides; judges nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sql/scale.hpp"

namespace tollgate::sql {

/// How all of head's values, or those of some branches, are other than base's.
struct ScaleChange {
  Fraction factor = 1;
  Fraction offset = 0;
  std::size_t changed = 1, branches = 1;
};

/// Nothing when factor and offset are as before, or when more than these differs.
std::optional<ScaleChange> scale_change(std::vector<Scale> base, std::vector<Scale> head);
/// `100 x base`, `base / 100`, `base + 5`, `1.8 x base + 32 in 1 of 2 branches`.
std::string to_text(const ScaleChange& change);

}  // namespace tollgate::sql
