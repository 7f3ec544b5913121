// An expression as a constant factor times the rest, plus a constant: `sum(amount) / 100.0` is 1/100 of `sum(amount)`,
// however it is written. By this a change of unit is told from any other change of a value. Rounding and casts between
// numbers are no part of the rest, so equal rests mean: equal but for factor and rounding. Never runs SQL.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sql/change/term.hpp"
#include "sql/fraction.hpp"

namespace tollgate::sql {

/// factor * rest + offset
struct Scale {
  Digest rest;
  Fraction factor = 1;
  Fraction offset = 0;
  friend auto operator<=>(const Scale&, const Scale&) = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 errs
};

/// Reads terms, each once. A term that is built deeper than it reads counts as it is written.
class Scales {
 public:
  /// One for each branch of the unions that the term is a column of; one for any other term.
  std::vector<Scale> of(const Term& term);

 private:
  enum class Kind : std::uint8_t { value, constant, null };
  struct Form {
    Kind kind = Kind::value;
    Scale scale{};  ///< constant: it is the offset
  };
  /// What a function of one value leaves of factor and offset.
  enum class Passes : std::uint8_t {
    both,       ///< f(c x + d) = c f(x) + d
    ordered,    ///< the same for c > 0
    factor,     ///< f(c x) = c f(x)
    magnitude,  ///< f(c x) = |c| f(x)
  };
  using Weighted = std::vector<std::pair<const Term*, bool>>;  ///< false: subtracted, divided by

  Form form(const Term& term);
  Form computed(const Term& term);
  Form arithmetic(const Term& term);
  Form sum(const Term& term);
  Form product(const Term& term);
  Form cast(const Term& term);
  Form call(const Term& term);
  Form aggregate(const Term& term);
  Form window(const Term& term);
  Form alternatives(const Term& term, bool by_condition);
  Form extreme(const Term& term);
  Form through(Passes passes, const Form& inner, Hasher around) const;
  Form added(const std::vector<std::pair<Form, bool>>& parts, const Term& as_written) const;
  Digest condition(const Term& term);
  std::optional<Digest> comparison(const Term& term);

  static Form as_written(const Term& term);
  static Form constant(const Fraction& number, const Term& term);
  static Weighted flattened(const Term& term, std::string_view plus, std::string_view minus);

  std::unordered_map<const Term*, Form> x_known;
  int x_depth = 0;
};

}  // namespace tollgate::sql
