#include <fmt/format.h>

#include <fstream>
#include <functional>
#include <map>
#include <set>

#include "bench/generate/nodes.hpp"

namespace tollgate::bench {

namespace {

/// Writes one object entry by entry: a whole manifest as one value would take several times its size.
class ObjectWriter {
 public:
  ObjectWriter(std::ostream& out, std::string_view name) : x_out(out) { x_out << ",\"" << name << "\":{"; }
  ObjectWriter(const ObjectWriter&) = delete;
  ObjectWriter& operator=(const ObjectWriter&) = delete;
  ~ObjectWriter() { x_out << '}'; }

  void add(const std::string& id, const Json& value) {
    x_out << (x_first ? "" : ",") << Json(id) << ':' << value;
    x_first = false;
  }

 private:
  std::ostream& x_out;
  bool x_first = true;
};

std::string uuid_of(const std::string& about) {
  const std::string hex = hex_of(about, 32);
  return fmt::format("{}-{}-4{}-9{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(13, 3), hex.substr(17, 3),
                     hex.substr(20, 12));
}

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

Json catalog_entry(const Relation& relation, const Side& side) {
  Json columns = Json::object();
  int index = 0;
  for (const MadeColumn& column : relation.columns) {
    columns[column.name] = {
        {"type", type_of(column.kind)}, {"index", ++index}, {"name", column.name}, {"comment", nullptr}};
  }
  return {{"metadata",
           {{"type", relation.materialized == "view" ? "VIEW" : "BASE TABLE"},
            {"schema", schema_of(relation, side.environment)},
            {"name", relation.name},
            {"database", side.environment.database},
            {"comment", nullptr},
            {"owner", "dbt"}}},
          {"columns", columns},
          {"stats",
           {{"has_stats",
             {{"id", "has_stats"},
              {"label", "Has Stats?"},
              {"value", false},
              {"include", false},
              {"description", "Indicates whether there are statistics for this table"}}}}},
          {"unique_id", unique_id_of(relation)}};
}

void write_catalog(const Plan& plan, const Side& side, std::ostream& out) {
  out << R"({"metadata":{"dbt_schema_version":"https://schemas.getdbt.com/dbt/catalog/v1.json","dbt_version":"1.10.5",)"
      << R"("generated_at":")" << side.day << R"(T09:00:00.000000Z","invocation_id":")" << uuid_of(side.day)
      << R"(","env":{}})";
  for (const bool sources : {false, true}) {
    ObjectWriter writer(out, sources ? "sources" : "nodes");
    for (const Relation& relation : plan.relations) {
      if ((relation.layer == Layer::source) != sources || relation.materialized == "ephemeral") continue;
      writer.add(unique_id_of(relation), catalog_entry(relation, side));
    }
  }
  out << ",\"errors\":null}\n";
}

Json result_json(const std::string& id, const std::string& code, const Json& relation_name, const Side& side) {
  const bool test = id.starts_with("test.");
  const auto at = [&](const char* second) { return fmt::format("{}T08:10:{}.000000Z", side.day, second); };
  return {{"status", test ? "pass" : "success"},
          {"timing", Json::array({{{"name", "compile"}, {"started_at", at("01")}, {"completed_at", at("02")}},
                                  {{"name", "execute"}, {"started_at", at("02")}, {"completed_at", at("03")}}})},
          {"thread_id", "Thread-1 (worker)"},
          {"execution_time", 1.25},
          {"adapter_response", {{"_message", "SELECT 1"}, {"code", "SELECT"}, {"rows_affected", 1}}},
          {"message", test ? Json(nullptr) : Json("SELECT 1")},
          {"failures", test ? Json(0) : Json(nullptr)},
          {"unique_id", id},
          {"compiled", true},
          {"compiled_code", code},
          {"relation_name", relation_name},
          {"batch_results", nullptr}};
}

void write_run_results(const Plan& plan, const Side& side, std::ostream& out) {
  out << R"({"metadata":{"dbt_schema_version":"https://schemas.getdbt.com/dbt/run-results/v6.json",)"
      << R"("dbt_version":"1.10.5","generated_at":")" << side.day << R"(T08:30:00.000000Z","invocation_id":")"
      << uuid_of(side.day) << R"(","env":{}},"results":[)";
  bool first = true;
  const auto add = [&](const Json& result) {
    out << (first ? "" : ",") << result;
    first = false;
  };
  for (std::size_t i = plan.first_model; i < plan.relations.size(); ++i) {
    const Relation& model = plan.relations[i];
    if (model.materialized == "ephemeral") continue;
    add(result_json(unique_id_of(model), compiled_code(plan, model, side.environment),
                    quoted_name(model, side.environment), side));
    for (const MadeTest& test : tests_of(plan, i)) {
      add(result_json(test.unique_id, test_code(plan, test, side), nullptr, side));
    }
  }
  out << R"(],"elapsed_time":1234.5,"args":{"which":"build","threads":8}})" << '\n';
}

}  // namespace

void write_artifacts(const Plan& plan, const Side& side, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::ofstream manifest(folder / "manifest.json");
  ManifestWriter(plan, side, manifest).write();
  std::ofstream catalog(folder / "catalog.json");
  write_catalog(plan, side, catalog);
  std::ofstream results(folder / "run_results.json");
  write_run_results(plan, side, results);
}

std::string as_ddl(const Plan& plan, const Environment& environment) {
  std::set<std::string> schemas;
  for (const Relation& relation : plan.relations) schemas.insert(schema_of(relation, environment));
  std::string sql;
  for (const std::string& schema : schemas) sql += fmt::format("create schema if not exists \"{}\";\n", schema);
  for (const Relation& relation : plan.relations) {
    if (relation.materialized == "ephemeral") continue;
    if (relation.layer != Layer::source && relation.materialized != "incremental") {
      sql += fmt::format("create view {} as {};\n", quoted_name(relation, environment),
                         compiled_code(plan, relation, environment));
      continue;
    }
    std::string columns;
    for (const MadeColumn& column : relation.columns) {
      columns += fmt::format("{}{} {}", columns.empty() ? "" : ", ", column.name, type_of(column.kind));
    }
    sql += fmt::format("create table {} ({});\n", quoted_name(relation, environment), columns);
    if (relation.layer == Layer::source) continue;
    sql += fmt::format("insert into {} {};\n", quoted_name(relation, environment),
                       compiled_code(plan, relation, environment));
  }
  return sql;
}

std::string policy_text() {
  return R"(version: 1

layers:
  staging:
    select: {path: models/staging}
    gates:
      parse:
      compile:
      references:
      pii-scan: {severity: {untagged-derivation: warning}}
      test:
      hallucination-budget:
      review:
      merge-window:
    review: {approvals: 1, by: peer}
    merge_window: any

  intermediate:
    inherits: staging
    select: {path: models/intermediate}
    gates:
      lineage-diff: {severity: {re-sourced: warning}}

  marts:
    inherits: intermediate
    select: {path: models/marts}
    gates:
      metric-definition-review:

  metrics:
    inherits: marts
    select: {path: models/metrics}
)";
}

}  // namespace tollgate::bench
