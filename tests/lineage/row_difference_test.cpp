// Joins and conditions of one model: what is paired with what, and how a join that joins otherwise is told.
#include <fmt/format.h>

#include <algorithm>

#include "lineage/difference.hpp"
#include "tests/catch.hpp"
#include "tests/lineage/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_lineage;
using Lines = std::vector<std::string>;

namespace {

Side hotel() {
  return Side()
      .source("guest", {{"id", "integer"}, {"agency_id", "integer"}, {"land", "text"}, {"active", "boolean"}})
      .source("stay", {{"id", "integer"}, {"guest_id", "integer"}, {"payer_id", "integer"}, {"room_id", "integer"}})
      .source("bill", {{"id", "integer"}, {"stay_id", "integer"}, {"guest_id", "integer"}, {"sum", "numeric"}})
      .source("room", {{"id", "integer"}, {"floor", "integer"}, {"keeper_id", "integer"}});
}

lineage::Differences compare(const std::string& base, const std::string& head) {
  const Side one = hotel().model("m", base);
  const Side other = hotel().model("m", head);
  return lineage::compare(one.graph(&other), other.graph(&one));
}

/// What is about rows: `kind: before -> after`, for a join that joins otherwise with what is joined, and the effect.
Lines rows(const std::string& base, const std::string& head) {
  Lines told;
  for (const lineage::Difference& d : compare(base, head).differences) {
    if (lineage::is_about_column(d.kind)) continue;
    told.push_back(fmt::format("{}: {}{}{} -> {}{}{}", to_string(d.kind), d.joined, d.joined.empty() ? "" : " ",
                               d.before, d.after, d.effect.empty() ? "" : ": ", d.effect));
  }
  return told;
}

std::string with(std::string text, const std::string& old_words, const std::string& new_words) {
  const std::size_t at = text.find(old_words);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old_words.size(), new_words);
}

/// Both sub-queries are joined by a column that comes from the same one.
const std::string per_guest =
    "with stays as (select guest_id, payer_id, count(*) as n from raw.stay group by guest_id, payer_id),\n"
    "bills as (select s.guest_id, sum(b.sum) as total from raw.bill b left join raw.stay s on s.id = b.stay_id group "
    "by "
    "s.guest_id),\n"
    "final as (select g.id, stays.n, bills.total from raw.guest g\n"
    "  left join stays on g.id = stays.guest_id\n"
    "  left join bills on g.id = bills.guest_id)\n"
    "select * from final";

const std::string four =
    "select s.id from raw.stay s join raw.guest g on g.id = s.guest_id join raw.room r on r.id = s.room_id left join "
    "raw.bill b on b.stay_id = s.id";

}  // namespace

TEST_CASE("a changed key is paired with the key of the same join, not with one that says the same") {
  CHECK(rows(per_guest, with(per_guest, "g.id = stays.guest_id", "g.id = stays.payer_id")) ==
        Lines{"join key changed: g.id = stays.guest_id -> g.id = stays.payer_id"});
  CHECK(rows(per_guest, with(per_guest, "g.id = bills.guest_id", "g.id = bills.total")) ==
        Lines{"join key changed: g.id = bills.guest_id -> g.id = bills.total"});
  // The aliases differ as well: the joined relations decide.
  std::string head =
      with(per_guest, "left join stays on g.id = stays.guest_id", "left join stays x on x.payer_id = g.id");
  head = with(with(head, "left join bills on g.id = bills.guest_id", "left join bills y on y.guest_id = g.id"),
              "stays.n, bills.total", "x.n, y.total");
  CHECK(rows(per_guest, head) == Lines{"join key changed: g.id = stays.guest_id -> x.payer_id = g.id"});
}

TEST_CASE("among several joins that changed, each is told with its own") {
  const std::string head =
      with(with(four, "b.stay_id = s.id", "b.guest_id = s.guest_id"), "r.id = s.room_id", "r.id = s.id");
  CHECK(rows(four, head) == Lines{"join key changed: r.id = s.room_id -> r.id = s.id",
                                  "join key changed: b.stay_id = s.id -> b.guest_id = s.guest_id"});
}

