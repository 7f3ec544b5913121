// One test per kind of reason.
#include "tests/catch.hpp"
#include "tests/dbt/small_project.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

struct Sides {
  Project base = small_project("prod");
  Project head = small_project("pr_12");
  Changes changes() const { return find_changes(base, head); }
};

}  // namespace

TEST_CASE("another schema alone changes nothing") {
  const Sides sides;
  const Changes changes = sides.changes();
  CHECK(changed_names(changes).empty());
  CHECK(changes.downstream.empty());
  CHECK(changes.dbt_differences.empty());
  CHECK(changes.notes.empty());
  CHECK(changes.counts.common == 4);
  CHECK(changes.counts.text == 3);
  CHECK(changes.counts.tree == 0);
}

TEST_CASE("an edited body is a reason, down to a trailing blank") {
  Sides sides;
  edit(model(sides.head, "customers"), "count(*)", "count(distinct id)");
  model(sides.head, "stg_orders").raw_code += " ";
  const Changes changes = sides.changes();
  CHECK(changed_names(changes) == "customers, stg_orders");
  CHECK(reasons_of(changes, "customers") == "body");
  CHECK(reasons_of(changes, "stg_orders") == "body");
  CHECK(changes.counts.raw == 2);
  CHECK(changes.counts.raw_and_tree == 1);
}

TEST_CASE("new and removed models are told, and whether they are only disabled") {
  Sides sides;
  add_model(sides.head, "refunds", "pr_12", "select 1");
  add_model(sides.head, "visits", "pr_12", "select 1");
  sides.base.disabled = {"model.shop.visits"};
  sides.head.nodes.erase("model.shop.customers");
  sides.head.nodes.erase("model.shop.orders");
  sides.head.disabled = {"model.shop.orders"};
  const Changes changes = sides.changes();
  CHECK(reasons_of(changes, "refunds") == "added");
  CHECK(reasons_of(changes, "visits") == "added disabled in base");
  CHECK(reasons_of(changes, "customers") == "removed");
  CHECK(reasons_of(changes, "orders") == "removed disabled in head");
  CHECK(find_change(changes, "refunds")->base == nullptr);
  CHECK(find_change(changes, "customers")->head == nullptr);
  CHECK(changes.counts.added == 2);
  CHECK(changes.counts.removed == 2);
  CHECK(changes.counts.common == 2);
}

TEST_CASE("a setting is told with its old and its new value") {
  Sides sides;
  model(sides.base, "orders").unrendered_config = {
      {"materialized", "view"}, {"meta", R"({"pii":true})"}, {"tags", "[]"}};
  model(sides.head, "orders").unrendered_config = {
      {"materialized", "table"}, {"unique_key", "id"}, {"tags", R"(["daily"])"}, {"alias", "orders"}};
  model(sides.head, "orders").unrendered_alias = "orders";
  const Changes changes = sides.changes();
  CHECK(reasons_of(changes, "orders") ==
        "config materialized: view -> table; config meta: {\"pii\":true} -> (unset); config unique_key: (unset) -> id; "
        "relation alias: (unset) -> orders");
  CHECK(changes.counts.unrendered_config == 1);
}

TEST_CASE("long values of settings are cut between code points") {
  Sides sides;
  std::string sql;
  for (int i = 0; i < 60; ++i) sql += "ü";
  model(sides.head, "orders").unrendered_config = {{"sql_header", "a" + sql + "\n" + sql}};
  const std::string text = reasons_of(sides.changes(), "orders");
  CHECK(text.size() < 130);
  CHECK(text.ends_with("ü…"));
}

TEST_CASE("an edited macro is told with the chain of calls") {
  Sides sides;
  sides.head.macros.at("macro.shop.round_to").sql_digest = "edited";
  const Changes changes = sides.changes();
  CHECK(changed_names(changes) == "orders");
  CHECK(reasons_of(changes, "orders") == "macro macro.shop.round_to via macro.shop.cents");
  CHECK(changes.counts.macro == 1);
}

TEST_CASE("a relation that moved is told by its unrendered parts") {
  Sides sides;
  model(sides.base, "orders").unrendered_schema = "marts";
  model(sides.head, "orders").unrendered_schema = "{{ var('schema') }}";
  model(sides.head, "orders").unrendered_alias = "orders_v2";
  model(sides.head, "customers").unrendered_database = "other";
  const Changes changes = sides.changes();
  CHECK(reasons_of(changes, "orders") ==
        "relation schema: marts -> {{ var('schema') }}; relation alias: (unset) -> orders_v2");
  CHECK(reasons_of(changes, "customers") == "relation database: (unset) -> other");
}

TEST_CASE("a file that was moved is told") {
  Sides sides;
  model(sides.head, "orders").fqn = {"shop", "core", "orders"};
  CHECK(reasons_of(sides.changes(), "orders") == "fqn shop.marts.orders -> shop.core.orders");
}

