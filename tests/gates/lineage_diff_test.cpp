#include <algorithm>
#include <set>
#include <string>

#include "gates/all.hpp"
#include "gates/lineage_diff/wording.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

/// Two relations that are the same on both sides, and below them an exposure that shows `revenue`.
Scene shop() {
  Scene scene;
  const std::vector<dbt::Node> parents{
      model("stg_orders",
            "select 1 as id, 2 as customer_id, 3.5 as net_amount, 4.5 as gross_amount, 'x'::text as status"),
      model("stg_customers", "select 2 as customer_id, 'de'::text as country"),
  };
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    for (const dbt::Node& parent : parents) project->nodes[parent.unique_id] = parent;
    dbt::Exposure exposure;
    exposure.unique_id = "exposure.shop.weekly";
    exposure.name = "weekly";
    exposure.type = "dashboard";
    exposure.depends_on = {"model.shop.revenue"};
    project->exposures[exposure.unique_id] = exposure;
  }
  return scene;
}

const std::string orders_sql =
    "select\n  id,\n  customer_id,\n  net_amount as amount\nfrom marts.stg_orders\nwhere status = 'paid'";

std::string with(std::string text, const std::string& old_words, const std::string& new_words) {
  const std::size_t at = text.find(old_words);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old_words.size(), new_words);
}

GateResult orders_become(const std::string& head_sql, const std::string& base_sql = orders_sql) {
  Scene scene = shop();
  scene.changed(model("orders", base_sql), model("orders", head_sql));
  scene.below(model("revenue", "select customer_id, sum(amount) as revenue from base.orders group by 1"));
  return scene.run(gates::lineage_diff);
}

GateResult layout_only() {
  return orders_become(
      "with paid as (select * from marts.stg_orders as s where 'paid' = s.status) -- only these\n"
      "select p.id, p.customer_id, p.net_amount amount from paid p");
}

GateResult resourced() { return orders_become(with(orders_sql, "net_amount", "gross_amount")); }
GateResult removed_in_use() { return orders_become(with(orders_sql, ",\n  net_amount as amount", "")); }
GateResult removed_unread() { return orders_become(with(orders_sql, "id,\n  ", "")); }
GateResult renamed_in_use() { return orders_become(with(orders_sql, "as amount", "as total")); }
GateResult retyped() { return orders_become(with(orders_sql, "net_amount as", "net_amount::text as")); }

GateResult scaled() {
  return orders_become(with(orders_sql, "net_amount as amount", "round(net_amount * 100.0) as amount"));
}

/// A model in cents that is in units now, in two columns.
GateResult scaled_together() {
  return orders_become("select id, customer_id, net_amount as amount, gross_amount as gross from marts.stg_orders",
                       "select id, customer_id, net_amount / 100 as amount, gross_amount * 0.01 as gross\n"
                       "from marts.stg_orders");
}

GateResult joined_otherwise() {
  const std::string sql =
      "select o.id, o.customer_id, o.net_amount as amount, c.country\nfrom marts.stg_orders as o\n"
      "left join marts.stg_customers as c on c.customer_id = o.customer_id";
  return orders_become(with(with(sql, "left join", "join"), "= o.customer_id", "= o.id\nwhere o.status <> 'void'"),
                       sql);
}

GateResult captured() {
  const std::string sql =
      "select id, customer_id, net_amount as amount from marts.stg_orders\n"
      "where customer_id in (select customer_id from marts.stg_customers)";
  return orders_become(with(sql, "select customer_id from", "select id from"), sql);
}

GateResult refused() { return orders_become(with(orders_sql, "net_amount as", "net_total as")); }

GateResult never_compiled() {
  Scene scene = shop();
  dbt::Node node = model("orders", "");
  node.compiled = false;
  scene.changed(node, node);
  return scene.run(gates::lineage_diff);
}

