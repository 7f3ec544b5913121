#include <algorithm>
#include <string>

#include "gates/all.hpp"
#include "lineage/difference.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

dbt::Column deprecated(const std::string& name, const std::string& instead) {
  dbt::Column column;
  column.name = name;
  column.meta = {{"deprecated", "true"}, {"use_instead", instead}};
  return column;
}

/// Two parents that are the same on both sides; one column of the first is deprecated.
Scene shop() {
  Scene scene;
  dbt::Node orders = model("stg_orders",
                           "select 1 as order_id, 2 as customer_id, 3.5 as net_amount, 'x'::text as status, "
                           "'C'::text as legacy_status");
  orders.columns = {deprecated("legacy_status", "status")};
  const std::vector<dbt::Node> parents{orders,
                                       model("stg_customers", "select 2 as customer_id, 'de'::text as country")};
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    for (const dbt::Node& parent : parents) project->nodes[parent.unique_id] = parent;
  }
  return scene;
}

const std::vector<std::string> both_parents{"model.shop.stg_customers", "model.shop.stg_orders"};

dbt::Node orders(const std::string& sql, const std::vector<std::string>& depends_on = both_parents) {
  dbt::Node node = model("orders", sql);
  node.depends_on = depends_on;
  return node;
}

const std::string plain = "select\n  order_id,\n  net_amount\nfrom marts.stg_orders";

GateResult orders_become(const std::string& head_sql, const std::string& base_sql = plain) {
  return shop().changed(orders(base_sql), orders(head_sql)).run(gates::references);
}

GateResult invented() {
  return orders_become("select\n  order_id,\n  net_amont,\n  datediff(day, a, b) as days\nfrom marts.stg_orders");
}
GateResult foreign() {
  return orders_become("select\n  order_id\nfrom marts.stg_orders\nqualify row_number() over (order by order_id) = 1");
}
GateResult uses_deprecated() {
  return orders_become("select\n  order_id,\n  legacy_status = 'C' as is_done\nfrom marts.stg_orders");
}
GateResult deprecated_before() {
  const std::string sql = "select\n  order_id,\n  legacy_status\nfrom marts.stg_orders";
  return orders_become(sql + "\nwhere order_id > 5", sql);
}
GateResult bypassed() {
  const std::string sql =
      "select o.order_id, c.country\nfrom marts.stg_orders o\njoin marts.stg_customers c using (customer_id)";
  return shop()
      .changed(orders(plain, {"model.shop.stg_orders"}), orders(sql, {"model.shop.stg_orders"}))
      .run(gates::references);
}
GateResult gone() {
  Scene scene = shop();
  scene.changed(model("daily", "select 1 as id, 2 as revenue"), model("daily", "select 1 as id"));
  scene.below(model("weekly", "select id,\n  revenue\nfrom head.daily"));
  return scene.run(gates::references);
}
GateResult older_version() {
  Scene scene = shop();
  dbt::Node node = model("prices", "select 1 as price");
  node.unique_id += ".v1";
  node.version = "1";
  node.latest_version = "2";
  scene.base.nodes[node.unique_id] = scene.head.nodes[node.unique_id] = node;
  dbt::Node head = orders("select price from marts.prices", {node.unique_id});
  head.raw_code = "-- now\nselect price from {{ ref('prices') }}";
  return scene.changed(orders(plain), head).run(gates::references);
}
/// A source of which nothing is known but its name, or the one column that YAML declares.
Scene with_source(const std::string& name, const std::string& declared = {}) {
  Scene scene = shop();
  dbt::Source source;
  source.unique_id = "source.shop.raw." + name;
  source.source_name = "raw";
  source.name = name;
  source.relation_name = R"("shop"."raw".")" + name + '"';
  if (!declared.empty()) source.columns.push_back(deprecated(declared, ""));
  for (dbt::Column& column : source.columns) column.meta.clear();
  scene.base.sources[source.unique_id] = scene.head.sources[source.unique_id] = source;
  return scene;
}

const std::string new_reader = "select event_id,\n  kind from raw.events where kind > 'a'";

GateResult not_held() {
  Scene scene = with_source("events");
  scene.changed(orders(plain), orders(new_reader, {"source.shop.raw.events"}));
  return scene.run(gates::references);
}
GateResult not_held_and_allowed() {
  Scene scene = with_source("events");
  scene.changed(orders(plain), orders(new_reader, {"source.shop.raw.events"}));
  scene.targets().back().options.set("allow_unproven", OptionValue(true));
  return scene.run(gates::references);
}
GateResult drift_and_standing() {
  return orders_become("select order_id / 2 as half, fiscal(net_amount) as f\nfrom marts.stg_orders",
                       "select order_id, fiscal(net_amount) as f\nfrom marts.stg_orders");
}
GateResult not_compiled() {
  dbt::Node head = orders("");
  head.compiled = false;
  return shop().changed(orders(plain), head).run(gates::references);
}

}  // namespace

