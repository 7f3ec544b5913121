// What only dbt's version explains, and where dbt's own selection differs.
#include "tests/catch.hpp"
#include "tests/dbt/small_project.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

struct Sides {
  Project base = small_project("prod");
  Project head = small_project("pr_12");

  Sides() {
    for (Project* project : {&base, &head}) {
      add_macro(*project, "dbt.type_string", "text");
      add_macro(*project, "dbt_postgres.postgres__type_string", "text");
      model(*project, "customers").depends_on_macros = {"macro.dbt.type_string"};
    }
  }
  Changes changes() const { return find_changes(base, head); }
};

}  // namespace

TEST_CASE("a macro of dbt that changed with dbt's version is a note, not a reason per model") {
  Sides sides;
  sides.head.metadata.dbt_version = "1.10.5";
  sides.head.macros.at("macro.dbt.type_string").sql_digest = "varchar";
  sides.head.macros.erase("macro.dbt_postgres.postgres__type_string");
  const Changes changes = sides.changes();
  CHECK(changed_names(changes).empty());
  CHECK(has_note(changes, "2 macros of dbt itself differ between dbt 1.9.4 and 1.10.5: not counted as changes"));
  CHECK(has_note(changes, "base was written by dbt 1.9.4, head by dbt 1.10.5"));
  CHECK(dbt_difference(changes, "model.shop.customers") ==
        "only dbt: it calls macros of dbt itself, which changed with the version of dbt");
}

TEST_CASE("a macro of dbt that changed under one version counts") {
  Sides sides;
  sides.head.macros.at("macro.dbt.type_string").sql_digest = "varchar";
  CHECK(reasons_of(sides.changes(), "customers") == "macro macro.dbt.type_string");
}

TEST_CASE("other packages are no part of dbt") {
  Sides sides;
  sides.head.metadata.dbt_version = "1.10.5";
  for (Project* project : {&sides.base, &sides.head}) {
    add_macro(*project, "dbt_utils.star", project == &sides.base ? "a" : "b");
    model(*project, "customers").depends_on_macros = {"macro.dbt_utils.star"};
  }
  CHECK(reasons_of(sides.changes(), "customers") == "macro macro.dbt_utils.star");
}

TEST_CASE("an empty setting on one side is the version's, if the versions differ") {
  Sides sides;
  model(sides.head, "orders").unrendered_config = {{"event_time", "null"}, {"packages", "[]"}};
  CHECK(reasons_of(sides.changes(), "orders") == "config event_time: (unset) -> null; config packages: (unset) -> []");
  sides.head.metadata.dbt_version = "1.10.5";
  const Changes changes = sides.changes();
  CHECK(reasons_of(changes, "orders") == "unchanged");
  CHECK(dbt_difference(changes, "model.shop.orders") ==
        "only dbt: config event_time, packages is on one side only and empty: the version of dbt explains it");
  CHECK(changes.counts.unrendered_config == 1);
}

TEST_CASE("a setting with a value counts whatever the versions") {
  Sides sides;
  sides.head.metadata.dbt_version = "1.10.5";
  model(sides.head, "orders").unrendered_config = {{"event_time", "ordered_at"}};
  CHECK(reasons_of(sides.changes(), "orders") == "config event_time: (unset) -> ordered_at");
}

TEST_CASE("who may refer to a model is dbt's business alone") {
  Sides sides;
  model(sides.head, "orders").latest_version = "2";
  model(sides.head, "orders").config.access = "public";
  const Changes changes = sides.changes();
  CHECK(changed_names(changes).empty());
  CHECK_THAT(dbt_difference(changes, "model.shop.orders"),
             ContainsSubstring("only dbt: latest_version, access changed"));
}

TEST_CASE("dbt selects a source whose freshness changed, and never what was removed") {
  Sides sides;
  sides.head.sources.at("source.shop.raw.orders").freshness = R"({"warn_after":1})";
  sides.head.nodes.erase("model.shop.customers");
  const Changes changes = sides.changes();
  CHECK(dbt_difference(changes, "source.shop.raw.orders") == "only dbt: freshness changed: no row of a model does");
  CHECK(dbt_difference(changes, "model.shop.customers") == "only tollgate: dbt never selects what was removed");
  sides.head.metadata.dbt_version = "1.10.5";
  CHECK(dbt_difference(sides.changes(), "source.shop.raw.orders") == "agreed");
}

TEST_CASE("where both select there is no difference to tell") {
  Sides sides;
  edit(model(sides.head, "customers"), "count(*)", "sum(id)");
  add_model(sides.head, "refunds", "pr_12", "select 1");
  CHECK(sides.changes().dbt_differences.empty());
}
