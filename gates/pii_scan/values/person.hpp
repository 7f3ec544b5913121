// Names of persons: one cell read as one, and the rule over a column. Keeps counts, no name.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "gates/pii_scan/values/vocabularies.hpp"

namespace tollgate::pii_scan {

struct PersonReading {
  bool shaped = false;         ///< one to five capitalised words, with initials, titles, particles, `Last, First`
  bool known = false;          ///< a given name first or a surname last is in the lexicon
  bool thing = false;          ///< ends like the name of a thing, place or company
  bool lone_capitals = false;  ///< one word in capitals: also what a code looks like
  VocabularyMask vocabularies = 0;
};

PersonReading read_person(std::string_view cell);

/// Could be a name when the column is called so: letters, hardly a digit, any case and script.
bool may_be_name(std::string_view cell);

enum class PersonColumnVerdict : std::uint8_t { none, weak, strong };

class PersonColumn {
 public:
  void add(const PersonReading& reading);
  /// `cells`: how many distinct ones the column has, shaped or not.
  PersonColumnVerdict verdict(std::int64_t cells) const;
  std::int64_t known() const { return x_known; }
  /// One closed vocabulary that is none of persons covers the column.
  bool closed_vocabulary(std::int64_t cells) const;

 private:
  bool covered(std::int64_t cells, std::int64_t hundred) const;

  std::int64_t x_shaped = 0, x_known = 0, x_things = 0;
  std::array<std::int64_t, vocabulary_count> x_in_vocabulary{};
};

}  // namespace tollgate::pii_scan
