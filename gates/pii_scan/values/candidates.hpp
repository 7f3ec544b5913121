// The entities that a column's counts speak for, with how strongly: the thresholds of every class in one place, and the
// choice between several. Pure.
#pragma once

#include <string>
#include <vector>

#include "gates/pii_scan/entity.hpp"
#include "gates/pii_scan/values/column_scan.hpp"

namespace tollgate::pii_scan {

struct Candidate {
  Entity entity;
  Strength strength;
  bool proved;        ///< by a checksum, a parse, a fixed shape
  double log_chance;  ///< of a checksum: natural logarithm; 0 where none was reckoned
  double share;       ///< of distinct cells
  std::string evidence;
};

/// `said`: the name or the type says that quads are addresses.
std::vector<Candidate> candidates(const ColumnScan& scan, bool said);

/// The best of them in front: strength, agreement with `name`, severity in texts, chance, share.
void rank(std::vector<Candidate>& found, const NameVerdict& name);

}  // namespace tollgate::pii_scan
