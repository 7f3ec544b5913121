// Payment cards, IBANs, SSNs and device numbers: is one cell of that shape a number that can exist? Arguments are
// capital letters and digits without separators (Compact), of any length. Pure.
#pragma once

#include <string_view>

namespace tollgate::pii_scan {

/// Issuer range, its lengths, and Luhn.
bool is_card(std::string_view digits);
/// Length of its country, and mod 97 (ISO 13616).
bool is_iban(std::string_view compact);
/// Area, group and serial that the Social Security Administration may have given.
bool is_ssn(std::string_view digits);
/// 15 digits, Luhn, not all equal (3GPP TS 23.003).
bool is_imei(std::string_view digits);

}  // namespace tollgate::pii_scan
