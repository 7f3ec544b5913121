// Check digits that several numbers share. Arguments are digits (or capital letters and digits where said), no blanks;
// none throws, none keeps anything.
#pragma once

#include <span>
#include <string_view>

namespace tollgate::pii_scan {

/// ISO/IEC 7812-1, annex B.
bool luhn(std::string_view digits);
/// ISO/IEC 7064, mod 97-10 over digits and letters (A = 10): the remainder, 1 when right.
int mod97(std::string_view alnum);
/// ISO/IEC 7064, mod 11,10.
bool mod11_10(std::string_view digits);
/// Verhoeff's dihedral check (1969).
bool verhoeff(std::string_view digits);
/// EAN-13 and its like: weights 1 3 from the left.
bool ean(std::string_view digits);
/// Sum of digit times weight over the shorter of both.
int weighted(std::string_view digits, std::span<const int> weights);
/// A day of the Gregorian calendar.
bool is_date(int year, int month, int day);
/// Two digits of a year, month, day, of a century that is not said: 29 February is right in any year that may have it.
bool is_date_without_century(int year, int month, int day);

}  // namespace tollgate::pii_scan
