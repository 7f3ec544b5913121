// Singular tests: matched by their id or their code.
#include <string>
#include <vector>

#include "dbt/test_changes.hpp"
#include "tests/catch.hpp"
#include "tests/dbt/test_changes_scene.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

TEST_CASE("the code of a singular test is told where it says something else") {
  const std::vector<std::string> reads{"model.shop.orders"};
  const std::string sql = "select * from {{ ref('orders') }}\nwhere net > paid";
  const Node before = singular("net_is_less", sql, reads);
  CHECK(between(before, singular("net_is_less", "select *\nfrom {{ ref('orders') }} -- all\nwhere net > paid", reads))
            .empty());
  const auto changes = between(before, singular("net_is_less", sql + " * 2", reads));
  REQUIRE(changes.size() == 1);
  REQUIRE(changes[0].differences.size() == 1);
  CHECK(changes[0].differences[0].before == "where net > paid");
  CHECK(changes[0].differences[0].after == "where net > paid * 2");
  CHECK(changes[0].line == 2);
  CHECK(changes[0].model == "model.shop.orders");
  CHECK(between(before, singular("moved", sql, reads)).empty());
  CHECK(find_test_changes(project({model("orders"), before}), project({model("orders")})).size() == 1);
  CHECK(find_test_changes(project({model("orders"), before}), project({model("sales")})).empty());
  const Node renamed =
      singular("net_is_less", "select * from {{ ref('sales') }}\nwhere net > paid", {"model.shop.sales"});
  CHECK(find_test_changes(project({model("orders"), before}), project({model("sales"), renamed})).empty());
}

TEST_CASE("ids without a name at their end are no names") {
  const Node before = singular("net_is_less", "select 1", {"model.shop.orders", "model.shop."});
  const Node after = singular("net_is_less", "select 2", {"model.shop.orders", "model.shop.x"});
  Project head = project({model("orders"), model("x"), after});
  CHECK(find_test_changes(project({model("orders"), before}), head).size() == 1);
}

TEST_CASE("a renamed source is followed by its name in source()") {
  const auto side = [](const std::string& name) {
    const std::string id = "source.shop.raw." + name;
    Project made = project({singular("net", "select * from {{ source('raw', '" + name + "') }}", {id})});
    made.sources[id].name = name;
    return made;
  };
  CHECK(find_test_changes(side("orders"), side("sales")).empty());
}

TEST_CASE("a renamed model is followed by its name in ref(), with versions and without") {
  const auto side = [](const std::string& name, const std::string& id) {
    Node versioned = model(id);
    versioned.name = name;
    return project({versioned, singular("net", "select * from {{ ref('" + name + "') }}", {versioned.unique_id})});
  };
  CHECK(find_test_changes(side("dim", "dim.v2"), side("people", "people.v2")).empty());
  CHECK(find_test_changes(side("dim", "dim"), side("dim", "dim.v1")).empty());
}

TEST_CASE("a singular test whose code one side does not tell is not told as edited") {
  const std::vector<std::string> reads{"model.shop.orders"};
  const Node with = singular("net_is_less", "select 1", reads), without = singular("net_is_less", "", reads);
  CHECK(between(with, without).empty());
  CHECK(between(without, with).empty());
}

TEST_CASE("a singular test that head has and does not run is a lost one") {
  const Node before = singular("net_is_less", "select 1", {"model.shop.orders"});
  Node after = before;
  after.config.enabled = false;
  REQUIRE(between(before, after).size() == 1);
  CHECK(between(before, after)[0].loss == TestLoss::removed);
}

TEST_CASE("a test that took over another one's code is that other one's edit, not its new name") {
  const std::vector<std::string> reads{"model.shop.orders"};
  const Project base =
      project({model("orders"), singular("gone", "select 1", reads), singular("kept", "select 2", reads)});
  const auto changes = find_test_changes(base, project({model("orders"), singular("kept", "select 1", reads)}));
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].loss == TestLoss::removed);
  CHECK(changes[1].loss == TestLoss::changed);
}

TEST_CASE("a singular test that only the environment switches off is no lost one") {
  Node test = singular("net_is_less", "select 1", {"model.shop.orders"});
  Project head = project({model("orders")});
  head.disabled = {test.unique_id};
  CHECK(find_test_changes(project({model("orders"), test}), head).size() == 1);
  test.test->templates = {{"enabled", "{{ target.name == 'prod' }}"}};
  CHECK(find_test_changes(project({model("orders"), test}), head).empty());
}
