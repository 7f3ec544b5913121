#include <algorithm>
#include <array>

#include "dbt/artifact.hpp"
#include "dbt/fields.hpp"
#include "dbt/manifest.hpp"

namespace tollgate::dbt {

namespace {

// user_id, project_id and the like are left where they are: nothing of ours may tell them.
constexpr auto fields = std::to_array<Field<Metadata>>({
    {"dbt_schema_version",
     [](const JsonValue& value, Metadata& to) {
       if (const auto id = parse_schema_id(value.text())) to.schema_version = id->version;
     }},
    {"dbt_version", [](const JsonValue& value, Metadata& to) { to.dbt_version = value.text(); }},
    {"project_name", [](const JsonValue& value, Metadata& to) { to.project_name = value.text(); }},
    {"adapter_type", [](const JsonValue& value, Metadata& to) { to.adapter_type = value.text(); }},
    {"generated_at", [](const JsonValue& value, Metadata& to) { to.generated_at = value.text(); }},
    {"invocation_id", [](const JsonValue& value, Metadata& to) { to.invocation_id = value.text(); }},
    {"env",
     [](const JsonValue& value, Metadata& to) {
       value.each_field([&](std::string_view name, const JsonValue& member) {
         to.env.insert_or_assign(std::string(name), member.plain());
       });
     }},
});

}  // namespace

Metadata read_metadata(const JsonValue& object) {
  Metadata metadata;
  read_fields(object, fields, metadata);
  return metadata;
}

bool is_postgres_family(const Metadata& metadata) {
  constexpr std::array<std::string_view, 3> family{"postgres", "alloydb", "greenplum"};
  return std::find(family.begin(), family.end(), metadata.adapter_type) != family.end();
}

}  // namespace tollgate::dbt