TEST_CASE("descriptions count only where dbt writes them to the warehouse") {
  Sides sides;
  for (Project* project : {&sides.base, &sides.head}) {
    model(*project, "orders").columns = {{"id", "int", "the id", {}, {}, {}}, {"gone", "int", "soon", {}, {}, {}}};
  }
  Node& head = model(sides.head, "orders");
  head.description = "other";
  head.columns[0].description = "another id";
  head.columns.pop_back();
  CHECK(reasons_of(sides.changes(), "orders") == "unchanged");
  head.config.persist_relation_docs = true;
  CHECK(reasons_of(sides.changes(), "orders") == "persisted_description of the relation");
  head.config.persist_relation_docs = false;
  head.config.persist_column_docs = true;
  CHECK(reasons_of(sides.changes(), "orders") ==
        "persisted_description of column id; persisted_description of column gone");
}

TEST_CASE("a source that is another relation changes its readers") {
  Sides sides;
  sides.head.sources.at("source.shop.raw.orders").identifier = "orders_v2";
  const Changes changes = sides.changes();
  CHECK(changed_names(changes) == "stg_orders");
  CHECK(reasons_of(changes, "stg_orders") == "source source.shop.raw.orders identifier: orders -> orders_v2");
  CHECK_THAT(dbt_difference(changes, "model.shop.stg_orders"),
             ContainsSubstring("only tollgate: dbt selects the changed source"));
}

TEST_CASE("sources that all move from one schema to another are the environment, one of them is not") {
  Sides sides;
  add_source(sides.base, "payments", "raw");
  add_source(sides.head, "payments", "raw");
  const auto move = [&](const std::string& name) {
    sides.head.sources.at("source.shop.raw." + name).schema = "raw_ci";
  };
  move("orders");
  CHECK(reasons_of(sides.changes(), "stg_orders") == "source source.shop.raw.orders schema: raw -> raw_ci");
  move("payments");
  CHECK(reasons_of(sides.changes(), "stg_orders") == "unchanged");
}

TEST_CASE("unrendered places of a source are compared where both sides have them") {
  Sides sides;
  Source& base = sides.base.sources.at("source.shop.raw.orders");
  Source& head = sides.head.sources.at("source.shop.raw.orders");
  base.unrendered_schema = head.unrendered_schema = "{{ env_var('RAW') }}";
  head.schema = "raw_ci";
  CHECK(reasons_of(sides.changes(), "stg_orders") == "unchanged");
  head.unrendered_schema = "attic";
  head.quoting = R"({"schema":true})";
  head.external = R"({"location":"s3"})";
  CHECK(reasons_of(sides.changes(), "stg_orders") ==
        "source source.shop.raw.orders schema: {{ env_var('RAW') }} -> attic, quoting, external");
}

TEST_CASE("a source that another value of a variable moves is another source") {
  Sides sides;
  Source& base = sides.base.sources.at("source.shop.raw.orders");
  Source& head = sides.head.sources.at("source.shop.raw.orders");
  base.unrendered_schema = head.unrendered_schema = "{{ var('raw') }}";
  head.schema = "raw_v2";
  CHECK(reasons_of(sides.changes(), "stg_orders") == "unchanged");  // by dbt's command line
  sides.head.variables_edited = true;
  CHECK(reasons_of(sides.changes(), "stg_orders") == "source source.shop.raw.orders schema: raw -> raw_v2");
  base.unrendered_schema = head.unrendered_schema = "{{ env_var('RAW') }}";
  CHECK(reasons_of(sides.changes(), "stg_orders") == "unchanged");
}

TEST_CASE("an edited ephemeral parent is named as the cause in its children") {
  Sides sides;
  edit(model(sides.head, "int_orders"), "amount > 5", "amount > 5 and id > 0");
  replace(model(sides.head, "orders").compiled_code, "amount > 5", "amount > 5 and id > 0");
  const Changes changes = sides.changes();
  CHECK(changed_names(changes) == "int_orders, orders");
  CHECK(reasons_of(changes, "int_orders") == "body");
  CHECK(reasons_of(changes, "orders") == "ephemeral_parent model.shop.int_orders");
  CHECK(changes.counts.tree == 2);
  CHECK(changes.counts.tree_only == 1);
  CHECK_THAT(dbt_difference(changes, "model.shop.orders"), ContainsSubstring("only tollgate: an ephemeral parent"));
}

TEST_CASE("an ephemeral parent whose layout alone was edited changes no child") {
  Sides sides;
  edit(model(sides.head, "int_orders"), "where", "\n where -- big ones\n");
  replace(model(sides.head, "orders").compiled_code, "where", "\n where -- big ones\n");
  CHECK(changed_names(sides.changes()) == "int_orders");
}

