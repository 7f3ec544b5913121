#include "gates/pii_scan/values/numbers.hpp"

#include <array>
#include <cstddef>

#include "gates/pii_scan/values/checksums.hpp"
#include "gates/pii_scan/values/compact.hpp"

namespace tollgate::pii_scan {
namespace {

/// Issuers by the first six digits, both ends included (ISO/IEC 7812; the schemes' own published ranges).
struct Issuer {
  int first, last;
  std::size_t shortest, longest;
};
constexpr std::array issuers = {
    Issuer{220000, 220499, 16, 19},                                  // Mir
    Issuer{222100, 272099, 16, 16},                                  // Mastercard, since 2017
    Issuer{300000, 305999, 14, 19},                                  // Diners Club
    Issuer{309500, 309599, 14, 19}, Issuer{340000, 349999, 15, 15},  // American Express
    Issuer{352800, 358999, 16, 19},                                  // JCB
    Issuer{360000, 369999, 14, 19},                                  // Diners Club
    Issuer{370000, 379999, 15, 15},                                  // American Express
    Issuer{380000, 399999, 14, 19},                                  // Diners Club, Discover
    Issuer{400000, 499999, 16, 16},                                  // Visa; 13 and 19 below
    Issuer{501800, 501899, 12, 19},                                  // Maestro
    Issuer{502000, 502099, 12, 19}, Issuer{503800, 503899, 12, 19}, Issuer{506099, 506198, 16, 19},  // Verve
    Issuer{508500, 508999, 16, 16},                                                                  // RuPay
    Issuer{510000, 559999, 16, 16},                                                                  // Mastercard
    Issuer{589300, 589399, 12, 19},                                                                  // Maestro
    Issuer{601100, 601199, 16, 19},                                                                  // Discover
    Issuer{606282, 606282, 16, 16},                                                                  // Hipercard
    Issuer{607000, 608999, 16, 16},                                                                  // RuPay
    Issuer{620000, 629999, 16, 19},                                                                  // UnionPay
    Issuer{630400, 630499, 12, 19},                                                                  // Maestro
    Issuer{636368, 636368, 16, 16},                                                                  // Elo
    Issuer{644000, 659999, 16, 19},                                  // Discover, RuPay, Elo
    Issuer{675900, 675999, 12, 19},                                  // Maestro
    Issuer{676100, 676399, 12, 19}, Issuer{979200, 979289, 16, 16},  // Troy
};

bool is_issued(std::string_view digits) {
  const int prefix = number(digits.substr(0, 6));
  if (digits.front() == '4' && (digits.size() == 13 || digits.size() == 19)) {
    return true;
  }
  for (const auto& issuer : issuers) {
    if (prefix >= issuer.first && prefix <= issuer.last && digits.size() >= issuer.shortest &&
        digits.size() <= issuer.longest) {
      return true;
    }
  }
  return false;
}

/// Country and length, as SWIFT's IBAN registry has them, in order of the alphabet.
constexpr std::string_view iban_lengths =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22"
    "GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20"
    "MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26"
    "UA29VA22VG24XK20YE30";

std::size_t iban_length(std::string_view country) {
  for (std::size_t at = 0; at < iban_lengths.size(); at += 4) {
    if (iban_lengths.substr(at, 2) == country) {
      return static_cast<std::size_t>(number(iban_lengths.substr(at + 2, 2)));
    }
  }
  return 0;
}

}  // namespace

bool is_card(std::string_view digits) {
  return digits.size() >= 12 && digits.size() <= 19 && all_digits(digits) && is_issued(digits) && luhn(digits);
}

bool is_iban(std::string_view compact) {
  if (compact.size() < 15 || !is_digit(compact[2]) || !is_digit(compact[3]) ||
      iban_length(compact.substr(0, 2)) != compact.size()) {
    return false;
  }
  std::array<char, 34> turned{};
  const std::size_t rest = compact.size() - 4;
  compact.copy(turned.data(), rest, 4);
  compact.copy(turned.data() + rest, 4, 0);
  const bool right = mod97({turned.data(), compact.size()}) == 1;
  turned.fill('\0');
  return right;
}

// SSA, 20 CFR 422.103; randomised since June 2011: only these are never given.
bool is_ssn(std::string_view digits) {
  if (digits.size() != 9 || !all_digits(digits)) {
    return false;
  }
  const int area = number(digits.substr(0, 3));
  return area != 0 && area != 666 && area < 900 && digits.substr(3, 2) != "00" && digits.substr(5) != "0000";
}

bool is_imei(std::string_view digits) {
  return digits.size() == 15 && all_digits(digits) && luhn(digits) &&
         digits.find_first_not_of(digits.front()) != std::string_view::npos;
}

}  // namespace tollgate::pii_scan
