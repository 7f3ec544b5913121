#include "tests/lineage/scene.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tollgate::test_lineage {

namespace {

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at))
    text.replace(at, what.size(), with);
  return text;
}

}  // namespace

Side& Side::source(const std::string& name, const std::vector<sql::KnownColumn>& columns) {
  dbt::Source& source = project.sources["source.shop.raw." + name];
  source.unique_id = "source.shop.raw." + name;
  source.source_name = "raw";
  source.name = source.identifier = name;
  source.relation_name = fmt::format(R"("shop"."raw"."{}")", name);
  dbt::CatalogEntry& entry = catalog.entries[source.unique_id];
  for (const sql::KnownColumn& column : columns) entry.columns.push_back({column.name, column.type, 0});
  return *this;
}

Side& Side::model(const std::string& name, const std::string& sql, const std::string& materialized,
                  const std::vector<std::string>& depends_on) {
  dbt::Node& node = project.nodes["model.shop." + name];
  node.unique_id = "model.shop." + name;
  node.type = dbt::ResourceType::model;
  node.name = node.alias = name;
  node.config.materialized = materialized;
  node.compiled = true;
  node.compiled_code = replaced(sql, "{schema}", x_schema);
  if (materialized != "ephemeral") node.relation_name = fmt::format(R"("shop"."{}"."{}")", x_schema, name);
  for (const std::string& parent : depends_on) node.depends_on.push_back("model.shop." + parent);
  return *this;
}

Side& Side::exposure(const std::string& name, const std::string& model) {
  dbt::Exposure& exposure = project.exposures["exposure.shop." + name];
  exposure.unique_id = "exposure.shop." + name;
  exposure.name = name;
  exposure.type = "dashboard";
  exposure.depends_on = {"model.shop." + model};
  return *this;
}

Side& Side::metric(const std::string& name, const std::string& definition, const std::string& depends_on) {
  dbt::SemanticNode& metric = project.semantics["metric.shop." + name];
  metric.unique_id = "metric.shop." + name;
  metric.type = dbt::ResourceType::metric;
  metric.name = name;
  metric.definition = definition;
  metric.depends_on = {depends_on};
  return *this;
}

Side& Side::semantic_model(const std::string& name, const std::string& definition, const std::string& model) {
  dbt::SemanticNode& semantic = project.semantics["semantic_model.shop." + name];
  semantic.unique_id = "semantic_model.shop." + name;
  semantic.type = dbt::ResourceType::semantic_model;
  semantic.name = name;
  semantic.definition = definition;
  semantic.depends_on = {"model.shop." + model};
  return *this;
}

Side& Side::built(const std::string& name, const std::vector<sql::KnownColumn>& columns) {
  dbt::CatalogEntry& entry = catalog.entries["model.shop." + name];
  entry.columns.clear();
  for (const sql::KnownColumn& column : columns) entry.columns.push_back({column.name, column.type, 0});
  return *this;
}

lineage::Graph Side::graph(const Side* other) const {
  return lineage::build_graph({&project, &catalog, nullptr, other == nullptr ? nullptr : &other->project});
}

std::vector<std::string> lines(const lineage::Graph& graph, const std::string& model) {
  std::vector<std::string> found;
  const lineage::Relation* relation = graph.find("model.shop." + model);
  if (relation == nullptr) return {"no such model"};
  for (const lineage::Column& column : graph.columns_of(*relation)) {
    std::vector<std::string> sources;
    for (const lineage::Edge& edge : column.sources) {
      sources.push_back(((edge.roles & sql::role::direct) == 0 ? "~" : "") + graph.full_name(edge.column));
    }
    found.push_back(fmt::format("{}: {}{}", column.name, fmt::join(sources, ", "), column.resolved ? "" : "?"));
  }
  return found;
}

std::vector<std::string> lines(const lineage::Differences& found) {
  std::vector<std::string> told;
  for (const lineage::Difference& d : found.differences) {
    const std::string model = d.unique_id.substr(d.unique_id.rfind('.') + 1);
    if (d.kind == lineage::DifferenceKind::scaled) {
      told.push_back(fmt::format("{} {}.{}: {}{}{}", to_string(d.kind), model, d.column, d.scale,
                                 d.after.empty() ? "" : ", " + d.before + " -> " + d.after,
                                 d.together.empty() ? "" : " together"));
      continue;
    }
    told.push_back(fmt::format("{} {}{}{}: {} -> {}", to_string(d.kind), model, d.column.empty() ? "" : ".", d.column,
                               d.before, d.after));
  }
  for (const lineage::Unjudged& u : found.unjudged) {
    told.push_back(fmt::format("{} {}",
                               !u.changed  ? "unjudged as before"
                               : u.refused ? "refused"
                                           : "unjudged",
                               u.column));
  }
  return told;
}

Side orders() {
  return Side().source(
      "orders",
      {{"id", "integer"}, {"customer_id", "integer"}, {"net", "numeric"}, {"gross", "numeric"}, {"status", "text"}});
}

}  // namespace tollgate::test_lineage
