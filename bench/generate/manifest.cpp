#include "bench/generate/manifest.hpp"

#include <fmt/format.h>

#include <functional>
#include <map>
#include <set>

#include "bench/generate/nodes.hpp"
#include "bench/generate/object_writer.hpp"

namespace tollgate::bench {

namespace {

Json metadata_json(const Side& side) {
  const std::string moment = side.day + "T08:00:00.000000Z";
  return {{"dbt_schema_version", "https://schemas.getdbt.com/dbt/manifest/v12.json"},
          {"dbt_version", "1.10.5"},
          {"generated_at", moment},
          {"invocation_id", uuid_of(side.day)},
          {"invocation_started_at", moment},
          {"env", Json::object()},
          {"project_name", "acme"},
          {"project_id", hex_of("acme", 32)},
          {"user_id", nullptr},
          {"send_anonymous_usage_stats", false},
          {"adapter_type", "postgres"},
          {"quoting", {{"database", true}, {"schema", true}, {"identifier", true}, {"column", nullptr}}}};
}

Json exposure_json(const Plan& plan, std::size_t model) {
  const Relation& read = plan.relations[model];
  const std::string name = fmt::format("board_{}", model);
  return {{"name", name},
          {"resource_type", "exposure"},
          {"package_name", "acme"},
          {"path", "marts/_exposures.yml"},
          {"original_file_path", "models/marts/_exposures.yml"},
          {"unique_id", "exposure.acme." + name},
          {"fqn", {"acme", "marts", name}},
          {"type", "dashboard"},
          {"owner", {{"email", "boards@example.com"}, {"name", "Boards"}}},
          {"description", sentences(name, 20)},
          {"label", "Board"},
          {"maturity", "medium"},
          {"meta", Json::object()},
          {"tags", Json::array()},
          {"config", {{"enabled", true}, {"tags", Json::array()}, {"meta", Json::object()}}},
          {"unrendered_config", Json::object()},
          {"url", "https://bi.example.com/" + name},
          {"depends_on", {{"macros", Json::array()}, {"nodes", Json::array({unique_id_of(read)})}}},
          {"refs", Json::array({{{"name", read.name}, {"package", nullptr}, {"version", nullptr}}})},
          {"sources", Json::array()},
          {"metrics", Json::array()},
          {"created_at", 1767225600.25}};
}

Json semantic_json(const Plan& plan, std::size_t model, const Side& side) {
  const Relation& read = plan.relations[model];
  const std::string& total = read.columns[4].name;
  return {{"name", "semantic_" + read.name},
          {"resource_type", "semantic_model"},
          {"package_name", "acme"},
          {"path", "metrics/_semantic_models.yml"},
          {"original_file_path", "models/metrics/_semantic_models.yml"},
          {"unique_id", "semantic_model.acme.semantic_" + read.name},
          {"fqn", {"acme", "metrics", "semantic_" + read.name}},
          {"model", fmt::format("ref('{}')", read.name)},
          {"node_relation",
           {{"alias", read.name},
            {"schema_name", schema_of(read, side.environment)},
            {"database", side.environment.database},
            {"relation_name", quoted_name(read, side.environment)}}},
          {"description", sentences(read.name, 14)},
          {"label", nullptr},
          {"defaults", {{"agg_time_dimension", "month"}}},
          {"entities", Json::array()},
          {"measures", Json::array({{{"name", total},
                                     {"agg", "sum"},
                                     {"description", nullptr},
                                     {"label", nullptr},
                                     {"create_metric", false},
                                     {"expr", total},
                                     {"agg_params", nullptr},
                                     {"non_additive_dimension", nullptr},
                                     {"agg_time_dimension", nullptr}}})},
          {"dimensions", Json::array({{{"name", "status"},
                                       {"type", "categorical"},
                                       {"description", nullptr},
                                       {"label", nullptr},
                                       {"is_partition", false},
                                       {"type_params", nullptr},
                                       {"expr", nullptr},
                                       {"metadata", nullptr}}})},
          {"metadata", nullptr},
          {"depends_on", {{"macros", Json::array()}, {"nodes", Json::array({unique_id_of(read)})}}},
          {"refs", Json::array({{{"name", read.name}, {"package", nullptr}, {"version", nullptr}}})},
          {"created_at", 1767225600.25},
          {"config", {{"enabled", true}, {"group", nullptr}, {"meta", Json::object()}}},
          {"unrendered_config", Json::object()},
          {"primary_entity", "month"},
          {"group", nullptr}};
}

Json metric_json(const Plan& plan, std::size_t model) {
  const Relation& read = plan.relations[model];
  const Json measure = {{"name", read.columns[4].name},
                        {"filter", nullptr},
                        {"alias", nullptr},
                        {"join_to_timespine", false},
                        {"fill_nulls_with", nullptr}};
  const std::string name = "total_" + read.name;
  return {
      {"name", name},
      {"resource_type", "metric"},
      {"package_name", "acme"},
      {"path", "metrics/_semantic_models.yml"},
      {"original_file_path", "models/metrics/_semantic_models.yml"},
      {"unique_id", "metric.acme." + name},
      {"fqn", {"acme", "metrics", name}},
      {"description", sentences(name, 14)},
      {"label", "Total"},
      {"type", "simple"},
      {"type_params", {{"measure", measure}, {"input_measures", Json::array({measure})}, {"metrics", Json::array()}}},
      {"filter", nullptr},
      {"metadata", nullptr},
      {"time_granularity", nullptr},
      {"meta", Json::object()},
      {"tags", Json::array()},
      {"config", {{"enabled", true}, {"group", nullptr}, {"meta", Json::object()}}},
      {"unrendered_config", Json::object()},
      {"sources", Json::array()},
      {"depends_on",
       {{"macros", Json::array()}, {"nodes", Json::array({"semantic_model.acme.semantic_" + read.name})}}},
      {"refs", Json::array()},
      {"metrics", Json::array()},
      {"created_at", 1767225600.25},
      {"group", nullptr}};
}

Json doc_json(const std::string& name) {
  return {{"name", name},
          {"resource_type", "doc"},
          {"package_name", "acme"},
          {"path", "docs.md"},
          {"original_file_path", "models/docs.md"},
          {"unique_id", "doc.acme." + name},
          {"block_contents", sentences(name, 90)}};
}

using Map = std::map<std::string, std::set<std::string>>;

/// What feeds what, among everything that has an id.
class Edges {
 public:
  void add(const std::string& child, const std::string& parent) {
    x_parents[child].insert(parent);
    x_children[parent].insert(child);
    x_parents[parent];
    x_children[child];
  }
  void write(std::ostream& out) const {
    for (const auto& [name, map] : {std::pair("parent_map", &x_parents), std::pair("child_map", &x_children)}) {
      ObjectWriter writer(out, name);
      for (const auto& [id, others] : *map) writer.add(id, others);
    }
  }

