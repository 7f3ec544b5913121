// An exact number that a factor in SQL is written as: 100, 0.01, 1e-3. Of 64 bits; what does not fit is no number, and
// neither is what is computed from it.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace tollgate::sql {

class Fraction {
 public:
  constexpr Fraction() = default;
  constexpr Fraction(std::int64_t whole) : x_above(whole) {}  // NOLINT(google-explicit-constructor): a number is one
  /// A numeric literal of PostgreSQL (manual, 4.1.2.6), with a sign perhaps; anything else is no number.
  static Fraction parse(std::string_view text);

  bool is_number() const { return x_below != 0; }
  bool is_zero() const { return x_above == 0 && x_below != 0; }
  bool is_negative() const { return x_above < 0; }
  Fraction magnitude() const { return is_negative() ? *this * Fraction(-1) : *this; }
  std::int64_t above() const { return x_above; }
  std::int64_t below() const { return x_below; }  ///< positive; 0: no number
  double rounded() const { return static_cast<double>(x_above) / static_cast<double>(x_below); }

  Fraction operator*(const Fraction& other) const;
  Fraction operator/(const Fraction& other) const;  ///< by zero: no number
  Fraction operator+(const Fraction& other) const;
  Fraction operator-(const Fraction& other) const { return *this + other * Fraction(-1); }
  friend auto operator<=>(const Fraction&,
                          const Fraction&) = default;  // NOLINT(modernize-use-nullptr): an order, no more

 private:
  static Fraction reduced(std::int64_t above, std::int64_t below);
  static Fraction none() { return reduced(0, 0); }

  std::int64_t x_above = 0;
  std::int64_t x_below = 1;
};

/// `1.19`, `120/119` where it has no short decimal form.
std::string to_text(const Fraction& number);

}  // namespace tollgate::sql
