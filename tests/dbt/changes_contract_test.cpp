#include "tests/catch.hpp"
#include "tests/dbt/small_project.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

Constraint not_null() { return {"not_null", "", {}}; }
Constraint key() { return {"primary_key", "", {"id"}}; }

struct Sides {
  Project base = small_project("prod");
  Project head = small_project("prod");
  Node& before = model(base, "orders");
  Node& after = model(head, "orders");

  Sides() {
    for (Node* node : {&before, &after}) {
      node->config.contract_enforced = true;
      node->columns = {{"id", "integer", "", {}, {}, {not_null()}}, {"name", "varchar(3)", "", {}, {}, {}}};
      node->constraints = {key()};
    }
  }
  std::string reasons() const { return reasons_of(find_changes(base, head), "orders"); }
};

}  // namespace

TEST_CASE("an untouched contract is no reason") { CHECK(Sides().reasons() == "unchanged"); }

TEST_CASE("enforcement that came or went is told") {
  Sides sides;
  sides.after.config.contract_enforced = false;
  CHECK(sides.reasons() == "contract breaking: enforcement removed");
  sides.before.config.contract_enforced = false;
  CHECK(sides.reasons() == "unchanged");
  sides.after.config.contract_enforced = true;
  CHECK(sides.reasons() == "contract enforcement added");
}

TEST_CASE("removed, added and retyped columns are told; a length is no type") {
  Sides sides;
  sides.after.columns = {{"id", "bigint", "", {}, {}, {not_null()}}, {"email", "text", "", {}, {}, {}}};
  CHECK(sides.reasons() ==
        "contract breaking: type of column id changed: integer -> bigint; contract breaking: column name removed; "
        "contract column email added");
  sides.after.columns = {{"id", "INTEGER", "", {}, {}, {not_null()}}, {"name", "varchar(10)", "", {}, {}, {}}};
  CHECK(sides.reasons() == "unchanged");
}

TEST_CASE("removed constraints are told where dbt enforces them") {
  Sides sides;
  sides.after.columns[0].constraints.clear();
  sides.after.constraints.clear();
  CHECK(sides.reasons() ==
        "contract breaking: constraint not_null of column id removed; "
        "contract breaking: constraint primary_key of the model removed");
  sides.before.config.materialized = sides.after.config.materialized = "view";
  CHECK(sides.reasons() == "unchanged");
}

TEST_CASE("a table with constraints that became a view is told") {
  Sides sides;
  sides.after.config.materialized = "view";
  CHECK(sides.reasons() == "contract breaking: constraints no longer enforced: table turned into view");
}

TEST_CASE("a changed contract is never layout") {
  Sides sides;
  sides.after.columns.push_back({"email", "text", "", {}, {}, {}});
  CHECK(weight_of(find_changes(sides.base, sides.head), "orders") == "semantic");
}
