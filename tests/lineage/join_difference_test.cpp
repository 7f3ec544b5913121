// Joins of one model: what is paired with what, and how a join that joins otherwise is told.
#include <fmt/format.h>

#include "tests/catch.hpp"
#include "tests/lineage/hotel.hpp"

using namespace tollgate;
using namespace tollgate::test_lineage;
using Lines = std::vector<std::string>;

namespace {

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

TEST_CASE("sides of a self-join that changed places are told, by the column or by the condition") {
  const auto columns = [](const std::string& base, const std::string& head) {
    Lines told;
    for (const lineage::Difference& d : compare_hotels(base, head).differences) {
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
