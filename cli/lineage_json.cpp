// The lineage for programs: one JSON document (docs/lineage.md) and OpenLineage events.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "cli/arguments.hpp"
#include "cli/lineage_view.hpp"
#include "core/digest.hpp"

namespace tollgate::cli {

namespace {

using lineage::ColumnId;
using lineage::Edge;
using lineage::Relation;
using nlohmann::json;

// Names are cut at 63 bytes by the parser, maybe within a character.
std::string dump(const json& value, int indent) {
  return value.dump(indent, ' ', false, json::error_handler_t::replace);
}

json column_name(const LineageView& view, ColumnId id) {
  const lineage::Column& column = view.graph->columns()[id];
  return {{"relation", view.graph->relations()[column.relation].unique_id}, {"column", column.name}};
}

json edges_json(const LineageView& view, const std::vector<Edge>& edges) {
  json list = json::array();
  for (const Edge& edge : edges) {
    if (!view.shown[edge.column]) continue;
    json one = column_name(view, edge.column);
    one["roles"] = role_names(edge.roles);
    list.push_back(std::move(one));
  }
  return list;
}

json text_or_null(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

json column_json(const LineageView& view, ColumnId id) {
  const lineage::Column& column = view.graph->columns()[id];
  json one = column_name(view, id);
  one["type"] = text_or_null(column.type);
  one["kind"] = sql::to_string(column.kind);
  one["resolved"] = column.resolved;
  one["path"] = text_or_null(view.places[id].path);
  one["line"] = view.places[id].line > 0 ? json(view.places[id].line) : json(nullptr);
  one["sources"] = edges_json(view, column.sources);
  return one;
}

json relation_json(const LineageView& view, const Relation& relation) {
  return {{"id", relation.unique_id},
          {"name", relation.name},
          {"type", kind_of(relation)},
          {"columns_from", to_string(relation.origin)},
          {"open", relation.open},
          {"open_reason", text_or_null(relation.open_reason)},
          {"influences", edges_json(view, relation.influences)}};
}

json leaf_json(const LineageView& view, const lineage::Leaf& leaf) {
  json relations = json::array();
  for (const lineage::RelationId id : leaf.relations) relations.push_back(view.graph->relations()[id].unique_id);
  json columns = json::array();
  for (const ColumnId id : leaf.columns) columns.push_back(column_name(view, id));
  return {{"id", leaf.unique_id},
          {"title", leaf.title},
          {"type", dbt::to_string(leaf.type)},
          {"whole", leaf.whole},
          {"relations", std::move(relations)},
          {"columns", std::move(columns)}};
}

// ---- OpenLineage: https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json

constexpr const char* event_schema = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
constexpr const char* lineage_schema =
    "https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet";
constexpr const char* columns_schema =
    "https://openlineage.io/spec/facets/1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet";

/// Our finer roles in OpenLineage's words; those that only remove or keep values are filters.
constexpr std::array<std::pair<sql::RoleMask, std::pair<const char*, const char*>>, 9> subtypes{{
    {sql::role::identity, {"DIRECT", "IDENTITY"}},
    {sql::role::transformation, {"DIRECT", "TRANSFORMATION"}},
    {sql::role::aggregation, {"DIRECT", "AGGREGATION"}},
    {sql::role::conditional, {"INDIRECT", "CONDITIONAL"}},
    {sql::role::filter | sql::role::aggregate_filter | sql::role::subquery_filter | sql::role::except_right,
     {"INDIRECT", "FILTER"}},
    {sql::role::group_by | sql::role::distinct, {"INDIRECT", "GROUP_BY"}},
    {sql::role::join, {"INDIRECT", "JOIN"}},
    {sql::role::sort | sql::role::sort_in_aggregate, {"INDIRECT", "SORT"}},
    {sql::role::window, {"INDIRECT", "WINDOW"}},
}};

std::string producer() { return "urn:tollgate:" + std::string(version()); }

json facet(const char* schema) { return {{"_producer", producer()}, {"_schemaURL", schema}}; }

/// Where it stands in the warehouse; an ephemeral model stands nowhere and goes by its dbt name.
json dataset_name(const LineageView& view, const Relation& relation) {
  const auto named = [](const std::string& database, const std::string& schema, const std::string& table) {
    return database.empty() ? fmt::format("{}.{}", schema, table) : fmt::format("{}.{}.{}", database, schema, table);
  };
  if (relation.source != nullptr) {
    const dbt::Source& source = *relation.source;
    return {{"namespace", "postgres"}, {"name", named(source.database, source.schema, source.identifier)}};
  }
  if (relation.ephemeral || relation.node == nullptr) {
    return {{"namespace", "dbt://" + view.graph->project().metadata.project_name}, {"name", relation.unique_id}};
  }
  const dbt::Node& node = *relation.node;
  return {{"namespace", "postgres"}, {"name", named(node.database, node.schema, node.alias)}};
}

json transformations(sql::RoleMask roles) {
  json list = json::array();
  for (const auto& [bits, words] : subtypes) {
    if ((roles & bits) == 0) continue;
    list.push_back({{"type", words.first}, {"subtype", words.second}, {"description", ""}, {"masking", false}});
  }
  return list;
}

json input_fields(const LineageView& view, const std::vector<Edge>& edges) {
  json list = json::array();
  for (const Edge& edge : edges) {
    const lineage::Column& column = view.graph->columns()[edge.column];
    json field = dataset_name(view, view.graph->relations()[column.relation]);
    field["field"] = column.name;
    field["transformations"] = transformations(edge.roles);
    list.push_back(std::move(field));
  }
  return list;
}

json schema_facet(const LineageView& view, const Relation& relation) {
  json columns = facet(columns_schema);
  columns["fields"] = json::array();
  for (const lineage::Column& column : view.graph->columns_of(relation)) {
    json field{{"name", column.name}};
    if (!column.type.empty()) field["type"] = column.type;
    columns["fields"].push_back(std::move(field));
  }
  return columns;
}

json lineage_facet(const LineageView& view, const Relation& relation) {
  json lineage = facet(lineage_schema);
  lineage["fields"] = json::object();
  for (std::uint32_t i = 0; i < relation.column_count; ++i) {
    if (!view.shown[relation.first_column + i]) continue;
    const lineage::Column& column = view.graph->columns()[relation.first_column + i];
    json field{{"inputFields", input_fields(view, column.sources)}};
    if (!column.resolved) field["transformationDescription"] = "unresolved: its sources may not be all";
    lineage["fields"][column.name] = std::move(field);
  }
  lineage["dataset"] = input_fields(view, relation.influences);
  return lineage;
}

json inputs_json(const LineageView& view, const Relation& relation) {
  json inputs = json::array();
  for (const lineage::RelationId id : relation.parents) {
    const Relation& parent = view.graph->relations()[id];
    json input = dataset_name(view, parent);
    input["facets"] = {{"schema", schema_facet(view, parent)}};
    inputs.push_back(std::move(input));
  }
  return inputs;
}

/// OpenLineage asks for a UUID: one of our own making (version 8, RFC 9562), the same for the same manifest.
std::string run_id(const LineageView& view, const Relation& relation) {
  std::string hex = sha256_hex(view.graph->project().digest + "\n" + relation.unique_id).substr(0, 32);
  hex[12] = '8';
  hex[16] = 'a';
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                     hex.substr(20));
}

/// Required by OpenLineage; the time of the manifest, as a clock would make every run differ.
std::string event_time(const LineageView& view) {
  const std::string& time = view.graph->project().metadata.generated_at;
  const bool is_time = time.size() >= 20 && time[4] == '-' && time[7] == '-' && time[10] == 'T' && time[13] == ':';
  return is_time ? time : "1970-01-01T00:00:00Z";
}

json event_json(const LineageView& view, const Relation& relation) {
  json output = dataset_name(view, relation);
  output["facets"] = {{"schema", schema_facet(view, relation)}, {"columnLineage", lineage_facet(view, relation)}};
  return {
      {"eventType", "OTHER"},
      {"eventTime", event_time(view)},
      {"producer", producer()},
      {"schemaURL", event_schema},
      {"run", {{"runId", run_id(view, relation)}}},
      {"job", {{"namespace", "dbt://" + view.graph->project().metadata.project_name}, {"name", relation.unique_id}}},
      {"inputs", inputs_json(view, relation)},
      {"outputs", json::array({std::move(output)})}};
}

}  // namespace

std::string lineage_json(const LineageView& view) {
  json document{{"lineage_version", 1},       {"project", view.graph->project().metadata.project_name},
                {"direction", nullptr},       {"start", nullptr},
                {"relations", json::array()}, {"columns", json::array()},
                {"leaves", json::array()}};
  if (view.direction != LineageDirection::whole) {
    document["direction"] = view.direction == LineageDirection::from ? "from" : "to";
    document["start"] = column_name(view, view.start);
  }
  for (const lineage::RelationId id : view.relations) {
    document["relations"].push_back(relation_json(view, view.graph->relations()[id]));
  }
  for (const ColumnId id : view.columns) document["columns"].push_back(column_json(view, id));
  for (const std::size_t leaf : view.leaves) {
    document["leaves"].push_back(leaf_json(view, view.graph->leaves()[leaf]));
  }
  return dump(document, 2) + "\n";
}

std::string lineage_openlineage(const LineageView& view) {
  std::string text;
  for (const lineage::RelationId id : view.relations) {
    const Relation& relation = view.graph->relations()[id];
    if (relation.origin == lineage::Origin::sql) text += dump(event_json(view, relation), -1) + "\n";
  }
  return text;
}

}  // namespace tollgate::cli
