// A model whose manifest says some settings on base and others on head, and what lineage-diff tells of it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/scene.hpp"

namespace tollgate::test_gates {

using Values = std::vector<std::pair<std::string, std::string>>;

inline Scene postgres() {
  Scene scene;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    project->metadata.adapter_type = "postgres";
    project->metadata.project_name = "shop";
  }
  return scene;
}

/// A model whose manifest says these settings, wherever they stand.
inline dbt::Node set(dbt::Node node, const Values& values) {
  for (const auto& [key, value] : values) {
    node.unrendered_config[key] = value;
    if (key == "materialized") node.config.materialized = value;
  }
  return node;
}

inline dbt::Node incremental(const Values& values, const std::string& name = "events") {
  return set(set(model(name), {{"materialized", "incremental"}}), values);
}

inline dbt::Node snapshot(const Values& values) {
  dbt::Node node = set(model("riders_snapshot"), values);
  node.unique_id = "snapshot.shop.riders_snapshot";
  node.type = dbt::ResourceType::snapshot;
  node.config.materialized = "snapshot";
  return node;
}

inline std::vector<Finding> told_between(const dbt::Node& base, const dbt::Node& head) {
  Scene scene = postgres();
  scene.changed(base, head);
  return scene.run(gates::lineage_diff).findings;
}

/// The one finding's `severity rule: message`; empty when there is none.
inline std::string told(const dbt::Node& base, const dbt::Node& head) {
  const std::vector<Finding> findings = told_between(base, head);
  if (findings.empty()) return {};
  REQUIRE(findings.size() == 1);
  return std::string(to_string(findings[0].severity)) + " " + findings[0].rule + ": " + findings[0].message;
}

}  // namespace tollgate::test_gates
