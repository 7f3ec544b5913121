#include "gates/pii_scan/values/folded.hpp"

#include <cstring>

#include "gates/pii_scan/values/compact.hpp"

namespace tollgate::pii_scan {
namespace {

/// U+00C0 to U+017F without marks; two letters where one stands for two, `?` where there is no letter.
constexpr std::string_view latin =
    "a a a a a a aec e e e e i i i i d n o o o o o ? o u u u u y thssa a a a a a aec e e e e i i i i "
    "d n o o o o o ? o u u u u y thy a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g "
    "g g g g h h h h i i i i i i i i i i ijijj j k k k l l l l l l l l l l n n n n n n n n n o o o o "
    "o o oeoer r r r r r s s s s s s s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s ";
static_assert(latin.size() == std::size_t{2} * (0x180 - 0xC0));

/// U+0430 to U+0451 as passports and most data write them.
constexpr std::array<std::string_view, 34> cyrillic = {
    "a", "b", "v", "g", "d",  "e",  "zh", "z",  "i",    "y", "k", "l", "m", "n",  "o",  "p", "r",
    "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "",  "y", "",  "e", "yu", "ya", "e", "e"};

bool is_small(char32_t letter) {
  if (letter < 0x80) return letter >= 'a' && letter <= 'z';
  if (letter <= 0xFF) return letter >= 0xDF && letter != 0xF7;
  if (letter <= 0x17F) {
    const bool odd_is_capital = (letter >= 0x139 && letter <= 0x148) || (letter >= 0x179 && letter <= 0x17E);
    return (letter % 2 == 1) != odd_is_capital;
  }
  if (letter >= 0x3AC && letter <= 0x3CE) return true;
  return letter >= 0x430 && letter <= 0x45F;
}

bool is_capital(char32_t letter) {
  if (letter < 0x80) return letter >= 'A' && letter <= 'Z';
  if (letter <= 0xFF) return letter >= 0xC0 && letter <= 0xDE && letter != 0xD7;
  if (letter <= 0x17F) return !is_small(letter);
  return (letter >= 0x386 && letter <= 0x3AB) || (letter >= 0x400 && letter <= 0x42F);
}

/// Of any script but those above; general punctuation, blanks, symbols and private use are none.
bool is_other_letter(char32_t letter) {
  return letter >= 0x180 && !(letter >= 0x2000 && letter < 0x2C00) && !(letter >= 0x3000 && letter < 0x3005) &&
         !(letter >= 0xE000 && letter < 0xF900) && letter < 0x1F000 && letter != 0xFFFD;
}

}  // namespace

char32_t cut_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80          ? 1
                           : (first >> 5U) == 6  ? 2
                           : (first >> 4U) == 14 ? 3
                           : (first >> 3U) == 30 ? 4
                                                 : 0;
  if (size == 0 || size > text.size()) {
    text.remove_prefix(1);
    return 0xFFFD;
  }
  char32_t letter = size == 1 ? first : first & (0x7FU >> size);
  for (std::size_t at = 1; at < size; ++at) {
    letter = (letter << 6U) | (static_cast<unsigned char>(text[at]) & 0x3FU);
  }
  text.remove_prefix(size);
  return letter;
}

Folded::Folded(std::string_view word) {
  bool first = true;
  while (!word.empty()) {
    const char32_t letter = cut_character(word);
    if (letter == '.' && word.empty()) {
      break;  // an initial, a title
    }
    x_form.capital = first ? is_capital(letter) : x_form.capital;
    first = false;
    take(letter);
  }
  x_form.all_capital = x_form.capital && !x_small;
}

Folded::~Folded() { explicit_bzero(x_letters.data(), x_letters.size()); }

void Folded::put(std::string_view letters) {
  for (const char letter : letters) {
    if (x_size < x_letters.size()) {
      x_letters[x_size++] = letter;
    }
  }
}

void Folded::take(char32_t letter) {
  if (letter == '\'' || letter == 0x2019 || letter == '-' || letter == '`') {
    return;
  }
  x_small = x_small || is_small(letter);
  if (letter < 0x80 && is_letter(static_cast<char>(letter))) {
    const char folded = lower(static_cast<char>(letter));
    put({&folded, 1});
  } else if (letter >= 0xC0 && letter <= 0x17F) {
    const std::string_view two = latin.substr((letter - 0xC0) * std::size_t{2}, 2);
    x_form.letters_only = x_form.letters_only && two[0] != '?';
    put(two[1] == ' ' ? two.substr(0, 1) : two);
  } else if (letter >= 0x410 && letter <= 0x451) {
    put(cyrillic.at(letter < 0x430 ? letter - 0x410 : letter - 0x430));
  } else if (!is_other_letter(letter)) {
    x_form.letters_only = false;
    return;
  }
  ++x_form.letters;
}

}  // namespace tollgate::pii_scan
