#include "bench/generate/build_artifacts.hpp"

#include <fmt/format.h>

#include "bench/generate/nodes.hpp"
#include "bench/generate/object_writer.hpp"

namespace tollgate::bench {

namespace {

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

}  // namespace

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

namespace {

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

}  // namespace

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

}  // namespace tollgate::bench
