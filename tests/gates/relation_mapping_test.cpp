#include "gates/relation_mapping.hpp"

#include "dbt/environment_names.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"
#include "tests/catch.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::gates;
using test_gates::model;
using test_gates::Scene;

namespace {

/// `orders` and `payments` in the schema `base` on base and `head` on head; `old` is on base alone.
struct Sides {
  Sides() {
    scene.changed(model("orders"), model("orders"));
    scene.changed(model("payments"), model("payments"));
    scene.changed(model("old"), std::nullopt);
    names = dbt::environment_names(scene.base, scene.head);
  }
  Scene scene;
  dbt::EnvironmentNames names;
};

/// Base's SQL with the names that head's manifest has; what head lacks stays.
std::optional<std::string> mapped(const std::string& base) {
  const Sides sides;
  std::optional<std::string> result;
  sql::run_on_deep_stack(sql::stack_to_walk(base.size()), [&] {
    const auto names = names_in(base, sides.names.base);
    if (!names) return;
    result = with_relations(base, *names, [&](const RelationUse& use) -> std::optional<std::string> {
      const dbt::Node* node = sides.scene.head.find_node(use.unique_id);
      return node == nullptr ? std::nullopt : std::optional(node->relation_name);
    });
  });
  return result;
}

NamesInText names_of(const std::string& sql) {
  const Sides sides;
  std::optional<NamesInText> result;
  sql::run_on_deep_stack(sql::stack_to_walk(sql.size()), [&] { result = names_in(sql, sides.names.base); });
  REQUIRE(result);
  return *result;
}

}  // namespace

TEST_CASE("relation mapping: base's relations get head's names, and keep the name that the text calls them by") {
  const auto result =
      mapped(R"(select orders.id, p.x from "shop"."base"."orders" join shop.base.payments as p using (id))");
  REQUIRE(result);
  CHECK(*result == R"(select orders.id, p.x from "shop"."head"."orders" as "orders" )"
                   R"(join "shop"."head"."payments" as p using (id))");
}

TEST_CASE("relation mapping: a column with a schema in front goes where its relation goes") {
  const auto result = mapped("select base.orders.id, base . orders.*, orders.a from base . /* x */ orders");
  REQUIRE(result);
  CHECK(*result == R"(select "orders".id, "orders".*, orders.a from "shop"."head"."orders" as "orders")");
}

TEST_CASE("relation mapping: strings, comments, CTEs and relations that dbt does not know stay") {
  const std::string sql =
      "with orders as (select 'base.orders' as a /* base.orders */) select * from orders, other.t, pg_catalog.pg_class";
  CHECK(*mapped(sql) == sql);
}

TEST_CASE("relation mapping: what nothing is given for stays as it is written") {
  const auto result = mapped("select * from base.old union all select * from base.old");
  REQUIRE(result);
  CHECK(*result == "select * from base.old union all select * from base.old");
}

TEST_CASE("relation mapping: what does not parse is not mapped") {
  CHECK_FALSE(mapped("select from from"));
  CHECK_FALSE(mapped("select 1; select 2"));
}

TEST_CASE("relation mapping: tells what a sub-query can not stand in for, and what is read inside of an expression") {
  const NamesInText names = names_of(
      "select * from base.orders o join only base.payments on true, base.old tablesample system (1) "
      "where exists (select from base.orders)");
  REQUIRE(names.relations.size() == 4);
  CHECK(names.relations[0].plain);
  CHECK(names.relations[0].aliased);
  CHECK_FALSE(names.relations[0].in_expression);
  CHECK_FALSE(names.relations[1].plain);
  CHECK_FALSE(names.relations[2].plain);
  CHECK(names.relations[3].plain);
  CHECK(names.relations[3].in_expression);
  CHECK(names.relations[3].unique_id == "model.shop.orders");
}