TEST_CASE("the order of joins, USING for ON, and a join that moved into a CTE are no change, and hide none") {
  const std::string other_order =
      "select s.id from raw.stay s left join raw.bill b on b.stay_id = s.id join raw.room r on s.room_id = r.id join "
      "raw.guest g on g.id = s.guest_id";
  CHECK(rows(four, other_order) == Lines{});
  CHECK(rows(four, with(other_order, "g.id = s.guest_id", "g.id = s.payer_id")) ==
        Lines{"join key changed: g.id = s.guest_id -> g.id = s.payer_id"});
  const std::string in_cte =
      "with guests as (select s.id, s.room_id from raw.stay s join raw.guest g on g.id = s.guest_id) select q.id from "
      "guests q join raw.room r on r.id = q.room_id left join raw.bill b on b.stay_id = q.id";
  CHECK(rows(four, in_cte) == Lines{});
  CHECK(rows(four, with(in_cte, "b.stay_id = q.id", "b.id = q.id")) ==
        Lines{"join key changed: b.stay_id = s.id -> b.id = q.id"});
  CHECK(rows(four, with(in_cte, "g.id = s.guest_id", "g.id = s.payer_id")) ==
        Lines{"join key changed: g.id = s.guest_id -> g.id = s.payer_id"});
  const std::string on =
      "select a.id from raw.guest a join raw.stay b on b.guest_id = a.id join raw.bill c on c.guest_id = b.guest_id";
  const std::string with_using = with(on, "on c.guest_id = b.guest_id", "using (guest_id)");
  CHECK(rows(on, with_using) == Lines{});
  CHECK(rows(with(on, "c.guest_id = b.guest_id", "c.stay_id = b.id"), with_using) ==
        Lines{"join key changed: c.stay_id = b.id -> using (guest_id)"});
}

TEST_CASE("a relation that is joined twice, and one that is joined to itself") {
  const std::string twice =
      "select s.id from raw.stay s left join raw.guest g on g.id = s.guest_id left join raw.guest p on p.id = "
      "s.payer_id";
  CHECK(rows(twice, with(twice, "p.id = s.payer_id", "p.agency_id = s.payer_id")) ==
        Lines{"join key changed: p.id = s.payer_id -> p.agency_id = s.payer_id"});
  CHECK(rows(twice, with(twice, "g.id = s.guest_id", "g.agency_id = s.guest_id")) ==
        Lines{"join key changed: g.id = s.guest_id -> g.agency_id = s.guest_id"});
  // Other aliases: the condition that is likest.
  const std::string renamed =
      "select s.id from raw.stay s left join raw.guest x on x.id = s.payer_id and x.active left join raw.guest y on "
      "y.agency_id = s.guest_id";
  CHECK(rows(with(twice, "p.id = s.payer_id", "p.id = s.payer_id and p.active"), renamed) ==
        Lines{"join key changed: g.id = s.guest_id -> y.agency_id = s.guest_id"});
  const std::string self =
      "select a.id from raw.guest a join raw.guest b on b.id = a.agency_id join raw.guest c on c.id = b.agency_id";
  CHECK(rows(self, with(self, "c.id = b.agency_id", "c.agency_id = b.agency_id")) ==
        Lines{"join key changed: c.id = b.agency_id -> c.agency_id = b.agency_id"});
}

