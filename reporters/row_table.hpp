// The row counts of a report in the order and in the words in which every reporter shows them.
#pragma once

#include <string>
#include <vector>

#include "core/report.hpp"

namespace tollgate::reporters {

/// One line of the table, ready to be escaped.
struct CountedRow {
  std::string name;
  std::string base;  ///< `1,000`, `~1,000` when estimated, `-` when there is no count
  std::string head;
  std::string change;  ///< `+1,000 (+100.0 %)`, relative to base; `unchanged`, `not comparable`
  std::string scope;   ///< which rows were counted, when not all; else empty
};

/// The largest change relative to base first (from no rows and to no rows before all), among equals the order of the
/// report.
std::vector<CountedRow> counted_rows(const Report& report);

}  // namespace tollgate::reporters
