#include "lineage/columns.hpp"

#include <algorithm>
#include <array>

namespace tollgate::lineage {

namespace {

ColumnList from_catalog(const dbt::CatalogEntry& entry) {
  ColumnList list{{}, Origin::catalog, false};
  for (const dbt::CatalogColumn& column : entry.columns) list.columns.push_back({column.name, column.type});
  return list;
}

ColumnList from_yaml(const std::vector<dbt::Column>& declared, bool whole) {
  ColumnList list{{}, Origin::yaml, !whole};
  for (const dbt::Column& column : declared) list.columns.push_back({column.name, column.data_type});
  return list;
}

}  // namespace

ColumnList built_columns(const GraphInput& input, const std::string& unique_id) {
  if (input.catalog != nullptr) {
    const dbt::CatalogEntry* entry = input.catalog->find(unique_id);
    if (entry != nullptr && !entry->columns.empty()) return from_catalog(*entry);
  }
  if (input.database != nullptr) {
    const auto known = input.database->find(unique_id);
    if (known != input.database->end() && !known->second.empty()) return {known->second, Origin::database, false};
  }
  return {};
}

ColumnList listed_columns(const GraphInput& input, const std::string& unique_id,
                          const std::vector<dbt::Column>& declared, bool whole) {
  ColumnList built = built_columns(input, unique_id);
  if (built.origin != Origin::none || declared.empty()) return built;
  return from_yaml(declared, whole);
}

std::vector<std::string> snapshot_columns(const dbt::Node& snapshot) {
  std::vector<std::string> columns{"dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to"};
  const auto hard_deletes = snapshot.unrendered_config.find("hard_deletes");
  if (hard_deletes != snapshot.unrendered_config.end() && hard_deletes->second == "new_record") {
    columns.emplace_back("dbt_is_deleted");
  }
  const auto renamed = snapshot.unrendered_config.find("snapshot_meta_column_names");
  if (renamed == snapshot.unrendered_config.end()) return columns;
  for (std::string& column : columns) {  // compact JSON: {"dbt_valid_to":"valid_to"}
    const std::string key = '"' + column + "\":\"";
    const std::size_t at = renamed->second.find(key);
    if (at == std::string::npos) continue;
    const std::size_t from = at + key.size();
    column = renamed->second.substr(from, renamed->second.find('"', from) - from);
  }
  return columns;
}

void order_by_contract(std::vector<sql::ColumnLineage>& columns, const dbt::Node& node) {
  const bool created_by_contract = node.config.contract_enforced &&
                                   (node.config.materialized == "table" || node.config.materialized == "incremental");
  if (!created_by_contract || node.columns.size() != columns.size()) return;
  std::vector<std::size_t> order;
  for (const dbt::Column& declared : node.columns) {
    const auto at = std::ranges::find(columns, declared.name, &sql::ColumnLineage::name);
    if (at == columns.end()) return;
    order.push_back(static_cast<std::size_t>(at - columns.begin()));
  }
  std::vector<sql::ColumnLineage> ordered;
  ordered.reserve(order.size());
  for (const std::size_t index : order) ordered.push_back(columns[index]);
  columns = std::move(ordered);
}

}  // namespace tollgate::lineage
