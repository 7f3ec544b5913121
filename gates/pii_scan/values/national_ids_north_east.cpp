#include <array>
#include <cstddef>

#include "gates/pii_scan/values/checksums.hpp"
#include "gates/pii_scan/values/compact.hpp"
#include "gates/pii_scan/values/national_checks.hpp"

namespace tollgate::pii_scan {
namespace {

bool digits_only(std::string_view id, std::size_t size) { return id.size() == size && all_digits(id); }

struct Parts {
  int first, second, third;
};

/// The first six digits, in twos.
Parts parts(std::string_view id) { return {number(id.substr(0, 2)), number(id.substr(2, 2)), number(id.substr(4, 2))}; }

}  // namespace

// Skatteverket SKV 704; day + 60: coordination number.
bool se_personnummer(std::string_view id) {
  if ((id.size() != 10 && id.size() != 12) || !all_digits(id)) {
    return false;
  }
  const std::string_view last = id.substr(id.size() - 10);
  if (id.size() == 12 && !id.starts_with("19") && !id.starts_with("20") && !id.starts_with("18")) {
    return false;
  }
  const auto [year, month, day] = parts(last);
  return luhn(last) && is_date_without_century(year, month, day > 60 ? day - 60 : day);
}

// Skatteetaten: two check digits; day + 40: D-number.
bool no_fnr(std::string_view id) {
  static constexpr std::array<int, 10> first = {3, 7, 6, 1, 8, 9, 4, 5, 2, 1};
  static constexpr std::array<int, 11> second = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
  if (!digits_only(id, 11)) {
    return false;
  }
  const auto [day, month, year] = parts(id);
  return is_date_without_century(year, month, day > 40 ? day - 40 : day) &&
         weighted(id.substr(0, 10), first) % 11 == 0 && weighted(id, second) % 11 == 0;
}

// With the check of the numbers given before October 2007; newer ones have none.
bool dk_cpr(std::string_view id) {
  static constexpr std::array<int, 10> weights = {4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
  if (!digits_only(id, 10)) {
    return false;
  }
  const auto [day, month, year] = parts(id);
  return is_date_without_century(year, month, day) && weighted(id, weights) % 11 == 0;
}

bool fi_hetu(std::string_view id) {
  // The sign of the century is a letter (kept) or - + (dropped by Compact).
  const std::size_t serial = id.size() == 11 ? 7 : 6;
  if ((id.size() != 10 && id.size() != 11) || !all_digits(id.substr(0, 6)) || !all_digits(id.substr(serial, 3))) {
    return false;
  }
  const auto [day, month, year] = parts(id);
  const int rest = (number(id.substr(0, 6)) * 1000 + number(id.substr(serial, 3))) % 31;
  return is_date_without_century(year, month, day) && "0123456789ABCDEFHJKLMNPRSTUVWXY"[rest] == id.back();
}

bool ee_lt_code(std::string_view id) {
  static constexpr std::array<int, 10> first = {1, 2, 3, 4, 5, 6, 7, 8, 9, 1};
  static constexpr std::array<int, 10> second = {3, 4, 5, 6, 7, 8, 9, 1, 2, 3};
  if (!digits_only(id, 11) || id[0] < '1' || id[0] > '6') {
    return false;
  }
  const auto [year, month, day] = parts(id.substr(1));
  int check = weighted(id, first) % 11;
  check = check == 10 ? weighted(id, second) % 11 % 10 : check;
  return check == digit(id[10]) && is_date_without_century(year, month, day);
}

// Month + 20 from 2000, + 80 before 1900, + 40 and + 60 for the centuries to come.
bool pl_pesel(std::string_view id) {
  static constexpr std::array<int, 11> weights = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1};
  if (!digits_only(id, 11)) {
    return false;
  }
  const auto [year, month, day] = parts(id);
  return weighted(id, weights) % 10 == 0 && is_date_without_century(year, month % 20, day);
}

// Month + 50 for women, + 20 and + 70 where a day's numbers ran out; divisible by 11 since 1954.
bool cz_sk_number(std::string_view id) {
  if (!digits_only(id, 10)) {
    return false;
  }
  const auto [year, month, day] = parts(id);
  const int plain = month > 70 ? month - 70 : (month > 50 ? month - 50 : (month > 20 ? month - 20 : month));
  const long long all = number(id.substr(0, 9)) * 10LL + digit(id[9]);
  return is_date_without_century(year, plain, day) && all % 11 == 0;
}

bool hr_oib(std::string_view id) { return digits_only(id, 11) && mod11_10(id); }

bool yu_jmbg(std::string_view id) {
  static constexpr std::array<int, 12> weights = {7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
  if (!digits_only(id, 13)) {
    return false;
  }
  const int year = number(id.substr(4, 3));
  const int check = 11 - weighted(id, weights) % 11;
  return is_date(year + (year > 800 ? 1000 : 2000), number(id.substr(2, 2)), number(id.substr(0, 2))) &&
         (check > 9 ? 0 : check) == digit(id[12]);
}

bool ro_cnp(std::string_view id) {
  static constexpr std::array<int, 12> weights = {2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9};
  if (!digits_only(id, 13) || id[0] == '0') {
    return false;
  }
  const auto [year, month, day] = parts(id.substr(1));
  const int rest = weighted(id, weights) % 11;
  return is_date_without_century(year, month, day) && (rest == 10 ? 1 : rest) == digit(id[12]);
}

bool bg_egn(std::string_view id) {
  static constexpr std::array<int, 9> weights = {2, 4, 8, 5, 10, 9, 7, 3, 6};
  if (!digits_only(id, 10)) {
    return false;
  }
  const auto [year, month, day] = parts(id);
  return is_date_without_century(year, month > 40 ? month - 40 : (month > 20 ? month - 20 : month), day) &&
         weighted(id, weights) % 11 % 10 == digit(id[9]);
}

bool tr_tckn(std::string_view id) {
  if (!digits_only(id, 11) || id[0] == '0') {
    return false;
  }
  int odd = 0;
  int even = 0;
  for (std::size_t at = 0; at < 9; ++at) {
    (at % 2 == 0 ? odd : even) += digit(id[at]);
  }
  const int tenth = ((7 * odd - even) % 10 + 10) % 10;
  return tenth == digit(id[9]) && (odd + even + tenth) % 10 == digit(id[10]);
}

}  // namespace tollgate::pii_scan
