#include "gates/pii_scan/values/address.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "gates/pii_scan/values/byte_set.hpp"
#include "gates/pii_scan/values/compact.hpp"
#include "gates/pii_scan/values/folded.hpp"
#include "gates/pii_scan/values/street_words.hpp"

namespace tollgate::pii_scan {
namespace {

constexpr std::size_t most_words = 48;  // of a text; addresses in longer ones are at the front of what is read
constexpr std::size_t longest_street = 6;

enum Kind : unsigned {
  number = 1,   // 12, 12a, 12-14, #4, 3º
  capital = 2,  // begins with a capital letter, or an ordinal
  english = 4,
  maybe = 8,
  begins = 16,
  french = 32,
  tail = 64,  // …straße
  unit = 128,
  box = 256,
  ends_part = 512,  // a comma or a line end behind it
  state = 1024,     // two capital letters
  zip = 2048,       // five digits, with four more
  small = 4096,     // de, la, the: joins
  military = 8192,  // APO, FPO, DPO, PSC, CMR
};

constexpr ByteSet ends_of_words(" \t\r\n,;");

/// The words of a text as sets of Kind: nothing of the text is kept.
class Words {
 public:
  /// `any_case`: every word may name a street.
  Words(std::string_view text, bool any_case) {
    const unsigned always = any_case ? capital : 0U;
    while (!text.empty() && x_count < most_words) {
      const std::size_t end = std::min(ends_of_words.first_in(text), text.size());
      const std::string_view word = text.substr(0, end);
      const bool part = end < text.size() && text[end] != ' ' && text[end] != '\t';
      text.remove_prefix(end == text.size() ? end : end + 1);
      if (!word.empty()) {
        const unsigned word_kind = kind(word);
        x_kinds[x_count++] = word_kind | ((word_kind & (number | zip)) == 0 ? always : 0U) | (part ? ends_part : 0U);
      } else if (part && x_count > 0) {
        x_kinds[x_count - 1] |= ends_part;
      }
    }
  }
  std::size_t count() const { return x_count; }
  bool is(std::size_t at, unsigned kinds) const { return at < x_count && (x_kinds[at] & kinds) != 0; }

