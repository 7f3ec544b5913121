#include "bench/generate/nodes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tollgate::bench {

namespace {

std::string_view folder_of(Layer layer) {
  switch (layer) {
    case Layer::source:
    case Layer::staging:
      return "staging";
    case Layer::intermediate:
      return "intermediate";
    case Layer::marts:
      return "marts";
    case Layer::metrics:
      break;
  }
  return "metrics";
}

/// Every column that holds personal data, and two thirds of the others.
bool is_documented(const MadeColumn& column) { return column.personal || hex_of(column.name, 1) < "b"; }

Json column_json(const MadeColumn& column) {
  const Json meta = column.personal ? Json{{"pii", true}} : Json::object();
  return {{"name", column.name},
          {"description", sentences(column.name, 8 + column.name.size() % 9)},
          {"meta", meta},
          {"data_type", nullptr},
          {"constraints", Json::array()},
          {"quote", nullptr},
          {"config", {{"meta", meta}, {"tags", Json::array()}}},
          {"tags", Json::array()},
          {"granularity", nullptr},
          {"doc_blocks", Json::array()}};
}

Json columns_json(const Relation& relation) {
  Json columns = Json::object();
  for (const MadeColumn& column : relation.columns) {
    if (is_documented(column)) columns[column.name] = column_json(column);
  }
  return columns;
}

Json model_config(const Relation& relation) {
  const bool incremental = relation.materialized == "incremental";
  return {{"enabled", true},
          {"alias", nullptr},
          {"schema", relation.layer == Layer::marts ? Json(nullptr) : Json(folder_of(relation.layer))},
          {"database", nullptr},
          {"tags", Json::array({fmt::format("layer:{}", folder_of(relation.layer)), relation.system})},
          {"meta", {{"owner", fmt::format("team-{}", relation.system)}}},
          {"group", nullptr},
          {"materialized", relation.materialized},
          {"incremental_strategy", nullptr},
          {"batch_size", nullptr},
          {"lookback", 1},
          {"begin", nullptr},
          {"persist_docs", Json::object()},
          {"post-hook", Json::array()},
          {"pre-hook", Json::array()},
          {"quoting", Json::object()},
          {"column_types", Json::object()},
          {"full_refresh", nullptr},
          {"unique_key", incremental ? Json(relation.columns.front().name) : Json(nullptr)},
          {"on_schema_change", "ignore"},
          {"on_configuration_change", "apply"},
          {"grants", Json::object()},
          {"packages", Json::array()},
          {"docs", {{"show", true}, {"node_color", nullptr}}},
          {"contract", {{"enforced", false}, {"alias_types", true}}},
          {"event_time", nullptr},
          {"concurrent_batches", nullptr},
          {"access", "protected"},
          {"freshness", nullptr}};
}

Json unrendered(const Relation& relation) {
  Json config{{"materialized", relation.materialized},
              {"tags", Json::array({fmt::format("layer:{}", folder_of(relation.layer)), relation.system})},
              {"meta", {{"owner", fmt::format("team-{}", relation.system)}}}};
  if (relation.layer != Layer::marts) config["schema"] = folder_of(relation.layer);
  return config;
}

Json ref_json(const Relation& read) { return {{"name", read.name}, {"package", nullptr}, {"version", nullptr}}; }

/// Both kinds of reading: refs and sources.
std::pair<Json, Json> read_by(const Plan& plan, const Relation& relation) {
  std::pair<Json, Json> found{Json::array(), Json::array()};
  for (const std::size_t parent : relation.parents) {
    const Relation& read = plan.relations[parent];
    if (read.layer == Layer::source) {
      found.second.push_back({read.system, read.name});
    } else {
      found.first.push_back(ref_json(read));
    }
  }
  return found;
}

Json depends_on(const Plan& plan, const Relation& relation) {
  Json nodes = Json::array();
  for (const std::size_t parent : relation.parents) nodes.push_back(unique_id_of(plan.relations[parent]));
  Json macros = Json::array();
  const std::size_t first = relation.name.size() * 7 % macro_count;
  if (first % 3 == 0) macros = {macro_id(first), macro_id((first * 5 + 1) % macro_count)};
  if (relation.materialized == "incremental") macros.push_back("macro.dbt.is_incremental");
  return {{"macros", macros}, {"nodes", nodes}};
}

Json docs_shown() { return {{"show", true}, {"node_color", nullptr}}; }

/// In the form of a float, as dbt writes it.
double created_at(const Side& side) { return side.day.ends_with('1') ? 1767225600.25 : 1767312000.75; }

}  // namespace

std::string path_of(const Relation& relation) {
  return fmt::format("{}/{}/{}.sql", folder_of(relation.layer), relation.system, relation.name);
}

