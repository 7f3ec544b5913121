#include "lineage/difference.hpp"

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/lineage/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_lineage;
using Lines = std::vector<std::string>;

namespace {

lineage::Differences compare(const Side& base, const Side& head) {
  return lineage::compare(base.graph(&head), head.graph(&base));
}

/// One model `m` over raw.orders, read by `below`.
Lines between(const std::string& base, const std::string& head) {
  const std::string below = "select * from dev.m";
  return lines(
      compare(orders().model("m", base).model("below", below), orders().model("m", head).model("below", below)));
}

}  // namespace

TEST_CASE("layout, aliases, CTEs, order of conditions and schema names are no change") {
  const std::string base = "select id, net as amount from raw.orders where status = 'paid' and id > 5";
  CHECK(between(base,
                "with o as (select * from raw.orders x where 5 < x.id), f as (select id, net from o where "
                "status = 'paid') /* why */ select f.id, f.net amount from f") == Lines{});
  Side prod("prod");
  Side pr("pr");
  prod.model("a", "select 1 as id").model("b", "select a.id from {schema}.a");
  pr.model("a", "select 1 as id").model("b", "select x.id from {schema}.a as x");
  CHECK(lines(compare(prod, pr)) == Lines{});
}

TEST_CASE("a column that comes from elsewhere is re-sourced, once, where its text is") {
  const std::string base = "select id, net as amount from raw.orders";
  CHECK(between(base, "select id, gross as amount from raw.orders") ==
        Lines{"re-sourced m.amount: raw.orders.net -> raw.orders.gross"});
  CHECK(between(base, "select id, null::numeric as amount from raw.orders") ==
        Lines{"re-sourced m.amount: raw.orders.net -> "});
  CHECK(between("select coalesce(net, 0) as amount from raw.orders",
                "select coalesce(net, gross) as amount from raw.orders") ==
        Lines{"partly re-sourced m.amount: raw.orders.net -> raw.orders.net, raw.orders.gross"});
  const auto found =
      compare(orders().model("m", base), orders().model("m", "select id, gross as amount from raw.orders"));
  CHECK(found.differences.front().severe);
  CHECK(found.differences.front().cause == lineage::column_cause("model.shop.m", "amount"));
  CHECK(found.differences.front().head_location == 11);
}

TEST_CASE("a rename that its readers follow is told once, and carried on silently") {
  const Side base =
      orders().model("stg", "select id, net from raw.orders").model("m", "select id, net + 1 as more from dev.stg");
  const Side head = orders()
                        .model("stg", "select id, net as net_amount from raw.orders")
                        .model("m", "select id, net_amount + 1 as more from dev.stg");
  CHECK(lines(compare(base, head)) == Lines{"renamed stg.net_amount: net -> net_amount"});
}

TEST_CASE("a column that is gone tells who still reads it") {
  const Side base = orders().model("stg", "select id, net from raw.orders").model("m", "select net from dev.stg");
  const Side head = orders().model("stg", "select id from raw.orders").model("m", "select net from dev.stg");
  const auto found = compare(base, head);
  CHECK(lines(found) == Lines{"lost stg.net: raw.orders.net -> ", "refused net"});
  CHECK(found.differences.front().still_read_by == Lines{"model.shop.m"});
}

TEST_CASE("a star hands on what an ancestor lost or got") {
  CHECK(between("select id, net from raw.orders", "select id, status from raw.orders") ==
        Lines{"lost m.net: raw.orders.net -> ", "added m.status:  -> raw.orders.status"});
}

TEST_CASE("another type, kind or aggregate") {
  CHECK(between("select net as a from raw.orders", "select net::text as a from raw.orders") ==
        Lines{"type changed m.a: numeric -> text"});
  CHECK(between("select net as a from raw.orders", "select net * 2 as a from raw.orders") ==
        Lines{"scale changed m.a: 2 x base"});
  CHECK(between("select net as a from raw.orders", "select net % 2 as a from raw.orders") ==
        Lines{"kind changed m.a: handed on -> computed"});
  CHECK(between("select sum(net) as a from raw.orders", "select max(net) as a from raw.orders") ==
        Lines{"aggregate changed m.a: raw.orders.net -> raw.orders.net"});
  CHECK(between("select net % 2 as a from raw.orders", "select net % 3 as a from raw.orders") ==
        Lines{"computed otherwise m.a: raw.orders.net -> raw.orders.net"});
}

