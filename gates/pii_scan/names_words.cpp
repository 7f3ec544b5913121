#include "gates/pii_scan/names_words.hpp"

#include <algorithm>
#include <bit>

#include "gates/pii_scan/names_shorthand.hpp"
#include "gates/pii_scan/names_synonyms.hpp"

namespace tollgate::pii_scan {

namespace {

/// Calls `use` for each word of a text that blanks separate.
template <class Use>
constexpr void each_word(std::string_view text, const Use& use) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) use(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

constexpr std::size_t word_count() {
  std::size_t count = shorthands.size();
  for (const Synonyms& group : synonyms) {
    count += 1U + static_cast<std::size_t>(std::count(group.words.begin(), group.words.end(), ' '));
  }
  return count;
}

struct Vocabulary {
  std::array<Word, word_count()> words{};
  std::size_t size = 0;

  // Where the words are, by their hash: sixteen bits each, three free slots for every one that is taken.
  std::array<std::uint16_t, std::bit_ceil(4 * word_count())> slots{};

  static std::size_t hash(std::string_view text) {  // FNV-1a
    std::uint32_t sum = 2166136261U;
    for (const char letter : text) sum = (sum ^ static_cast<unsigned char>(letter)) * 16777619U;
    return sum ^ (sum >> 15U);
  }

  const Word* find(std::string_view text) const {
    for (std::size_t at = hash(text);; ++at) {
      const std::uint16_t slot = slots[at % slots.size()];
      if (slot == 0) return nullptr;
      const Word& word = words[slot - 1U];
      if (word.text == text) return &word;
    }
  }

  void add_slots() {
    slots.fill(0);
    for (std::size_t index = 0; index < size; ++index) {
      std::size_t at = hash(words[index].text);
      while (slots[at % slots.size()] != 0) ++at;
      slots[at % slots.size()] = static_cast<std::uint16_t>(index + 1);
    }
  }

  void sort() {
    std::sort(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(size),
              [](const Word& a, const Word& b) { return a.text < b.text; });
    add_slots();
  }
};

void add_word(Word& to, std::string_view spelled, Concept meaning) {
  if (to.size == to.spelled.size()) return;
  to.spelled[to.size] = spelled;
  to.concepts[to.size++] = meaning;
}

Vocabulary made() {
  Vocabulary all;
  for (const Synonyms& group : synonyms) {
    each_word(group.words, [&](std::string_view text) {
      Word& word = all.words[all.size++];
      word.text = text;
      add_word(word, text, group.meaning);
    });
  }
  all.sort();
  const Vocabulary plain = all;
  for (const Shorthand& shorthand : shorthands) {
    Word& word = all.words[all.size++];
    word.text = shorthand.text;
    each_word(shorthand.words, [&](std::string_view text) {
      const Word* known = plain.find(text);
      add_word(word, text, known == nullptr ? Concept::unknown : known->concepts[0]);
    });
  }
  all.sort();
  return all;
}

// Sorted once: a constant expression of this size is more than a compiler's default limit of steps.
const Vocabulary& known() {
  static const Vocabulary all = made();
  return all;
}

}  // namespace

std::span<const Word> vocabulary() { return {known().words.data(), known().size}; }

const Word* find_word(std::string_view text) { return known().find(text); }

}  // namespace tollgate::pii_scan