 private:
  Map x_parents, x_children;
};

class ManifestWriter {
 public:
  ManifestWriter(const Plan& plan, const Side& side, std::ostream& out) : x_plan(plan), x_side(side), x_out(out) {}

  void write() {
    x_out << R"({"metadata":)" << metadata_json(x_side);
    write_nodes();
    write_sources();
    write_macros();
    write_docs();
    each_of(Layer::marts, 15, "exposures", [this](std::size_t model) { return exposure_json(x_plan, model); });
    each_of(Layer::metrics, 4, "metrics", [this](std::size_t model) { return metric_json(x_plan, model); });
    for (const char* empty : {"groups", "selectors", "disabled"}) ObjectWriter(x_out, empty);
    x_edges.write(x_out);
    for (const char* empty : {"group_map", "saved_queries"}) ObjectWriter(x_out, empty);
    each_of(Layer::metrics, 4, "semantic_models",
            [this](std::size_t model) { return semantic_json(x_plan, model, x_side); });
    for (const char* empty : {"unit_tests", "functions"}) ObjectWriter(x_out, empty);
    x_out << "}\n";
  }

 private:
  void write_nodes() {
    ObjectWriter nodes(x_out, "nodes");
    for (std::size_t i = x_plan.first_model; i < x_plan.relations.size(); ++i) {
      const Relation& relation = x_plan.relations[i];
      const std::string id = unique_id_of(relation);
      nodes.add(id, model_json(x_plan, relation, x_side));
      for (const std::size_t parent : relation.parents) x_edges.add(id, unique_id_of(x_plan.relations[parent]));
    }
    for (std::size_t i = x_plan.first_model; i < x_plan.relations.size(); ++i) {
      if (x_plan.relations[i].materialized == "ephemeral") continue;
      for (const MadeTest& test : tests_of(x_plan, i)) {
        nodes.add(test.unique_id, test_json(x_plan, test, x_side));
        x_edges.add(test.unique_id, unique_id_of(x_plan.relations[i]));
      }
    }
  }

  void write_sources() {
    ObjectWriter sources(x_out, "sources");
    for (std::size_t i = 0; i < x_plan.first_model; ++i) {
      sources.add(unique_id_of(x_plan.relations[i]), source_json(x_plan.relations[i], x_side));
    }
  }

  void write_macros() {
    ObjectWriter macros(x_out, "macros");
    for (const Json& macro : macros_json()) macros.add(macro["unique_id"], macro);
  }

  void write_docs() {
    ObjectWriter docs(x_out, "docs");
    for (std::size_t i = 0; i < x_plan.models() / 20; ++i) {
      const Json doc = doc_json(fmt::format("made_{}", i));
      docs.add(doc["unique_id"], doc);
    }
  }

  /// One entry for every so-manieth model of a layer.
  void each_of(Layer layer, std::size_t every, const char* name, const std::function<Json(std::size_t)>& make) {
    ObjectWriter writer(x_out, name);
    for (std::size_t i = x_plan.first_model; i < x_plan.relations.size(); ++i) {
      if (x_plan.relations[i].layer == layer && i % every == 0) {
        const Json entry = make(i);
        writer.add(entry["unique_id"], entry);
      }
    }
  }

  const Plan& x_plan;
  const Side& x_side;
  std::ostream& x_out;
  Edges x_edges;
};

}  // namespace

void write_manifest(const Plan& plan, const Side& side, std::ostream& out) { ManifestWriter(plan, side, out).write(); }

}  // namespace tollgate::bench