TEST_CASE("columns that differ by one part of the text share an edit and a cause, and no others do") {
  const std::string base =
      "with d as (select status, sum(net) as n, count(*) as c, max(gross) as g from raw.orders group by status)\n"
      "select status, n, n / nullif(c, 0) as mean, g from d";
  const auto found = compare(orders().model("m", base),
                             orders().model("m",
                                            "with d as (select status, avg(net) as n, count(*) as c, min(gross) as "
                                            "g from raw.orders group by status)\n"
                                            "select status, n, n / nullif(c, 0) as mean, g from d"));
  REQUIRE(found.differences.size() == 3);
  CHECK(found.differences[0].column == "n");
  CHECK(found.differences[0].part_before == "sum(net)");
  CHECK(found.differences[0].part_after == "avg(net)");
  CHECK(found.differences[0].part_aggregates);
  CHECK_FALSE(found.differences[0].edit.empty());
  CHECK(found.differences[1].column == "mean");
  CHECK(found.differences[1].edit == found.differences[0].edit);
  CHECK(found.differences[1].cause == lineage::column_cause("model.shop.m", "n"));
  CHECK(found.differences[2].column == "g");
  CHECK(found.differences[2].edit.empty());
  CHECK(found.differences[2].part_after == "min(gross)");
}

TEST_CASE("a column that is the key of another grouping is told with its rows") {
  const auto found = compare(
      orders().model("m", "select status, sum(net) as n from raw.orders group by status"),
      orders().model("m", "select left(status, 1) as status, sum(net) as n from raw.orders group by left(status, 1)"));
  REQUIRE(found.differences.size() == 2);
  CHECK(found.differences[0].cause == lineage::rows_cause("model.shop.m"));
  CHECK(found.differences[1].cause == lineage::rows_cause("model.shop.m"));
}

TEST_CASE("another multiple of the same value is told by its factor, where it is made and nowhere else") {
  CHECK(between("select net / 100 as a from raw.orders", "select net as a from raw.orders") ==
        Lines{"scale changed m.a: 100 x base"});
  CHECK(between("select sum(net) as a from raw.orders", "select 100 * sum(net) as a from raw.orders") ==
        Lines{"scale changed m.a: 100 x base"});
  CHECK(between("select net::numeric(16, 2) as a from raw.orders", "select net::bigint * 10 as a from raw.orders") ==
        Lines{"scale changed m.a: 10 x base, numeric(16,2) -> bigint"});
  CHECK(between("select net / 100.0 as a from raw.orders", "select net * 0.01 as a from raw.orders") ==
        Lines{"computed otherwise m.a: raw.orders.net -> raw.orders.net"});
  CHECK(
      between("select net as a, gross as b from raw.orders", "select gross * 100 as a, net * 100 as b from raw.orders")
          .front()
          .starts_with("re-sourced"));
}

TEST_CASE("columns of one model that are scaled alike are told together, with a cause of their own") {
  const auto found =
      compare(orders().model("m", "select net / 100 as a, gross / 100 as b, net + gross as c from raw.orders"),
              orders().model("m", "select net as a, gross as b, -(net + gross) as c from raw.orders where id > 5"));
  CHECK(lines(found) == Lines{"scale changed m.a: 100 x base together", "scale changed m.b: 100 x base together",
                              "scale changed m.c: -1 x base", "filter added m:  -> id > 5"});
  CHECK(found.differences[0].cause == found.differences[1].cause);
  CHECK(found.differences[0].cause != lineage::rows_cause("model.shop.m"));
}

TEST_CASE("filters, grouping and joins") {
  CHECK(between("select id from raw.orders", "select id from raw.orders where net > 0") ==
        Lines{"filter added m:  -> net > 0"});
  CHECK(between("select id from raw.orders where net > 0", "select id from raw.orders") ==
        Lines{"filter removed m: net > 0 -> "});
  CHECK(between("select id from raw.orders where net > 0", "select id from raw.orders where net >= 0") ==
        Lines{"filter changed m: net > 0 -> net >= 0"});
  CHECK(between("select distinct id from raw.orders", "select id from raw.orders").size() == 1);
  const auto found = compare(orders().model("m", "select id from raw.orders group by id, net"),
                             orders().model("m", "select id from raw.orders group by id"));
  REQUIRE(found.differences.size() == 1);
  CHECK(found.differences.front().kind == lineage::DifferenceKind::grain_changed);
}

