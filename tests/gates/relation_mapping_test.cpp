#include "gates/relation_mapping.hpp"

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

std::optional<MappedSql> mapped(const std::string& base, const std::string& head = "select 1") {
  const Sides sides;
  std::optional<MappedSql> result;
  sql::run_on_deep_stack(sql::stack_to_walk(base.size() + head.size()),
                         [&] { result = map_to_head(base, head, sides.scene.head, sides.names); });
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
  CHECK(result->sql == R"(select orders.id, p.x from "shop"."head"."orders" as "orders" )"
                       R"(join "shop"."head"."payments" as p using (id))");
  CHECK(result->only_on_base.empty());
}

TEST_CASE("relation mapping: a column with a schema in front goes where its relation goes") {
  const auto result = mapped("select base.orders.id, base . orders.*, orders.a from base . /* x */ orders");
  REQUIRE(result);
  CHECK(result->sql == R"(select "orders".id, "orders".*, orders.a from "shop"."head"."orders" as "orders")");
}

TEST_CASE("relation mapping: strings, comments, CTEs and relations that dbt does not know stay") {
  const std::string sql =
      "with orders as (select 'base.orders' as a /* base.orders */) select * from orders, other.t, pg_catalog.pg_class";
  CHECK(mapped(sql)->sql == sql);
}

TEST_CASE("relation mapping: a relation is read where head's SQL reads it, which a deferred one is on base") {
  const auto result = mapped("select * from base.orders", R"(select * from "base"."orders")");
  REQUIRE(result);
  CHECK(result->sql == R"(select * from "base"."orders" as "orders")");
}

TEST_CASE("relation mapping: what head does not have is told") {
  const auto result = mapped("select * from base.old union all select * from base.old");
  REQUIRE(result);
  CHECK(result->sql == "select * from base.old union all select * from base.old");
  CHECK(result->only_on_base == std::vector<std::string>{R"("base"."old")"});
}

TEST_CASE("relation mapping: what does not parse is not mapped") {
  CHECK_FALSE(mapped("select from from"));
  CHECK_FALSE(mapped("select 1", "select from from"));
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