std::vector<Case> test_gates::references_cases() {
  constexpr std::string_view id = "references";
  return {
      {id, "pass-same-names", [] { return orders_become(plain + "\nwhere status = 'paid'"); }},
      {id, "pass-deprecated-on-base-as-well", deprecated_before},
      {id, "pass-drift-and-functions-of-base", drift_and_standing},
      {id, "pass-older-version-is-a-warning", older_version},
      {id, "pass-metadata-does-not-hold-it", not_held_and_allowed},
      {id, "fail-invented", invented},
      {id, "fail-other-dialect", foreign},
      {id, "fail-deprecated-column", uses_deprecated},
      {id, "fail-bypassed-ref", bypassed},
      {id, "fail-gone-on-head", gone},
      {id, "error-not-compiled", not_compiled},
      {id, "error-metadata-does-not-hold-it", not_held},
  };
}

TEST_CASE("references: a function of the warehouse is declared in the policy") {
  const std::string head = "select order_id, fiscal_quarter(net_amount) as q\nfrom marts.stg_orders";
  const auto run = [&](bool declared) {
    Scene scene = shop();
    scene.changed(orders(plain), orders(head));
    if (declared)
      scene.targets().back().options.set("functions", OptionValue(std::vector<std::string>{"fiscal_quarter"}));
    return scene.run(gates::references);
  };
  CHECK(run(false).findings.size() == 1);
  CHECK(run(true).findings.empty());
}

TEST_CASE("references: one finding per name and model, at its first place") {
  const auto result = orders_become("select order_id,\n  net_amont,\n  net_amont + 1 as more\nfrom marts.stg_orders");
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].location.line == 2);
  CHECK(result.findings[0].location.column == 3);
}

TEST_CASE("references: the advice speaks of a suggestion only where there is one") {
  const auto help_of = [](const std::string& item) {
    const auto result = orders_become("select order_id,\n  " + item + " from marts.stg_orders");
    REQUIRE(result.findings.size() == 1);
    const bool suggests = result.findings[0].message.find("did you mean") != std::string::npos ||
                          result.findings[0].message.find("instead:") != std::string::npos;
    CHECK(suggests == (result.findings[0].help.find("suggest") != std::string::npos));
    return result.findings[0].help;
  };
  CHECK_THAT(help_of("net_amont"), ContainsSubstring("suggested"));
  CHECK(help_of("warp_factor") == "Correct the name, or add the column to the model it should come from.");
  CHECK_THAT(help_of("frobnicate(order_id)"), ContainsSubstring("Correct the call"));
  CHECK_THAT(help_of("order_id::zorkmid"), ContainsSubstring("type"));
}

TEST_CASE("references: of a column that has another name now, the reader is told it, as one cause with the renaming") {
  Scene scene;
  scene.changed(model("trips", "select 1 as id, 2.5::numeric as net"),
                model("trips", "select 1 as id, 2.5::numeric as revenue_net"));
  scene.below(model("daily", "select id, net from head.trips"));
  const GateResult result = scene.run(gates::references);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].rule == "gone-on-head");
  CHECK_THAT(result.findings[0].message, ContainsSubstring("calls it revenue_net now"));
  CHECK(result.findings[0].cause == lineage::column_cause("model.shop.trips", "revenue_net"));
}

TEST_CASE("references: what a star hands on is not read by name") {
  CHECK(orders_become("select * from marts.stg_orders").findings.empty());
}

TEST_CASE("references: a text that does not parse is one finding with the gate parse") {
  Scene scene = shop();
  scene.changed(orders(plain), orders("select order_id form marts.stg_orders"));
  const auto ours = scene.run(gates::references);
  const auto theirs = scene.run(gates::parse);
  REQUIRE(ours.findings.size() == 1);
  REQUIRE(theirs.findings.size() == 1);
  CHECK(ours.findings[0].rule == "syntax");
  CHECK(ours.findings[0].cause == theirs.findings[0].cause);
}

TEST_CASE("references: behind a suggestion a sentence of its own tells what the failed build reaches") {
  Scene scene = shop();
  scene.changed(orders(plain), orders("select\n  order_id,\n  net_amont\nfrom marts.stg_orders"));
  scene.below(model("weekly", "select order_id from head.orders"));
  const GateResult result = scene.run(gates::references);
  REQUIRE_FALSE(result.findings.empty());
  CHECK_THAT(result.findings[0].message,
             ContainsSubstring("net_amount? The failed build reaches rows of 1 downstream"));
}

TEST_CASE("references: a deprecated column is found through a CTE that selects everything") {
  const std::string cte = "with o as (\n  select * from marts.stg_orders\n)\nselect\n  o.order_id,\n";
  const GateResult newly =
      orders_become(cte + "  o.legacy_status = 'C' as is_done\nfrom o", cte + "  o.status = 'd' as is_done\nfrom o");
  REQUIRE(newly.findings.size() == 1);
  CHECK(newly.findings[0].rule == "deprecated-column");
  CHECK(newly.findings[0].location.line == 6);
  CHECK_THAT(newly.findings[0].message, ContainsSubstring("for its column is_done; use status instead"));
  CHECK(orders_become(cte + "  o.legacy_status = 'C' as is_done\nfrom o",
                      cte + "  o.legacy_status = 'D' as is_done\nfrom o")
            .findings.empty());
  CHECK(orders_become("select * from marts.stg_orders", plain).findings.empty());  // nobody wrote its name
}

