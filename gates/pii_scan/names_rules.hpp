// The rules about phrases: which run of words of a column name means which kind of personal data. Owned by
// judge_name(); pure, knows neither table nor type.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "gates/pii_scan/entity.hpp"
#include "gates/pii_scan/names_tokens.hpp"

namespace tollgate::pii_scan {

using Phrase = std::vector<Token>;

/// A run of words [begin, end) that means a kind of personal data.
struct NounPhrase {
  Entity entity = Entity::email;
  Strength strength = Strength::strong;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The run of words around the word at `anchor`, or nothing. A longer run goes before the shorter ones in it.
std::optional<NounPhrase> noun_phrase_at(const Phrase& phrase, std::size_t anchor);

}  // namespace tollgate::pii_scan
