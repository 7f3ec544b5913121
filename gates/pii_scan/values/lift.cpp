#include "gates/pii_scan/values/lift.hpp"

#include <cmath>

namespace tollgate::pii_scan {
namespace {

constexpr double log_of_one_in_a_million = -13.815510557964274;

double log_choose(std::int64_t all, std::int64_t some) {
  double sum = 0;
  for (std::int64_t at = 1; at <= some; ++at) {
    sum += std::log(static_cast<double>(all - some + at) / static_cast<double>(at));
  }
  return sum;
}

}  // namespace

double log_tail(std::int64_t shaped, std::int64_t valid, double chance) {
  if (valid <= 0) {
    return 0;
  }
  const auto all = static_cast<double>(shaped);
  const auto some = static_cast<double>(valid);
  const double first = log_choose(shaped, valid) + some * std::log(chance) + (all - some) * std::log1p(-chance);
  // The terms that follow, as multiples of the first one: C(n, i+1) q^(i+1) … / C(n, i) q^i … = (n-i)/(i+1) * q/(1-q).
  const double odds = chance / (1 - chance);
  double term = 1;
  double sum = 1;
  for (std::int64_t at = valid; at < shaped && term > sum * 1e-17; ++at) {
    term *= static_cast<double>(shaped - at) / static_cast<double>(at + 1) * odds;
    sum += term;
  }
  return std::fmin(0.0, first + std::log(sum));
}

bool lifted(std::int64_t shaped, std::int64_t valid, double chance) {
  return valid > 0 && 2 * valid >= shaped && log_tail(shaped, valid, chance) < log_of_one_in_a_million;
}

}  // namespace tollgate::pii_scan