TEST_CASE("a join of another type is told once, with what happens to the rows") {
  const std::string outer = "select s.id from raw.stay s left join raw.guest g on g.id = s.guest_id";
  const auto to = [&](const std::string& join) { return with(outer, "left join", join); };
  const std::string lost = "rows of raw.stay without a match in raw.guest are dropped";
  const std::string more = "rows of raw.guest without a match in raw.stay are kept";
  CHECK(rows(outer, to("join")) == Lines{"join type changed: raw.guest LEFT JOIN -> INNER JOIN: " + lost});
  CHECK(rows(to("join"), outer) ==
        Lines{"join type changed: raw.guest INNER JOIN -> LEFT JOIN: rows of raw.stay without "
              "a match in raw.guest are kept"});
  CHECK(rows(outer, to("full join")) == Lines{"join type changed: raw.guest LEFT JOIN -> FULL JOIN: " + more});
  CHECK(rows(outer, to("right join")) ==
        Lines{"join type changed: raw.guest LEFT JOIN -> RIGHT JOIN: " + lost + ", " + more});
  CHECK(rows(outer, "select s.id from raw.stay s, raw.guest g where g.id = s.guest_id") ==
        Lines{"join type changed: raw.guest LEFT JOIN -> INNER JOIN: " + lost});
  CHECK(rows(outer, "select s.id from raw.stay s cross join raw.guest g") ==
        Lines{"join type changed: raw.guest LEFT JOIN -> CROSS JOIN: each row of raw.stay is joined to each row of "
              "raw.guest"});
  CHECK(rows(outer, "select s.id from raw.guest g left join raw.stay s on g.id = s.guest_id") ==
        Lines{"join type changed: raw.stay RIGHT JOIN -> LEFT JOIN: rows of raw.guest without a match in raw.stay are "
              "kept, "
              "rows of raw.stay without a match in raw.guest are dropped"});
  CHECK(rows(outer, "select s.id from raw.guest g right join raw.stay s on g.id = s.guest_id") == Lines{});
}

TEST_CASE("a sub-query and what it reads are one join") {
  CHECK(
      rows(per_guest, with(per_guest, "left join bills", "join bills")) ==
      Lines{
          "join type changed: bills LEFT JOIN -> INNER JOIN: rows of raw.guest without a match in bills are dropped"});
  const std::string pairs =
      "with paid as (select s.id, b.sum from raw.stay s join raw.bill b on b.stay_id = s.id) select r.id from raw.room "
      "r "
      "left join paid on paid.id = r.id";
  CHECK(rows(pairs, with(pairs, "left join paid", "join paid")) ==
        Lines{"join type changed: paid LEFT JOIN -> INNER JOIN: rows of raw.room without a match in paid are dropped"});
  const std::string handed_on =
      "with bills as (select stay_id, sum(sum) as total from raw.bill group by 1), b as (select * from bills) select "
      "s.id "
      "from raw.stay s left join b on b.stay_id = s.id";
  CHECK(rows(handed_on, with(handed_on, "left join b", "join b")) ==
        Lines{"join type changed: b LEFT JOIN -> INNER JOIN: rows of raw.stay without a match in b are dropped"});
}

TEST_CASE("a CTE that is joined twice is two joins") {
  const std::string twice =
      "with g as (select * from raw.guest) select s.id from raw.stay s left join g as a on a.id = s.guest_id left join "
      "g "
      "as b on b.id = s.payer_id";
  CHECK(rows(twice, with(twice, "left join g as b", "join g as b")) ==
        Lines{"join type changed: g LEFT JOIN -> INNER JOIN: rows of raw.stay without a match in g are dropped"});
  const std::string without = with(twice, " left join g as b on b.id = s.payer_id", "");
  CHECK(rows(without, twice) == Lines{"join added:  -> raw.guest (outer)"});
  const std::string inlined =
      "select s.id from raw.stay s left join raw.guest a on a.id = s.guest_id left join raw.guest b on b.id = "
      "s.payer_id";
  CHECK(rows(twice, inlined) == Lines{});
}

TEST_CASE("a join whose last condition went joins every row to every row") {
  CHECK(rows(four, with(four, " on r.id = s.room_id", " on true")) ==
        Lines{"join key changed: r.id = s.room_id -> : each row of raw.stay is joined to each row of raw.room"});
  const std::string by_two = with(four, "r.id = s.room_id", "r.id = s.room_id and r.keeper_id = g.agency_id");
  CHECK(rows(by_two, four) == Lines{"join key changed: r.keeper_id = g.agency_id -> "});
}

