// Words and chance for projects that are made up: the same seed gives the same words on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tollgate::bench {

/// SplitMix64 (Steele, Lea, Flood 2014): the standard library's distributions differ between implementations.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : x_state(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (x_state += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  /// 0 <= result < count; count must not be 0.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  std::size_t between(std::size_t least, std::size_t most) { return least + below(most - least + 1); }
  bool percent(unsigned chance) { return below(100) < chance; }

 private:
  std::uint64_t x_state;
};

/// What a column holds; decides its PostgreSQL type and what may be done with it.
enum class Kind { id, word, amount, count, moment, day, flag };

/// As pg_catalog spells it.
std::string_view type_of(Kind kind);

struct Attribute {
  std::string_view name;
  Kind kind;
  bool personal = false;
};

std::span<const std::string_view> systems();
std::span<const std::string_view> nouns();
std::span<const Attribute> attributes();

/// A few sentences that depend on nothing but `about` and `length` (words).
std::string sentences(std::string_view about, std::size_t length);
/// So many hexadecimal digits that depend on `about` alone.
std::string hex_of(std::string_view about, std::size_t digits);
/// Of the form of version 4.
std::string uuid_of(std::string_view about);

}  // namespace tollgate::bench