TEST_CASE("references: a source that a seed of the project fills is no bypass") {
  const auto run = [](const std::string& table_of_seed) {
    Scene scene = shop();
    dbt::Node seed = model("customer_data", "");
    seed.unique_id = "seed.shop.customer_data";
    seed.type = dbt::ResourceType::seed;
    seed.compiled = false;
    seed.relation_name = table_of_seed;
    dbt::Source source;
    source.unique_id = "source.shop.raw.customers";
    source.source_name = "raw";
    source.name = "customers";
    source.relation_name = R"("shop"."raw"."customer_data")";
    for (dbt::Project* project : {&scene.base, &scene.head}) {
      project->nodes[seed.unique_id] = seed;
      project->sources[source.unique_id] = source;
    }
    const dbt::Node head = orders("select * from raw.customer_data", {source.unique_id});
    return scene.changed(orders(plain), head).run(gates::references);
  };
  CHECK(run(R"("shop"."raw"."customer_data")").findings.empty());
  CHECK(run(R"("shop"."seeds"."customer_data")").findings.empty());
}

TEST_CASE("references: a column that a source deprecates is so too where a seed fills the relation") {
  Scene scene = with_source("events");
  dbt::Node seed = model("event_data", "");
  seed.unique_id = "seed.shop.event_data";
  seed.type = dbt::ResourceType::seed;
  seed.compiled = false;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    dbt::Source& source = project->sources.at("source.shop.raw.events");
    source.columns = {deprecated("kind", "type")};
    seed.relation_name = source.relation_name;
    project->nodes[seed.unique_id] = seed;
  }
  const GateResult result =
      scene.changed(orders(plain), orders("select 1 as event_id,\n  kind from raw.events", {"source.shop.raw.events"}))
          .run(gates::references);
  const auto found = std::ranges::find(result.findings, "deprecated-column", &Finding::rule);
  REQUIRE(found != result.findings.end());
  CHECK_THAT(found->message, ContainsSubstring("now reads raw.events.kind, which is deprecated"));
  CHECK(found->location.line == 2);
}

TEST_CASE("references: what a model on base reads is there, under whatever alias") {
  const auto run = [](const std::string& on_base, const std::string& on_head) {
    Scene scene = with_source("events");
    scene.below(model("reader", on_base));
    scene.changed(orders(plain), orders(on_head, {"source.shop.raw.events"}));
    return scene.run(gates::references);
  };
  const auto errored = [](const GateResult& result) { return result.outcomes.back().status == Status::errored; };
  CHECK_FALSE(errored(run("select kind from raw.events", "select e.kind as k from raw.events e")));
  CHECK_FALSE(errored(run("with e as (select * from raw.events) select e.kind from e", "select kind from raw.events")));
  CHECK(errored(run("select kind from raw.events", "select e.kinds as k from raw.events e")));
  CHECK(errored(run("select kind from raw.events",
                    "with a as (select * from raw.events), b as (select * from a) select kinds from b")));
  // Of two relations nobody knows which of them has it.
  CHECK(errored(run("select kind from raw.events, raw.others", "select kind from raw.events")));
  // A table that is no part of the project.
  CHECK(errored(run("select 1 as a", "select count(*) as n from audit.log")));
  CHECK_FALSE(errored(run("select count(*) as n from base_audit.log", "select count(*) + 1 as n from head_audit.log")));
}

TEST_CASE("references: a column that YAML declares is proven, and the reason names what is not") {
  const auto reason = [](const std::string& declared) {
    Scene scene = with_source("events", declared);
    scene.changed(orders(plain), orders("select event_id from raw.events", {"source.shop.raw.events"}));
    return scene.run(gates::references).outcomes.back();
  };
  CHECK(reason("event_id").status == Status::passed);
  CHECK(reason("kind").status == Status::errored);
}

TEST_CASE("references: where no source is known, all models have one reason") {
  Scene scene = with_source("events");
  scene.changed(orders(plain), orders("select event_id from raw.events", {"source.shop.raw.events"}));
  dbt::Node other = orders("select kind, at from raw.events", {"source.shop.raw.events"});
  other.unique_id = "model.shop.other";
  other.name = "other";
  scene.changed(std::nullopt, other);
  const GateResult result = scene.run(gates::references);
  REQUIRE(result.outcomes.size() == 2);
  CHECK(result.outcomes[0].status == Status::errored);
  CHECK(result.outcomes[0].reason == result.outcomes[1].reason);
  CHECK_THAT(result.outcomes[0].reason, ContainsSubstring("dbt docs generate"));
}
