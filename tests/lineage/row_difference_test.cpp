// Conditions, unions, grain and what else decides on the rows of one model.
#include <algorithm>

#include "tests/catch.hpp"
#include "tests/lineage/hotel.hpp"

using namespace tollgate;
using namespace tollgate::test_lineage;
using Lines = std::vector<std::string>;

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
  CHECK(compare_hotels(shown, with(shown, "depth", "breadth")).differences.size() == 1);
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
    for (const lineage::Difference& d : compare_hotels(base, head).differences) told.emplace_back(to_string(d.kind));
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
    const auto found = compare_hotels(base, head);
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

TEST_CASE("conditions, keys and filters that follow a column which a parent renamed are the same") {
  const auto side = [](const std::string& name, const std::string& reader) {
    Side made = hotel();
    made.model("bills", "select id, guest_id, sum as " + name + " from raw.bill");
    made.model("m", reader, "table", {"bills"});
    return made;
  };
  const auto told = [](const Side& base, const Side& head) {
    Lines kinds;
    for (const lineage::Difference& d : lineage::compare(base.graph(&head), head.graph(&base)).differences)
      if (d.unique_id == "model.shop.m") kinds.push_back(std::string(to_string(d.kind)));
    return kinds;
  };
  for (const std::string reader : {
           "select b.id from dev.bills b where b.amount > 5",
           "select g.id, b.id as bill from raw.guest g join dev.bills b on b.guest_id = g.id and b.amount > g.id",
           "select count(*) as n from dev.bills b group by b.amount having b.amount < 9",
           "select distinct on (b.amount) b.id from dev.bills b order by b.amount, b.id",
           "select guest_id, sum(b.amount) as paid from dev.bills b group by guest_id",
           "with x as (select * from dev.bills) select id, case when x.amount > 5 then 1 end as high from x",
       }) {
    INFO(reader);
    std::string followed = reader;
    for (auto at = followed.find("amount"); at != std::string::npos; at = followed.find("amount"))
      followed.replace(at, 6, "total");
    const Side base = side("amount", reader);
    CHECK(told(base, side("total", followed)) == Lines{});
    CHECK_FALSE(told(base, side("total", with(followed, "total", "guest_id"))).empty());
  }
  CHECK(told(side("amount", "select guest_id, sum(amount) as paid from dev.bills group by guest_id"),
             side("total", "select guest_id, avg(total) as paid from dev.bills group by guest_id")) ==
        Lines{"aggregate changed"});
}