/// dbt writes the columns of a parent into the text: the model's own code is as it was.
GateResult written_by_parent() {
  const auto grouped = [](const std::string& keys) {
    return "select " + keys + " from marts.stg_orders group by " + keys;
  };
  Scene scene = shop();
  scene.changed(model("stg_items", "select 1 as id, 2 as item"), model("stg_items", "select 1 as id"));
  dbt::Node base = model("orders", grouped("id, customer_id, net_amount, gross_amount, status"));
  dbt::Node head = model("orders", grouped("id, customer_id, net_amount, gross_amount"));
  base.depends_on = head.depends_on = {"model.shop.stg_items", "model.shop.stg_orders"};
  scene.changed(base, head);
  const_cast<dbt::Change*>(scene.targets().back().change)->reasons = {{dbt::ReasonKind::compiled, ""}};
  return scene.run(gates::lineage_diff);
}

GateResult new_columns() {
  return orders_become(with(orders_sql, "net_amount as amount", "net_amount as amount,\n  status,\n  gross_amount"));
}

GateResult new_model() {
  Scene scene = shop();
  scene.changed(std::nullopt, model("orders", orders_sql));
  scene.changed(model("refunds", "select 1 as id"), std::nullopt);
  return scene.run(gates::lineage_diff);
}

GateResult not_compiled() {
  Scene scene = shop();
  dbt::Node head = model("orders", "");
  head.compiled = false;
  scene.changed(model("orders", orders_sql), head);
  return scene.run(gates::lineage_diff);
}

/// Two models with the same columns; the star goes over the other one on head.
GateResult star_over_another(const std::string& head_sql) {
  Scene scene = shop();
  const std::string columns = "1 as id, 2 as customer_id, 3.5 as net_amount, 4.5 as gross_amount, 'x'::text as status";
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    const dbt::Node other = model("stg_archive", "select " + columns + " from generate_series(1, 9)");
    project->nodes[other.unique_id] = other;
  }
  scene.changed(model("orders", "select * from marts.stg_orders"), model("orders", head_sql));
  scene.below(model("revenue", "select customer_id, sum(net_amount) as revenue from base.orders group by 1"));
  return scene.run(gates::lineage_diff);
}

GateResult other_star() { return star_over_another("select *\nfrom marts.stg_archive"); }
GateResult union_arm() {
  return star_over_another("select *\nfrom marts.stg_orders\nunion all\nselect *\nfrom marts.stg_archive");
}

GateResult open_star() {
  const auto sql = [](const std::string& more) { return "select *" + more + " from raw.events"; };
  Scene scene;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    dbt::Source& source = project->sources["source.shop.raw.events"];
    source.unique_id = "source.shop.raw.events";
    source.source_name = "raw";
    source.name = "events";
    source.relation_name = R"("shop"."raw"."events")";
  }
  scene.changed(model("as_before", sql("") + " -- base"), model("as_before", sql("") + " -- head"));
  scene.changed(model("otherwise", sql(", id + 1 as next_id")), model("otherwise", sql(", id + 2 as next_id")));
  return scene.run(gates::lineage_diff);
}

GateResult rendered_date() {
  Scene scene = shop();
  scene.changed(model("orders", "select id from marts.stg_orders where id < 10"),
                model("orders", "select id from marts.stg_orders where id < 11"));
  const_cast<dbt::Change*>(scene.targets().back().change)->weight = dbt::Weight::only_literals;
  return scene.run(gates::lineage_diff);
}

}  // namespace

