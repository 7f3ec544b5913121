#include "gates/pii_scan/values/compact.hpp"
#include "gates/pii_scan/values/byte_set.hpp"

#include <cstring>

namespace tollgate::pii_scan {

bool all_digits(std::string_view text) {
  for (const char letter : text) {
    if (!is_digit(letter)) {
      return false;
    }
  }
  return !text.empty();
}

bool all_hex(std::string_view text) {
  static constexpr ByteSet digits("0123456789abcdefABCDEF");
  return !text.empty() && digits.first_beyond(text) == std::string_view::npos;
}

int number(std::string_view digits) {
  int value = 0;
  for (const char letter : digits.substr(0, 9)) {
    value = value * 10 + digit(letter);
  }
  return value;
}

Compact::Compact(std::string_view cell) {
  for (const char letter : cell) {
    if (is_alnum(letter) && x_size < x_letters.size()) {
      x_letters[x_size++] = upper(letter);
    }
  }
}

Compact::~Compact() { explicit_bzero(x_letters.data(), x_letters.size()); }

}  // namespace tollgate::pii_scan
