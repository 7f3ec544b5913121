// What models of the head read by a name that nothing on head has any more, and that base knows: a source whose YAML is
// gone, a model that was removed, and the text that says `raw.people`. Pure; the calling thread needs a deep stack.
#pragma once

#include <map>
#include <vector>

#include "gates/pii_scan/taint.hpp"

namespace tollgate::pii_scan {

class ForeignReads {
 public:
  ForeignReads(const lineage::Graph& base, const lineage::Graph& head, const Sanitizers& sanitizers);

  /// Columns of base whose value goes into a column of the head.
  const std::vector<PassedSource>& sources_of(lineage::ColumnId head) const;
  /// What goes into columns of the head, and at most into those that cannot be told, given what base holds.
  Seeds seeds(const Taint& base) const;
  Inflows inflows(const Taint& base) const;

 private:
  void read(const lineage::Graph& head, lineage::RelationId id, const Sanitizers& sanitizers);
  sql::Passage held_by(const Taint& base, lineage::RelationId relation) const;

  const lineage::Graph& x_base;
  std::map<lineage::RelationId, std::vector<lineage::RelationId>> x_relations;  ///< head -> base
  std::map<lineage::ColumnId, std::vector<PassedSource>> x_columns;             ///< head -> base
};

}  // namespace tollgate::pii_scan
