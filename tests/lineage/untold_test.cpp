// What facts of a statement do not show and the change judge knows.
#include <algorithm>

#include "tests/catch.hpp"
#include "tests/lineage/hotel.hpp"

using namespace tollgate;
using namespace tollgate::test_lineage;
using Lines = std::vector<std::string>;

TEST_CASE("a filter that moved across a window, a limit or DISTINCT ON is told with both places") {
  const std::string latest =
      "with r as (\n  select id, land, row_number() over (partition by agency_id order by id desc) as n\n"
      "  from raw.guest\n  where active\n)\nselect id from r where n = 1";
  const std::string after = with(with(latest, "  where active\n", ""), "n = 1", "n = 1 and active");
  const std::string head = with(after, "select id, land", "select id, land, active");
  CHECK(rows(latest, head) == Lines{"filter changed: active -> active: stands after row_number() OVER now, on base "
                                    "before it: that sees other rows"});
  CHECK(rows(head, latest) == Lines{"filter changed: active -> active: stands before row_number() OVER now, on base "
                                    "after it: that sees other rows"});
  const std::string lag =
      "with w as (select id, land, lag(id) over (order by id) as p from raw.guest) select id, p from w where land = "
      "'de'";
  CHECK(rows(lag,
             "with w as (select id, lag(id) over (order by id) as p from raw.guest where land = 'de') "
             "select id, p from w")
            .size() == 1);
  const std::string few = "select id from raw.guest where active order by id limit 5";
  CHECK(rows(few, "select id from (select id, active from raw.guest order by id limit 5) s where active") ==
        Lines{"filter changed: active -> active: stands after LIMIT now, on base before it: that sees other rows"});
  const std::string first = "select distinct on (land) land, id from raw.guest where active order by land, id";
  CHECK(rows(first,
             "select land, id from (select distinct on (land) land, id, active from raw.guest order by land, id) "
             "s where active")
            .size() == 1);
}

TEST_CASE("rows that are made otherwise are told where nothing else tells it, at the first line that differs") {
  const auto one = [](const std::string& base, const std::string& head) {
    const auto found = compare_hotels(base, head).differences;
    REQUIRE(found.size() == 1);
    CHECK(found[0].kind == lineage::DifferenceKind::rows_otherwise);
    CHECK_FALSE(found[0].effect.empty());
    return found[0].head_location;
  };
  const std::string merged =
      "(select id from raw.guest union all\nselect id from raw.room) union\nselect id from raw.stay";
  const std::string other =
      "select id from raw.guest union all\n(select id from raw.room union\nselect id from raw.stay)";
  one(merged, other);
  const std::string days = "select id\nfrom raw.stay\nwhere now() > timestamp '2024-01-01' + interval '1' day";
  CHECK(one(days, with(days, "day", "month")) == static_cast<int>(days.find("where")));
  CHECK(rows(days, with(days, "\n", "\n\n")) == Lines{});
}

TEST_CASE("a value that the judge alone tells apart is computed otherwise") {
  const std::string tags = "select id, xmlforest(id as a, land as b)::text as tags from raw.guest";
  const auto found = compare_hotels(tags, with(tags, "as b", "as c")).differences;
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == lineage::DifferenceKind::recomputed);
  CHECK(found[0].column == "tags");
}

TEST_CASE("the same in other words is no other rows") {
  const std::string latest =
      "with r as (select id, land, row_number() over (partition by agency_id order by id desc) as n from raw.guest "
      "where active) select id from r where n = 1 and land = 'de'";
  CHECK(rows(latest,
             "with guests as (select * from raw.guest where active), numbered as (select id, land, row_number() over "
             "(partition by agency_id order by id desc) as n from guests) select x.id from numbered x where x.land = "
             "'de' and x.n = 1") == Lines{});
  CHECK(rows("select distinct on (land) land, id from raw.guest order by land, id",
             "select land, id from (select land, id, row_number() over (partition by land order by id) as n from "
             "raw.guest) s where n = 1") == Lines{});
}

TEST_CASE("what an ephemeral parent says, and what a parent renamed, makes no other rows of its reader") {
  const auto side = [](const std::string& schema, const std::string& parent, const std::string& reader) {
    Side made(schema);
    made.source("orders", {{"id", "integer"}, {"net", "numeric"}, {"status", "text"}});
    made.model("paid", parent, "ephemeral");
    made.model("kept", parent, "table");
    made.model("m", "with __dbt__cte__paid as (" + parent + ")\n" + reader, "table", {"paid", "kept"});
    return made;
  };
  const std::string window = ", row_number() over (partition by status order by id) as n from raw.orders";
  const std::string reader = "select p.id, k.n\nfrom __dbt__cte__paid p\njoin {schema}.kept k on k.id = p.id";
  const auto told = [](const Side& base, const Side& head) {
    std::vector<std::string> models;
    for (const auto& d : lineage::compare(base.graph(&head), head.graph(&base)).differences)
      if (d.unique_id == "model.shop.m" || !lineage::is_about_column(d.kind)) models.push_back(d.unique_id);
    return models;
  };
  const std::string few = reader + "\nwhere p.amount > 5", amounts = "select id, net as amount" + window;
  const Side base = side("dev", amounts, few);
  CHECK(told(base, side("dev", amounts + " where net > 0", few)) == Lines{"model.shop.kept", "model.shop.paid"});
  CHECK(told(base, side("pr_7", amounts, with(few, "p.amount > 5", "5 < p.amount"))) == Lines{});
  CHECK(told(side("dev", amounts, with(reader, "p.id,", "p.id, p.amount,")),
             side("dev", "select id, net as total" + window, with(reader, "p.id,", "p.id, p.total as amount,"))) ==
        Lines{});
}

