// Many regular expressions at once over a whole text. patterns.cpp is the one place that knows RE2.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace tollgate::pii_scan {

/// Anchored at both ends. Linear in the text; safe to share between threads.
class Patterns {
 public:
  /// Throws Error (bug) when a pattern does not compile.
  explicit Patterns(std::span<const std::string_view> patterns);
  ~Patterns();
  Patterns(const Patterns&) = delete;
  Patterns& operator=(const Patterns&) = delete;

  /// The places (in the list given) of all patterns that the whole text fits, in no order. Clears `hits` first.
  void match(std::string_view text, std::vector<int>& hits) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> x_compiled;
};

}  // namespace tollgate::pii_scan
