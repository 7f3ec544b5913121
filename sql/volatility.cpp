#include "sql/volatility.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/lower.hpp"
#include "sql/builtins.hpp"
#include "sql/walk.hpp"

namespace tollgate::sql {

namespace {

/// What dates and times are given in words that a clock decides (manual, 8.5.1.4).
bool is_clock_word(const Expr& constant) {
  constexpr std::array<std::string_view, 4> words{"'now'", "'today'", "'tomorrow'", "'yesterday'"};
  return std::ranges::find(words, lowered(constant.text)) != words.end();
}

bool is_stable(std::string_view function) {
  return std::ranges::any_of(builtin_functions(function),
                             [](const FunctionSignature& overload) { return overload.volatility == 's'; });
}

/// Between an instant and what a clock of the session's time zone shows then.
bool asks_time_zone(const Expr& cast) {
  constexpr std::string_view instant = "timestamp with time zone";
  return (cast.type == instant) != (cast.args[0]->type == instant);
}

Volatility volatility_of(const Expr& value) {
  switch (value.kind) {
    case ExprKind::current:
      return Volatility::stable;
    case ExprKind::constant:
      return is_clock_word(value) ? Volatility::stable : Volatility::immutable;
    case ExprKind::cast:
      return asks_time_zone(value) ? Volatility::stable : Volatility::immutable;
    case ExprKind::function:
    case ExprKind::aggregate:
    case ExprKind::window:
      if (is_volatile(value.name)) return Volatility::volatile_;
      return is_stable(value.name) ? Volatility::stable : Volatility::immutable;
    default:
      return Volatility::immutable;
  }
}

}  // namespace

Volatility volatility_of(const Analysis& statement) {
  Volatility most = Volatility::immutable;
  const auto relations = statement.relations();
  if (std::ranges::any_of(relations, &RangeEntry::sampled)) return Volatility::volatile_;
  if (statement.query() == nullptr) return most;
  for_each_expression(*statement.query(), [&](const Expr& value) { most = std::max(most, volatility_of(value)); });
  return most;
}

}  // namespace tollgate::sql