TEST_CASE("equal filters of two WITH queries are each held against the one at its own place") {
  const std::string a = "a as (select id, land from raw.guest where active)";
  const std::string b =
      "b as (select id, row_number() over (partition by land order by id) as n from raw.guest where active)";
  const std::string days = " where now() > timestamp '2024-01-01' + interval '1' day";
  const std::string reads = " select a.id, b.n from a join b on b.id = a.id";
  const auto found =
      compare_hotels("with " + a + ", " + b + reads + days, "with " + b + ", " + a + reads + with(days, "day", "month"))
          .differences;
  for (const auto& d : found) CHECK(d.kind == lineage::DifferenceKind::rows_otherwise);
  CHECK(found.size() == 1);
}

TEST_CASE("what moves into a new model and changes on the way is told of the model that reads it") {
  const auto alone = [](const std::string& from, const std::string& reader) {
    Side made = hotel();
    made.model("m", "with f as (" + from + ") " + reader + " from f");
    return made;
  };
  const auto apart = [](const std::string& from, const std::string& reader) {
    Side made = hotel();
    made.model("f", from);
    made.model("m", reader + " from dev.f", "table", {"f"});
    return made;
  };
  const auto told = [](const Side& base, const Side& head) {
    Lines kinds;
    for (const auto& d : lineage::compare(base.graph(&head), head.graph(&base)).differences)
      kinds.push_back(std::string(to_string(d.kind)));
    return kinds;
  };
  const std::string paid =
      "select guest_id, sum(sum) as paid, max(case when id > 5 then 1 end) as late from raw.bill "
      "group by guest_id";
  const std::string columns = "select guest_id, paid, late";
  CHECK(told(alone(paid, columns), apart(paid, columns)) == Lines{});
  CHECK(told(alone(paid, columns), apart(with(paid, "sum(sum)", "avg(sum)"), columns)) == Lines{"aggregate changed"});
  CHECK(told(alone(paid, columns), apart(with(paid, "id > 5", "id < 5"), columns)) == Lines{"aggregate changed"});
  const std::string numbered =
      "select id, land, row_number() over (partition by agency_id order by id desc) as n from raw.guest";
  const std::string last = "select id, n";
  CHECK(told(alone(numbered + " where active", last), apart(numbered + " where active", last)) == Lines{});
  const auto filtered = [&](const Side& base) { return told(base, apart(numbered + " where land = 'de'", last)); };
  Side after = hotel();
  after.model("m", "with f as (" + numbered + ") " + last + " from f where land = 'de'");
  CHECK(filtered(after) == Lines{"filter changed"});
}

TEST_CASE("a filter that moved across a window is told beside a join that came") {
  const std::string base =
      "with w as (select id, agency_id, land, count(*) over (partition by agency_id) as n from raw.guest) "
      "select w.id, w.n from w where w.land = 'de'";
  const std::string head =
      "with w as (select id, agency_id, count(*) over (partition by agency_id) as n from raw.guest where land = 'de') "
      "select w.id, w.n, r.floor from w left join raw.room r on r.id = w.id";
  Lines kinds;
  for (const auto& d : compare_hotels(base, head).differences) kinds.push_back(std::string(to_string(d.kind)));
  std::ranges::sort(kinds);
  CHECK(kinds == Lines{"added", "filter changed", "join added"});
}

TEST_CASE("what the judge says of rows is told in its words, without the columns") {
  const std::string calls = "select id, upper(land) as land, generate_series(1, id) as n from raw.guest";
  CHECK(rows(calls, with(with(calls, "upper", "lower"), "1, id", "2, id")) ==
        Lines{"rows:  -> : a set-returning call was changed"});
  const std::string refused = "select land from raw.guest group by land having id > 1";
  CHECK(
      rows(refused, with(refused, "raw.guest", "raw.guest g")) ==
      Lines{"rows:  -> : column \"guest.id\" must appear in the GROUP BY clause or be used in an aggregate function"});
}

TEST_CASE("what is read differs with a column that is told, and makes no other rows beside it") {
  const auto told = [](const std::string& base, const std::string& head) {
    Lines columns;
    for (const auto& d : compare_hotels(base, head).differences)
      columns.push_back(lineage::is_about_column(d.kind) ? d.column : "rows");
    return columns;
  };
  const std::string merged = "select id, sum as n from raw.bill union select id, floor from raw.room";
  CHECK(told(merged, with(merged, "sum", "sum * 2")) == Lines{"n"});
  const std::string pairs = "select * from (values (1, 2), (3, 4)) v(a, b)";
  CHECK(told(pairs, with(pairs, "4", "5")) == Lines{"b"});
  const std::string row =
      "select s.id, g.land, r.floor from raw.stay s left join raw.guest g on g.id = s.guest_id "
      "left join raw.room r on r.id = g.agency_id";
  const std::string nested =
      "select s.id, g.land, r.floor from raw.stay s left join (raw.guest g left join raw.room r "
      "on r.id = g.agency_id) on g.id = s.guest_id";
  CHECK(told(row, nested) == Lines{});
  CHECK(told(row, with(nested, "g.land", "upper(g.land) as land")) == Lines{"land"});
}
