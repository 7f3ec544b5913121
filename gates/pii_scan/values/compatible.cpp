#include "gates/pii_scan/values/compatible.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "gates/pii_scan/values/address.hpp"
#include "gates/pii_scan/values/checksums.hpp"
#include "gates/pii_scan/values/compact.hpp"
#include "gates/pii_scan/values/network.hpp"
#include "gates/pii_scan/values/person.hpp"
#include "gates/pii_scan/values/phone.hpp"
#include "gates/pii_scan/values/wallets.hpp"

namespace tollgate::pii_scan {
namespace {

struct Census {
  std::size_t digits = 0, letters = 0, separators = 0, others = 0;
  std::size_t alnum() const { return digits + letters; }
};

Census census(std::string_view cell) {
  Census seen;
  for (const char letter : cell) {
    if (is_digit(letter)) {
      ++seen.digits;
    } else if (is_letter(letter)) {
      ++seen.letters;
    } else if (std::string_view(" -./+()").find(letter) != std::string_view::npos) {
      ++seen.separators;
    } else {
      ++seen.others;
    }
  }
  return seen;
}

bool within(std::size_t value, std::size_t low, std::size_t high) { return value >= low && value <= high; }

bool is_month_name(std::string_view word) {
  static constexpr std::string_view starts = "janfebmaraprmayjunjulaugsepoctnovdecmaiokt";
  if (word.size() < 3) {
    return false;
  }
  const std::array<char, 3> low = {lower(word[0]), lower(word[1]), lower(word[2])};
  const std::size_t at = starts.find(std::string_view(low.data(), low.size()));
  return at != std::string_view::npos && at % 3 == 0;
}

/// Three numbers (or two and the name of a month) and what separates them.
struct DateParts {
  std::array<int, 3> numbers{};
  std::array<std::size_t, 3> sizes{};
  std::size_t count = 0;
  bool month_name = false;
};

bool read_parts(std::string_view cell, DateParts& parts) {
  std::size_t at = 0;
  while (at < cell.size() && parts.count < 3) {
    std::size_t end = at;
    if (is_digit(cell[at])) {
      while (end < cell.size() && is_digit(cell[end])) {
        ++end;
      }
      parts.sizes.at(parts.count) = end - at;
      parts.numbers.at(parts.count++) = number(cell.substr(at, end - at));
    } else if (is_letter(cell[at])) {
      while (end < cell.size() && is_letter(cell[end])) {
        ++end;
      }
      const std::string_view word = cell.substr(at, end - at);
      if (!parts.month_name && is_month_name(word)) {
        parts.month_name = true;
      } else if (word != "de" && word != "of" && word != "th" && word != "st" && word != "nd" && word != "rd") {
        return false;
      }
    } else if (std::string_view("-/., ").find(cell[at]) != std::string_view::npos) {
      end = at + 1;
    } else {
      return false;
    }
    at = end;
    if (parts.month_name && parts.count == 2) {
      break;
    }
  }
  const std::string_view rest = cell.substr(std::min(at, cell.size()));
  return rest.empty() || rest.front() == ' ' || rest.front() == 'T';
}

int full_year(int year, std::size_t size) {
  return size == 4 ? year : (size == 2 ? (year > 25 ? 1900 : 2000) + year : 0);
}

int packed_date(std::string_view digits) {
  const int year = number(digits.substr(0, 4));
  if (is_date(year, number(digits.substr(4, 2)), number(digits.substr(6, 2))) && year >= 1850 && year < 2100) {
    return year;
  }
  const int last = number(digits.substr(4, 4));
  return is_date(last, number(digits.substr(2, 2)), number(digits.substr(0, 2))) ||
                 is_date(last, number(digits.substr(0, 2)), number(digits.substr(2, 2)))
             ? last
             : 0;
}

bool is_uuid(std::string_view cell) {
  return cell.size() == 36 && cell[8] == '-' && cell[13] == '-' && cell[18] == '-' && cell[23] == '-' &&
         all_hex(cell.substr(0, 8)) && all_hex(cell.substr(24));
}

bool is_birth_date(std::string_view cell) {
  const int year = year_of_date(cell);
  return year >= 1900 && year <= 2025;
}

/// Not a flag, a short number, a date or a sentence.
bool may_be_secret(std::string_view cell) {
  const Census seen = census(cell);
  const std::size_t blanks = static_cast<std::size_t>(std::count(cell.begin(), cell.end(), ' '));
  return cell.size() >= 4 && blanks <= 3 && cell != "true" && cell != "false" && cell != "null" && cell != "None" &&
         !(seen.digits == cell.size() && cell.size() < 4) && year_of_date(cell) == 0;
}

bool says(const ColumnFacts& column, std::string_view word) {
  return std::search(column.column.begin(), column.column.end(), word.begin(), word.end(),
                     [](char left, char right) { return lower(left) == right; }) != column.column.end();
}

bool may_be_card(std::string_view cell, const ColumnFacts& column) {
  const Census seen = census(cell);
  const bool code = says(column, "cvv") || says(column, "cvc") || says(column, "csc") || says(column, "security");
  return seen.letters + seen.others == 0 && (within(seen.digits, 12, 19) || (code && within(seen.digits, 3, 4)));
}

}  // namespace

int year_of_date(std::string_view cell) {
  if (cell.size() == 8 && all_digits(cell)) {
    return packed_date(cell);
  }
  DateParts parts;
  if (cell.size() < 6 || cell.size() > 40 || !read_parts(cell, parts)) {
    return 0;
  }
  const auto& [first, second, third] = parts.numbers;
  if (parts.month_name && parts.count >= 2) {
    const bool year_last = parts.sizes[1] == 4 || parts.sizes[0] <= 2;
    const int year = year_last ? full_year(second, parts.sizes[1]) : full_year(first, parts.sizes[0]);
    return within(static_cast<std::size_t>(year_last ? first : second), 1, 31) ? year : 0;
  }
  if (parts.count != 3) {
    return 0;
  }
  if (parts.sizes[0] == 4) {
    return is_date(first, second, third) ? first : 0;
  }
  const int year = full_year(third, parts.sizes[2]);
  return is_date(year, second, first) || is_date(year, first, second) ? year : 0;
}

bool may_be(Entity entity, std::string_view cell, const ColumnFacts& column) {
  const Census seen = census(cell);
  const bool random_is_data = entity == Entity::device_id || entity == Entity::secret || entity == Entity::health_bio;
  if (is_uuid(cell) && !random_is_data) {
    return false;
  }
  switch (entity) {
    case Entity::email:
      return cell.find('@') != std::string_view::npos;
    case Entity::phone:
      return within(seen.digits, 6, 16) && seen.letters <= 10 && seen.others <= 1 && seen.separators <= 9 &&
             year_of_date(cell) == 0 && !(seen.digits == cell.size() - 1 && cell.find('.') != std::string_view::npos);
    case Entity::person_name:
      return may_be_name(cell);
    case Entity::address:
      return may_be_address(cell);
    case Entity::date_of_birth:
      return is_birth_date(cell);
    case Entity::credit_card:
      return may_be_card(cell, column);
    case Entity::iban:
      return within(seen.alnum(), 8, 34) && seen.digits >= 6 && seen.others == 0;
    case Entity::bank_account:
      return within(seen.alnum(), 4, 34) && seen.digits >= 4 && seen.others <= 1;
    case Entity::us_ssn:
      return seen.digits == 9 && seen.letters + seen.others == 0;
    case Entity::national_id:
    case Entity::driver_license:
    case Entity::passport:
      return within(seen.alnum(), 5, 20) && seen.digits >= 3 && seen.others <= 1 && year_of_date(cell) == 0;
    case Entity::health_bio:
      return seen.alnum() >= 4 && seen.others <= cell.size() / 4 + 1 && cell != "true" && cell != "false";
    case Entity::ip_address:
      return quad(cell) || ipv6(cell) != Ip::none || quad(cell.substr(0, cell.find_first_of(", ")));
    case Entity::mac_address:
      return is_mac(cell) || (cell.size() == 12 && all_hex(cell));
    case Entity::device_id:
      return seen.alnum() >= 8 && seen.others <= 2 && cell.find(' ') == std::string_view::npos;
    case Entity::crypto:
      return wallet(cell) != Wallet::none ||
             (within(cell.size(), 25, 106) && seen.alnum() == cell.size() && seen.digits > 0);
    case Entity::secret:
      return may_be_secret(cell);
  }
  return false;
}

}  // namespace tollgate::pii_scan
