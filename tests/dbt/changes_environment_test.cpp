// Names of environments: what is the same relation on both sides.
#include "dbt/environment_names.hpp"
#include "tests/catch.hpp"
#include "tests/dbt/small_project.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

struct Sides {
  Project base = small_project("prod");
  Project head = small_project("pr_12");
  Node& before = model(base, "customers");
  Node& after = model(head, "customers");
  std::string reasons() const { return reasons_of(find_changes(base, head), "customers"); }
};

}  // namespace

TEST_CASE("known relations are replaced in text, outside of strings and comments") {
  const Project base = small_project("prod");
  const auto names = environment_names(base, small_project("pr_12"));
  const auto stable = [&](std::string_view sql) { return with_stable_names(sql, names.base); };
  CHECK(stable(R"(from "db"."prod"."orders" o)") == "from @model.shop.orders o");
  CHECK(stable("from db.prod.ORDERS o") == "from @model.shop.orders o");
  CHECK(stable("from prod.orders o") == "from @model.shop.orders o");
  CHECK(stable(R"("db"."prod"."orders"."id")") == R"(@model.shop.orders."id")");
  CHECK(stable("from db.pr_12.orders") == "from @model.shop.orders");
  CHECK(stable("'db.prod.orders' -- db.prod.orders\n/* db.prod.orders */") ==
        "'db.prod.orders' -- db.prod.orders\n/* db.prod.orders */");
  CHECK(stable("from db.prod.unknown, orders, \"open") == "from db.prod.unknown, orders, \"open");
  CHECK(stable("") == "");
}

TEST_CASE("a head that reads a deferred parent from the base's schema is unchanged") {
  Sides sides;
  sides.after.compiled_code = sides.before.compiled_code;
  CHECK(sides.reasons() == "unchanged");
}

TEST_CASE("a name of the own side wins") {
  Sides sides;
  add_model(sides.head, "other", "x", "select 1").relation_name = R"("db"."prod"."orders")";
  sides.after.compiled_code = sides.before.compiled_code;
  CHECK_THAT(sides.reasons(), ContainsSubstring("compiled parse trees differ"));
}

TEST_CASE("another parent is another tree, whatever it is called") {
  Sides sides;
  replace(sides.after.compiled_code, "orders", "stg_orders");
  CHECK_THAT(sides.reasons(), ContainsSubstring("compiled parse trees differ"));
}

TEST_CASE("a hard-coded relation in a schema that was renamed as a whole is the same") {
  Sides sides;
  sides.before.compiled_code = "select 1 from db.prod.legacy";
  sides.after.compiled_code = "select 1 from db.pr_12.legacy";
  CHECK(sides.reasons() == "unchanged");
  sides.before.compiled_code = "select 1 from attic.legacy";
  sides.after.compiled_code = "select 1 from cellar.legacy";
  CHECK_THAT(sides.reasons(), ContainsSubstring("compiled parse trees differ"));
}

TEST_CASE("schemas that meet in one are no renaming") {
  Sides sides;
  model(sides.base, "stg_orders").relation_name = R"("db"."staging"."stg_orders")";
  replace(model(sides.base, "int_orders").compiled_code, "prod", "staging");
  replace(model(sides.base, "orders").compiled_code, "prod", "staging");
  sides.before.compiled_code = "select 1 from db.prod.legacy";
  sides.after.compiled_code = "select 1 from db.pr_12.legacy";
  const Changes changes = find_changes(sides.base, sides.head);
  CHECK(changed_names(changes) == "customers");
}
