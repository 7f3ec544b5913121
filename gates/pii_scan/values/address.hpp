// Street addresses in English, German, French, Spanish, Dutch, and by the way Italian, Portuguese, Polish and the
// Nordic languages: a street word and a house number in one text. Pure; keeps nothing.
#pragma once

#include <cstdint>
#include <string_view>

namespace tollgate::pii_scan {

enum class AddressReading : std::uint8_t {
  none,
  loose,  ///< number and a word that ends streets among other things, or a number and a postcode behind a town
  full,   ///< number, name and a street word of their language; a post-office box
};

/// `within`: the address may stand anywhere in the text, and only `full` ones count.
AddressReading read_address(std::string_view text, bool within);

/// Could be an address or a part of it when the column is called so.
bool may_be_address(std::string_view cell);

}  // namespace tollgate::pii_scan
