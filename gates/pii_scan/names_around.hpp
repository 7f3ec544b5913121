// A phrase seen from one of its words, and the rules that need such a view, by subject. Owned by names_rules.cpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "gates/pii_scan/names_rules.hpp"

namespace tollgate::pii_scan {

/// A phrase seen from one of its words.
class Around {
 public:
  Around(const Phrase& phrase, std::size_t anchor) : x_phrase(phrase), x_anchor(anchor) {}

  Concept here() const { return x_phrase[x_anchor].meaning; }
  const Token& token() const { return x_phrase[x_anchor]; }
  bool is(std::string_view text) const { return token().text == text; }
  bool last() const { return x_anchor + 1 == x_phrase.size(); }

  Concept at(std::ptrdiff_t offset) const {
    const Token* token = find(offset);
    return token == nullptr ? Concept::filler : token->meaning;
  }
  bool at(std::ptrdiff_t offset, std::initializer_list<Concept> any) const {
    return find(offset) != nullptr && std::find(any.begin(), any.end(), at(offset)) != any.end();
  }
  bool text_at(std::ptrdiff_t offset, std::string_view text) const {
    const Token* token = find(offset);
    return token != nullptr && token->text == text;
  }
  bool next(std::initializer_list<Concept> any) const { return at(1, any); }
  bool before(std::initializer_list<Concept> any) const { return at(-1, any); }
  /// The word stands anywhere in the phrase.
  bool has(std::initializer_list<Concept> any) const {
    return std::any_of(x_phrase.begin(), x_phrase.end(), [&](const Token& token) {
      return std::find(any.begin(), any.end(), token.meaning) != any.end();
    });
  }
  bool has_text(std::string_view text) const {
    return std::any_of(x_phrase.begin(), x_phrase.end(), [&](const Token& token) { return token.text == text; });
  }

  /// How many words from `offset` on, away from the anchor, are of these.
  std::ptrdiff_t run_after(std::initializer_list<Concept> any) const {
    std::ptrdiff_t length = 0;
    while (at(length + 1, any)) ++length;
    return length;
  }
  std::ptrdiff_t run_before(std::initializer_list<Concept> any) const {
    std::ptrdiff_t length = 0;
    while (at(-length - 1, any)) ++length;
    return length;
  }

  NounPhrase means(Entity entity, std::ptrdiff_t before, std::ptrdiff_t after, Strength strength) const {
    return {entity, strength, static_cast<std::size_t>(static_cast<std::ptrdiff_t>(x_anchor) - before),
            static_cast<std::size_t>(static_cast<std::ptrdiff_t>(x_anchor) + after + 1)};
  }
  NounPhrase strong(Entity entity, std::ptrdiff_t before = 0, std::ptrdiff_t after = 0) const {
    return means(entity, before, after, Strength::strong);
  }
  NounPhrase weak(Entity entity, std::ptrdiff_t before = 0, std::ptrdiff_t after = 0) const {
    return means(entity, before, after, Strength::weak);
  }

 private:
  const Token* find(std::ptrdiff_t offset) const {
    const std::ptrdiff_t index = static_cast<std::ptrdiff_t>(x_anchor) + offset;
    if (index < 0 || index >= static_cast<std::ptrdiff_t>(x_phrase.size())) return nullptr;
    return &x_phrase[static_cast<std::size_t>(index)];
  }

  const Phrase& x_phrase;
  std::size_t x_anchor;
};

using FoundPhrase = std::optional<NounPhrase>;

// The run of words around one word that means …
FoundPhrase email_at(const Around& word);
FoundPhrase phone_at(const Around& word);
FoundPhrase name_at(const Around& word);
FoundPhrase holder_at(const Around& word);  ///< a role that is filled with a name: cardholder, contact person
FoundPhrase address_at(const Around& word);
FoundPhrase birth_at(const Around& word);
FoundPhrase card_at(const Around& word);
FoundPhrase account_at(const Around& word);
FoundPhrase state_number_at(const Around& word);
FoundPhrase document_at(const Around& word);
FoundPhrase health_at(const Around& word);
FoundPhrase network_at(const Around& word);
FoundPhrase device_at(const Around& word);
FoundPhrase wallet_at(const Around& word);
FoundPhrase secret_at(const Around& word);

}  // namespace tollgate::pii_scan