TEST_CASE("of many keys those are told that make the difference") {
  const auto keys = [](const std::string& base, const std::string& head) {
    const auto found = compare(orders().model("m", "select 1 as a from raw.orders group by " + base),
                               orders().model("m", "select 1 as a from raw.orders o group by " + head));
    REQUIRE(found.differences.size() == 1);
    return std::pair(found.differences.front().keys_lost, found.differences.front().keys_gained);
  };
  CHECK(keys("id, net, status", "o.status, o.id") == std::pair(Lines{"net"}, Lines{}));
  CHECK(keys("id, net", "o.id, o.gross") == std::pair(Lines{"net"}, Lines{"o.gross"}));
  CHECK(keys("id", "o.net") == std::pair(Lines{}, Lines{}));  // nothing stays: the whole is told
}

TEST_CASE("a join that came brings its columns, and they share its cause") {
  const std::string base = "select o.id from raw.orders o";
  const std::string head = base;
  Side before = orders().model("c", "select 1 as id, 'de' as land").model("m", base);
  Side after = orders()
                   .model("c", "select 1 as id, 'de' as land")
                   .model("m", "select o.id, c.land from raw.orders o left join dev.c on c.id = o.customer_id");
  const auto found = compare(before, after);
  CHECK(lines(found) == Lines{"added m.land:  -> c.land", "join added m:  -> c (outer)"});
  for (const auto& difference : found.differences) CHECK(difference.cause == lineage::rows_cause("model.shop.m"));
  const auto back = compare(after, before);
  CHECK(lines(back) == Lines{"lost m.land: c.land -> ", "join removed m: c (outer) -> "});
  for (const auto& difference : back.differences) CHECK(difference.cause == lineage::rows_cause("model.shop.m"));
}

TEST_CASE("what is joined by all that it groups by is a join, and no other grain") {
  const auto totals = [](const std::string& join) {
    return "with p as (select customer_id, sum(net) as paid from raw.orders group by customer_id), total as (select "
           "max(net) as most from raw.orders) select c.id from dev.c " +
           join;
  };
  const auto told = [](const std::string& base, const std::string& head) {
    const Side one = orders().model("c", "select 1 as id, 2 as region");
    return lines(compare(Side(one).model("m", base), Side(one).model("m", head)));
  };
  const std::string base = "select c.id from dev.c";
  CHECK(told(base, totals("left join p on p.customer_id = c.id")) == Lines{"join added m:  -> raw.orders (outer)"});
  CHECK(told(base, totals("join p on c.id = p.customer_id")) == Lines{"join added m:  -> raw.orders"});
  CHECK(told(base, totals("cross join total")) == Lines{"join added m:  -> raw.orders"});
  // Not by its key, or in place of what was joined row by row: another grain.
  CHECK(told(base, totals("left join p on p.paid = c.id")).size() == 2);
  CHECK(told("select c.id from dev.c left join raw.orders as p on p.customer_id = c.id",
             totals("left join p on p.customer_id = c.id")) == Lines{"grain changed m:  -> group by customer_id"});
}

TEST_CASE("another order of columns matters to who goes by position, and only to him") {
  const auto side = [](const std::string& order, const std::string& reader) {
    return orders().model("a", "select " + order + " from raw.orders").model("u", reader);
  };
  const std::string by_position = "select * from dev.a union all select net, gross from raw.orders";
  const auto found = compare(side("net, gross", by_position), side("gross, net", by_position));
  CHECK(lines(found) == Lines{"moved a.gross: column 1 is net -> column 1 is gross"});
  CHECK(found.differences.front().positional_readers == Lines{"model.shop.u"});
  CHECK(lines(compare(side("net, gross", "select net from dev.a"), side("gross, net", "select net from dev.a"))) ==
        Lines{});
}

TEST_CASE("a name that a sub-query takes from outside now") {
  const std::string base = "select id from raw.orders where id in (select id from dev.c)";
  const auto found = compare(orders().model("c", "select 1 as id, 2 as customer").model("m", base),
                             orders().model("c", "select 2 as customer").model("m", base));
  Lines told = lines(found);
  CHECK(std::find(told.begin(), told.end(), "captured outer name m.id: c -> orders") != told.end());
}

