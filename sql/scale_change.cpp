#include "sql/scale_change.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tollgate::sql {

std::optional<ScaleChange> scale_change(std::vector<Scale> base, std::vector<Scale> head) {
  if (base.size() != head.size()) return std::nullopt;
  std::ranges::sort(base);
  std::ranges::sort(head);
  ScaleChange change{1, 0, 0, base.size()};
  for (std::size_t i = 0; i < base.size(); ++i) {
    if (base[i].rest != head[i].rest) return std::nullopt;
    const Fraction factor = head[i].factor / base[i].factor;
    const Fraction offset = head[i].offset - base[i].offset * factor;
    if (!factor.is_number() || !offset.is_number()) return std::nullopt;
    if (factor == Fraction(1) && offset.is_zero()) continue;
    if (change.changed > 0 && (change.factor != factor || change.offset != offset)) return std::nullopt;
    change.factor = factor;
    change.offset = offset;
    ++change.changed;
  }
  return change.changed == 0 ? std::nullopt : std::optional(change);
}

std::string to_text(const ScaleChange& change) {
  std::string text = "base";
  const Fraction inverse = Fraction(1) / change.factor;
  if (inverse.below() == 1 && inverse.magnitude() != Fraction(1)) {
    text = fmt::format("base / {}", to_text(inverse));
  } else if (change.factor != Fraction(1)) {
    text = fmt::format("{} x base", to_text(change.factor));
  }
  if (!change.offset.is_zero())
    text += fmt::format(" {} {}", change.offset.is_negative() ? "-" : "+", to_text(change.offset.magnitude()));
  if (change.changed < change.branches) text += fmt::format(" in {} of {} branches", change.changed, change.branches);
  return text;
}

}  // namespace tollgate::sql
