// Heads of which dbt compiled only what was selected: base's SQL stands for what did not change, and for nothing else.
#include "dbt/stand_ins.hpp"

#include "tests/catch.hpp"
#include "tests/dbt/small_project.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

struct Slim {
  Project base = small_project("prod");
  Project head = small_project("pr_12");

  /// As `dbt build --select` writes it: no compiled_code of what it did not select.
  void leave_out(const std::string& name) {
    model(head, name).compiled = false;
    model(head, name).compiled_code.clear();
  }
  Changes changes() { return find_changes_of_a_check(base, head); }
  const Node& after(const std::string& name) { return model(head, name); }
};

}  // namespace

TEST_CASE("stand-ins: base's SQL stands for head's of unchanged models that head did not compile") {
  Slim slim;
  edit(model(slim.head, "orders"), "as cents", "as amount_in_cents");
  slim.leave_out("stg_orders");
  const Changes changes = slim.changes();
  CHECK(changed_names(changes) == "orders");
  CHECK(slim.after("stg_orders").compiled);
  CHECK(slim.after("stg_orders").base_stands_in);
  CHECK(slim.after("stg_orders").compiled_code == "select id, amount from \"db\".\"raw\".\"orders\"");
  CHECK_FALSE(slim.after("orders").base_stands_in);
  CHECK_FALSE(slim.after("customers").base_stands_in);
  CHECK(has_note(changes, "1 model is not compiled on head"));
  CHECK(has_note(changes, "unchanged, so base's compiled SQL stands for head's"));
  CHECK_FALSE(has_note(changes, "not compiled on both sides"));
}

TEST_CASE("stand-ins: what is below a change is read where head builds it, the rest where base has it") {
  Slim slim;
  edit(model(slim.head, "orders"), "as cents", "as amount_in_cents");
  for (const char* project : {"base", "head"}) {
    Project& side = project == std::string("base") ? slim.base : slim.head;
    Node& both = add_model(side, "both", side.digest, "select 1 from {{ ref('orders') }}, {{ ref('stg_orders') }}");
    both.compiled_code = "select 'prod.orders' from \"db\".\"" + side.digest + "\".\"orders\", \"db\".\"" +
                         side.digest + "\".\"stg_orders\"";
    both.depends_on = {"model.shop.orders", "model.shop.stg_orders"};
  }
  slim.leave_out("both");
  slim.changes();
  CHECK(slim.after("both").compiled_code ==
        "select 'prod.orders' from \"db\".\"pr_12\".\"orders\", \"db\".\"prod\".\"stg_orders\"");
}

TEST_CASE("stand-ins: a name that is another model's on head is written as head has it") {
  Slim slim;
  add_model(slim.head, "new_one", "prod", "select 1 as one");
  model(slim.head, "new_one").relation_name = "\"db\".\"prod\".\"stg_orders\"";
  for (Project* side : {&slim.base, &slim.head}) {
    Node& reader = add_model(*side, "reader", side->digest, "select 1 from {{ ref('stg_orders') }}");
    reader.compiled_code = "select 1 from \"db\".\"" + side->digest + "\".\"stg_orders\"";
    reader.depends_on = {"model.shop.stg_orders"};
  }
  slim.leave_out("reader");
  slim.changes();
  CHECK(slim.after("reader").compiled_code == "select 1 from \"db\".\"pr_12\".\"stg_orders\"");
}

TEST_CASE("stand-ins: nothing stands for a changed model, whatever changed it") {
  Slim slim;
  const std::string how = GENERATE("code", "macro", "config", "source", "ephemeral parent", "other parents", "new");
  CAPTURE(how);
  const std::string name = how == "ephemeral parent" || how == "macro" ? "orders" : "stg_orders";
  Node& node = model(slim.head, name);
  if (how == "code") node.raw_code += " -- edited";
  if (how == "macro") slim.head.macros.at("macro.shop.round_to").sql_digest = "{{ x }} + 1";
  if (how == "config") node.unrendered_config = {{"materialized", "table"}};
  if (how == "source") slim.head.sources.at("source.shop.raw.orders").identifier = "orders_2";
  if (how == "ephemeral parent") edit(model(slim.head, "int_orders"), "amount > 5", "amount > 6");
  if (how == "other parents") node.depends_on.push_back("model.shop.customers");
  if (how == "new") slim.base.nodes.erase("model.shop.stg_orders");
  slim.leave_out(name);
  slim.changes();
  CHECK_FALSE(slim.after(name).compiled);
  CHECK_FALSE(slim.after(name).base_stands_in);
  CHECK(slim.after(name).compiled_code.empty());
}

TEST_CASE("stand-ins: snapshots and ephemeral models have one, seeds and Python models have not") {
  Slim slim;
  const std::string kind = GENERATE("snapshot", "ephemeral", "seed", "python");
  CAPTURE(kind);
  for (Project* side : {&slim.base, &slim.head}) {
    Node& node = model(*side, "stg_orders");
    if (kind == "snapshot") node.type = ResourceType::snapshot;
    if (kind == "seed") node.type = ResourceType::seed;
    if (kind == "python") node.language = "python";
    if (kind == "ephemeral") node.config.materialized = "ephemeral";
  }
  slim.leave_out("stg_orders");
  slim.changes();
  CHECK(slim.after("stg_orders").base_stands_in == (kind == "snapshot" || kind == "ephemeral"));
}

TEST_CASE("stand-ins: where base has no SQL either, or head has its own, all stays as it is") {
  Slim slim;
  model(slim.base, "stg_orders").compiled = false;
  slim.leave_out("stg_orders");
  const std::string own = slim.after("customers").compiled_code;
  const Changes changes = slim.changes();
  CHECK(changes.only_base_compiled.empty());
  CHECK_FALSE(slim.after("stg_orders").compiled);
  CHECK(slim.after("customers").compiled_code == own);
  CHECK(has_note(changes, "1 model is not compiled on both sides"));
  CHECK_FALSE(has_note(changes, "stands for"));
}