 private:
  static unsigned kind(std::string_view word);
  std::array<unsigned, most_words> x_kinds{};
  std::size_t x_count = 0;
};

unsigned kind_of_number(std::string_view word) {
  std::size_t digits = 0;
  while (digits < word.size() && is_digit(word[digits])) {
    ++digits;
  }
  const std::string_view rest = word.substr(digits);
  if (digits == 0 || digits > 6 || word.front() == '0') {
    return digits == 5 && rest.empty() ? zip : 0U;
  }
  unsigned kinds = digits == 5 && (rest.empty() || (rest.size() == 5 && rest[0] == '-')) ? zip : 0U;
  if (rest == "st" || rest == "nd" || rest == "rd" || rest == "th" || rest == "ST" || rest == "ND" || rest == "RD" ||
      rest == "TH") {
    return capital;
  }
  const bool house = rest.empty() || rest == "." || (rest.size() == 1 && is_letter(rest[0])) ||
                     (rest.size() <= 6 && (rest[0] == '-' || rest[0] == '/' || rest[0] == '\xE2'));
  return kinds | (house ? number : 0U);
}

unsigned Words::kind(std::string_view word) {
  if (word.front() == '#' || word.front() == '(') {
    word.remove_prefix(1);
  }
  if (word.empty()) {
    return 0;
  }
  if (is_digit(word.front())) {
    return kind_of_number(word);
  }
  if (word == "C/" || word == "c/") {
    return begins;
  }
  const Folded folded(word);
  const std::string_view text = folded.text();
  unsigned kinds = folded.form().capital ? capital : 0U;
  kinds |= ends_english_street(text) ? english : 0U;
  kinds |= may_end_english_street(text) ? maybe : 0U;
  kinds |= begins_street(text) ? begins : 0U;
  kinds |= begins_french_street(text) ? french : 0U;
  kinds |= ends_in_street(text) ? tail : 0U;
  kinds |= is_unit_of_measure(text) ? unit : 0U;
  kinds |= text == "box" || text == "postfach" || text == "postbus" || text == "apartado" || text == "bp" ? box : 0U;
  kinds |= folded.form().all_capital && text.size() == 2 ? state : 0U;
  kinds |= !folded.form().capital && text.size() <= 4 ? small : 0U;
  kinds |= text == "apo" || text == "fpo" || text == "dpo" || text == "psc" || text == "cmr" ? military : 0U;
  return kinds;
}

/// `12 Oak Street`, `4307 East Lincoln St`: number, one to five capitalised words of which the last names a street.
AddressReading english_street(const Words& words, std::size_t at) {
  AddressReading found = AddressReading::none;
  for (std::size_t next = at + 1; next <= at + longest_street && words.is(next, capital); ++next) {
    if (words.is(next, unit) && next == at + 1) {
      return AddressReading::none;
    }
    if (words.is(next, english) && next > at + 1) {
      return AddressReading::full;
    }
    if (words.is(next, maybe) && next > at + 1) {
      found = AddressReading::loose;
    }
    if (words.is(next, ends_part)) {
      break;
    }
  }
  return found;
}

/// `12 bis rue de la Paix`
bool french_street(const Words& words, std::size_t at) {
  for (std::size_t next = at + 1; next <= at + 2; ++next) {
    if (words.is(next, french)) {
      std::size_t name = next + 1;
      while (name <= next + 4 && words.is(name, small)) {
        ++name;
      }
      return !words.is(next, ends_part) && words.is(name, capital);
    }
    if (!words.is(next, small)) {  // bis, ter
      return false;
    }
  }
  return false;
}

/// `Calle de Alcalá 25`, `Via Roma, 3`
bool street_then_number(const Words& words, std::size_t at) {
  bool named = false;
  for (std::size_t next = at + 1; next <= at + longest_street + 1 && next < words.count(); ++next) {
    if (words.is(next, number)) {
      return named;
    }
    if (!words.is(next, capital | small)) {
      return false;
    }
    named = named || words.is(next, capital);
  }
  return false;
}

AddressReading at_word(const Words& words, std::size_t at) {
  if (words.is(at, number)) {
    return french_street(words, at) ? AddressReading::full : english_street(words, at);
  }
  const bool box_number = words.is(at, box) && words.is(at + 1, number | zip) && (at > 0 || !words.is(at + 2, capital));
  const bool street = (words.is(at, tail) && words.is(at, capital) && words.is(at + 1, number)) ||
                      (words.is(at, begins) && (at == 0 || words.is(at, capital)) && street_then_number(words, at));
  return box_number || street ? AddressReading::full : AddressReading::none;
}

/// `…, Town, FL 32486`, `…, FPO AE 12345`; the number in front makes it a door.
bool american_tail(const Words& words) {
  const std::size_t last = words.count();
  return last >= 4 && words.is(last - 1, zip) && words.is(last - 2, state) &&
         (words.is(0, number) || words.is(last - 3, military));
}

}  // namespace

AddressReading read_address(std::string_view text, bool within) {
  if (!ends_of_words.any_in(text)) {
    return AddressReading::none;  // one word; most cells of keys and hashes
  }
  constexpr std::size_t longest_line = 60;
  const bool small_letters = !within && text.size() <= longest_line && std::none_of(text.begin(), text.end(), is_upper);
  const Words words(text, small_letters);
  if (words.count() < 2) {
    return AddressReading::none;
  }
  AddressReading best = AddressReading::none;
  // A whole cell may begin with a flat or a building: the number is among the first words.
  const std::size_t last = within ? words.count() : std::min<std::size_t>(words.count(), 10);
  for (std::size_t at = 0; at < last && best != AddressReading::full; ++at) {
    best = std::max(best, at_word(words, at));
  }
  if (within) {
    return best == AddressReading::full ? best : AddressReading::none;
  }
  return best == AddressReading::none && american_tail(words) ? AddressReading::loose : best;
}

bool may_be_address(std::string_view cell) {
  std::size_t letters = 0;
  std::size_t digits = 0;
  for (const char letter : cell) {
    letters += is_letter(letter) || static_cast<unsigned char>(letter) >= 0x80U ? 1 : 0;
    digits += is_digit(letter) ? 1 : 0;
  }
  const bool house_number = digits > 0 && cell.size() <= 8;
  const bool words = cell.size() <= 24 || cell.find(' ') != std::string_view::npos;  // no ciphertext, no digest
  return (letters >= 3 && words && cell.size() >= 4 && cell.size() <= 300 &&
          cell.find('@') == std::string_view::npos) ||
         house_number;
}

}  // namespace tollgate::pii_scan
