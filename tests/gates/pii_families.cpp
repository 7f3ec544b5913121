#include "tests/gates/pii_families.hpp"

#include <algorithm>

namespace tollgate::test_gates {

std::string_view Dice::one_of(std::string_view words) {
  const auto count = static_cast<std::size_t>(std::count(words.begin(), words.end(), '|')) + 1;
  std::size_t skip = below(count);
  while (skip-- > 0) {
    words.remove_prefix(words.find('|') + 1);
  }
  return words.substr(0, words.find('|'));
}

std::string Dice::fill(std::string_view pattern) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string out;
  for (const char letter : pattern) {
    switch (letter) {
      case '#':
        out += letters[52 + below(10)];
        break;
      case '%':
        out += letters[53 + below(9)];
        break;
      case '^':
        out += letters[below(26)];
        break;
      case '~':
        out += letters[26 + below(26)];
        break;
      case '&':
        out += "0123456789abcdef"[below(16)];
        break;
      case '?':
        out += letters[below(letters.size())];
        break;
      default:
        out += letter;
    }
  }
  return out;
}

std::vector<std::optional<std::string>> column_of(const Family& family, std::uint32_t seed, std::size_t cells) {
  Dice dice(seed);
  std::vector<std::optional<std::string>> column;
  for (std::size_t at = 0; at < cells; ++at) {
    if (at % 14 == 13) {
      column.emplace_back();
    } else if (at % 23 == 22) {
      column.push_back(column[at / 2]);
    } else {
      column.emplace_back(family.cell(dice));
    }
  }
  return column;
}

}  // namespace tollgate::test_gates
