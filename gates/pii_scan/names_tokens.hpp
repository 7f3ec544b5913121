// A column name cut into words with their meaning. Owned by judge_name(); knows no rules. Never searches sub-strings: a
// compound is known only when it consists of known words from its first letter to its last.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gates/pii_scan/names_words.hpp"

namespace tollgate::pii_scan {

struct Token {
  std::string_view text;  ///< of the vocabulary, or of the Tokens' own text
  Concept meaning = Concept::unknown;
  bool plural = false;
};

/// In lower case, without accents: split at punctuation, case changes and digits; known compounds (`firstname`) split,
/// abbreviations (`addr`, `dob`) expanded.
class Tokens {
 public:
  explicit Tokens(std::string_view name);
  Tokens(const Tokens&) = delete;
  Tokens& operator=(const Tokens&) = delete;
  Tokens(Tokens&&) = delete;
  Tokens& operator=(Tokens&&) = delete;
  ~Tokens() = default;

  /// Every word and run of digits, in order.
  const std::vector<Token>& all() const { return x_all; }
  /// What rules look at: without fillers and digits, words that belong together as one; the last 64 of them.
  std::vector<Token> content() const;

 private:
  void add(std::string_view raw);
  bool add_known(std::string_view raw, bool plural);
  bool add_german(std::string_view raw);
  bool after_end() const;
  bool add_compound(std::string_view raw);

  std::string x_text;
  std::vector<Token> x_all;
};

}  // namespace tollgate::pii_scan