namespace tollgate::test_gates {

std::vector<Case> lineage_diff_cases() {
  return {
      {"lineage-diff", "pass-layout-only", layout_only},
      {"lineage-diff", "pass-new-columns", new_columns},
      {"lineage-diff", "pass-new-or-removed-model", new_model},
      {"lineage-diff", "pass-removed-and-unread", removed_unread},
      {"lineage-diff", "pass-joined-otherwise-is-a-warning", joined_otherwise},
      {"lineage-diff", "pass-rendered-date", rendered_date},
      {"lineage-diff", "fail-re-sourced", resourced},
      {"lineage-diff", "fail-star-over-another-relation", other_star},
      {"lineage-diff", "pass-union-arm-is-a-warning", union_arm},
      {"lineage-diff", "fail-removed-in-use", removed_in_use},
      {"lineage-diff", "fail-renamed-in-use", renamed_in_use},
      {"lineage-diff", "fail-retyped", retyped},
      {"lineage-diff", "fail-scale", scaled},
      {"lineage-diff", "fail-scale-of-two-columns", scaled_together},
      {"lineage-diff", "fail-captured-name", captured},
      {"lineage-diff", "fail-name-that-is-not-there", refused},
      {"lineage-diff", "error-not-compiled", not_compiled},
      {"lineage-diff", "pass-written-by-a-parent", written_by_parent},
      {"lineage-diff", "error-compiled-on-neither-side", never_compiled},
      {"lineage-diff", "error-star-of-what-is-not-known", open_star},
  };
}

}  // namespace tollgate::test_gates

TEST_CASE("one edit of joins and filters has one cause, the one that row counts have") {
  const GateResult result = joined_otherwise();
  REQUIRE(result.findings.size() >= 3);
  for (const Finding& finding : result.findings) CHECK(finding.cause == Cause{"model.shop.orders", "rows"});
}

TEST_CASE("findings of one model can be told apart by their subject") {
  const GateResult result = joined_otherwise();
  std::set<std::string> prints;
  for (const Finding& finding : result.findings) prints.insert(fingerprint(finding));
  CHECK(prints.size() == result.findings.size());
}

TEST_CASE("a long grain does not make a long subject, and two that begin alike stay apart") {
  const std::string columns = "customer_id, net_amount, gross_amount, status, customer_id + 1, net_amount + 1, status";
  const std::string one = "select 1 as a from marts.stg_orders group by id, " + columns;
  const GateResult result =
      orders_become(one + " union all " + one + ", 5 + id", "select 1 as a from marts.stg_orders");
  std::set<std::string> subjects;
  for (const Finding& finding : result.findings) {
    if (finding.rule != "grain-changed") continue;
    CHECK(finding.subject.relation.size() < 130);
    CHECK(subjects.insert(finding.subject.relation).second);
  }
  CHECK(subjects.size() == 3);
}

TEST_CASE("an edit in a WITH query is one finding where it stands, with what was and what is") {
  const std::string base =
      "with paid as (\n  select customer_id,\n    sum(net_amount) as amount,\n    count(*) as n\n"
      "  from marts.stg_orders group by 1\n)\nselect customer_id, amount, amount / nullif(n, 0) as mean from paid";
  const GateResult result = orders_become(with(base, "sum(", "max("), base);
  REQUIRE(result.findings.size() == 1);
  const Finding& finding = result.findings.front();
  CHECK(finding.rule == "aggregate-changed");
  CHECK(finding.message.starts_with(
      "orders: amount, mean are aggregated in another way: `sum(net_amount)` -> `max(net_amount)`; reaches"));
  CHECK(finding.columns == std::vector<std::string>{"amount", "mean"});
  CHECK(finding.subject.column == "amount");
  CHECK(finding.location.line == 3);
  const GateResult mean = orders_become(with(base, "nullif(n, 0)", "n"), base);
  REQUIRE(mean.findings.size() == 1);
  CHECK(mean.findings.front().message.starts_with("orders.mean is computed in another way: `nullif(n, 0)` -> `n`"));
  const GateResult counted = orders_become(with(base, "count(*)", "count(distinct status)"), base);
  for (const Finding& one : counted.findings) CHECK(one.message.find("constant") == std::string::npos);
}

