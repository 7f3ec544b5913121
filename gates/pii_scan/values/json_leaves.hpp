// The string and number leaves of JSON cells, gathered by the key they stand under: each key is a column of its own. A
// scanner of our own, not a parser: leaves are views into the cells, and nothing is copied but strings with escapes,
// which are wiped. Malformed JSON gives the leaves up to where it breaks.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gates/pii_scan/values.hpp"

namespace tollgate::pii_scan {

/// Begins like an object or an array of JSON.
bool looks_like_json(std::string_view cell);

class JsonLeaves {
 public:
  JsonLeaves() = default;
  ~JsonLeaves();
  JsonLeaves(const JsonLeaves&) = delete;
  JsonLeaves& operator=(const JsonLeaves&) = delete;

  /// The cell must outlive this.
  void read(std::string_view cell);
  /// Keys that hold an `@` are leaves too, under the empty key. Key (case kept; elements of an array stand under the
  /// array's) -> its leaves. At most `most_keys` keys.
  const std::map<std::string_view, std::vector<Cell>>& by_key() const { return x_by_key; }

  static constexpr std::size_t most_keys = 256;

 private:
  std::string_view decoded(std::string_view raw);
  void add(std::string_view key, std::string_view leaf);

  std::map<std::string_view, std::vector<Cell>> x_by_key;
  std::deque<std::string> x_decoded;
};

}  // namespace tollgate::pii_scan
