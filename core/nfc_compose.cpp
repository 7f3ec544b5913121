// Normalization Form C: take apart, order, put together (UAX #15, section 1.3; Unicode 3.11 and 3.12).
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "core/nfc.hpp"
#include "core/nfc_data.hpp"

namespace tollgate {

namespace {

using Letters = std::u32string;

// Hangul syllables are made of a leading consonant, a vowel and perhaps a trailing consonant (Unicode 3.12).
constexpr char32_t first_syllable = 0xac00;
constexpr char32_t first_lead = 0x1100;
constexpr char32_t first_vowel = 0x1161;
constexpr char32_t before_first_trail = 0x11a7;
constexpr char32_t leads = 19;
constexpr char32_t vowels = 21;
constexpr char32_t trails = 28;
constexpr char32_t syllables = leads * vowels * trails;

/// Nothing: no UTF-8.
std::optional<char32_t> next(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at++);
  if (lead < 0x80) return lead;
  const std::size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  if (lead < 0xc2 || lead > 0xf4 || at + more > text.size()) return std::nullopt;
  char32_t code = lead & (0x3fU >> more);
  for (std::size_t i = 0; i < more; ++i, ++at) {
    if ((byte(at) & 0xc0U) != 0x80U) return std::nullopt;
    code = (code << 6U) | (byte(at) & 0x3fU);
  }
  const bool overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
  const bool none = overlong || code > 0x10ffff || (code >= 0xd800 && code < 0xe000);
  return none ? std::nullopt : std::optional(code);
}

void append(std::string& text, char32_t code) {
  const auto put = [&](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xc0U | (code >> 6U));
  } else if (code < 0x10000) {
    put(0xe0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3fU));
  } else {
    put(0xf0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3fU));
    put(0x80U | ((code >> 6U) & 0x3fU));
  }
  put(0x80U | (code & 0x3fU));
}

std::uint8_t class_of(char32_t code) {
  const auto all = nfc_data::classes();
  const auto at = std::ranges::lower_bound(all, code, {}, &nfc_data::Class::last);
  return at != all.end() && at->first <= code ? at->value : std::uint8_t{0};
}

/// Decompositions begin with at most three characters that have one of their own.
void take_apart(char32_t code, Letters& letters) {
  if (code >= first_syllable && code < first_syllable + syllables) {
    const char32_t place = code - first_syllable;
    letters += first_lead + place / (vowels * trails);
    letters += first_vowel + place % (vowels * trails) / trails;
    if (place % trails != 0) letters += before_first_trail + place % trails;
    return;
  }
  Letters behind;
  for (;;) {
    const auto all = nfc_data::splits();
    const auto at = std::ranges::lower_bound(all, code, {}, &nfc_data::Split::code);
    if (at == all.end() || at->code != code) break;
    if (at->second != 0) behind += at->second;
    code = at->first;
  }
  letters += code;
  letters.append(behind.rbegin(), behind.rend());
}

/// Marks by their class, those of one class as they came.
void put_in_order(Letters& letters) {
  for (auto begin = letters.begin(); begin != letters.end();) {
    const auto is_mark = [](char32_t code) { return class_of(code) != 0; };
    begin = std::find_if(begin, letters.end(), is_mark);
    const auto end = std::find_if_not(begin, letters.end(), is_mark);
    std::stable_sort(begin, end, [](char32_t left, char32_t right) { return class_of(left) < class_of(right); });
    begin = end;
  }
}

/// 0: these two stay two.
char32_t together(char32_t first, char32_t second) {
  const bool lead = first >= first_lead && first < first_lead + leads;
  if (lead && second >= first_vowel && second < first_vowel + vowels) {
    return first_syllable + ((first - first_lead) * vowels + (second - first_vowel)) * trails;
  }
  const bool open =
      first >= first_syllable && first < first_syllable + syllables && (first - first_syllable) % trails == 0;
  if (open && second > before_first_trail && second < before_first_trail + trails) {
    return first + (second - before_first_trail);
  }
  const auto all = nfc_data::pairs();
  const auto key = [](const nfc_data::Pair& pair) { return std::pair(pair.first, pair.second); };
  const auto at = std::ranges::lower_bound(all, std::pair(first, second), {}, key);
  return at != all.end() && key(*at) == std::pair(first, second) ? at->code : 0;
}

/// A character is put together with the last starter, unless something of its class or higher stands between.
Letters put_together(const Letters& letters) {
  Letters done;
  std::size_t starter = Letters::npos;
  std::uint8_t before = 0;  // class of what was kept last behind the starter; 0: nothing was
  for (const char32_t code : letters) {
    const std::uint8_t own = class_of(code);
    const bool adjacent = starter != Letters::npos && done.size() == starter + 1;
    const bool blocked = starter == Letters::npos || (!adjacent && (before >= own || own == 0));
    const char32_t composed = blocked ? 0 : together(done[starter], code);
    if (composed != 0) {
      done[starter] = composed;
      continue;
    }
    if (own == 0) starter = done.size();
    before = own;
    done += code;
  }
  return done;
}

}  // namespace

std::optional<std::string> nfc(std::string_view utf8) {
  if (is_surely_nfc(utf8)) return std::string(utf8);
  Letters letters;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto code = next(utf8, at);
    if (!code) return std::nullopt;
    take_apart(*code, letters);
  }
  put_in_order(letters);
  std::string text;
  for (const char32_t code : put_together(letters)) append(text, code);
  return text;
}

}  // namespace tollgate
