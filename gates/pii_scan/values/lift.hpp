// The chance of a check digit: how likely random strings of a shape pass as often as a column's cells do. Pure.
#pragma once

#include <cstdint>

namespace tollgate::pii_scan {

/// Natural logarithm of P[Bin(shaped, chance) >= valid]; 0 when `valid` is 0. Preconditions: 0 < chance < 1,
/// valid <= shaped. Linear in `shaped`.
double log_tail(std::int64_t shaped, std::int64_t valid, double chance);

/// At least half of the shaped cells are valid, and chance alone would do that less often than once in a million
/// columns. Without it every tenth order number is a payment card: one number in ten passes Luhn.
bool lifted(std::int64_t shaped, std::int64_t valid, double chance);

}  // namespace tollgate::pii_scan
