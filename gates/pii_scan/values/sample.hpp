// The sampled cells of one column as views: trimmed, non-empty, distinct. Copies no byte of a cell, so there is nothing
// to wipe; the cells must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "gates/pii_scan/values.hpp"

namespace tollgate::pii_scan {

/// A cell is read up to here; what is cut is cut before a UTF-8 continuation byte.
inline constexpr std::size_t longest_cell = 4096;

struct Sample {
  std::vector<std::string_view> distinct;  ///< in order of first appearance
  std::int64_t cells = 0;                  ///< neither null nor empty
};

/// Without blanks (also the no-break space) at both ends.
std::string_view trimmed(std::string_view text);

Sample sample_of(std::span<const Cell> cells);

}  // namespace tollgate::pii_scan
