// The letters and digits of one cell, upper-case, in a fixed buffer that is wiped when it ends. What validators read.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace tollgate::pii_scan {

inline bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
inline bool is_upper(char letter) { return letter >= 'A' && letter <= 'Z'; }
inline bool is_lower(char letter) { return letter >= 'a' && letter <= 'z'; }
inline bool is_letter(char letter) { return is_upper(letter) || is_lower(letter); }
inline bool is_alnum(char letter) { return is_digit(letter) || is_letter(letter); }
inline bool is_hex(char letter) {
  return is_digit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
}
inline char upper(char letter) { return is_lower(letter) ? static_cast<char>(letter - 'a' + 'A') : letter; }
inline char lower(char letter) { return is_upper(letter) ? static_cast<char>(letter - 'A' + 'a') : letter; }
inline int digit(char letter) { return letter - '0'; }

bool all_digits(std::string_view text);
bool all_hex(std::string_view text);
/// The number that at most nine digits say; the caller has checked that they are digits.
int number(std::string_view digits);

class Compact {
 public:
  explicit Compact(std::string_view cell);  ///< what is longer than the buffer is left out
  ~Compact();
  Compact(const Compact&) = delete;
  Compact& operator=(const Compact&) = delete;

  std::string_view text() const { return {x_letters.data(), x_size}; }

 private:
  std::array<char, 64> x_letters;
  std::size_t x_size = 0;
};

}  // namespace tollgate::pii_scan
