// Words that name a street, by where they stand to its name and number. Folded words; constant data.
#pragma once

#include <string_view>

namespace tollgate::pii_scan {

bool ends_english_street(std::string_view word);     ///< `12 Oak Street`: hardly anything but a street
bool may_end_english_street(std::string_view word);  ///< `12 Oak View`: also the end of other names
bool begins_street(std::string_view word);           ///< `Calle Mayor 12`, `Via Roma 3`, `ul. Prosta 7`
bool begins_french_street(std::string_view word);    ///< `12 rue de la Paix`
bool ends_in_street(std::string_view word);          ///< `Gartenweg 12`, `Keizersgracht 71`, `Storgatan 5`
bool is_unit_of_measure(std::string_view word);      ///< what a number counts rather than a house

}  // namespace tollgate::pii_scan