Json model_json(const Plan& plan, const Relation& relation, const Side& side) {
  const std::string path = path_of(relation), raw = raw_code(plan, relation);
  const auto [refs, sources] = read_by(plan, relation);
  const bool ephemeral = relation.materialized == "ephemeral";
  const Json config = model_config(relation);
  return {{"database", side.environment.database},
          {"schema", schema_of(relation, side.environment)},
          {"name", relation.name},
          {"resource_type", "model"},
          {"package_name", "acme"},
          {"path", path},
          {"original_file_path", "models/" + path},
          {"unique_id", unique_id_of(relation)},
          {"fqn", {"acme", folder_of(relation.layer), relation.system, relation.name}},
          {"alias", relation.name},
          {"checksum", {{"name", "sha256"}, {"checksum", hex_of(raw, 64)}}},
          {"config", config},
          {"tags", config["tags"]},
          {"description", relation.description},
          {"columns", columns_json(relation)},
          {"meta", config["meta"]},
          {"group", nullptr},
          {"docs", docs_shown()},
          {"patch_path", fmt::format("acme://models/{}/{}/_models.yml", folder_of(relation.layer), relation.system)},
          {"build_path", nullptr},
          {"unrendered_config", unrendered(relation)},
          {"created_at", created_at(side)},
          {"relation_name", ephemeral ? Json(nullptr) : Json(quoted_name(relation, side.environment))},
          {"raw_code", raw},
          {"doc_blocks", Json::array()},
          {"language", "sql"},
          {"refs", refs},
          {"sources", sources},
          {"metrics", Json::array()},
          {"depends_on", depends_on(plan, relation)},
          {"compiled_path", "target/compiled/acme/models/" + path},
          {"compiled", true},
          {"compiled_code", compiled_code(plan, relation, side.environment)},
          {"extra_ctes_injected", true},
          {"extra_ctes", Json::array()},
          {"contract", {{"enforced", false}, {"alias_types", true}, {"checksum", nullptr}}},
          {"access", "protected"},
          {"constraints", Json::array()},
          {"version", nullptr},
          {"latest_version", nullptr},
          {"deprecation_date", nullptr},
          {"primary_key", Json::array({relation.columns.front().name})},
          {"time_spine", nullptr}};
}

Json source_json(const Relation& relation, const Side& side) {
  const Json none = {{"count", nullptr}, {"period", nullptr}};
  const std::string path = fmt::format("models/staging/{}/_sources.yml", relation.system);
  const std::string schema = schema_of(relation, side.environment);
  return {{"database", side.environment.database},
          {"schema", schema},
          {"name", relation.name},
          {"resource_type", "source"},
          {"package_name", "acme"},
          {"path", path},
          {"original_file_path", path},
          {"unique_id", unique_id_of(relation)},
          {"fqn", {"acme", "staging", relation.system, relation.system, relation.name}},
          {"source_name", relation.system},
          {"source_description", sentences(relation.system, 12)},
          {"loader", ""},
          {"identifier", relation.name},
          {"quoting", {{"database", nullptr}, {"schema", nullptr}, {"identifier", nullptr}, {"column", nullptr}}},
          {"loaded_at_field", nullptr},
          {"loaded_at_query", nullptr},
          {"freshness", {{"warn_after", none}, {"error_after", none}, {"filter", nullptr}}},
          {"external", nullptr},
          {"description", relation.description},
          {"columns", columns_json(relation)},
          {"meta", Json::object()},
          {"source_meta", Json::object()},
          {"tags", Json::array()},
          {"config", {{"enabled", true}, {"event_time", nullptr}, {"meta", Json::object()}, {"tags", Json::array()}}},
          {"patch_path", nullptr},
          {"unrendered_config", Json::object()},
          {"relation_name", quoted_name(relation, side.environment)},
          {"created_at", created_at(side)},
          {"unrendered_database", nullptr},
          {"unrendered_schema", schema},
          {"doc_blocks", Json::array()}};
}

std::vector<MadeTest> tests_of(const Plan& plan, std::size_t model) {
  const Relation& relation = plan.relations[model];
  Chance chance(relation.name.size() * 31 + model);
  std::vector<MadeTest> tests;
  const auto add = [&](const char* name, const std::string& column) {
    const std::string full = fmt::format("{}_{}_{}", name, relation.name, column);
    tests.push_back({fmt::format("test.acme.{}.{}", full, hex_of(full, 10)), model, name, column});
  };
  const std::string& key = relation.columns.front().name;
  if (relation.layer != Layer::metrics) add("unique", key);
  add("not_null", key);
  if (relation.layer != Layer::metrics) add("not_null", "account_id");
  if (chance.percent(40)) add("accepted_values", "status");
  if (chance.percent(40) && relation.columns.size() > 7) add("not_null", relation.columns[6].name);
  return tests;
}

