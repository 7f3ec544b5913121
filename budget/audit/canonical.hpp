// The one text of a JSON object that is hashed: RFC 8785 narrowed to ASCII keys, whole numbers, no blanks and no
// control characters. Every text is read with caps on its size and nesting, and never trusted.
#pragma once

#include <string>
#include <string_view>

namespace tollgate::budget {

/// The canonical text of a JSON object; its texts are put into Unicode's composed form (NFC). Throws Error (unjudged)
/// when the text is no such object: larger than largest_event, nested deeper than 4, a key twice, a fraction, a number
/// beyond 2^53, a control character, text that is not UTF-8.
std::string canonical(std::string_view json);

}  // namespace tollgate::budget
