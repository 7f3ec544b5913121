#include <array>
#include <cstddef>

#include "gates/pii_scan/values/checksums.hpp"
#include "gates/pii_scan/values/compact.hpp"
#include "gates/pii_scan/values/national_checks.hpp"

namespace tollgate::pii_scan {
namespace {

bool holds(std::string_view letters, char letter) { return letters.find(letter) != std::string_view::npos; }

bool digits_only(std::string_view id, std::size_t size) { return id.size() == size && all_digits(id); }

/// Remainder mod 97 of digits, however many.
int rest97(std::string_view digits) { return mod97(digits); }

constexpr std::string_view dni_letters = "TRWAGMYFPDXBNJZSQVHLCKE";

bool dni_letter(int number_of_it, char letter) {
  return dni_letters.at(static_cast<std::size_t>(number_of_it % 23)) == letter;
}

}  // namespace

// HMRC, NIM39110: letters that are not used, and prefixes that were never given.
bool uk_nino(std::string_view id) {
  if (id.size() != 9 || !is_letter(id[0]) || !is_letter(id[1]) || !all_digits(id.substr(2, 6))) {
    return false;
  }
  static constexpr std::array<std::string_view, 7> never = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
  for (const auto prefix : never) {
    if (id.starts_with(prefix)) {
      return false;
    }
  }
  return !holds("DFIQUV", id[0]) && !holds("DFIOQUV", id[1]) && holds("ABCD", id[8]);
}

bool uk_nhs(std::string_view id) {
  static constexpr std::array<int, 9> weights = {10, 9, 8, 7, 6, 5, 4, 3, 2};
  if (!digits_only(id, 10)) {
    return false;
  }
  const int check = (11 - weighted(id, weights) % 11) % 11;
  return check == digit(id[9]) && id != "0000000000";
}

// Department of Social Protection: mod 23, the second letter (2013 on) counts ninefold.
bool ie_pps(std::string_view id) {
  static constexpr std::array<int, 7> weights = {8, 7, 6, 5, 4, 3, 2};
  if ((id.size() != 8 && id.size() != 9) || !all_digits(id.substr(0, 7)) || !is_upper(id[7])) {
    return false;
  }
  int sum = weighted(id.substr(0, 7), weights);
  if (id.size() == 9) {
    if (!holds("ABCDEFGHIW", id[8])) {
      return false;
    }
    sum += id[8] == 'W' ? 0 : 9 * (id[8] - 'A' + 1);
  }
  return "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23] == id[7];
}

bool fr_nir(std::string_view id) {
  if (id.size() != 15 || (id[0] != '1' && id[0] != '2')) {
    return false;
  }
  std::array<char, 15> digits{};
  for (std::size_t at = 0; at < digits.size(); ++at) {
    const bool corsica = at == 6 && id[5] == '2' && (id[6] == 'A' || id[6] == 'B');
    if (!is_digit(id[at]) && !corsica) {
      return false;
    }
    digits.at(at) = id[at];
  }
  if (!is_digit(id[6])) {  // 2A counts as 19, 2B as 18
    digits[5] = '1';
    digits[6] = id[6] == 'A' ? '9' : '8';
  }
  const int month = number(id.substr(3, 2));
  if (month == 0 || (month > 12 && month < 20)) {  // 20 and above: month of birth not known
    return false;
  }
  const std::string_view text(digits.data(), digits.size());
  const bool right = 97 - rest97(text.substr(0, 13)) == number(text.substr(13, 2));
  digits.fill(0);
  return right;
}

bool es_dni(std::string_view id) {
  return id.size() == 9 && all_digits(id.substr(0, 8)) && dni_letter(number(id.substr(0, 8)), id[8]);
}

bool es_nie(std::string_view id) {
  return id.size() == 9 && id[0] >= 'X' && id[0] <= 'Z' && all_digits(id.substr(1, 7)) &&
         dni_letter((id[0] - 'X') * 10'000'000 + number(id.substr(1, 7)), id[8]);
}

// First digits 5 and 6 are companies and public bodies.
bool pt_nif(std::string_view id) {
  static constexpr std::array<int, 8> weights = {9, 8, 7, 6, 5, 4, 3, 2};
  if (!digits_only(id, 9) || id[0] == '0' || holds("56", id[0])) {
    return false;
  }
  const int check = 11 - weighted(id, weights) % 11;
  return (check > 9 ? 0 : check) == digit(id[8]);
}

// Decreto ministeriale 23 dicembre 1976; letters stand for digits in the codes of people who would share one.
bool it_cf(std::string_view id) {
  static constexpr std::string_view shape = "LLLLLLddLddLdddL";
  static constexpr std::array<int, 26> odd = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                              20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  if (id.size() != shape.size() || !holds("ABCDEHLMPRST", id[8])) {
    return false;
  }
  int sum = 0;
  for (std::size_t at = 0; at < shape.size(); ++at) {
    const bool fits = shape[at] == 'L' ? is_upper(id[at]) : is_digit(id[at]) || holds("LMNPQRSTUV", id[at]);
    if (!fits) {
      return false;
    }
    const int value = is_digit(id[at]) ? digit(id[at]) : id[at] - 'A';
    sum += at == 15 ? 0 : (at % 2 == 0 ? odd.at(static_cast<std::size_t>(value)) : value);
  }
  const int day = is_digit(id[9]) && is_digit(id[10]) ? number(id.substr(9, 2)) : 1;
  return sum % 26 == id[15] - 'A' && ((day >= 1 && day <= 31) || (day >= 41 && day <= 71));
}

bool nl_bsn(std::string_view id) {
  static constexpr std::array<int, 9> weights = {9, 8, 7, 6, 5, 4, 3, 2, -1};
  return digits_only(id, 9) && weighted(id, weights) % 11 == 0 && id != "000000000";
}

bool be_rrn(std::string_view id) {
  if (!digits_only(id, 11)) {
    return false;
  }
  const int month = number(id.substr(2, 2));
  // Months 20 to 32 and 40 to 52: the bis number of people who are not in the register.
  const int plain_month = month > 40 ? month - 40 : (month > 20 ? month - 20 : month);
  if (!is_date_without_century(number(id.substr(0, 2)), plain_month, number(id.substr(4, 2)))) {
    return false;
  }
  const int check = number(id.substr(9, 2));
  const int before = rest97(id.substr(0, 9));
  const int from_2000 = (before + static_cast<int>(2'000'000'000LL % 97)) % 97;  // a 2 in front of the nine digits
  return check == 97 - before || check == 97 - from_2000;
}

// Steuer-Identifikationsnummer, § 139b AO: in the first ten digits exactly one comes twice or three times.
bool de_steuer_id(std::string_view id) {
  if (!digits_only(id, 11) || id[0] == '0' || !mod11_10(id)) {
    return false;
  }
  std::array<int, 10> times{};
  for (const char letter : id.substr(0, 10)) {
    ++times.at(static_cast<std::size_t>(digit(letter)));
  }
  int repeated = 0;
  for (const int count : times) {
    repeated += count == 2 || count == 3 ? 1 : 0;
    if (count > 3) {
      return false;
    }
  }
  return repeated == 1;
}

bool ch_ahv(std::string_view id) { return digits_only(id, 13) && id.starts_with("756") && ean(id); }

bool gr_amka(std::string_view id) {
  return digits_only(id, 11) && luhn(id) &&
         is_date_without_century(number(id.substr(4, 2)), number(id.substr(2, 2)), number(id.substr(0, 2)));
}

}  // namespace tollgate::pii_scan
