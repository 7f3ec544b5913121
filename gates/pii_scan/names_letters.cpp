#include "gates/pii_scan/names_letters.hpp"

#include <cstdint>

namespace tollgate::pii_scan {

namespace {

enum class Kind : std::uint8_t { separator, lower, upper, digit, mark };

struct Letter {
  Kind kind = Kind::separator;
  char32_t code = 0;
  std::size_t bytes = 1;
};

// U+00C0 to U+00FF and U+0100 to U+017F without their accents (Unicode's Latin-1 Supplement and Latin Extended-A).
constexpr std::string_view latin_1 = "AAAAAAACEEEEIIIIDNOOOOO*OUUUUYTsaaaaaaaceeeeiiiidnooooo*ouuuuyty";
constexpr std::string_view extended_a =
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUu"
    "Uu"
    "WwYyYZzZzZzs";
static_assert(latin_1.size() == 64 && extended_a.size() == 128);

char without_accent(char32_t code) {
  if (code >= 0xC0 && code <= 0xFF) return latin_1[code - 0xC0];
  if (code >= 0x100 && code <= 0x17F) return extended_a[code - 0x100];
  return code < 0x80 ? static_cast<char>(code) : '\0';
}

Kind kind_of_letter(char32_t code) {
  if (code == 0) return Kind::separator;
  if (code >= 0x300 && code <= 0x36F) return Kind::mark;
  const char plain = without_accent(code);
  if (plain == '\0') return Kind::lower;  // a script without a case that matters here
  if (plain >= 'a' && plain <= 'z') return Kind::lower;
  if (plain >= 'A' && plain <= 'Z') return Kind::upper;
  return plain >= '0' && plain <= '9' ? Kind::digit : Kind::separator;
}

/// The letter that starts at `at`. What is not UTF-8 is a separator of one byte.
Letter letter_at(std::string_view name, std::size_t at) {
  const auto byte = [&](std::size_t index) {
    return index < name.size() ? static_cast<unsigned char>(name[index]) : static_cast<unsigned char>(0);
  };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return {kind_of_letter(lead), lead, 1};
  const std::size_t bytes = lead >= 0xF0 ? 4U : lead >= 0xE0 ? 3U : lead >= 0xC2 ? 2U : 0U;
  if (bytes == 0) return {Kind::separator, 0, 1};
  char32_t code = lead & (0xFFU >> (bytes + 1U));
  for (std::size_t index = 1; index < bytes; ++index) {
    const unsigned char next = byte(at + index);
    if ((next & 0xC0U) != 0x80U) return {Kind::separator, 0, 1};
    code = (code << 6U) | (next & 0x3FU);
  }
  const bool punctuation = (code >= 0x80 && code < 0xC0) || (code >= 0x2000 && code < 0x2070);
  return {punctuation ? Kind::separator : kind_of_letter(code), code, bytes};
}

void append_folded(std::string& text, std::string_view name, std::size_t at, const Letter& letter) {
  const char plain = without_accent(letter.code);
  if (plain == '\0') {
    text.append(name.substr(at, letter.bytes));
    return;
  }
  text += plain >= 'A' && plain <= 'Z' ? static_cast<char>(plain - 'A' + 'a') : plain;
  if (letter.code == 0xDF) text += 's';
  if (letter.code == 0xC6 || letter.code == 0xE6 || letter.code == 0x152 || letter.code == 0x153) text += 'e';
}

bool letter(Kind kind) { return kind == Kind::lower || kind == Kind::upper; }

/// Whether a new word starts between two letters; `next` and `after` follow `here`.
bool starts_word(Kind before, Kind here, Kind next, char32_t next_code, Kind after) {
  if (letter(before) != letter(here)) return true;
  if (before == Kind::lower && here == Kind::upper) return true;
  // HTTPServer: the last capital belongs to what follows; but IDs is one word.
  const bool plural_of_capitals = next_code == U's' && !letter(after);
  return before == Kind::upper && here == Kind::upper && next == Kind::lower && !plural_of_capitals;
}

}  // namespace

FoldedName fold_name(std::string_view name) {
  FoldedName folded;
  folded.text.reserve(name.size() + 8);
  folded.pieces.reserve(8);
  Kind before = Kind::separator;
  std::size_t begin = 0;
  const auto close = [&] {
    if (folded.text.size() > begin) folded.pieces.emplace_back(begin, folded.text.size());
    begin = folded.text.size();
  };
  for (std::size_t at = 0; at < name.size();) {
    const Letter here = letter_at(name, at);
    const Letter next = letter_at(name, at + here.bytes);
    const Letter after = letter_at(name, at + here.bytes + next.bytes);
    if (here.kind == Kind::separator) {
      close();
    } else if (here.kind != Kind::mark) {
      if (before != Kind::separator && starts_word(before, here.kind, next.kind, next.code, after.kind)) close();
      append_folded(folded.text, name, at, here);
    }
    if (here.kind != Kind::mark) before = here.kind;
    at += here.bytes;
  }
  close();
  return folded;
}

}  // namespace tollgate::pii_scan
