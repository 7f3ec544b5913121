// Closed vocabularies that look like names of persons: months, colours, countries and cities, makes, roles; and nouns
// that end the names of things, places and companies. Constant data, no state.
#pragma once

#include <cstdint>
#include <string_view>

namespace tollgate::pii_scan {

/// One bit per vocabulary.
using VocabularyMask = std::uint32_t;
inline constexpr int vocabulary_count = 9;

/// The vocabularies that hold the words of a cell, folded and joined.
VocabularyMask vocabularies_with(std::string_view joined);

/// Ends the name of a thing, a place, a company: `mall`, `salad`, `llc`.
bool is_thing(std::string_view folded);

/// A country, a state, a large town.
bool is_place(std::string_view joined);

}  // namespace tollgate::pii_scan
