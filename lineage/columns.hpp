// What is known of a relation's columns without its SQL: from a catalogue, the warehouse, or YAML, in this order.
#pragma once

#include <string>
#include <vector>

#include "lineage/graph.hpp"

namespace tollgate::lineage {

struct ColumnList {
  std::vector<sql::KnownColumn> columns;
  Origin origin = Origin::none;
  bool open = true;  ///< there may be more
};

/// `declared`: those in YAML; `whole`: an enforced contract names them all.
ColumnList listed_columns(const GraphInput& input, const std::string& unique_id,
                          const std::vector<dbt::Column>& declared, bool whole);
/// As the catalogue or the warehouse holds them; without any when neither does.
ColumnList built_columns(const GraphInput& input, const std::string& unique_id);

/// The columns that dbt adds to those of a snapshot's query (docs.getdbt.com, "Snapshot meta-fields").
std::vector<std::string> snapshot_columns(const dbt::Node& snapshot);

/// In the order of an enforced contract, as dbt creates tables by it; unchanged when the names differ.
void order_by_contract(std::vector<sql::ColumnLineage>& columns, const dbt::Node& node);

}  // namespace tollgate::lineage
