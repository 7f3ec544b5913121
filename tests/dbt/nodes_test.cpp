#include "tests/dbt/artifacts.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;
using Texts = std::vector<std::string>;

TEST_CASE("a model is read whole") {
  const Node node = load_node("model.shop.orders", R"(
    "unique_id": "model.shop.orders", "resource_type": "model", "package_name": "shop", "name": "orders",
    "alias": "orders_v2", "database": "db", "schema": "marts", "relation_name": "\"db\".\"marts\".\"orders_v2\"",
    "fqn": ["shop", "marts", "orders"], "path": "marts/orders.sql", "original_file_path": "models/marts/orders.sql",
    "patch_path": "shop://models/marts/orders.yml", "checksum": {"name": "sha256", "checksum": "abc"},
    "raw_code": "select {{ 1 }}", "compiled": true, "compiled_code": "select 1", "language": "sql",
    "description": "All \"orders\"", "depends_on": {"nodes": ["model.shop.a"], "macros": ["macro.shop.m"]},
    "latest_version": 2, "version": "2", "deprecation_date": "2026-01-01T00:00:00", "primary_key": ["id"],
    "constraints": [{"type": "primary_key", "columns": ["id", "day"], "name": null, "expression": null}],
    "unknown_key": {"a": [1, 2]})");
  CHECK(node.unique_id == "model.shop.orders");
  CHECK(node.type == ResourceType::model);
  CHECK(node.package == "shop");
  CHECK(node.name == "orders");
  CHECK(node.alias == "orders_v2");
  CHECK(node.database == "db");
  CHECK(node.schema == "marts");
  CHECK(node.relation_name == R"("db"."marts"."orders_v2")");
  CHECK(node.fqn == Texts{"shop", "marts", "orders"});
  CHECK(node.path == "marts/orders.sql");
  CHECK(node.original_file_path == "models/marts/orders.sql");
  CHECK(node.patch_path == "models/marts/orders.yml");
  CHECK(node.checksum == "abc");
  CHECK(node.checksum_kind == "sha256");
  CHECK(node.raw_code == "select {{ 1 }}");
  CHECK(node.compiled);
  CHECK(node.compiled_code == "select 1");
  CHECK(node.language == "sql");
  CHECK(node.description == "All \"orders\"");
  CHECK(node.depends_on == Texts{"model.shop.a"});
  CHECK(node.depends_on_macros == Texts{"macro.shop.m"});
  CHECK(node.version == "2");
  CHECK(node.latest_version == "2");
  CHECK(node.deprecation_date == "2026-01-01T00:00:00");
  CHECK(node.primary_key == Texts{"id"});
  CHECK(node.constraints == std::vector<Constraint>{{"primary_key", "", {"id", "day"}}});
  CHECK_FALSE(node.test.has_value());
}

TEST_CASE("a node without any key has defaults, and so has one whose keys are null") {
  for (const char* keys : {"", R"("name": null, "alias": null, "relation_name": null, "config": null, "columns": null,
      "tags": null, "meta": null, "fqn": null, "depends_on": null, "checksum": null, "compiled": null, "version": null,
      "compiled_code": null, "language": null, "contract": null, "constraints": null, "unrendered_config": null,
      "primary_key": null, "patch_path": null, "resource_type": null, "unique_id": null)"}) {
    INFO(keys);
    const Node node = load_node("model.shop.a", keys);
    CHECK(node.unique_id == "model.shop.a");
    CHECK(node.type == ResourceType::model);
    CHECK(node.language == "sql");
    CHECK(node.relation_name.empty());
    CHECK(node.config.enabled);
    CHECK_FALSE(node.compiled);
    CHECK_FALSE(node.config.contract_enforced);
  }
}

TEST_CASE("the config is read") {
  const Config config = load_node("model.shop.a", R"("config": {"materialized": "incremental", "enabled": true,
    "unique_key": "id", "incremental_strategy": "delete+insert", "on_schema_change": "fail", "event_time": "created_at",
    "contract": {"enforced": true, "alias_types": true}, "persist_docs": {"relation": true, "columns": false},
    "pre-hook": [{"sql": "x"}]})")
                            .config;
  CHECK(config.materialized == "incremental");
  CHECK(config.unique_key == Texts{"id"});
  CHECK(config.incremental_strategy == "delete+insert");
  CHECK(config.on_schema_change == "fail");
  CHECK(config.event_time == "created_at");
  CHECK(config.contract_enforced);
  CHECK(config.persist_relation_docs);
  CHECK_FALSE(config.persist_column_docs);
}

TEST_CASE("unique_key may be a list") {
  CHECK(load_node("model.shop.a", R"("config": {"unique_key": ["id", "day"]})").config.unique_key ==
        Texts{"id", "day"});
}