TEST_CASE("a condition that moved between ON of an outer join and WHERE") {
  const std::string on = "select s.id from raw.stay s left join raw.guest g on g.id = s.guest_id and g.active";
  const std::string where = "select s.id from raw.stay s left join raw.guest g on g.id = s.guest_id where g.active";
  CHECK(rows(on, where) ==
        Lines{"filter changed: g.active -> g.active: stands in WHERE or an INNER JOIN now, on base in the "
              "ON of the outer join to g: rows without a match that meets it are dropped"});
  CHECK(rows(where, on).size() == 1);
  const std::string inner = with(on, "left join", "join");
  CHECK(rows(inner, with(where, "left join", "join")) == Lines{});
}

TEST_CASE("what went with a join does not hide what another join lost") {
  const std::string without_bill = with(four, " left join raw.bill b on b.stay_id = s.id", "");
  CHECK(rows(four, with(without_bill, " on r.id = s.room_id", " on r.floor = 1")).size() == 3);
  CHECK(rows(four, without_bill) == Lines{"join removed: raw.bill (outer) -> "});
  CHECK(rows(without_bill, with(four, "g.id = s.guest_id", "g.id = s.payer_id")) ==
        Lines{"join key changed: g.id = s.guest_id -> g.id = s.payer_id", "join added:  -> raw.bill (outer)"});
}

TEST_CASE("a relation in the place of another is joined by something else") {
  const std::string base = "select s.id from raw.stay s join raw.guest x on x.id = s.guest_id";
  CHECK(rows(base, "select s.id from raw.stay s join raw.room x on x.id = s.guest_id") ==
        Lines{"join removed: raw.guest -> ", "join added:  -> raw.room"});
  CHECK(rows(base, "select s.id from raw.stay s join raw.room x on x.keeper_id = s.guest_id").size() == 3);
}

TEST_CASE("the sides of EXCEPT have an order, those of INTERSECT and UNION have none") {
  const std::string active = "select id from raw.guest where active";
  const std::string german = "select id from raw.guest where land = 'de'";
  const auto told = rows(active + " except " + german, german + " except " + active);
  REQUIRE(told.size() == 1);
  CHECK(told[0].starts_with("grain changed: except -> except: its sides changed places"));
  CHECK(rows(active + " intersect " + german, german + " intersect " + active) == Lines{});
  CHECK(rows(active + " union " + german, german + " union " + active) == Lines{});
  CHECK(rows(active + " except " + german, "(" + active + ") except select g.id from raw.guest g where 'de' = land") ==
        Lines{});
  CHECK(rows(active + " except " + german, active + " except " + german + " except select id from raw.stay").size() ==
        2);
  CHECK(rows(active + " intersect " + german, active + " intersect " + german + " and agency_id = 1") ==
        Lines{"filter added:  -> agency_id = 1"});
}

TEST_CASE("a filter is paired with the one on the same columns") {
  const std::string base = "select id from raw.guest where land = 'de' and active and agency_id > 5";
  CHECK(rows(base, "select id from raw.guest where land = 'de' and agency_id >= 5") ==
        Lines{"filter changed: agency_id > 5 -> agency_id >= 5", "filter removed: active -> "});
  CHECK(rows(base, "select id from raw.guest where agency_id > 5 and land in ('de', 'at') and id > 0").size() == 3);
}

TEST_CASE("values that changed places between branches of a union, or rows of VALUES, are told") {
  const std::string kinds = "select id, 'guest' as kind from raw.guest union all select id, 'room' from raw.room";
  const std::string swapped = "select id, 'room' as kind from raw.guest union all select id, 'guest' from raw.room";
  CHECK(rows(kinds, swapped) ==
        Lines{"grain changed: union all -> union all: values of kind changed places between its branches"});
  CHECK(rows(kinds, "select r.id, 'room' as kind from raw.room r union all select id, 'guest' from raw.guest") ==
        Lines{});
  const std::string landed =
      "select 'home' as at, id from raw.guest where land = 'de' union all "
      "select 'abroad', id from raw.guest where land <> 'de'";
  CHECK(rows(landed,
             "select 'abroad' as at, id from raw.guest where land = 'de' union all "
             "select 'home', id from raw.guest where land <> 'de'") ==
        Lines{"grain changed: union all -> union all: values of at changed places between its branches"});
  const std::string rates =
      "select s.id, v.rate from raw.stay s join (values (1, 7), (2, 19)) v(room, rate) on "
      "v.room = s.room_id";
  CHECK(rows(rates, with(rates, "(1, 7), (2, 19)", "(1, 19), (2, 7)")) ==
        Lines{"grain changed: values -> values: values of column2 changed places between its rows"});
  CHECK(rows(rates, with(rates, "(1, 7), (2, 19)", "(2, 19), (1, 7)")) == Lines{});
  CHECK(rows(rates, with(rates, "(1, 7), (2, 19)", "(1, 7), (2, 20)")) == Lines{});  // its column says so
}

