#include "tests/dbt/artifacts.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;
using Texts = std::vector<std::string>;

namespace {

Source load_source(const std::string& keys) {
  return load_text(manifest_text(R"("sources": {"source.shop.raw.orders": {)" + keys + "}}"))
      .sources.at("source.shop.raw.orders");
}

}  // namespace

TEST_CASE("a source is read whole") {
  const Source source =
      load_source(R"("unique_id": "source.shop.raw.orders", "package_name": "shop", "source_name": "raw",
    "name": "orders", "identifier": "orders_data", "database": "db", "schema": "raw",
    "relation_name": "\"db\".\"raw\".\"orders_data\"", "unrendered_database": "{{ d }}", "unrendered_schema": "{{ s }}",
    "fqn": ["shop", "raw", "orders"], "original_file_path": "models/src.yml", "description": "d",
    "loaded_at_field": "at", "tags": ["b"], "meta": {"x": 1, "pii": false}, "external": {"location": "s3", "a": null},
    "quoting": {"schema": null, "identifier": true, "database": false},
    "freshness": {"warn_after": {"period": "hour", "count": 1}, "error_after": {"count": null}},
    "config": {"event_time": "at", "enabled": true, "tags": ["a"], "meta": {"x": 2}, "freshness": {"a": 1}, "loaded_at_field": "at"},
    "columns": {"id": {"data_type": "integer"}})");
  CHECK(source.unique_id == "source.shop.raw.orders");
  CHECK(source.package == "shop");
  CHECK(source.source_name == "raw");
  CHECK(source.name == "orders");
  CHECK(source.identifier == "orders_data");
  CHECK(source.database == "db");
  CHECK(source.schema == "raw");
  CHECK(source.relation_name == R"("db"."raw"."orders_data")");
  CHECK(source.unrendered_database == "{{ d }}");
  CHECK(source.unrendered_schema == "{{ s }}");
  CHECK(source.fqn == Texts{"shop", "raw", "orders"});
  CHECK(source.original_file_path == "models/src.yml");
  CHECK(source.description == "d");
  CHECK(source.loaded_at_field == "at");
  CHECK(source.tags == Texts{"a", "b"});
  CHECK(source.meta == Meta{{"x", "2"}, {"pii", "false"}});
  CHECK(source.external == R"({"location":"s3"})");
  CHECK(source.quoting == R"({"database":false,"identifier":true})");
  CHECK(source.freshness == R"({"error_after":{},"warn_after":{"count":1,"period":"hour"}})");
  CHECK(source.config == R"({"enabled":true,"event_time":"at"})");
  REQUIRE(source.columns.size() == 1);
  CHECK(source.columns[0].data_type == "integer");
}

TEST_CASE("the texts for comparison don't depend on the order of keys nor on nulls") {
  const Source one = load_source(R"("quoting": {"a": 1, "b": [true, null]}, "external": null)");
  const Source two = load_source(R"("quoting": {"c": null, "b": [true, null], "a": 1})");
  CHECK(one.quoting == two.quoting);
  CHECK(one.quoting == R"({"a":1,"b":[true,null]})");
  CHECK(one.external == two.external);
}