std::string test_code(const Plan& plan, const MadeTest& test, const Side& side) {
  const std::string relation = quoted_name(plan.relations[test.model], side.environment);
  if (test.name == "unique") {
    return fmt::format(
        "\n    \n    \n\nselect\n    {0} as unique_field,\n    count(*) as n_records\n\nfrom {1}\nwhere {0} is not "
        "null\ngroup by {0}\nhaving count(*) > 1\n\n\n",
        test.column, relation);
  }
  if (test.name == "not_null") {
    return fmt::format("\n    \n    \n\n\n\nselect {0}\nfrom {1}\nwhere {0} is null\n\n\n", test.column, relation);
  }
  return fmt::format(
      "\n    \n    \n\nwith all_values as (\n\n    select\n        {0} as value_field,\n        count(*) as "
      "n_records\n\n"
      "    from {1}\n    group by {0}\n\n)\n\nselect *\nfrom all_values\nwhere value_field not in (\n    "
      "'open','paid','shipped','closed','returned','disputed','expired','draft'\n)\n\n\n",
      test.column, relation);
}

namespace {

Json test_config(const std::string& alias) {
  return {{"enabled", true},
          {"alias", alias},
          {"schema", "dbt_test__audit"},
          {"database", nullptr},
          {"tags", Json::array()},
          {"meta", Json::object()},
          {"group", nullptr},
          {"materialized", "test"},
          {"severity", "ERROR"},
          {"store_failures", nullptr},
          {"store_failures_as", nullptr},
          {"where", nullptr},
          {"limit", nullptr},
          {"fail_calc", "count(*)"},
          {"warn_if", "!= 0"},
          {"error_if", "!= 0"}};
}

}  // namespace

Json test_json(const Plan& plan, const MadeTest& test, const Side& side) {
  const Relation& model = plan.relations[test.model];
  const std::string full = fmt::format("{}_{}_{}", test.name, model.name, test.column);
  const std::string alias = full.size() <= 63 ? full : full.substr(0, 30) + "_" + hex_of(full, 32);
  const std::string yaml = fmt::format("models/{}/{}/_models.yml", folder_of(model.layer), model.system);
  Json kwargs{{"column_name", test.column},
              {"model", fmt::format("{{{{ get_where_subquery(ref('{}')) }}}}", model.name)}};
  if (test.name == "accepted_values") {
    kwargs["values"] = {"open", "paid", "shipped", "closed", "returned", "disputed", "expired", "draft"};
  }
  const Json macros = {"macro.dbt.test_" + test.name, "macro.dbt.get_where_subquery"};
  return {{"database", side.environment.database},
          {"schema", side.environment.schema + "_dbt_test__audit"},
          {"name", full},
          {"resource_type", "test"},
          {"package_name", "acme"},
          {"path", alias + ".sql"},
          {"original_file_path", yaml},
          {"unique_id", test.unique_id},
          {"fqn", {"acme", folder_of(model.layer), model.system, full}},
          {"alias", alias},
          {"checksum", {{"name", "none"}, {"checksum", ""}}},
          {"config", test_config(alias)},
          {"tags", Json::array()},
          {"description", ""},
          {"columns", Json::object()},
          {"meta", Json::object()},
          {"group", nullptr},
          {"docs", docs_shown()},
          {"patch_path", nullptr},
          {"build_path", nullptr},
          {"unrendered_config", {{"alias", alias}}},
          {"created_at", created_at(side)},
          {"relation_name", nullptr},
          {"raw_code", fmt::format("{{{{ test_{}(**_dbt_generic_test_kwargs) }}}}{{{{ config(alias=\"{}\") }}}}",
                                   test.name, alias)},
          {"doc_blocks", Json::array()},
          {"language", "sql"},
          {"refs", Json::array({ref_json(model)})},
          {"sources", Json::array()},
          {"metrics", Json::array()},
          {"depends_on", {{"macros", macros}, {"nodes", Json::array({unique_id_of(model)})}}},
          {"compiled_path", fmt::format("target/compiled/acme/{}/{}.sql", yaml, alias)},
          {"compiled", true},
          {"compiled_code", test_code(plan, test, side)},
          {"extra_ctes_injected", true},
          {"extra_ctes", Json::array()},
          {"contract", {{"enforced", false}, {"alias_types", true}, {"checksum", nullptr}}},
          {"column_name", test.column},
          {"file_key_name", "models." + model.name},
          {"attached_node", unique_id_of(model)},
          {"test_metadata", {{"name", test.name}, {"kwargs", kwargs}, {"namespace", nullptr}}}};
}

}  // namespace tollgate::bench