TEST_CASE("the nearest changed ephemeral ancestor is found through an unchanged one, and through a cycle") {
  Sides sides;
  for (Project* project : {&sides.base, &sides.head}) {
    Node& between = add_model(*project, "between", "prod", "select id from {{ ref('int_orders') }}");
    between.config.materialized = "ephemeral";
    between.compiled = false;
    between.depends_on = {"model.shop.int_orders", "model.shop.between"};
    model(*project, "orders").depends_on = {"model.shop.between"};
  }
  edit(model(sides.head, "int_orders"), "amount > 5", "amount > 6");
  replace(model(sides.head, "orders").compiled_code, "amount > 5", "amount > 6");
  CHECK(reasons_of(sides.changes(), "orders") == "ephemeral_parent model.shop.int_orders");
}

TEST_CASE("without compiled SQL a changed ephemeral parent still changes its children") {
  Sides sides;
  edit(model(sides.head, "int_orders"), "amount > 5", "amount > 6");
  for (auto& [id, node] : sides.head.nodes) node.compiled = false;
  const Changes changes = sides.changes();
  CHECK(reasons_of(changes, "orders") == "ephemeral_parent model.shop.int_orders");
  CHECK(weight_of(changes, "orders") == "semantic");
  CHECK(has_note(changes, "2 models are not compiled on both sides"));
  CHECK(has_note(changes, "2 models are not compiled on head"));
}

TEST_CASE("a view that became ephemeral is the cause in its children") {
  Sides sides;
  Node& staging = model(sides.head, "stg_orders");
  staging.config.materialized = "ephemeral";
  staging.unrendered_config = {{"materialized", "ephemeral"}};
  model(sides.base, "stg_orders").unrendered_config = {{"materialized", "view"}};
  replace(model(sides.head, "int_orders").compiled_code, "\"db\".\"pr_12\".\"stg_orders\"", "__dbt__cte__stg_orders");
  const Changes changes = sides.changes();
  CHECK(reasons_of(changes, "stg_orders") == "config materialized: view -> ephemeral");
  CHECK(reasons_of(changes, "int_orders") == "ephemeral_parent model.shop.stg_orders");
}

TEST_CASE("a seed is compared by its checksum, as far as dbt keeps one") {
  Sides sides;
  for (Project* project : {&sides.base, &sides.head}) {
    for (const auto* name : {"countries", "huge"}) {
      Node& seed = add_model(*project, name, "prod", "");
      seed.type = ResourceType::seed;
      seed.compiled = false;
      seed.checksum = "aa";
      seed.checksum_kind = "sha256";
    }
    model(*project, "huge").checksum_kind = "path";
    model(*project, "huge").checksum = "seeds/huge.csv";
  }
  CHECK(has_note(sides.changes(), "an edit of their rows cannot be seen: model.shop.huge"));
  model(sides.head, "countries").checksum = "bb";
  model(sides.base, "huge").checksum_kind = "sha256";
  const Changes changes = sides.changes();
  CHECK(reasons_of(changes, "countries") == "seed_checksum");
  CHECK(weight_of(changes, "countries") == "semantic");
  CHECK(reasons_of(changes, "huge") == "seed_checksum above 1 MiB dbt keeps the path only");
  CHECK_FALSE(has_note(changes, "an edit of their rows"));
}

TEST_CASE("compiled SQL that says something else is a reason of its own") {
  Sides sides;
  replace(model(sides.head, "customers").compiled_code, "count(*)", "count(distinct id)");
  const Changes changes = sides.changes();
  CHECK_THAT(reasons_of(changes, "customers"), ContainsSubstring("compiled parse trees differ with equal code"));
  CHECK(weight_of(changes, "customers") == "semantic");
  CHECK_THAT(dbt_difference(changes, "model.shop.customers"), ContainsSubstring("dbt does not compare compiled SQL"));
}

TEST_CASE("compiled SQL that does not parse is compared as text") {
  Sides sides;
  model(sides.base, "customers").compiled_code = "select ~~ from from \"db\".\"prod\".\"orders\"";
  model(sides.head, "customers").compiled_code = "select ~~ from from \"db\".\"pr_12\".\"orders\"";
  CHECK(changed_names(sides.changes()).empty());
  model(sides.head, "customers").compiled_code += " -- edited";
  const Changes changes = sides.changes();
  CHECK(reasons_of(changes, "customers") == "compiled compiled SQL differs and PostgreSQL's parser refuses it");
  CHECK(weight_of(changes, "customers") == "semantic");
}

TEST_CASE("tests and other nodes are not judged") {
  Sides sides;
  add_model(sides.head, "not_null_orders", "x", "select 1").type = ResourceType::test;
  CHECK(changed_names(sides.changes()).empty());
}
