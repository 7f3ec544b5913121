#include <array>
#include <utility>

#include "dbt/fields.hpp"
#include "dbt/manifest.hpp"

namespace tollgate::dbt {

namespace {

/// dbt 1.10 writes some facts on the source and in its config; the text for comparison holds each once.
void read_source_config(const JsonValue& value, Source& source) {
  Meta rest;
  value.each_field([&](std::string_view key, const JsonValue& member) {
    if (key == "tags") {
      merge_tags(source.tags, member);
    } else if (key == "meta") {
      merge_meta(source.meta, member);
    } else if (key != "freshness" && key != "loaded_at_field") {
      if (std::string text = member.compact(); !text.empty()) rest.insert_or_assign(std::string(key), std::move(text));
    }
  });
  source.config = object_text(rest);
}

constexpr auto fields = std::to_array<Field<Source>>({
    {"database", [](const JsonValue& value, Source& to) { to.database = value.text(); }},
    {"schema", [](const JsonValue& value, Source& to) { to.schema = value.text(); }},
    {"name", [](const JsonValue& value, Source& to) { to.name = value.text(); }},
    {"package_name", [](const JsonValue& value, Source& to) { to.package = value.text(); }},
    {"original_file_path", [](const JsonValue& value, Source& to) { to.original_file_path = value.text(); }},
    {"unique_id", [](const JsonValue& value, Source& to) { to.unique_id = value.text(); }},
    {"fqn", [](const JsonValue& value, Source& to) { to.fqn = value.texts(); }},
    {"source_name", [](const JsonValue& value, Source& to) { to.source_name = value.text(); }},
    {"identifier", [](const JsonValue& value, Source& to) { to.identifier = value.text(); }},
    {"quoting", [](const JsonValue& value, Source& to) { to.quoting = value.compact(); }},
    {"loaded_at_field", [](const JsonValue& value, Source& to) { to.loaded_at_field = value.text(); }},
    {"freshness", [](const JsonValue& value, Source& to) { to.freshness = value.compact(); }},
    {"external", [](const JsonValue& value, Source& to) { to.external = value.compact(); }},
    {"description", [](const JsonValue& value, Source& to) { to.description = value.long_text(); }},
    {"columns", [](const JsonValue& value, Source& to) { to.columns = read_columns(value); }},
    {"meta",
     [](const JsonValue& value, Source& to) {
       Meta meta = read_meta(value);
       to.meta.merge(meta);  // config.meta stays on top
     }},
    {"tags", [](const JsonValue& value, Source& to) { merge_tags(to.tags, value); }},
    {"config", read_source_config},
    {"relation_name", [](const JsonValue& value, Source& to) { to.relation_name = value.text(); }},
    {"unrendered_database", [](const JsonValue& value, Source& to) { to.unrendered_database = value.text(); }},
    {"unrendered_schema", [](const JsonValue& value, Source& to) { to.unrendered_schema = value.text(); }},
});

}  // namespace

void read_sources(const JsonValue& object, Project& project) {
  object.each_field([&](std::string_view key, const JsonValue& value) {
    Source source;
    read_fields(value, fields, source);
    add_entry(project.sources, key, std::move(source), value);
  });
}

}  // namespace tollgate::dbt
