// IPv4 address or version number: never told for one value, only for a column. Keeps counts, no address.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>

#include "gates/pii_scan/values/network.hpp"

namespace tollgate::pii_scan {

enum class QuadColumn : std::uint8_t { none, infrastructure, client };

class IpColumn {
 public:
  void add(const Quad& quad);
  void add_version() { ++x_shaped, ++x_impossible; }  ///< `v1.2.3.4`
  std::int64_t shaped() const { return x_shaped; }
  /// `said`: the name or the type of the column says that these are addresses.
  QuadColumn verdict(bool said) const;
  /// As verdict(), for the few addresses that a text holds: what versions never have is enough.
  QuadColumn verdict_in_text() const;

 private:
  bool possible() const;

  std::int64_t x_shaped = 0, x_impossible = 0, x_infrastructure = 0, x_zero_last = 0, x_mask_first = 0,
               x_high_first = 0, x_unicast_first = 0;
  std::array<std::int64_t, 4> x_above_99{};
  std::bitset<256> x_first;
};

}  // namespace tollgate::pii_scan
