// Unchanged nodes below changed ones.
#include "tests/catch.hpp"
#include "tests/dbt/small_project.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

struct Sides {
  Project base = small_project("prod");
  Project head = small_project("pr_12");

  /// `orders 2 [stg_orders]; customers 3 [stg_orders, …]`
  std::string downstream() const {
    std::string text;
    for (const Downstream& entry : find_changes(base, head).downstream) {
      if (!text.empty()) text += "; ";
      text += entry.head->name + " " + std::to_string(entry.distance) + " [";
      for (std::size_t i = 0; i < entry.changed_ancestors.size(); ++i) {
        const std::string& id = entry.changed_ancestors[i];
        text += (i == 0 ? "" : ", ") + id.substr(id.rfind('.') + 1);
      }
      text += "]";
    }
    return text;
  }

  /// `orders [stg_orders]`: changed models that read changed ones.
  std::string changed_parents() const {
    std::string text;
    for (const Change& change : find_changes(base, head).changed) {
      if (change.changed_parents.empty()) continue;
      text += (text.empty() ? "" : "; ") + change.head->name + " [";
      for (std::size_t i = 0; i < change.changed_parents.size(); ++i) {
        const std::string& id = change.changed_parents[i];
        text += (i == 0 ? "" : ", ") + id.substr(id.rfind('.') + 1);
      }
      text += "]";
    }
    return text;
  }
};

}  // namespace

TEST_CASE("everything below a changed model is downstream, through ephemeral ones too") {
  Sides sides;
  edit(model(sides.head, "stg_orders"), "id, amount", "id, amount + 1 as amount");
  CHECK(sides.downstream() == "customers 3 [stg_orders]; int_orders 1 [stg_orders]; orders 2 [stg_orders]");
}

TEST_CASE("changed ancestors come nearest first; changed models are not downstream") {
  Sides sides;
  edit(model(sides.head, "stg_orders"), "id, amount", "id, amount + 1 as amount");
  model(sides.head, "orders").raw_code += "\n";
  CHECK(sides.downstream() == "customers 1 [orders, stg_orders]; int_orders 1 [stg_orders]");
}

TEST_CASE("readers of a removed model are those it had in the base") {
  Sides sides;
  for (const auto* name : {"int_orders", "orders"}) {
    model(sides.head, name).compiled_code = model(sides.base, name).compiled_code;  // deferred
  }
  sides.head.nodes.erase("model.shop.stg_orders");
  model(sides.head, "int_orders").depends_on.clear();
  CHECK(sides.downstream() == "customers 3 [stg_orders]; int_orders 1 [stg_orders]; orders 2 [stg_orders]");
}

TEST_CASE("an edge that the head dropped counts for removed models only") {
  Sides sides;
  model(sides.head, "stg_orders").raw_code += "\n";
  model(sides.head, "int_orders").depends_on.clear();
  CHECK(sides.downstream().empty());
}

TEST_CASE("a cycle ends") {
  Sides sides;
  model(sides.head, "stg_orders").depends_on.push_back("model.shop.customers");
  model(sides.head, "orders").raw_code += "\n";
  CHECK(sides.downstream() == "customers 1 [orders]; int_orders 3 [orders]; stg_orders 2 [orders]");
}

TEST_CASE("seeds and snapshots are downstream, tests are not") {
  Sides sides;
  for (Project* project : {&sides.base, &sides.head}) {
    Node& snapshot = add_model(*project, "orders_snapshot", "x", "select 1");
    snapshot.type = ResourceType::snapshot;
    snapshot.depends_on = {"model.shop.customers"};
    Node& test = add_model(*project, "a_test", "x", "select 1");
    test.type = ResourceType::test;
    test.depends_on = {"model.shop.customers"};
  }
  model(sides.head, "customers").raw_code += "\n";
  CHECK(sides.downstream() == "orders_snapshot 1 [customers]");
}

TEST_CASE("a changed model knows the changed ones that it reads, through unchanged ones but not through changed ones") {
  Sides sides;
  edit(model(sides.head, "stg_orders"), "id, amount", "id, amount + 1 as amount");
  model(sides.head, "orders").raw_code += "\n";
  CHECK(sides.changed_parents() == "orders [stg_orders]");
  model(sides.head, "customers").raw_code += "\n";
  CHECK(sides.changed_parents() == "customers [orders]; orders [stg_orders]");
  model(sides.head, "stg_orders").depends_on.push_back("model.shop.customers");  // a cycle ends
  CHECK(sides.changed_parents() == "customers [orders]; orders [stg_orders]; stg_orders [customers]");
}
