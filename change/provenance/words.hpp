// Texts of commit messages: trimming, ASCII case folding and the lines that rules R1 and R2 read. For the files of this
// folder only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/lower.hpp"

namespace tollgate::change {

std::string_view trimmed(std::string_view text);
bool same_text(std::string_view left, std::string_view right);     ///< but for ASCII case
bool begins_with(std::string_view text, std::string_view prefix);  ///< but for ASCII case; the prefix is lower case
bool is_hex(std::string_view text);
bool is_digits(std::string_view text);

/// A line as the rules read it: without indentation and without `> `, `* `, `- ` before it, NBSP as a blank.
struct Line {
  std::string text;
  bool subject = false;  ///< of the first line that is not empty
  std::size_t number = 0;
};

/// All lines that are not empty. CRLF, CR and a literal `\n` end a line; a folded trailer value is joined to its line;
/// what `Revert "…"` and `Reapply "…"` quote is left out (R9).
std::vector<Line> lines_of(std::string_view message);

struct Trailer {
  std::string key;  ///< lower case, blanks as `-`
  std::string_view value;
};
/// `Key: value`. The key is empty when the line is none.
Trailer trailer_of(std::string_view line);

}  // namespace tollgate::change