TEST_CASE("what cannot be compared is never taken as unchanged") {
  Side base = orders().model("m", "select * from raw.events").model("n", "select * from raw.events");
  Side head = orders().model("m", "select * from raw.events /* same */").model("n", "select *, 1 as a from raw.events");
  CHECK(lines(compare(base, head)) == Lines{"unjudged as before ", "unjudged "});
}

TEST_CASE("a CTE that became a model is no change, nor is one that came back") {
  const std::string counts = "select customer_id, count(*) as n from raw.orders group by customer_id";
  const Side before =
      orders().model("m", "with c as (" + counts +
                              ") select o.id, c.n from raw.orders o left join c on c.customer_id = o.customer_id");
  const std::string reader =
      "with c as (select * from dev.counts) select o.id, c.n from raw.orders o left join c on c.customer_id = "
      "o.customer_id";
  const Side after = orders().model("counts", counts + ";").model("m", reader);
  CHECK(lines(compare(before, after)) == Lines{});
  CHECK(lines(compare(after, before)) == Lines{});
}

TEST_CASE("a change inside of a CTE that became a model is told at the place where the model is read") {
  const Side before = orders().model("m", "select id from (select id from raw.orders where net > 0) s");
  const std::string reader = "select counts.id from dev.counts";
  const Side after = orders().model("counts", "select id from raw.orders where net > 1").model("m", reader);
  const auto found = compare(before, after);
  CHECK(lines(found) == Lines{"filter changed m: net > 0 -> net > 1"});
  CHECK(found.differences.front().head_location == static_cast<int>(reader.find("dev.counts")));
}

TEST_CASE("the answer does not depend on the number of threads") {
  Side side = orders();
  for (int i = 0; i < 20; ++i) side.model("m" + std::to_string(i), "select id, net from raw.orders");
  for (const int jobs : {1, 4}) {
    const lineage::Graph graph = lineage::build_graph({&side.project, &side.catalog, nullptr, nullptr, jobs});
    CHECK(graph.columns().size() == 45);
    CHECK(lines(graph, "m7") == Lines{"id: raw.orders.id", "net: raw.orders.net"});
  }
}

TEST_CASE("what was refused before and is still so is no news") {
  const std::string sql = "select id, nothing as a from raw.orders";
  CHECK(between(sql, sql + " /* why */") == Lines{"unjudged as before a"});
  CHECK(between("select id, net as a from raw.orders", sql) == Lines{"refused a"});
}

namespace {

/// Two relations with the columns of raw.orders.
Side orders_and_archive() {
  return orders().source(
      "archive",
      {{"id", "integer"}, {"customer_id", "integer"}, {"net", "numeric"}, {"gross", "numeric"}, {"status", "text"}});
}

lineage::Differences archived(const std::string& base, const std::string& head) {
  return compare(orders_and_archive().model("m", base), orders_and_archive().model("m", head));
}

/// Columns by what is told of them together; those told alone by their kind.
Lines together(const lineage::Differences& found) {
  Lines told;
  for (const lineage::Difference& d : found.differences) {
    const std::string what = d.together.empty() ? std::string(to_string(d.kind)) : d.together;
    told.push_back((d.column.empty() ? "rows" : d.column) + ": " + what);
  }
  return told;
}

const std::string paid = "select id, net as amount, status from raw.orders where net > 0";
const std::string arm = " union all select -id, gross, 'old' from raw.archive where gross > 0";
const std::string arm_text = "a UNION ALL arm that reads raw.archive";

}  // namespace

TEST_CASE("an arm of a union that came is told once, with the columns that show it") {
  const auto found = archived(paid, paid + arm);
  CHECK(together(found) == Lines{"id: " + arm_text, "amount: " + arm_text, "status: " + arm_text, "rows: " + arm_text});
  for (const lineage::Difference& d : found.differences) CHECK(d.cause == lineage::rows_cause("model.shop.m"));
  CHECK(lines(found).back() == "union arm added m:  -> " + arm_text);
  CHECK(found.differences.back().head_location == static_cast<int>((paid + " union all select ").size()));
}

