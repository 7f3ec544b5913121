#include "gates/pii_scan/names_tokens.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "gates/pii_scan/names_letters.hpp"
#include "gates/pii_scan/names_shorthand.hpp"

namespace tollgate::pii_scan {

namespace {

/// A longer run of letters is no compound of words of a column name; keeps the work per letter bounded.
constexpr std::size_t longest_compound = 48;
constexpr std::size_t most_parts = 4;

bool digits(std::string_view text) { return text.front() >= '0' && text.front() <= '9'; }

using Parts = std::array<const Word*, most_parts>;

/// Words too short, or too much part of other words, to be found inside a compound.
bool joins(const Word& word) {
  if (word.concepts[0] == Concept::filler || word.concepts[0] == Concept::predicate) return false;
  if (word.text.size() >= 4) return true;
  constexpr std::array<std::string_view, 16> short_ones{"acc", "age", "box", "dob", "fax", "geb", "id",  "ip",
                                                        "key", "mac", "nom", "nr",  "num", "ssn", "tel", "tax"};
  return std::binary_search(short_ones.begin(), short_ones.end(), word.text) || word.text == "no";
}

/// The letters that German and Dutch put between the parts of a compound.
constexpr std::array<std::string_view, 5> links{"", "s", "n", "en", "es"};

// At most four parts and 48 letters deep: the recursion ends.
std::size_t split(std::string_view rest, Parts& parts, std::size_t count) {
  if (rest.empty()) return count;
  if (count == most_parts) return 0;
  const std::span<const Word> words = vocabulary();
  auto low = words.begin();
  auto high = words.end();
  std::array<const Word*, longest_compound> prefixes{};
  std::size_t found = 0;
  for (std::size_t length = 1; length <= rest.size() && low != high; ++length) {
    const char wanted = rest[length - 1];
    const auto letter = [length](const Word& word) { return word.text.size() < length ? '\0' : word.text[length - 1]; };
    low = std::partition_point(low, high, [&](const Word& word) { return letter(word) < wanted; });
    high = std::partition_point(low, high, [&](const Word& word) { return letter(word) == wanted; });
    if (low != high && low->text.size() == length && joins(*low)) prefixes[found++] = &*low;
  }
  while (found > 0) {
    const Word* part = prefixes[--found];
    const std::string_view after = rest.substr(part->text.size());
    parts[count] = part;
    for (const std::string_view link : links) {
      if (after.substr(0, link.size()) != link || (!link.empty() && after.size() == link.size())) continue;
      if (const std::size_t all = split(after.substr(link.size()), parts, count + 1); all > 0) return all;
    }
  }
  return 0;
}

const SideBySide* pair_of(std::string_view first, std::string_view second) {
  const auto found = std::find_if(side_by_side.begin(), side_by_side.end(),
                                  [&](const SideBySide& pair) { return pair.first == first && pair.second == second; });
  return found == side_by_side.end() ? nullptr : &*found;
}

}  // namespace

Tokens::Tokens(std::string_view name) {
  FoldedName folded = fold_name(name);
  x_text = std::move(folded.text);
  x_all.reserve(folded.pieces.size() + 4);
  const std::string_view text = x_text;
  for (std::size_t index = 0; index < folded.pieces.size(); ++index) {
    const auto [begin, end] = folded.pieces[index];
    const std::string_view piece = text.substr(begin, end - begin);
    // `cvv2`, `sha256`, `2fa`, `last4`: a word although a digit is in it.
    if (index + 1 < folded.pieces.size() && digits(piece) != digits(text.substr(end, 1))) {
      const std::string_view both = text.substr(begin, folded.pieces[index + 1].second - begin);
      if (find_word(both) != nullptr) {
        add(both);
        ++index;
        continue;
      }
    }
    add(piece);
  }
}

bool Tokens::add_known(std::string_view raw, bool plural) {
  const Word* word = find_word(raw);
  if (word == nullptr) return false;
  for (std::size_t index = 0; index < word->size; ++index) {
    x_all.push_back({word->spelled[index], word->concepts[index], plural && index + 1 == word->size});
  }
  return true;
}

/// `fuehrerschein`: a vowel and the `e` that stands for its two dots.
bool Tokens::add_german(std::string_view raw) {
  if (raw.size() > longest_compound) return false;
  std::string plain;
  for (std::size_t index = 0; index < raw.size(); ++index) {
    plain += raw[index];
    const bool vowel = raw[index] == 'a' || raw[index] == 'o' || raw[index] == 'u';
    if (vowel && index + 1 < raw.size() && raw[index + 1] == 'e') ++index;
  }
  return plain.size() < raw.size() && (add_known(plain, false) || add_compound(plain));
}

bool Tokens::add_compound(std::string_view raw) {
  if (raw.size() < 5 || raw.size() > longest_compound) return false;
  Parts parts{};
  const std::size_t count = split(raw, parts, 0);
  for (std::size_t index = 0; index < count; ++index) add_known(parts[index]->text, false);
  return count > 0;
}

/// The last or first digits of a value stand for it: `card_last_4`.
bool Tokens::after_end() const {
  return !x_all.empty() && (x_all.back().text == "last" || x_all.back().text == "first");
}

void Tokens::add(std::string_view raw) {
  if (digits(raw) && find_word(raw) == nullptr) {
    x_all.push_back({raw, raw.size() < 3 && after_end() ? Concept::sanitised : Concept::filler, false});
    return;
  }
  if ((raw == "four" || raw == "digits") && after_end()) {
    x_all.push_back({raw, Concept::sanitised, false});
    return;
  }
  const bool s = raw.size() > 3 && raw.back() == 's';
  const bool es = s && raw.size() > 4 && raw[raw.size() - 2] == 'e';
  const bool plural = s && (find_word(raw.substr(0, raw.size() - 1)) != nullptr ||
                            (es && find_word(raw.substr(0, raw.size() - 2)) != nullptr));
  if (add_known(raw, plural)) return;
  if (s && add_known(raw.substr(0, raw.size() - 1), true)) return;
  if (es && add_known(raw.substr(0, raw.size() - 2), true)) return;
  if (add_german(raw)) return;
  if (!add_compound(raw)) x_all.push_back({raw, Concept::unknown, false});
}

std::vector<Token> Tokens::content() const {
  std::vector<Token> content;
  content.reserve(x_all.size());
  for (const Token& token : x_all) {
    const bool one_letter = token.text.size() == 1 && token.meaning == Concept::filler && !digits(token.text);
    if (token.meaning == Concept::filler && !one_letter) continue;
    const SideBySide* pair = content.empty() ? nullptr : pair_of(content.back().text, token.text);
    if (pair != nullptr) {
      const Word* word = find_word(pair->word);
      content.back() = {pair->word, word == nullptr ? Concept::unknown : word->concepts[0], token.plural};
    } else {
      content.push_back(token);
    }
  }
  // Rules look around each word: what is far in front of the head of an endless name is left out.
  constexpr std::size_t most_words = 64;
  if (content.size() > most_words) content.erase(content.begin(), content.end() - most_words);
  std::erase_if(content, [](const Token& token) { return token.meaning == Concept::filler; });
  return content;
}

}  // namespace tollgate::pii_scan
