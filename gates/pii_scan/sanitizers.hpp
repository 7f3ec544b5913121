// What a function leaves of a person's data: the built-in table (PostgreSQL, pgcrypto, PostgreSQL Anonymizer) and the
// functions that a team declares. Matched by resolved name and by the shape of the arguments; what is not known hands
// everything on. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/option.hpp"
#include "gates/pii_scan/level.hpp"
#include "sql/passage.hpp"
#include "sql/query.hpp"

namespace tollgate::pii_scan {

/// The levels as passages; a hash without a salt is told apart, since some of them can be reversed.
namespace passage {
inline constexpr sql::Passage clear = sql::no_passage;
inline constexpr sql::Passage salted_hash = 1;
inline constexpr sql::Passage hash = sql::highest_sealed;
inline constexpr sql::Passage reduced = 3;
inline constexpr sql::Passage decrypted = sql::unsealing_passage;  ///< of a hash or a cipher: raw again
inline constexpr sql::Passage raw = sql::whole_passage;
}  // namespace passage

Level level_of(sql::Passage passage);
/// Of a column that is declared to have the level.
sql::Passage passage_of(Level level);

/// One line of the option `sanitizers`, e.g. `safe_mask(1, keep<=4)`; the grammar is in docs/gates/pii-scan.md.
struct DeclaredSanitizer {
  enum class Comparison : std::uint8_t { at_most, at_least, equal };
  /// A condition on a constant argument.
  struct Limit {
    std::size_t argument = 0;  ///< index
    Comparison comparison = Comparison::at_most;
    std::int64_t value = 0;
  };
  std::string name;                     ///< lower case, with its schema where one is given
  std::optional<std::size_t> argument;  ///< index of what it sanitises; nothing: all arguments
  std::vector<Limit> limits;
  SanitizerClass kind = SanitizerClass::partial;
};

/// Throws Error (usage) that shows the text and says what is expected.
DeclaredSanitizer parse_sanitizer(std::string_view text);
/// The same as a check of the option, for the line of the policy.
TextProblem sanitizer_problem(std::string_view text);

class Sanitizers {
 public:
  explicit Sanitizers(std::vector<DeclaredSanitizer> declared = {}) : x_declared(std::move(declared)) {}

  /// What `through` leaves of its argument of that index; a sql::PassageOf.
  sql::Passage of(const sql::Expr& through, std::size_t argument) const;

 private:
  std::vector<DeclaredSanitizer> x_declared;
};

}  // namespace tollgate::pii_scan
