// What the sampled cells of one column say about personal data: shapes (RE2), validators, the chance of a checksum,
// rules over the whole column. Pure; keeps nothing of the cells beyond its return, and wipes what it copied.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "gates/pii_scan/entity.hpp"

namespace tollgate::pii_scan {

/// One cell as PostgreSQL prints it; nothing for null.
using Cell = std::optional<std::string_view>;

/// `name` is what judge_name() said: it breaks ties, and says for what `contrary` and compatible values are asked.
/// Linear in the bytes of the cells. Cells longer than 4,096 bytes are read up to there.
ValueVerdict judge_values(const ColumnFacts& column, const NameVerdict& name, std::span<const Cell> cells);

}  // namespace tollgate::pii_scan
