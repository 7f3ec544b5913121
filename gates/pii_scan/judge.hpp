// Name and values of one column, put together: the judge that the gate, `pii suggest` and `inspect pii` share.
#pragma once

#include <optional>
#include <span>

#include "gates/pii_scan/entity.hpp"
#include "gates/pii_scan/values.hpp"

namespace tollgate::pii_scan {

/// Section 2, step 5 of the table of name and value strengths; docs/gates/pii-scan.md tells it. `cells` nothing: no
/// values at hand (an empty span: the column was read and holds none).
Classification classify(const ColumnFacts& column, const std::optional<std::span<const Cell>>& cells);

}  // namespace tollgate::pii_scan
