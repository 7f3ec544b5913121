#include "gates/pii_scan/values/ip_column.hpp"

#include <algorithm>
#include <cstddef>

namespace tollgate::pii_scan {

void IpColumn::add(const Quad& quad) {
  ++x_shaped;
  if (!quad.octets() || quad.leading_zero) {
    ++x_impossible;
    return;
  }
  const int first = quad.parts[0];
  x_infrastructure += is_infrastructure(quad) ? 1 : 0;
  x_zero_last += quad.parts[3] == 0 ? 1 : 0;
  x_mask_first += first == 255 ? 1 : 0;
  x_high_first += first >= 64 ? 1 : 0;
  x_unicast_first += first >= 1 && first <= 223 ? 1 : 0;
  x_first.set(static_cast<std::size_t>(first));
  for (std::size_t at = 0; at < 4; ++at) {
    x_above_99[at] += quad.parts[at] > 99 ? 1 : 0;
  }
}

/// Versions go above 255 sooner or later; one wrong cell in fifty is dirt.
bool IpColumn::possible() const { return x_shaped > 0 && 50 * x_impossible <= x_shaped; }

QuadColumn IpColumn::verdict(bool said) const {
  if (!possible()) {
    return QuadColumn::none;
  }
  if (x_infrastructure == x_shaped || x_zero_last == x_shaped || x_mask_first == x_shaped) {
    return QuadColumn::infrastructure;
  }
  const auto wide =
      std::count_if(x_above_99.begin(), x_above_99.end(), [this](std::int64_t above) { return 5 * above >= x_shaped; });
  const bool spread = x_first.count() >= 8 && wide >= 2 && 5 * x_high_first >= x_shaped;
  const bool addresses = x_unicast_first > 0 && (said ? wide >= 1 || x_first.count() >= 2 : spread);
  return addresses ? QuadColumn::client : QuadColumn::none;
}

QuadColumn IpColumn::verdict_in_text() const {
  if (!possible()) {
    return QuadColumn::none;
  }
  if (x_infrastructure == x_shaped) {
    return QuadColumn::infrastructure;
  }
  return 3 * x_high_first >= x_shaped && x_above_99[1] + x_above_99[2] + x_above_99[3] > 0 ? QuadColumn::client
                                                                                           : QuadColumn::none;
}

}  // namespace tollgate::pii_scan