TEST_CASE("what leaves rows out without WHERE is told") {
  const std::string some = "select id from raw.guest order by land fetch first 5 rows only";
  CHECK(rows(some, "select id from raw.guest order by land fetch first 5 rows with ties") ==
        Lines{"grain changed: limit 5 -> limit 5 with ties"});
  CHECK(rows("select id from raw.guest", "select id from raw.guest tablesample bernoulli (10)") ==
        Lines{"filter added:  -> tablesample bernoulli(10)"});
  CHECK(rows("select g.id from raw.guest g tablesample system (10)",
             "select x.id from raw.guest x tablesample system (20)") ==
        Lines{"filter changed: tablesample system(10) -> tablesample system(20)"});
  CHECK(
      rows("select id from raw.guest tablesample bernoulli (10)", "select id from raw.guest tablesample system (10)") ==
      Lines{"filter changed: tablesample bernoulli(10) -> tablesample system(10)"});
  CHECK(rows("select id from raw.guest", "select id from only raw.guest") == Lines{"filter added:  -> only raw.guest"});
  CHECK(rows("select id from only raw.guest", "select g.id from only raw.guest g") == Lines{});
  const std::string skipped =
      "(select id from raw.guest union all select id from raw.room offset 5) union all select id from raw.stay";
  CHECK(rows(skipped, with(skipped, "offset 5", "offset 6")) == Lines{"grain changed: offset 5 -> offset 6"});
}

TEST_CASE("what CYCLE leaves out and what SEARCH numbers is told") {
  const std::string walk =
      "with recursive w as (select id, keeper_id from raw.room where floor = 0 union all\n"
      "  select r.id, r.keeper_id from raw.room r join w on r.keeper_id = w.id)";
  const std::string last = " select id from w";
  CHECK(rows(walk + last, walk + " cycle id set seen using path" + last) == Lines{"filter added:  -> cycle id"});
  CHECK(rows(walk + " cycle id set seen using path" + last, walk + " cycle id, keeper_id set seen using path" + last) ==
        Lines{"filter changed: cycle id -> cycle id, keeper_id"});
  const std::string deep = walk + " search depth first by id set o select id from w order by o limit 3";
  CHECK(rows(deep, with(deep, "depth", "breadth")).size() == 1);
  const std::string shown = walk + " search depth first by id set o select id, o::text as place from w";
  CHECK(compare(shown, with(shown, "depth", "breadth")).differences.size() == 1);
}

TEST_CASE("a join within an optional side that joins in another way is told") {
  const std::string inner =
      "select s.id from raw.stay s left join (raw.guest g join raw.bill b on b.guest_id = g.id) on g.id = s.guest_id";
  const std::string outer =
      "select s.id from raw.stay s left join (raw.guest g left join raw.bill b on b.guest_id = g.id) on g.id = "
      "s.guest_id";
  const std::string flat =
      "select s.id from raw.stay s left join raw.guest g on g.id = s.guest_id left join raw.bill b on b.guest_id = "
      "g.id";
  const std::string unmatched = "rows of raw.guest without a match in raw.bill are ";
  CHECK(rows(inner, outer) == Lines{"join type changed: raw.bill INNER JOIN -> LEFT JOIN: " + unmatched + "kept"});
  CHECK(rows(outer, inner) == Lines{"join type changed: raw.bill LEFT JOIN -> INNER JOIN: " + unmatched + "dropped"});
  CHECK(rows(inner, flat).size() == 1);
  CHECK(rows(outer, flat) == Lines{});
}

