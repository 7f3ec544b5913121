// "Did you mean …?" for misspelt ids, keys and names.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tollgate {

/// The known name nearest to `word` (optimal string alignment distance, case-insensitive, at most a third of its
/// length and at most 3 edits away), or an empty string. Ties go to the first.
std::string nearest_name(std::string_view word, std::span<const std::string_view> known);

/// `did you mean "x"?`, or an empty string when nothing is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

}  // namespace tollgate