TEST_CASE("an arm in a CTE, a further arm, and one that went") {
  const std::string all =
      "with u as (" + paid + "), c as (select * from u{}) select id, sum(amount) as total from c group by id";
  const auto in_cte = [&](const std::string& more) { return std::string(all).replace(all.find("{}"), 2, more); };
  const std::string wider = " union all select id, gross, status from raw.archive";
  CHECK(together(archived(in_cte(""), in_cte(wider))) ==
        Lines{"rows: " + arm_text, "id: " + arm_text, "total: " + arm_text});
  const std::string third = " union all select id, 0, status from raw.orders";
  const std::string orders_arm = "a UNION ALL arm that reads raw.orders";
  CHECK(lines(archived(in_cte(wider), in_cte(wider + third))).front() == "union arm added m:  -> " + orders_arm);
  CHECK(lines(archived(in_cte(wider + third), in_cte(wider))).back() == "union arm removed m: " + orders_arm + " -> ");
  CHECK(together(archived(in_cte(wider), in_cte(""))).back() == "rows: " + arm_text);
}

TEST_CASE("what the old arm says otherwise is told beside the arm that came") {
  const std::string edited = "select id, gross as amount, status from raw.orders where net > 0";
  const auto found = together(archived(paid, edited + arm));
  CHECK(std::ranges::count(found, "rows: " + arm_text) == 1);
  CHECK(std::ranges::count(found, "amount: re-sourced") == 1);
  CHECK(std::ranges::count(found, "id: " + arm_text) == 1);
  const std::string filtered = "select id, net as amount, status from raw.orders where net > 10";
  CHECK(std::ranges::count(together(archived(paid, filtered + arm)), "rows: filter changed") == 1);
}

TEST_CASE("an arm in the place of another is no arm that came") {
  const auto found = archived("select id, net from raw.orders union all select id, gross from raw.orders",
                              "select id, net from raw.orders union all select id, net from raw.archive");
  for (const lineage::Difference& d : found.differences) CHECK(d.kind != lineage::DifferenceKind::union_arm_added);
  CHECK_FALSE(found.differences.empty());
  // Nor is a UNION around what was there: equal rows go as well.
  const auto distinct = archived(paid, paid + " union select id, gross, status from raw.archive");
  for (const lineage::Difference& d : distinct.differences) CHECK(d.kind != lineage::DifferenceKind::union_arm_added);
}

TEST_CASE("columns that come from another relation by one edit are marked together") {
  const std::string star = "select * from raw.orders";
  const std::string other = "from raw.archive now, on base from raw.orders";
  const auto found = archived(star, "select * from raw.archive");
  CHECK(std::ranges::count(together(found), "net: " + other) == 1);
  CHECK(std::ranges::count_if(found.differences, [&](const auto& d) { return d.together == other; }) == 5);
  for (const lineage::Difference& d : found.differences) CHECK(d.cause == lineage::rows_cause("model.shop.m"));
}

TEST_CASE("a column that does not follow its name is told by itself, and so is a single one") {
  const auto found = together(archived("select id, net as amount, status from raw.orders",
                                       "select id, gross as amount, status from raw.archive"));
  CHECK(std::ranges::count(found, "amount: re-sourced") == 1);
  CHECK(std::ranges::count(found, "id: from raw.archive now, on base from raw.orders") == 1);
  CHECK(together(archived("select id as a, net as b from raw.orders", "select id as a, gross as b from raw.orders")) ==
        Lines{"b: re-sourced"});
}

TEST_CASE("a metric whose semantic model follows a renamed column reads it no more by its old name") {
  const auto side = [](const std::string& column, const std::string& read) {
    return orders()
        .model("fct", "select id, net as " + column + " from raw.orders")
        .semantic_model("orders", R"({"measures":[{"name":"revenue","agg":"sum","expr":")" + read + R"("}]})", "fct")
        .metric("revenue", R"({"type_params":{"measure":{"name":"revenue"}}})", "semantic_model.shop.orders");
  };
  const auto readers = [](const Side& base, const Side& head) {
    const auto found = lineage::compare(base.graph(&head), head.graph(&base)).differences;
    REQUIRE(found.size() == 1);
    return found[0].still_read_by;
  };
  CHECK(readers(side("net", "net"), side("net_usd", "net_usd")) == Lines{});
  CHECK(readers(side("net", "net"), side("net_usd", "net")) ==
        Lines{"metric.shop.revenue", "semantic_model.shop.orders"});
}
