// What a column's SQL type can hold, as far as personal data goes. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "gates/pii_scan/entity.hpp"

namespace tollgate::pii_scan {

enum class TypeClass : std::uint8_t {
  any,         ///< text, JSON, not known
  short_text,  ///< at most three characters
  whole,       ///< bigint, numeric without a scale, integer
  small,       ///< smallint
  date,        ///< date and timestamps
  network,     ///< inet, cidr
  mac,
  bytes,
  never,  ///< boolean, floating point, interval, time, uuid, tsvector, numbers with a scale
};

/// `type` as format_type() prints it, in any case; arrays count as their elements.
TypeClass class_of_type(std::string_view type);

/// `house`: the name means the number of a house.
bool can_hold(TypeClass type, Entity entity, bool house);

}  // namespace tollgate::pii_scan
