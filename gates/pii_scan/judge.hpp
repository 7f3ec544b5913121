// Name and values of one column, put together: the judge that the gate, `pii suggest` and `inspect pii` share.
#pragma once

#include <optional>
#include <span>

#include "gates/pii_scan/entity.hpp"
#include "gates/pii_scan/values.hpp"

namespace tollgate::pii_scan {

/// The combination of the strengths of name and values; docs/gates/pii-scan.md has the table. `cells` nothing: no
/// values at hand (an empty span: the column was read and holds none).
///
/// Confidence, that the column holds the entity: 0.99 values prove it and the name agrees; 0.95 values prove it, or are
/// strong and the name agrees; 0.9 the name is strong and the values fit; 0.85 strong values that prove nothing, alone;
/// 0.8 a strong name alone; 0.6 both weak and of one mind; 0 nothing was claimed.
Classification classify(const ColumnFacts& column, const std::optional<std::span<const Cell>>& cells);

}  // namespace tollgate::pii_scan
