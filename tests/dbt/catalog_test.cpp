#include "dbt/catalog.hpp"

#include "tests/dbt/artifacts.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

std::string catalog_text(const std::string& sections) {
  return R"({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/catalog/v1.json",
    "generated_at": "2025-01-01T00:00:00Z"}, )" +
         sections + "}";
}

Catalog load(const std::string& text) {
  const Folder folder;
  return load_catalog(folder.write("catalog.json", text));
}

}  // namespace

TEST_CASE("a catalog is read, columns by their index") {
  const Catalog catalog =
      load(catalog_text(R"("nodes": {"model.shop.a": {"metadata": {"type": "BASE TABLE", "schema": "s",
    "name": "a", "database": "d", "comment": null, "owner": "someone"}, "columns": {
    "b": {"type": "text", "index": 2, "name": "b", "comment": null}, "id": {"type": "integer", "index": 1, "name": "id"}},
    "stats": {"has_stats": {"value": false}}}}, "sources": {"source.shop.raw.t": {"metadata": {"type": "VIEW"}, "columns": {}}},
    "errors": null)"));
  CHECK(catalog.generated_at == "2025-01-01T00:00:00Z");
  const CatalogEntry* entry = catalog.find("model.shop.a");
  REQUIRE(entry != nullptr);
  CHECK(entry->unique_id == "model.shop.a");
  CHECK(entry->relation_type == "BASE TABLE");
  CHECK(entry->database == "d");
  CHECK(entry->schema == "s");
  CHECK(entry->name == "a");
  REQUIRE(entry->columns.size() == 2);
  CHECK(entry->columns[0].name == "id");
  CHECK(entry->columns[0].type == "integer");
  CHECK(entry->columns[0].index == 1);
  CHECK(entry->columns[1].name == "b");
  REQUIRE(catalog.find("source.shop.raw.t") != nullptr);
  CHECK(catalog.find("source.shop.raw.t")->relation_type == "VIEW");
  CHECK(catalog.find("model.shop.b") == nullptr);
}

TEST_CASE("bad catalogs are refused") {
  const Folder folder;
  CHECK_THAT(error_of([&] { load_catalog(folder.path() + "/catalog.json"); }), ContainsSubstring("dbt docs generate"));
  CHECK_THAT(error_of([] { load(manifest_text("")); }), ContainsSubstring("is not a dbt catalog.json"));
  CHECK_THAT(error_of([] { load(catalog_text(R"("nodes": {"model.a": {"columns": {"b": {"index": "one"}}}})")); }),
             ContainsSubstring("key `columns.b.index` of `model.a` must be a whole number, found a text"));
  CHECK_THAT(error_of([] { load(catalog_text(R"("nodes": {"model.a": {"columns": {"b": {"index": -1}}}})")); }),
             ContainsSubstring("column number"));
  CHECK_THAT(error_of([] { load(catalog_text(R"("nodes": {"model.a": {}, "model.a": {}})")); }),
             ContainsSubstring("stands twice"));
}