TEST_CASE("a contract may stand on the node") {
  CHECK(load_node("model.shop.a", R"("contract": {"enforced": true, "checksum": "x"})").config.contract_enforced);
  CHECK(load_node("model.shop.a", R"("contract": {"enforced": true}, "config": {"contract": {"enforced": false}})")
            .config.contract_enforced);
}

TEST_CASE("tags, meta, access and group of node and config are one, in any order of keys") {
  const std::string node_keys =
      R"("tags": ["nightly", "a"], "meta": {"owner": "x", "layer": "old"}, "access": "public", "group": "g")";
  const std::string config_key =
      R"("config": {"tags": "nightly", "meta": {"layer": "marts", "pii": true, "list": [1, {"b": 1, "a": null}]}, "access": "private", "group": "h"})";
  for (const std::string& keys : {node_keys + ", " + config_key, config_key + ", " + node_keys}) {
    INFO(keys);
    const Config config = load_node("model.shop.a", keys).config;
    CHECK(config.tags == Texts{"a", "nightly"});
    CHECK(config.meta == Meta{{"owner", "x"}, {"layer", "marts"}, {"pii", "true"}, {"list", R"([1,{"b":1}])"}});
    CHECK(config.access == "public");
    CHECK(config.group == "g");
  }
  const Config only_config = load_node("model.shop.a", R"("access": null, )" + config_key).config;
  CHECK(only_config.access == "private");
  CHECK(only_config.group == "h");
}

TEST_CASE("columns keep their order, and meta and tags of 1.10's config") {
  const Node node = load_node("model.shop.a", R"("columns": {
    "id": {"name": "id", "data_type": "integer", "description": "key", "meta": {"a": 1}, "tags": ["t"],
           "config": {"meta": {"a": 2, "pii": "email"}, "tags": ["u", "t"]}, "constraints": [{"type": "not_null"}]},
    "b": {"config": {"meta": {"a": 2}}, "meta": {"a": 1}}})");
  REQUIRE(node.columns.size() == 2);
  CHECK(node.columns[0].name == "id");
  CHECK(node.columns[0].data_type == "integer");
  CHECK(node.columns[0].description == "key");
  CHECK(node.columns[0].meta == Meta{{"a", "2"}, {"pii", "email"}});
  CHECK(node.columns[0].tags == Texts{"t", "u"});
  CHECK(node.columns[0].constraints == std::vector<Constraint>{{"not_null", "", {}}});
  CHECK(node.columns[1].name == "b");
  CHECK(node.columns[1].meta == Meta{{"a", "2"}});
  CHECK(node.find_column("b") == &node.columns[1]);
  CHECK(node.find_column("c") == nullptr);
}

TEST_CASE("columns may be a list") {
  const Node node = load_node("model.shop.a", R"("columns": [{"name": "id", "data_type": "integer"}, {"name": "b"}])");
  REQUIRE(node.columns.size() == 2);
  CHECK(node.columns[0].name == "id");
  CHECK(node.columns[0].data_type == "integer");
  CHECK(node.columns[1].name == "b");
}

TEST_CASE("a foreign key without expression says what it points to") {
  const Node node = load_node("model.shop.a", R"("constraints": [{"type": "foreign_key", "columns": ["a"],
    "to": "\"db\".\"s\".\"t\"", "to_columns": ["x", "y"]}])");
  REQUIRE(node.constraints.size() == 1);
  CHECK(node.constraints[0].expression == R"("db"."s"."t" (x, y))");
}

TEST_CASE("the unrendered config is plain text with stable objects") {
  const Node one = load_node("model.shop.a", R"("unrendered_config": {"schema": "{{ 'x' }}", "alias": "b",
    "materialized": "table", "lookback": 3, "full_refresh": false, "group": null,
    "partition_by": {"field": "day", "data_type": "date", "granularity": null}})");
  const Node two = load_node("model.shop.a", R"("unrendered_config": {"lookback": 3, "full_refresh": false,
    "group": null, "partition_by": {"data_type": "d\u0061te", "field": "day"}, "materialized": "table", "alias": "b",
    "schema": "{{ 'x' }}"})");
  CHECK(one.unrendered_config == two.unrendered_config);
  CHECK(one.unrendered_config.at("partition_by") == R"({"data_type":"date","field":"day"})");
  CHECK(one.unrendered_config.at("lookback") == "3");
  CHECK(one.unrendered_config.at("group") == "null");
  CHECK(one.unrendered_schema == "{{ 'x' }}");
  CHECK(one.unrendered_alias == "b");
  CHECK(one.unrendered_database.empty());
}

TEST_CASE("texts inside compact JSON are escaped again") {
  const Node node = load_node("model.shop.a", R"("meta": {"a": {"k\"": "q\"\\\n\u001fü"}})");
  CHECK(node.config.meta.at("a") == R"({"k\"":"q\"\\\u000a\u001fü"})");
}

