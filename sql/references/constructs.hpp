// Constructs of other dialects that PostgreSQL's grammar refuses, as patterns over tokens with a repair that keeps
// every byte offset. The table is for people to review; match.hpp says how it is read.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tollgate::sql {

/// What `pattern` is made of, elements parted by blanks:
///   word       that word, in any case; `a|b` either; symbols as they are
///   $name      a name, quoted or not; $word: unquoted; $quoted, $string, $number, $unit (a date part), $value (a
///              literal, a name or a closing bracket), $starter (what may begin an operand)
///   ^          the start of the statement; $end: its end
///   ..)        to the bracket that closes the last one of the pattern; ...; to the end of the clause
/// and before an element
///   ?          it may be absent
///   -          the repair blanks it
///   !          it must not follow; consumes nothing
///   &          it must follow; consumes nothing
/// and after a word
///   =text      the repair writes that instead
/// `[[` … `]]` : the repair replaces all in between by ''; `[[=text` by that text.
struct Construct {
  std::string_view pattern;
  std::string_view name;
  std::string_view dialects;    ///< sorted, joined by commas
  std::string_view suggestion;  ///< what to write instead
  bool hides_columns = false;   ///< it makes columns that cannot be known: none is reported then
  std::uint8_t since = 0;       ///< the version of PostgreSQL that takes it; 0: none
};

std::span<const Construct> foreign_constructs();

}  // namespace tollgate::sql