TEST_CASE("what provably says the same in other words is no change of rows") {
  CHECK(rows("select g.id from raw.guest g where not exists (select 1 from raw.stay s where s.guest_id = g.id)",
             "select g.id from raw.guest g left join raw.stay s on s.guest_id = g.id where s.guest_id is null") ==
        Lines{});
  CHECK(rows("select g.id from raw.guest g where g.id in (select guest_id from raw.stay)",
             "select g.id from raw.guest g join (select distinct guest_id from raw.stay) s on s.guest_id = g.id") ==
        Lines{});
  CHECK(rows("select s.id from raw.stay s join raw.bill b on b.id = s.id join raw.room r on r.id = b.id",
             "select s.id from raw.stay s join raw.bill b on b.id = s.id join raw.room r on r.id = s.id") == Lines{});
  CHECK(!rows("select g.id from raw.guest g where not exists (select 1 from raw.stay s where s.guest_id = g.id)",
              "select g.id from raw.guest g left join raw.stay s on s.guest_id = g.id where s.room_id is null")
             .empty());
}

TEST_CASE("grouping sets have an order, keys have none") {
  const std::string base = "select land, active, count(*) as n from raw.guest group by rollup (land, active)";
  CHECK(rows(base, with(base, "(land, active)", "(active, land)")).size() == 1);
  CHECK(rows(with(base, "rollup (land, active)", "land, active"),
             with(base, "rollup (land, active)", "active, land")) == Lines{});
  CHECK(
      rows(with(base, "rollup", "distinct cube (land), rollup"), with(base, "rollup", "cube (land), rollup")).size() ==
      1);
}

TEST_CASE("values that are told in part only differ with their arguments") {
  const auto kinds = [](const std::string& base, const std::string& head) {
    Lines told;
    for (const lineage::Difference& d : compare(base, head).differences) told.emplace_back(to_string(d.kind));
    return told;
  };
  const std::string path =
      "select x.n from raw.guest, xmltable('/a' passing cast(land as xml) columns n integer path "
      "'@n') x";
  CHECK(kinds(path, with(path, "'@n'", "'@m'")) == Lines{"computed otherwise"});
  CHECK(kinds(path, with(path, "passing", "\n  passing")) == Lines{});
  const std::string list =
      "select g.id, array(select s.id from raw.stay s where s.guest_id = g.id order by s.room_id) as "
      "stays from raw.guest g";
  CHECK(kinds(list, with(list, "s.room_id)", "s.room_id desc)")) == Lines{"computed otherwise"});
}

TEST_CASE("a filter on the number of a row tells the window that numbers otherwise, where it stands") {
  const std::string base =
      "with ranked as (\n  select id, guest_id,\n    row_number() over (partition by guest_id order by room_id desc) "
      "as "
      "rn\n  from raw.stay\n)\nselect id, guest_id from ranked where rn = 1";
  const auto told = [&](const std::string& old_words, const std::string& new_words) {
    const std::string head = with(base, old_words, new_words);
    const auto found = compare(base, head);
    REQUIRE(found.differences.size() == 1);
    const lineage::Difference& d = found.differences.front();
    CHECK(d.kind == lineage::DifferenceKind::filter_changed);
    CHECK(d.after == "rn = 1");
    CHECK(d.part_before == "row_number() over (partition by guest_id order by room_id desc)");
    REQUIRE(d.part_location >= 0);
    const auto ahead = head.substr(0, static_cast<std::size_t>(d.part_location));
    CHECK(std::ranges::count(ahead, '\n') == 2);
    return d.part_after;
  };
  CHECK(told("room_id desc", "room_id") == "row_number() over (partition by guest_id order by room_id)");
  CHECK(told("by guest_id", "by payer_id") == "row_number() over (partition by payer_id order by room_id desc)");
  CHECK(told("row_number", "rank") == "rank() over (partition by guest_id order by room_id desc)");
}

