// A word in lower-case ASCII without accents, for look-ups in word lists: a fixed buffer, wiped when it ends.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace tollgate::pii_scan {

/// What one word looks like beside its letters.
struct WordForm {
  bool capital = false;      ///< begins with a capital letter (of Latin, Greek or Cyrillic)
  bool all_capital = false;  ///< and holds no small one
  bool letters_only = true;  ///< letters, `'`, `’`, `-` and at most a dot at the end
  std::size_t letters = 0;   ///< characters
};

class Folded {
 public:
  explicit Folded(std::string_view word);  ///< cut at 31 letters; unknown scripts are left out
  ~Folded();
  Folded(const Folded&) = delete;
  Folded& operator=(const Folded&) = delete;

  std::string_view text() const { return {x_letters.data(), x_size}; }
  const WordForm& form() const { return x_form; }

 private:
  void take(char32_t letter);
  void put(std::string_view letters);

  std::array<char, 32> x_letters;
  std::size_t x_size = 0;
  WordForm x_form;
  bool x_small = false;
};

/// One character of UTF-8 from the front of the text, cut off it; U+FFFD for what is none.
char32_t cut_character(std::string_view& text);

}  // namespace tollgate::pii_scan
