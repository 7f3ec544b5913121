#include "gates/pii_scan/values/checksums.hpp"

#include <array>
#include <cstddef>

#include "gates/pii_scan/values/compact.hpp"

namespace tollgate::pii_scan {

bool luhn(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (std::size_t at = digits.size(); at-- > 0; twice = !twice) {
    const int value = digit(digits[at]) * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

int mod97(std::string_view alnum) {
  int rest = 0;
  for (const char letter : alnum) {
    rest = is_digit(letter) ? (rest * 10 + digit(letter)) % 97 : (rest * 100 + upper(letter) - 'A' + 10) % 97;
  }
  return rest;
}

bool mod11_10(std::string_view digits) {
  if (digits.empty()) {
    return false;
  }
  int product = 10;
  for (const char letter : digits.substr(0, digits.size() - 1)) {
    const int sum = (digit(letter) + product) % 10;
    product = 2 * (sum == 0 ? 10 : sum) % 11;
  }
  return (11 - product) % 10 == digit(digits.back());
}

bool verhoeff(std::string_view digits) {
  static constexpr std::array<std::string_view, 10> dihedral = {"0123456789", "1234067895", "2340178956", "3401289567",
                                                                "4012395678", "5987604321", "6598710432", "7659821043",
                                                                "8765932104", "9876543210"};
  static constexpr std::array<std::string_view, 8> permuted = {"0123456789", "1576283094", "5803796142", "8916043527",
                                                               "9453126870", "4286573901", "2793806415", "7046913258"};
  std::size_t check = 0;
  std::size_t place = 0;
  for (std::size_t at = digits.size(); at-- > 0; ++place) {
    const char mapped = permuted.at(place % 8).at(static_cast<std::size_t>(digit(digits[at])));
    check = static_cast<std::size_t>(digit(dihedral.at(check).at(static_cast<std::size_t>(digit(mapped)))));
  }
  return check == 0;
}

bool ean(std::string_view digits) {
  int sum = 0;
  for (std::size_t at = 0; at < digits.size(); ++at) {
    sum += digit(digits[at]) * (at % 2 == 0 ? 1 : 3);
  }
  return sum % 10 == 0;
}

int weighted(std::string_view digits, std::span<const int> weights) {
  int sum = 0;
  for (std::size_t at = 0; at < digits.size() && at < weights.size(); ++at) {
    sum += digit(digits[at]) * weights[at];
  }
  return sum;
}

bool is_date(int year, int month, int day) {
  static constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) {
    return false;
  }
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= days.at(static_cast<std::size_t>(month - 1)) + (leap && month == 2 ? 1 : 0);
}

bool is_date_without_century(int year, int month, int day) { return is_date(2000 + year % 100, month, day); }

}  // namespace tollgate::pii_scan