TEST_CASE("a subject holds no name of an environment, and is not cut where two would be alike") {
  const auto filter = [](const std::string& what) {
    return "select id, customer_id, net_amount as amount from marts.stg_orders where net_amount > (select "
           "max(net_amount) from marts.stg_orders where status in ('aaaaaaaa', 'bbbbbbbb', '" +
           what + "'))";
  };
  const auto subject_of = [&](const std::string& head) {
    const GateResult result = orders_become(head, filter("x"));
    const auto found = std::ranges::find(result.findings, "filter-changed", &Finding::rule);
    REQUIRE(found != result.findings.end());
    CHECK(found->subject.relation.find("marts.") == std::string::npos);
    CHECK(found->message.find("marts.") == std::string::npos);
    return found->subject.relation;
  };
  CHECK(subject_of(filter("y")) != subject_of(filter("z")));
  CHECK(subject_of(filter("y")) == subject_of(filter("y")));
}

TEST_CASE("a star over another relation is one finding that names its columns, the first few in words") {
  const GateResult result = other_star();
  const auto told = std::ranges::count(result.findings, "re-sourced", &Finding::rule);
  REQUIRE(told == 1);
  const Finding& finding = *std::ranges::find(result.findings, "re-sourced", &Finding::rule);
  CHECK(finding.columns == std::vector<std::string>{"id", "customer_id", "net_amount", "gross_amount", "status"});
  CHECK(
      finding.message.starts_with("orders: all 5 columns (id, customer_id, net_amount, gross_amount, status) come from "
                                  "stg_archive now, on base from stg_orders"));
  CHECK(finding.subject.column.empty());
  for (const Finding& other : result.findings) CHECK(other.cause == finding.cause);
}

TEST_CASE("a column that is gone points at the select list that lost it") {
  // The edit of the WHERE clause stands before it and after it.
  const std::string base =
      "with o as (\n  select * from marts.stg_orders where id > 1\n),\nlast as (\n  select\n    id,\n    customer_id,\n"
      "    net_amount as amount,\n    status\n  from o\n  where id > 2\n)\nselect * from last";
  const auto place_of = [&](const std::string& head) {
    const GateResult result = orders_become(head, base);
    const auto found =
        std::ranges::find_if(result.findings, [](const Finding& f) { return f.rule.starts_with("removed-"); });
    REQUIRE(found != result.findings.end());
    return std::pair(found->location.line, found->location.column);
  };
  const std::string edited = with(base, "id > 1", "id > 7");
  CHECK(place_of(with(edited, ",\n    status", "")) == std::pair(8, 5));
  CHECK(place_of(with(edited, "    net_amount as amount,\n", "")) == std::pair(7, 5));
  CHECK(place_of(with(edited, "    id,\n    customer_id", "    customer_id")) == std::pair(6, 5));
  CHECK(place_of(with(edited, "    status", "    upper(status) as state")) == std::pair(9, 5));  // in its place
}

TEST_CASE("a join of another type is told in a person's words, and once") {
  const std::string base =
      "with totals as (\n  select customer_id, count(*) as n from marts.stg_orders group by 1\n)\n"
      "select c.customer_id, totals.n from marts.stg_customers as c\n"
      "left join totals on totals.customer_id = c.customer_id";
  const GateResult result = orders_become(with(base, "left join", "join"), base);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].message.starts_with(
      "orders: totals is joined by INNER JOIN now (LEFT JOIN on base): rows of stg_customers without a match in totals "
      "are dropped"));
  CHECK(result.findings[0].location.line == 5);
}

TEST_CASE("an arm of a union is one finding, whatever shows it") {
  const GateResult result = union_arm();
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].rule == "union-arm-added");
  CHECK(result.findings[0].columns.size() == 5);
  const auto line = std::ranges::find(result.findings[0].evidence, "compiled_line", &Evidence::name);
  REQUIRE(line != result.findings[0].evidence.end());
  CHECK(std::get<std::int64_t>(line->value) == 4);
  CHECK(result.findings[0].cause == Cause{"model.shop.orders", "rows"});
}

TEST_CASE("lineage-diff calls a model by its name and version, and anything else with its kind") {
  CHECK(gates::columns::spoken({"model.shop.dim.v2", "seed.shop.zones", "source.shop.raw.orders"}) ==
        std::vector<std::string>{"dim.v2", "seed zones", "source orders"});
}
