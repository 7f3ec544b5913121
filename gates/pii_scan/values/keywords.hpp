// Words that tell what the number behind them is. Folded words; constant data.
#pragma once

#include <cstdint>
#include <string_view>

namespace tollgate::pii_scan {

enum class Keyword : std::uint8_t { none, card, ssn, phone, net_address, mail, document };

Keyword keyword_of(std::string_view folded);

}  // namespace tollgate::pii_scan
