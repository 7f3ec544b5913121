// Lines no wider than a terminal. Takes text that is already safe to show (see escape.hpp).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tollgate::reporters {

/// The text, or its two ends with `…` between them when it is wider than `width` (at least 1).
std::string cut_middle(std::string_view text, std::size_t width);

/// Breaks at blanks, before and after wide characters, and at line feeds; from the second line on, `hanging` blanks
/// come first. A word that is wider than a line is cut in the middle. At least one line; runs of blanks become one.
std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t hanging = 0);

}  // namespace tollgate::reporters