TEST_CASE("a version may be a number or a text") {
  CHECK(load_node("model.shop.a.v2", R"("version": 2)").version == "2");
  CHECK(load_node("model.shop.a.v2", R"("version": 2.5)").version == "2.5");
  CHECK(load_node("model.shop.a.v2", R"("version": "beta")").version == "beta");
}

TEST_CASE("kinds of nodes") {
  CHECK(load_node("seed.shop.a", R"("resource_type": "seed", "checksum": {"name": "path", "checksum": "seeds/a.csv"})")
            .checksum_kind == "path");
  CHECK(load_node("snapshot.shop.a", "").type == ResourceType::snapshot);
  CHECK(load_node("analysis.shop.a", "").type == ResourceType::analysis);
  CHECK(load_node("operation.shop.a", "").type == ResourceType::operation);
  CHECK(load_node("sql_operation.shop.a", R"("resource_type": "sql operation")").type == ResourceType::operation);
  CHECK(load_node("rpc.shop.a", R"("resource_type": "rpc")").type == ResourceType::other);
  CHECK(load_text(manifest_text(R"("functions": {"function.shop.f": {"raw_code": "x"}})"))
            .nodes.at("function.shop.f")
            .type == ResourceType::function);
}

TEST_CASE("Python models say so") {
  CHECK(load_node("model.shop.a", R"("language": "python", "compiled": true, "compiled_code": "def f(): pass")")
            .language == "python");
}

TEST_CASE("a generic test is read") {
  const Node node = load_node("test.shop.unique_a_id.1", R"json("resource_type": "test", "column_name": "id",
    "attached_node": "model.shop.a", "test_metadata": {"name": "unique_combination_of_columns", "namespace": "dbt_utils",
    "kwargs": {"combination_of_columns": ["a", "b"], "model": "{{ ref('a') }}"}},
    "config": {"severity": "warn", "where": "a > 0", "limit": 10, "fail_calc": "count(*)", "warn_if": "> 1",
    "error_if": "!= 0"})json");
  REQUIRE(node.test.has_value());
  CHECK(node.test->name == "unique_combination_of_columns");
  CHECK(node.test->package == "dbt_utils");
  CHECK(node.test->column == "id");
  CHECK(node.test->attached_node == "model.shop.a");
  CHECK(node.test->kwargs.at("combination_of_columns") == R"(["a","b"])");
  CHECK(node.test->severity == "WARN");
  CHECK(node.test->where == "a > 0");
  CHECK(node.test->limit == "10");
  CHECK(node.test->warn_if == "> 1");
  CHECK(node.test->error_if == "!= 0");
  CHECK(node.test->fail_calc == "count(*)");
}

TEST_CASE("what a test says is not kept, for a project holds ten times as many of them as models") {
  const Node node = load_node("test.shop.unique_a_id.1", R"json("resource_type": "test", "name": "unique_a_id",
    "alias": "unique_a_id_1", "fqn": ["shop", "unique_a_id"],
    "raw_code": "{{ test_unique(**kwargs) }}", "compiled": true, "compiled_code": "select 1", "path": "a.sql",
    "original_file_path": "models/a.yml", "description": "d", "checksum": {"name": "none", "checksum": "x"},
    "unrendered_config": {"schema": "s", "severity": "warn"},
    "test_metadata": {"name": "unique", "kwargs": {"model": "{{ ref('a') }}"}},
    "depends_on": {"nodes": ["model.shop.a"], "macros": ["macro.dbt.test_unique"]})json");
  CHECK(node.alias.empty());
  CHECK(node.fqn.empty());
  CHECK_FALSE(node.test->kwargs.contains("model"));
  CHECK(node.raw_code.empty());
  CHECK(node.compiled_code.empty());
  CHECK(node.path.empty());
  CHECK(node.description.empty());
  CHECK(node.checksum.empty());
  CHECK(node.unrendered_config.empty());
  CHECK(node.unrendered_schema.empty());
  CHECK(node.depends_on_macros.empty());
  CHECK(node.compiled);
  CHECK(node.name == "unique_a_id");
  CHECK(node.original_file_path == "models/a.yml");
  CHECK(node.depends_on == Texts{"model.shop.a"});
}

TEST_CASE("a singular test has no name, and an old one its column in kwargs") {
  const Node singular = load_node("test.shop.t", R"("resource_type": "test", "test_metadata": null)");
  REQUIRE(singular.test.has_value());
  CHECK(singular.test->name.empty());
  CHECK(singular.test->severity == "ERROR");
  CHECK(load_node("test.shop.u", R"("test_metadata": {"name": "unique", "kwargs": {"column_name": "id"}})")
            .test->column == "id");
}
