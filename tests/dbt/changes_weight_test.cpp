// What a change weighs: layout, literals, or meaning.
#include "tests/catch.hpp"
#include "tests/dbt/small_project.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

struct Sides {
  Project base = small_project("prod");
  Project head = small_project("pr_12");
  std::string weight(const std::string& name) const { return weight_of(find_changes(base, head), name); }
};

}  // namespace

TEST_CASE("layout, comments and case are layout") {
  Sides sides;
  edit(model(sides.head, "customers"), "select count(*) as n", "SELECT\n  count(*) AS n -- all of them\n");
  CHECK(sides.weight("customers") == "layout_only");
}

TEST_CASE("a moved file and a persisted description are layout when the trees are equal") {
  Sides sides;
  Node& head = model(sides.head, "customers");
  head.fqn = {"shop", "customers"};
  head.config.persist_relation_docs = true;
  head.description = "who buys";
  CHECK(sides.weight("customers") == "layout_only");
}

TEST_CASE("zero and a negative integer are not the same literal") {
  Sides sides;
  edit(model(sides.base, "customers"), "as n", "as n, 0 as x");
  edit(model(sides.head, "customers"), "as n", "as n, -1 as x");
  CHECK(sides.weight("customers") == "semantic");
}

TEST_CASE("settings that change what is built are never layout, descriptions are") {
  Sides sides;
  model(sides.head, "customers").unrendered_config = {{"materialized", "view"}};
  CHECK(sides.weight("customers") == "semantic");
  model(sides.head, "customers").unrendered_config = {{"meta", "{\"owner\":\"us\"}"}, {"docs", "{\"show\":false}"}};
  CHECK(sides.weight("customers") == "layout_only");
}

TEST_CASE("a moved relation and a changed source are never layout") {
  Sides sides;
  model(sides.head, "customers").unrendered_alias = "clients";
  sides.head.sources.at("source.shop.raw.orders").identifier = "orders_v2";
  CHECK(sides.weight("customers") == "semantic");
  CHECK(sides.weight("stg_orders") == "semantic");
}

TEST_CASE("a macro that compiles to the same SQL is layout, unless a hook calls macros") {
  Sides sides;
  sides.head.macros.at("macro.shop.cents").sql_digest = "edited";
  CHECK(sides.weight("orders") == "layout_only");
  model(sides.base, "orders").unrendered_config = {{"post-hook", R"([{"sql":"{{ cents() }}"}])"}};
  model(sides.head, "orders").unrendered_config = model(sides.base, "orders").unrendered_config;
  CHECK(sides.weight("orders") == "semantic");
}

TEST_CASE("code that a first build does not compile is never layout") {
  Sides sides;
  const std::string block = "{% if is_incremental() %}\n where {{ recent('day') }}\n{% endif %}";
  model(sides.base, "customers").raw_code += block;
  model(sides.head, "customers").raw_code += block + "\n";
  CHECK(sides.weight("customers") == "layout_only");
  replace(model(sides.head, "customers").raw_code, "'day'", "'month'");
  CHECK(sides.weight("customers") == "semantic");
  replace(model(sides.head, "customers").raw_code, "'month'", "'day'");
  CHECK(sides.weight("customers") == "layout_only");
  for (Project* project : {&sides.base, &sides.head}) {
    model(*project, "customers").depends_on_macros = {"macro.shop.recent"};
    add_macro(*project, "shop.recent", project == &sides.base ? "a" : "b");
  }
  CHECK(sides.weight("customers") == "semantic");
}

TEST_CASE("a changed macro that asks is_incremental is never layout") {
  Sides sides;
  for (Project* project : {&sides.base, &sides.head}) {
    model(*project, "customers").depends_on_macros = {"macro.shop.only_new"};
    add_macro(*project, "shop.only_new", project == &sides.base ? "a" : "b", {"macro.dbt.is_incremental"});
  }
  CHECK(sides.weight("customers") == "semantic");
}

TEST_CASE("an edited body that queries while compiling is never layout") {
  Sides sides;
  model(sides.head, "customers").raw_code += "{% set x = run_query('delete from t') %}";
  CHECK(sides.weight("customers") == "semantic");
}

TEST_CASE("literals that differ with equal code are only literals") {
  Sides sides;
  edit(model(sides.base, "customers"), "as n", "as n, {{ today() }}");
  edit(model(sides.head, "customers"), "as n", "as n, {{ today() }}");
  replace(model(sides.base, "customers").compiled_code, "{{ today() }}", "cast('2024-12-01' as date) as day");
  replace(model(sides.head, "customers").compiled_code, "{{ today() }}", "cast('2025-01-01' as date) as day");
  const Changes changes = find_changes(sides.base, sides.head);
  CHECK_THAT(reasons_of(changes, "customers"), ContainsSubstring("compiled only literals differ"));
  CHECK(weight_of(changes, "customers") == "only_literals");
  model(sides.head, "customers").raw_code += "\n";
  CHECK(sides.weight("customers") == "semantic");
}

TEST_CASE("true and false are no rendered literals") {
  Sides sides;
  replace(model(sides.base, "customers").compiled_code, "as n", "filter (where true) as n");
  replace(model(sides.head, "customers").compiled_code, "as n", "filter (where false) as n");
  CHECK(sides.weight("customers") == "semantic");
}

TEST_CASE("literals of an ephemeral parent weigh in the child what they weigh in the parent") {
  Sides sides;
  replace(model(sides.head, "int_orders").compiled_code, "amount > 5", "amount > 6");
  replace(model(sides.head, "orders").compiled_code, "amount > 5", "amount > 6");
  CHECK(sides.weight("int_orders") == "only_literals");
  CHECK(sides.weight("orders") == "only_literals");
  replace(model(sides.head, "int_orders").raw_code, "amount > 5", "amount > 6");
  CHECK(sides.weight("int_orders") == "semantic");
  CHECK(sides.weight("orders") == "semantic");
}

TEST_CASE("what is not compiled, not SQL, not a model or not on both sides is semantic") {
  Sides sides;
  for (const auto* name : {"customers", "orders", "stg_orders", "int_orders"}) model(sides.head, name).raw_code += "\n";
  model(sides.head, "customers").compiled = false;
  model(sides.head, "orders").language = "python";
  model(sides.base, "stg_orders").type = model(sides.head, "stg_orders").type = ResourceType::snapshot;
  add_model(sides.head, "refunds", "pr_12", "select 1");
  CHECK(sides.weight("customers") == "semantic");
  CHECK(sides.weight("orders") == "semantic");
  CHECK(sides.weight("stg_orders") == "semantic");
  CHECK(sides.weight("refunds") == "semantic");
  CHECK(sides.weight("int_orders") == "layout_only");
}
