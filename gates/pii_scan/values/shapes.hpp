// The shapes that a whole cell can have, and which national numbers each may hold. One table: shapes.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "gates/pii_scan/values/national_ids.hpp"

namespace tollgate::pii_scan {

enum class Shape : std::uint8_t {
  email,
  digits,       ///< nothing else; the length decides what is tried
  card_groups,  ///< 4-4-4-4, 4-6-5, 4-6-4
  ssn,          ///< 3-2-4
  iban,
  imei,  ///< 2-6-6-1
  mac,
  ipv6,
  quad,
  wallet,
  secret,
  phone,
  national,  ///< nothing but a national number
  uuid,
  hex,
};

struct ShapeRow {
  Shape shape;
  std::string_view pattern;
  std::array<Id, 4> ids = {Id::count, Id::count, Id::count, Id::count};  ///< Id::count: none
};

std::span<const ShapeRow> shape_rows();

/// National numbers that are written as this many bare digits.
std::span<const Id> ids_of_digits(std::size_t length);

/// The rows that a whole cell fits. Compiled once per process (2 ms), immutable after; safe between threads.
void match_shapes(std::string_view cell, std::vector<int>& rows);

}  // namespace tollgate::pii_scan