TEST_CASE("the first row of each key by its number or by DISTINCT ON is the same, unless another is first") {
  const std::string numbered =
      "with ranked as (select id, guest_id, row_number() over (partition by guest_id order by room_id desc) as rn from "
      "raw.stay where payer_id > 0) select id, guest_id from ranked where rn = 1";
  const std::string distinct =
      "select distinct on (guest_id) id, guest_id from raw.stay where payer_id > 0 order by guest_id, room_id desc";
  CHECK(rows(numbered, distinct) == Lines{});
  CHECK(rows(distinct, numbered) == Lines{});
  CHECK_FALSE(rows(numbered, with(distinct, "room_id desc", "room_id")).empty());
  CHECK_FALSE(rows(numbered, with(distinct, "on (guest_id)", "on (guest_id, room_id)")).empty());
  CHECK_FALSE(rows(with(numbered, "row_number()", "rank()"), distinct).empty());
  CHECK_FALSE(rows(with(numbered, "rn = 1", "rn = 2"), distinct).empty());
  // What is filtered before the first row is taken is not what is filtered behind it.
  CHECK_FALSE(
      rows(with(with(numbered, " where payer_id > 0", ""), "guest_id, row_number", "guest_id, payer_id, row_number"),
           distinct)
          .empty());
  CHECK_FALSE(rows(with(with(with(numbered, " where payer_id > 0", ""), "guest_id, row", "guest_id, payer_id, row"),
                        "rn = 1", "rn = 1 and payer_id > 0"),
                   distinct)
                  .empty());
}

TEST_CASE("what a sub-query filters is told once: by itself, or with the condition that holds it") {
  const std::string base =
      "select id from raw.guest g where not exists (select 1 from raw.stay s where s.guest_id = g.id)";
  CHECK(rows(base, "select id from raw.guest g where id not in (select s.guest_id from raw.stay s)") ==
        Lines{"filter changed: not exists (select 1 from raw.stay s where s.guest_id = g.id) -> id not in (select "
              "s.guest_id from raw.stay s)"});
  CHECK(rows(base, with(base, "s.guest_id = g.id", "s.payer_id = g.id")) ==
        Lines{"filter changed: s.guest_id = g.id -> s.payer_id = g.id"});
}

TEST_CASE("sides of a self-join that changed places are told, by the column or by the condition") {
  const auto columns = [](const std::string& base, const std::string& head) {
    Lines told;
    for (const lineage::Difference& d : compare(base, head).differences) {
      told.push_back(fmt::format("{} {}", to_string(d.kind), d.column));
      CHECK(d.head_location >= 0);
    }
    return told;
  };
  const std::string keepers =
      "select r.id, k.floor as keeper_floor from raw.room r join raw.room k on k.id = r.keeper_id";
  CHECK(columns(keepers, with(keepers, "k.floor", "r.floor")) == Lines{"computed otherwise keeper_floor"});
  CHECK(
      columns(keepers, "select a.id, b.floor as keeper_floor from raw.room a join raw.room b on a.keeper_id = b.id") ==
      Lines{});
  const std::string higher = keepers + " and k.floor > r.floor";
  CHECK(rows(higher, with(higher, "k.floor > r.floor", "k.floor < r.floor")) ==
        Lines{"join key changed: k.floor > r.floor -> k.floor < r.floor"});
  const std::string last =
      "select s.id from raw.stay s where s.id = (select max(t.id) from raw.stay t where t.guest_id = s.guest_id)";
  CHECK(rows("select s.id from raw.stay s where s.id in (select t.payer_id from raw.stay t)",
             "select s.id from raw.stay s where s.payer_id in (select t.id from raw.stay t)")
            .size() == 1);
  CHECK(rows(last, with(last, "t.guest_id = s.guest_id", "t.guest_id = t.guest_id")) ==
        Lines{"filter changed: t.guest_id = s.guest_id -> t.guest_id = t.guest_id"});
  CHECK(rows(last, with(last, "s.id from raw.stay s where s.id =", "s.id\nfrom raw.stay s\nwhere s.id =")) == Lines{});
}
