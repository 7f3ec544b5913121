#include <algorithm>
#include <array>
#include <utility>

#include "dbt/fields.hpp"
#include "dbt/manifest.hpp"

namespace tollgate::dbt {

namespace {

void read_owner(const JsonValue& value, Exposure& to) {
  std::string email;
  value.each_field([&](std::string_view key, const JsonValue& member) {
    if (key == "name") to.owner = member.text();
    if (key == "email") email = member.plain();  // newer dbt: a text or a list
  });
  if (to.owner.empty() && email != "null") to.owner = std::move(email);
}

constexpr auto exposure_fields = std::to_array<Field<Exposure>>({
    {"name", [](const JsonValue& value, Exposure& to) { to.name = value.text(); }},
    {"package_name", [](const JsonValue& value, Exposure& to) { to.package = value.text(); }},
    {"original_file_path", [](const JsonValue& value, Exposure& to) { to.original_file_path = value.text(); }},
    {"unique_id", [](const JsonValue& value, Exposure& to) { to.unique_id = value.text(); }},
    {"type", [](const JsonValue& value, Exposure& to) { to.type = value.text(); }},
    {"owner", read_owner},
    {"label", [](const JsonValue& value, Exposure& to) { to.label = value.text(); }},
    {"maturity", [](const JsonValue& value, Exposure& to) { to.maturity = value.text(); }},
    {"url", [](const JsonValue& value, Exposure& to) { to.url = value.text(); }},
    {"depends_on", [](const JsonValue& value, Exposure& to) { to.depends_on = read_depends_on(value).nodes; }},
});

constexpr auto semantic_fields = std::to_array<Field<SemanticNode>>({
    {"name", [](const JsonValue& value, SemanticNode& to) { to.name = value.text(); }},
    {"package_name", [](const JsonValue& value, SemanticNode& to) { to.package = value.text(); }},
    {"original_file_path", [](const JsonValue& value, SemanticNode& to) { to.original_file_path = value.text(); }},
    {"unique_id", [](const JsonValue& value, SemanticNode& to) { to.unique_id = value.text(); }},
    {"label", [](const JsonValue& value, SemanticNode& to) { to.label = value.text(); }},
    {"description", [](const JsonValue& value, SemanticNode& to) { to.description = value.long_text(); }},
    {"depends_on", [](const JsonValue& value, SemanticNode& to) { to.depends_on = read_depends_on(value).nodes; }},
});

/// What does not change the meaning. Named one by one, so that a key of a newer dbt counts as meaning.
constexpr std::array<std::string_view, 18> no_meaning{
    "resource_type", "path",  "fqn",           "root_path",         "patch_path", "build_path",
    "meta",          "tags",  "config",        "unrendered_config", "created_at", "refs",
    "sources",       "group", "node_relation", "doc_blocks",        "metadata",   "docs"};
/// The same inside measures, dimensions and the like. (`config` stays: an export says in it what it writes.)
constexpr std::array<std::string_view, 5> no_nested_meaning{"description", "label", "metadata", "meta", "doc_blocks"};

bool has_meaning(std::string_view key) {
  return std::find(no_meaning.begin(), no_meaning.end(), key) == no_meaning.end();
}

SemanticNode read_semantic(const JsonValue& object, ResourceType type) {
  SemanticNode node;
  node.type = type;
  Meta definition;
  object.each_field([&](std::string_view key, const JsonValue& value) {
    const std::size_t at = find_field<SemanticNode>(semantic_fields, key, 0);
    if (at < semantic_fields.size()) {
      semantic_fields[at].read(value, node);
    } else if (has_meaning(key)) {
      if (std::string text = value.compact(no_nested_meaning); !text.empty() && text != "{}") {
        definition.insert_or_assign(std::string(key), std::move(text));
      }
    }
  });
  node.definition = object_text(definition);
  return node;
}

void read_semantics(const JsonValue& object, ResourceType type, Project& project) {
  object.each_field([&](std::string_view key, const JsonValue& value) {
    add_entry(project.semantics, key, read_semantic(value, type), value);
  });
}

}  // namespace

void read_exposures(const JsonValue& object, Project& project) {
  object.each_field([&](std::string_view key, const JsonValue& value) {
    Exposure exposure;
    read_fields(value, exposure_fields, exposure);
    add_entry(project.exposures, key, std::move(exposure), value);
  });
}

void read_metrics(const JsonValue& object, Project& project) { read_semantics(object, ResourceType::metric, project); }

void read_semantic_models(const JsonValue& object, Project& project) {
  read_semantics(object, ResourceType::semantic_model, project);
}

void read_saved_queries(const JsonValue& object, Project& project) {
  read_semantics(object, ResourceType::saved_query, project);
}

}  // namespace tollgate::dbt
