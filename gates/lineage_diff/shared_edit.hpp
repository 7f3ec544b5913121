// Differences of one model that one edit made: told as one finding. Owns no rule and no finding.
#pragma once

#include <string>
#include <vector>

#include "gates/lineage_diff/wording.hpp"
#include "lineage/difference.hpp"
#include "lineage/reach.hpp"

namespace tollgate::gates::columns {

/// Of equal Difference::together; either columns of one kind, or branches of unions with the columns that show them.
struct SharedEdit {
  std::vector<const lineage::Difference*> parts;  ///< what is about rows comes first
  std::vector<std::string> columns;               ///< in order of place

  const lineage::Difference& first() const { return *parts.front(); }
  bool is_of_rows() const { return !lineage::is_about_column(first().kind); }
  /// `m: a UNION ALL arm that reads b was added; all 7 columns (…) come from it as well`.
  std::string clause(const std::string& model, const Graphs& graphs) const;
  lineage::Reach reach(const Graphs& graphs) const;
};

class SharedEdits {
 public:
  void add(const lineage::Difference& difference) { x_parts.push_back(&difference); }
  /// In order of place.
  std::vector<SharedEdit> all() const;

 private:
  std::vector<const lineage::Difference*> x_parts;
};

}  // namespace tollgate::gates::columns
