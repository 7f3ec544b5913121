#include <array>
#include <cstddef>

#include "gates/pii_scan/values/checksums.hpp"
#include "gates/pii_scan/values/compact.hpp"
#include "gates/pii_scan/values/national_checks.hpp"

namespace tollgate::pii_scan {
namespace {

bool holds(std::string_view letters, char letter) { return letters.find(letter) != std::string_view::npos; }

bool digits_only(std::string_view id, std::size_t size) { return id.size() == size && all_digits(id); }

bool all_equal(std::string_view id) { return id.find_first_not_of(id.front()) == std::string_view::npos; }

bool date_in_front(std::string_view id) {
  return is_date_without_century(number(id.substr(0, 2)), number(id.substr(2, 2)), number(id.substr(4, 2)));
}

}  // namespace

bool us_itin(std::string_view id) {
  if (!digits_only(id, 9) || id[0] != '9') {
    return false;
  }
  const int group = number(id.substr(3, 2));
  return (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group <= 92) || group >= 94;
}

// First digits 0 and 8 were not given to persons.
bool ca_sin(std::string_view id) { return digits_only(id, 9) && id[0] != '0' && id[0] != '8' && luhn(id); }

bool br_cpf(std::string_view id) {
  if (!digits_only(id, 11) || all_equal(id)) {
    return false;
  }
  static constexpr std::array<int, 10> weights = {11, 10, 9, 8, 7, 6, 5, 4, 3, 2};
  const std::span<const int> from_eleven(weights);
  const int first = weighted(id.substr(0, 9), from_eleven.subspan(1)) * 10 % 11 % 10;
  const int second = weighted(id.substr(0, 10), from_eleven) * 10 % 11 % 10;
  return first == digit(id[9]) && second == digit(id[10]);
}

// Numbers from 50 million on are companies.
bool cl_rut(std::string_view id) {
  if ((id.size() != 8 && id.size() != 9) || !all_digits(id.substr(0, id.size() - 1))) {
    return false;
  }
  const std::string_view body = id.substr(0, id.size() - 1);
  if (number(body) >= 50'000'000 || number(body) < 1'000'000) {
    return false;
  }
  int sum = 0;
  int weight = 2;
  for (std::size_t at = body.size(); at-- > 0; weight = weight == 7 ? 2 : weight + 1) {
    sum += digit(body[at]) * weight;
  }
  return "0123456789K"[(11 - sum % 11) % 11] == id.back();
}

// 20, 23, 24 and 27: persons; 30, 33, 34: companies.
bool ar_cuil(std::string_view id) {
  static constexpr std::array<int, 10> weights = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
  if (!digits_only(id, 11) || id[0] != '2' || !holds("0347", id[1])) {
    return false;
  }
  const int check = (11 - weighted(id, weights) % 11) % 11;
  return check == digit(id[10]);
}

// RENAPO: over "0-9A-NÑO-Z", weights 18 to 2.
bool mx_curp(std::string_view id) {
  if (id.size() != 18 || !all_digits(id.substr(4, 6)) || !is_digit(id[17]) || !date_in_front(id.substr(4, 6)) ||
      !holds("HMX", id[10])) {
    return false;
  }
  int sum = 0;
  for (std::size_t at = 0; at < 17; ++at) {
    const int letter = id[at] - 'A' + 10 + (id[at] > 'N' ? 1 : 0);
    sum += (is_digit(id[at]) ? digit(id[at]) : letter) * static_cast<int>(18 - at);
  }
  return (10 - sum % 10) % 10 == digit(id[17]);
}

bool in_aadhaar(std::string_view id) { return digits_only(id, 12) && id[0] >= '2' && verhoeff(id); }

// The fourth letter tells the holder: P is a person, the others are companies, trusts, governments.
bool in_pan(std::string_view id) {
  return id.size() == 10 && is_upper(id[0]) && is_upper(id[1]) && is_upper(id[2]) && id[3] == 'P' && is_upper(id[4]) &&
         all_digits(id.substr(5, 4)) && is_upper(id[9]);
}

// GB 11643-1999
bool cn_id(std::string_view id) {
  static constexpr std::array<int, 17> weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  if (id.size() != 18 || !all_digits(id.substr(0, 17))) {
    return false;
  }
  const int year = number(id.substr(6, 4));
  return year >= 1880 && year < 2100 && is_date(year, number(id.substr(10, 2)), number(id.substr(12, 2))) &&
         "10X98765432"[weighted(id.substr(0, 17), weights) % 11] == id[17];
}

bool tw_id(std::string_view id) {
  static constexpr std::string_view order = "ABCDEFGHJKLMNPQRSTUVXYWZIO";  // A = 10
  static constexpr std::array<int, 9> weights = {8, 7, 6, 5, 4, 3, 2, 1, 1};
  if (id.size() != 10 || !is_upper(id[0]) || !all_digits(id.substr(1)) || !holds("1289", id[1])) {
    return false;
  }
  const int letter = static_cast<int>(order.find(id[0])) + 10;
  return (letter / 10 + letter % 10 * 9 + weighted(id.substr(1), weights)) % 10 == 0;
}

bool kr_rrn(std::string_view id) {
  static constexpr std::array<int, 12> weights = {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5};
  return digits_only(id, 13) && id[6] >= '1' && id[6] <= '8' && date_in_front(id) &&
         (11 - weighted(id, weights) % 11) % 10 == digit(id[12]);
}

bool jp_my_number(std::string_view id) {
  static constexpr std::array<int, 11> weights = {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
  if (!digits_only(id, 12)) {
    return false;
  }
  const int rest = weighted(id, weights) % 11;
  return (rest <= 1 ? 0 : 11 - rest) == digit(id[11]);
}

bool sg_nric(std::string_view id) {
  static constexpr std::array<int, 7> weights = {2, 7, 6, 5, 4, 3, 2};
  if (id.size() != 9 || !holds("STFGM", id[0]) || !all_digits(id.substr(1, 7))) {
    return false;
  }
  const int shift = holds("TG", id[0]) ? 4 : (id[0] == 'M' ? 3 : 0);
  const auto rest = static_cast<std::size_t>((weighted(id.substr(1, 7), weights) + shift) % 11);
  if (id[0] == 'M') {
    return std::string_view("KLJNPQRTUWX").at(10 - rest) == id[8];
  }
  return (holds("ST", id[0]) ? std::string_view("JZIHGFEDCBA") : std::string_view("XWUTRQPNMLK")).at(rest) == id[8];
}

// No check digit: date and place of birth (01 to 59, 60 to 99 abroad or unknown).
bool my_nric(std::string_view id) {
  const int place = id.size() == 12 ? number(id.substr(6, 2)) : 0;
  return digits_only(id, 12) && date_in_front(id) && place >= 1 && place <= 59;
}

bool th_id(std::string_view id) {
  static constexpr std::array<int, 12> weights = {13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2};
  return digits_only(id, 13) && id[0] != '0' && id[0] != '9' && (11 - weighted(id, weights) % 11) % 10 == digit(id[12]);
}

bool za_id(std::string_view id) { return digits_only(id, 13) && date_in_front(id) && holds("01", id[10]) && luhn(id); }

bool au_tfn(std::string_view id) {
  static constexpr std::array<int, 9> weights = {1, 4, 3, 7, 5, 8, 6, 9, 10};
  return digits_only(id, 9) && weighted(id, weights) % 11 == 0 && id != "000000000";
}

}  // namespace tollgate::pii_scan
