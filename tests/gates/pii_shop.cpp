#include "tests/gates/pii_shop.hpp"

#include "gates/all.hpp"

namespace tollgate::test_gates {

dbt::Meta tagged() { return {{"pii", "true"}}; }

std::vector<dbt::Column> columns(const Tags& tags) {
  std::vector<dbt::Column> made;
  for (const auto& [name, meta] : tags) {
    dbt::Column column;
    column.name = name;
    column.meta = meta;
    made.push_back(column);
  }
  return made;
}

dbt::Node with(dbt::Node node, const Tags& tags, const std::vector<std::string>& depends_on) {
  node.columns = columns(tags);
  node.depends_on = depends_on;
  return node;
}

dbt::Source people(const Tags& tags) {
  dbt::Source source;
  source.unique_id = "source.shop.raw.people";
  source.source_name = "raw";
  source.name = "people";
  source.relation_name = R"("shop"."raw"."people")";
  source.columns = columns(tags);
  return source;
}

Tags of_source() { return {{"id", {}}, {"email", tagged()}, {"phone", tagged()}, {"city", {}}}; }

dbt::Node staging(const std::string& sql, const Tags& tags) {
  return with(model("stg_people", sql), tags, {"source.shop.raw.people"});
}

dbt::Node staging() {
  return staging("select id, email, phone, city from raw.people", {{"email", tagged()}, {"phone", tagged()}});
}

dbt::Node mart(const std::string& sql, const Tags& tags, const std::string& name) {
  return with(model(name, sql), tags, {"model.shop.stg_people"});
}

Scene source_alone(const Tags& tags) {
  Scene scene;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    const dbt::Source source = people(tags);
    project->sources[source.unique_id] = source;
  }
  return scene;
}

Scene shop() {
  Scene scene = source_alone();
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    const dbt::Node node = staging();
    project->nodes[node.unique_id] = node;
    project->children["source.shop.raw.people"] = {node.unique_id};
  }
  return scene;
}

std::string plain() { return "select\n  id,\n  email,\n  city\nfrom marts.stg_people"; }

GateResult mart_becomes(const std::string& sql, const Tags& tags, const std::string& base) {
  return shop().changed(mart(base, {{"email", tagged()}}), mart(sql, tags)).run(gates::pii_scan);
}

std::vector<std::string> rules_of(const GateResult& result) {
  std::vector<std::string> rules;
  for (const Finding& finding : result.findings) rules.push_back(finding.rule);
  return rules;
}

}  // namespace tollgate::test_gates
