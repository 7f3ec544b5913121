#include "dbt/catalog.hpp"

#include <array>
#include <utility>

#include "dbt/artifact.hpp"
#include "dbt/fields.hpp"

namespace tollgate::dbt {

namespace {

constexpr ArtifactKind catalog_kind{"catalog", "catalog.json", "dbt docs generate"};

constexpr auto column_fields = std::to_array<Field<CatalogColumn>>({
    {"type", [](const JsonValue& value, CatalogColumn& to) { to.type = value.text(); }},
    {"index",
     [](const JsonValue& value, CatalogColumn& to) {
       const long long index = value.integer();
       if (index < 0 || index > 100'000) value.fail("must be a column number from 1 on");
       to.index = static_cast<int>(index);
     }},
    {"name", [](const JsonValue& value, CatalogColumn& to) { to.name = value.text(); }},
});

constexpr auto relation_fields = std::to_array<Field<CatalogEntry>>({
    {"type", [](const JsonValue& value, CatalogEntry& to) { to.relation_type = value.text(); }},
    {"schema", [](const JsonValue& value, CatalogEntry& to) { to.schema = value.text(); }},
    {"name", [](const JsonValue& value, CatalogEntry& to) { to.name = value.text(); }},
    {"database", [](const JsonValue& value, CatalogEntry& to) { to.database = value.text(); }},
});

void read_columns(const JsonValue& object, CatalogEntry& entry) {
  object.each_field([&](std::string_view key, const JsonValue& value) {
    CatalogColumn column;
    read_fields(value, column_fields, column);
    if (column.name.empty()) column.name = key;
    entry.columns.push_back(std::move(column));
  });
  entry.columns.shrink_to_fit();
  std::stable_sort(entry.columns.begin(), entry.columns.end(),
                   [](const CatalogColumn& left, const CatalogColumn& right) { return left.index < right.index; });
}

constexpr auto entry_fields = std::to_array<Field<CatalogEntry>>({
    {"metadata", [](const JsonValue& value, CatalogEntry& to) { read_fields(value, relation_fields, to); }},
    {"columns", read_columns},
});

void read_entries(const JsonValue& object, Catalog& catalog) {
  object.each_field([&](std::string_view key, const JsonValue& value) {
    CatalogEntry entry;
    entry.unique_id = key;
    read_fields(value, entry_fields, entry);
    if (!catalog.entries.emplace(std::string(key), std::move(entry)).second) {
      value.fail("stands twice", "was the artifact merged by hand? run `dbt docs generate` again");
    }
  });
}

constexpr auto catalog_fields = std::to_array<Field<Catalog>>({
    {"metadata",
     [](const JsonValue& value, Catalog& to) {
       value.each_field([&](std::string_view key, const JsonValue& member) {
         if (key == "generated_at") to.generated_at = member.text();
       });
     }},
    {"nodes", read_entries},
    {"sources", read_entries},
});

Catalog read_catalog(Artifact artifact) {
  Catalog catalog;
  catalog.path = artifact.document.file();
  read_fields(artifact.document, catalog_fields, catalog);
  return catalog;
}

}  // namespace

const CatalogEntry* Catalog::find(std::string_view unique_id) const {
  const auto found = entries.find(unique_id);
  return found == entries.end() ? nullptr : &found->second;
}

Catalog load_catalog(const std::string& path) { return read_catalog(open_artifact(path, catalog_kind)); }

Catalog parse_catalog(const std::string& file, std::string_view text) {
  return read_catalog(identify(JsonDocument(file, FileBytes::copy_of(text)), catalog_kind));
}

}  // namespace tollgate::dbt
