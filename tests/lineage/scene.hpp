// Small dbt projects for tests of lineage, written in C++: relations live in `shop.dev`, SQL calls them dev.NAME.
#pragma once

#include <string>
#include <vector>

#include "dbt/catalog.hpp"
#include "lineage/difference.hpp"
#include "lineage/graph.hpp"

namespace tollgate::test_lineage {

/// One side. Keeps what the graph refers to.
class Side {
 public:
  explicit Side(std::string schema = "dev") : x_schema(std::move(schema)) {}

  Side& source(const std::string& name, const std::vector<sql::KnownColumn>& columns);
  /// Its SQL may say {schema}: the side's own.
  Side& model(const std::string& name, const std::string& sql, const std::string& materialized = "table",
              const std::vector<std::string>& depends_on = {});
  Side& exposure(const std::string& name, const std::string& model);
  Side& metric(const std::string& name, const std::string& definition, const std::string& depends_on);
  Side& semantic_model(const std::string& name, const std::string& definition, const std::string& model);
  /// What the warehouse holds of a model.
  Side& built(const std::string& name, const std::vector<sql::KnownColumn>& columns);

  dbt::Node& node(const std::string& name) { return project.nodes.at("model.shop." + name); }
  lineage::Graph graph(const Side* other = nullptr) const;

  dbt::Project project;
  dbt::Catalog catalog;

 private:
  std::string x_schema;
};

/// `name: source, source …` of each column of a model; `~` before a source that only steers, `?` behind what is not
/// resolved.
std::vector<std::string> lines(const lineage::Graph& graph, const std::string& model);
/// `kind model.column: before -> after`, one per difference.
std::vector<std::string> lines(const lineage::Differences& found);
/// Of a project with source raw.orders (id, customer_id, net, gross, status), whose models are the given ones.
Side orders();

}  // namespace tollgate::test_lineage
