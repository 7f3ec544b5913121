// Families of columns, written for these tests: what is personal data and what only looks so, made from a fixed seed.
// Owned by tests/gates; the measure of how general the judge of values is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gates/pii_scan/entity.hpp"

namespace tollgate::test_gates {

/// The same numbers with every standard library.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : x_random(seed) {}
  std::size_t below(std::size_t limit) { return x_random() % limit; }
  std::string_view one_of(std::string_view words);  ///< separated by `|`
  bool in(std::size_t hundred) { return below(100) < hundred; }
  /// `#` a digit, `%` one from 1 to 9, `^` a capital, `~` a small letter, `&` a hex digit, `?` a letter or a digit.
  std::string fill(std::string_view pattern);

 private:
  std::mt19937 x_random;
};

struct Family {
  std::string_view name;
  std::optional<pii_scan::Entity> entity;  ///< nothing: no personal data
  std::function<std::string(Dice&)> cell;
};

const std::vector<Family> number_families();    ///< cards, accounts, personal numbers, telephones
const std::vector<Family> text_families();      ///< names, addresses, e-mail, nets, keys, texts, JSON
const std::vector<Family> harmless_families();  ///< none is personal data

/// `cells` of the family, every fourteenth null, a few repeated.
std::vector<std::optional<std::string>> column_of(const Family& family, std::uint32_t seed, std::size_t cells = 120);

}  // namespace tollgate::test_gates
