#include "sql/fraction.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>

namespace tollgate::sql {

namespace {

constexpr int longest_decimals = 6;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// 10 to that power, or no number.
Fraction power_of_ten(int exponent) {
  Fraction power(1);
  for (int i = 0; i < exponent && power.is_number(); ++i) power = power * Fraction(10);
  return power;
}

}  // namespace

Fraction Fraction::reduced(std::int64_t above, std::int64_t below) {
  Fraction made;
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  if (below == 0 || above == least || below == least) {
    made.x_below = 0;
    return made;
  }
  const std::int64_t divisor = std::gcd(above, below) * (below < 0 ? -1 : 1);
  made.x_above = above / divisor;
  made.x_below = below / divisor;
  return made;
}

Fraction Fraction::operator*(const Fraction& other) const {
  if (!is_number() || !other.is_number()) return none();
  // Crosswise first, so that what cancels does not overflow.
  const Fraction left = reduced(x_above, other.x_below);
  const Fraction right = reduced(other.x_above, x_below);
  std::int64_t above = 0;
  std::int64_t below = 0;
  if (__builtin_mul_overflow(left.x_above, right.x_above, &above)) return none();
  if (__builtin_mul_overflow(left.x_below, right.x_below, &below)) return none();
  return reduced(above, below);
}

Fraction Fraction::operator/(const Fraction& other) const {
  return other.is_number() ? *this * reduced(other.x_below, other.x_above) : none();
}

Fraction Fraction::operator+(const Fraction& other) const {
  if (!is_number() || !other.is_number()) return none();
  const std::int64_t shared = std::gcd(x_below, other.x_below);
  std::int64_t left = 0;
  std::int64_t right = 0;
  std::int64_t above = 0;
  std::int64_t below = 0;
  if (__builtin_mul_overflow(x_above, other.x_below / shared, &left)) return none();
  if (__builtin_mul_overflow(other.x_above, x_below / shared, &right)) return none();
  if (__builtin_add_overflow(left, right, &above)) return none();
  if (__builtin_mul_overflow(x_below, other.x_below / shared, &below)) return none();
  return reduced(above, below);
}

Fraction Fraction::parse(std::string_view text) {
  Fraction sign(1);
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    if (text.front() == '-') sign = Fraction(-1);
    text.remove_prefix(1);
  }
  std::string digits;
  int decimals = 0;
  bool dot = false;
  while (!text.empty() && (is_digit(text.front()) || (text.front() == '.' && !dot))) {
    if (text.front() == '.') {
      dot = true;
    } else {
      digits += text.front();
      if (dot) ++decimals;
    }
    text.remove_prefix(1);
  }
  int exponent = 0;
  if (text.size() > 1 && (text.front() == 'e' || text.front() == 'E')) {
    text.remove_prefix(text[1] == '+' ? 2 : 1);
    const auto read = std::from_chars(text.data(), text.data() + text.size(), exponent);
    if (read.ec != std::errc{}) return none();
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  }
  std::int64_t whole = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
  if (!text.empty() || digits.empty() || read.ec != std::errc{}) return none();
  constexpr int most = 18;  // digits of 64 bits
  if (std::abs(exponent) > most || decimals > most) return none();
  const int shift = exponent - decimals;
  const Fraction value = sign * Fraction(whole);
  return shift < 0 ? value / power_of_ten(-shift) : value * power_of_ten(shift);
}

std::string to_text(const Fraction& number) {
  if (number.below() == 1) return std::to_string(number.above());
  for (int places = 1; places <= longest_decimals; ++places) {
    const Fraction scaled = number.magnitude() * power_of_ten(places);
    if (!scaled.is_number()) break;
    if (scaled.below() != 1) continue;
    std::string digits = std::to_string(scaled.above());
    const auto width = static_cast<std::size_t>(places) + 1;
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    digits.insert(digits.size() - static_cast<std::size_t>(places), ".");
    return (number.is_negative() ? "-" : "") + digits;
  }
  return std::to_string(number.above()) + "/" + std::to_string(number.below());
}

}  // namespace tollgate::sql
