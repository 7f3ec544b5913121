#include "lineage/keys.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>

namespace tollgate::lineage {

namespace {

/// The texts of a flat JSON list, as dbt::Meta holds one: ["a","b"]. Nothing when it is another thing.
std::optional<std::vector<std::string>> texts_of(std::string_view json) {
  if (json.size() < 2 || json.front() != '[' || json.back() != ']') return std::nullopt;
  std::vector<std::string> texts;
  for (std::size_t i = 1; i + 1 < json.size();) {
    if (json[i] != '"') return std::nullopt;
    const std::size_t end = json.find('"', i + 1);
    if (end == std::string_view::npos) return std::nullopt;
    texts.emplace_back(json.substr(i + 1, end - i - 1));
    i = end + 1;
    if (json[i] == ',') ++i;
  }
  return texts;
}

bool is_strict(const dbt::TestInfo& test) {
  const auto is_default = [](const std::string& threshold) { return threshold.empty() || threshold == "!= 0"; };
  std::string severity = test.severity;
  std::ranges::transform(severity, severity.begin(), [](unsigned char c) { return std::tolower(c); });
  return severity == "error" && test.where.empty() && test.limit.empty() && is_default(test.error_if);
}

/// What the test is about: dbt's word, else the only thing that it depends on.
std::string tested_id(const dbt::Node& test) {
  if (!test.test->attached_node.empty()) return test.test->attached_node;
  return test.depends_on.size() == 1 ? test.depends_on.front() : std::string();
}

std::optional<DeclaredKey> key_of_test(const dbt::TestInfo& test) {
  if (test.name == "unique" && !test.column.empty()) return DeclaredKey{{test.column}, "if the unique test holds"};
  if (test.name != "unique_combination_of_columns") return std::nullopt;
  const auto columns = test.kwargs.find("combination_of_columns");
  const auto names = columns == test.kwargs.end() ? std::nullopt : texts_of(columns->second);
  if (!names || names->empty()) return std::nullopt;
  return DeclaredKey{*names, "if the unique_combination_of_columns test holds"};
}

bool is_key(const dbt::Constraint& constraint) {
  return constraint.type == "primary_key" || constraint.type == "unique";
}

void add_constraints(const dbt::Node& node, std::vector<DeclaredKey>& keys) {
  if (!node.config.contract_enforced || node.config.materialized == "view") return;  // a view has no constraint
  for (const dbt::Constraint& constraint : node.constraints) {
    if (is_key(constraint) && !constraint.columns.empty()) keys.push_back({constraint.columns, "by its constraint"});
  }
  for (const dbt::Column& column : node.columns) {
    if (std::ranges::any_of(column.constraints, is_key)) keys.push_back({{column.name}, "by its constraint"});
  }
}

std::vector<int> indexes_of(const sql::KnownRelation& relation, const DeclaredKey& key) {
  std::vector<int> indexes;
  for (const std::string& name : key.columns) {
    std::string folded = name;  // tests name columns as people write them
    std::ranges::transform(folded, folded.begin(), [](unsigned char c) { return std::tolower(c); });
    const int index = relation.find(name) >= 0 ? relation.find(name) : relation.find(folded);
    if (index < 0) return {};
    indexes.push_back(index);
  }
  std::ranges::sort(indexes);
  return indexes;
}

}  // namespace

DeclaredKeys declared_keys(const dbt::Project& project) {
  DeclaredKeys keys;
  for (const auto& [id, node] : project.nodes) {
    add_constraints(node, keys[id]);
    if (!node.primary_key.empty()) keys[id].push_back({node.primary_key, "if the tests of its primary key hold"});
    if (!node.test || !is_strict(*node.test)) continue;
    if (auto key = key_of_test(*node.test)) keys[tested_id(node)].push_back(std::move(*key));
  }
  return keys;
}

void add_keys(sql::KnownRelation& relation, const DeclaredKeys& keys) {
  const auto declared = keys.find(relation.identity);
  if (declared == keys.end()) return;
  for (const DeclaredKey& key : declared->second) {
    std::vector<int> indexes = indexes_of(relation, key);
    if (indexes.empty() || std::ranges::find(relation.unique_keys, indexes) != relation.unique_keys.end()) continue;
    relation.unique_keys.push_back(std::move(indexes));
    if (relation.key_evidence.empty()) relation.key_evidence = key.evidence;
  }
}

}  // namespace tollgate::lineage
