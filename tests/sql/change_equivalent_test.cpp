// What is the same on PostgreSQL though it is written otherwise.
#include "tests/sql/change_pairs.hpp"

namespace tollgate::sql {
namespace {

constexpr auto equivalent = ChangeClass::equivalent;

TEST_CASE("layout, case, quoting and aliases are no change", "[change]") {
  check_both_ways(
      equivalent,
      {{"select id, room from stay where price > 10", "SELECT id,\n room -- the room\nFROM Stay WHERE (price > 10)"},
       {"select room as Label from stay", "select room as \"label\" from stay"},
       {"select s.id from stay s", "select \"stay\".id from stay"},
       {"select s.id, b.kind from stay s join bill b on s.id = b.stay",
        "select x.id, y.kind from stay x join bill y on x.id = y.stay"},
       {"select a.id, b.guest from stay a join stay b on a.id = b.guest",
        "select second.id, first.guest from stay first join stay second on second.id = first.guest"}});
}

TEST_CASE("conditions mean the same in any order and spelling", "[change]") {
  check_both_ways(
      equivalent,
      {{"select id from stay where price > 1 and room = 'a'", "select id from stay where room = 'a' and 1 < price"},
       {"select id from stay where price > 1 or room = 'a'", "select id from stay where 'a' = room or price > 1"},
       {"select id from stay where 1 = 1 and price > 100", "select id from stay where price > 10 * 10"},
       {"select id from stay where price between 1 and 9", "select id from stay where price <= 9 and price >= 1"},
       {"select id from stay where price not between 1 and 9", "select id from stay where price < 1 or price > 9"},
       {"select id from stay where room in ('a', 'b')", "select id from stay where room = any (array['b', 'a'])"},
       {"select id from stay where room in ('a')", "select id from stay where room = 'a'"},
       {"select id from stay where room != 'a'", "select id from stay where not (room = 'a')"},
       {"select id from stay where room not in ('a', 'b')", "select id from stay where room <> 'b' and room <> 'a'"},
       {"select id from stay where not (room = 'a' or price > 2)",
        "select id from stay where room <> 'a' and price <= 2"},
       {"select id from stay where price is not null", "select id from stay where price is distinct from null"},
       {"select id from stay where (price > 1) is true", "select id from stay where price > 1"},
       {"select id from stay where day >= date '2025-01-01'", "select id from stay where '2025-01-01' <= day"},
       {"select id from guest where active = true", "select id from guest where active"},
       {"select id from guest where active = false", "select id from guest where not active"}});
}

TEST_CASE("values are the same under other spellings", "[change]") {
  check_both_ways(
      equivalent,
      {{"select price::int x from stay", "select cast(price as int4) x from stay"},
       {"select price::decimal(8, 2) x from stay", "select price::numeric(8, 2) x from stay"},
       {"select room::varchar x from stay", "select room::character varying x from stay"},
       {"select price::numeric x from stay", "select price x from stay"},
       {"select paid + price x from stay", "select price + paid x from stay"},
       {"select case room when 'a' then 1 when 'b' then 2 end x from stay",
        "select case when room = 'a' then 1 when 'b' = room then 2 else null end x from stay"},
       {"select count(*) x from stay", "select count(1) x from stay"},
       {"select sum(case when room = 'a' then price end) x from stay",
        "select sum(price) filter (where room = 'a') x from stay"},
       {"select count(case when room = 'a' then 1 end) x from stay",
        "select count(*) filter (where room = 'a') x from stay"},
       {"select now() x from stay", "select current_timestamp x from stay"},
       {"select nullif(price, 0) x from stay", "select case when price = 0 then null else price end x from stay"},
       {"select coalesce(price, 0) x from stay", "select case when price is null then 0 else price end x from stay"},
       {"select coalesce(price, paid) x from stay",
        "select case when price is not null then price else paid end x from stay"},
       {"select greatest(price, paid) x from stay", "select greatest(paid, price) x from stay"},
       {"select id, (select count(*) from bill) n from stay",
        "select s.id, t.n from stay s cross join (select count(*) n from bill) t"},
       {"select coalesce(coalesce(price, paid), 0) x from stay", "select coalesce(price, paid, 0) x from stay"}});
}

TEST_CASE("CTEs and sub-selects that only select are transparent", "[change]") {
  check_both_ways(
      equivalent,
      {{"with s as (select id, room from stay) select id, room from s", "select id, room from stay"},
       {"with a as (select * from stay), b as (select id, price p from a where room = 'x') select id, p from b",
        "select id, price as p from stay where room = 'x'"},
       {"with a as (select id from stay), dead as (select 1) select id from a",
        "with q as materialized (select id from stay) select * from q"},
       {"with b as (select stay from bill), a as (select id from stay) select a.id from a join b on a.id = b.stay",
        "with a as (select id from stay), b as (select stay from bill) select a.id from a join b on b.stay = a.id"},
       {"with g as (select stay, sum(sum) t from bill group by 1) select s.id, g.t from stay s join g on g.stay = s.id",
        "select s.id, q.t from stay s join (select stay, sum(sum) t from bill group by stay) q on s.id = q.stay"},
       {"with s as (select id, room from stay) select id from s where room = 'a'",
        "with s as (select id from stay where room = 'a') select id from s"},
       {"select room, count(*) n from stay group by room having count(*) > 1",
        "select * from (select room, count(*) n from stay group by room) q where n > 1"},
       {"select id, room from (select * from stay) q", "select stay.id, stay.room from stay"},
       {"with recursive r(n) as (select 1 union all select n + 1 from r where n < 4) select n from r",
        "with recursive q as (select 1 as k union all select k + 1 from q where k < 4) select k as n from q"}});
}

TEST_CASE("grouping is a set of keys", "[change]") {
  check_both_ways(equivalent, {{"select room, guest, count(*) n from stay group by 1, 2",
                                "select room, guest, count(*) n from stay group by guest, room"},
                               {"select distinct room, guest from stay", "select room, guest from stay group by 2, 1"},
                               {"select distinct room, count(*) n from stay group by room",
                                "select room, count(*) n from stay group by room"},
                               {"select room, sum(price) t from stay group by room having room = 'a'",
                                "select room, sum(price) t from stay where room = 'a' group by room"}});
}

TEST_CASE("joins commute where they may", "[change]") {
  check_both_ways(equivalent,
                  {{"select s.id, b.sum from stay s, bill b where s.id = b.stay",
                    "select s.id, b.sum from bill b inner join stay s on b.stay = s.id"},
                   {"select s.id, b.sum from bill b right join stay s on s.id = b.stay",
                    "select s.id, b.sum from stay s left outer join bill b on b.stay = s.id"},
                   {"select s.id, b.sum from stay s left join bill b on b.stay = s.id and b.kind = 'x'",
                    "select s.id, b.sum from stay s left join bill b on b.kind = 'x' and s.id = b.stay"},
                   {"select s.id from stay s left join bill b on b.stay = s.id left join guest g on g.id = s.guest",
                    "select s.id from stay s left join guest g on g.id = s.guest left join bill b on b.stay = s.id"},
                   {"select s.id, b.id bill from stay s full join bill b on s.id = b.stay",
                    "select s.id, b.id bill from bill b full join stay s on b.stay = s.id"},
                   {"select s.id, b.sum from stay s left join bill b on b.stay = s.id where b.stay is not null",
                    "select s.id, b.sum from stay s join bill b on b.stay = s.id"},
                   {"select s.id, b.sum from stay s left join bill b on b.stay = s.id where b.sum > 1",
                    "select s.id, b.sum from stay s join bill b on b.stay = s.id where b.sum > 1"},
                   {"select id from stay where id in (select stay from bill)",
                    "select s.id from stay s where exists (select * from bill b where s.id = b.stay)"},
                   {"select id from stay where (id, room) in (select stay, kind from bill)",
                    "select id from stay s where exists (select 1 from bill where kind = s.room and stay = s.id)"}});
}

TEST_CASE("branches of UNION and INTERSECT have no order", "[change]") {
  check_both_ways(
      equivalent,
      {{"select id from stay union all select id from bill", "select id from bill union all select id from stay"},
       {"select id from stay union select id from bill", "select id from bill union select id from stay"},
       {"select id from stay union select id from bill",
        "select distinct id from (select id from stay union all select id from bill) u"},
       {"select id from stay intersect select id from bill", "select id from bill intersect select id from stay"},
       {"select id from stay union all (select id from bill union all select id from guest)",
        "(select id from guest union all select id from stay) union all select id from bill"},
       {"select k from (values ('a'), ('b')) v(k)", "select k from (values ('b'), ('a')) w(k)"}});
}

TEST_CASE("a table has no order", "[change]") {
  check_both_ways(equivalent, {{"select id from stay order by price", "select id from stay"},
                               {"select id from stay limit all", "select id from stay"},
                               {"with s as (select id from stay order by 1) select id from s", "select id from stay"}});
}

TEST_CASE("windows with their defaults written out", "[change]") {
  check_both_ways(equivalent,
                  {{"select sum(price) over (partition by room order by id) x from stay",
                    "select sum(price) over w x from stay window w as (partition by room order by id range between "
                    "unbounded preceding and current row)"},
                   {"select row_number() over (partition by room, guest order by id) x from stay",
                    "select row_number() over (partition by guest, room order by id asc nulls last) x from stay"}});
}

TEST_CASE("the first of a numbering, however it is asked for", "[change]") {
  const auto first = [](const std::string& rank, const std::string& condition) {
    return "select id from (select id, " + rank +
           "() over (partition by guest order by day, id) n from stay) s where " + condition;
  };
  for (const char* rank : {"row_number", "rank", "dense_rank"}) {
    const std::string base = first(rank, "n = 1");
    for (const char* condition : {"n < 2", "n <= 1", "2 > n", "not n > 1"}) {
      INFO(rank << " " << condition);
      const std::string head = first(rank, condition);
      CHECK(judge_hotel(base, head).change_class == equivalent);
      CHECK(judge_hotel(head, base).change_class == equivalent);
    }
    for (const char* condition : {"n <= 2", "n < 1", "n > 1", "n >= 2", "n < 3"})
      CHECK(judge_hotel(base, first(rank, condition)).change_class == ChangeClass::rows);
  }
  // Of an optional side it may be null as well.
  const std::string side =
      "select g.id from guest g left join (select guest, row_number() over (partition by guest order "
      "by id) n from stay) s on s.guest = g.id where ";
  CHECK(judge_hotel(side + "s.n = 1", side + "s.n < 2").change_class == equivalent);
  CHECK(judge_hotel(side + "s.n = 1 or s.n is null", side + "s.n < 2").change_class == ChangeClass::rows);
  // Another window may well give 0, and none of it is below 1 for certain.
  CHECK(judge_hotel("select id from (select id, count(paid) over () n from stay) s where n < 2",
                    "select id from (select id, count(paid) over () n from stay) s where n = 1")
            .change_class == ChangeClass::rows);
}

TEST_CASE("arguments of windows that are the default", "[change]") {
  check_both_ways(equivalent, {{"select lag(price) over (order by id) p from stay",
                                "select lag(price, 1) over (order by id) p from stay"},
                               {"select lead(price, 1, null) over (order by id) p from stay",
                                "select lead(price) over (order by id) p from stay"}});
  check_both_ways(
      ChangeClass::columns,
      {{"select lag(price) over (order by id) p from stay", "select lag(price, 2) over (order by id) p from stay"},
       {"select lag(price) over (order by id) p from stay", "select lag(price, 1, 0) over (order by id) p from stay"}});
}

TEST_CASE("a condition of which only truth counts, in other words", "[change]") {
  check_both_ways(equivalent,
                  {{"select id from guest where not active", "select id from guest where active is false"},
                   {"select id from guest where active", "select id from guest where case when active then true end"},
                   {"select id from stay where price > 1",
                    "select id from stay where case when price > 1 then true else false end"},
                   {"select id from stay where room in ('a', null)", "select id from stay where room = 'a'"},
                   {"select id from stay where room not in ('a', null)", "select id from stay where false"}});
  check_both_ways(
      ChangeClass::rows,
      {{"select id from guest where not active", "select id from guest where active is not true"},
       {"select id from guest where active", "select id from guest where case when active then false else true end"},
       {"select id from stay where price > 1",
        "select id from stay where case when price > 1 then true when price < 0 then true end"},
       {"select id from stay where room not in ('a', null)", "select id from stay where room <> 'a'"}});
  check_both_ways(ChangeClass::rows,
                  {{"select unnest(labels) = null as a from stay", "select null::boolean as a from stay"}});
  check_both_ways(
      ChangeClass::columns,
      {{"select not active as a from guest", "select active is false as a from guest"},
       {"select price > 1 as a from stay", "select case when price > 1 then true else false end as a from stay"}});
}

TEST_CASE("a left join that matches at most one row and is not read is no change", "[change]") {
  check_both_ways(
      equivalent,
      {{"select id from stay",
        "select s.id from stay s left join (select stay, sum(sum) t from bill group by stay) b on b.stay = s.id"},
       {"select id from stay", "select s.id from stay s left join (select distinct stay from bill) b on b.stay = s.id"},
       {"select id from stay", "select s.id from stay s left join (select max(sum) m from bill) b on true"},
       {"select id from stay",
        "select s.id from stay s left join lateral (select kind from bill b where b.stay = s.id order by b.id limit 1) "
        "l on true"}});
}

TEST_CASE("a sub-query written as a join", "[change]") {
  check_both_ways(equivalent, {{"select s.id, (select max(b.sum) from bill b where b.stay = s.id) m from stay s",
                                "select s.id, q.m from stay s left join (select stay, max(sum) m from bill group by "
                                "stay) q on q.stay = s.id"}});
  // count() is 0 over nothing, and null where no row matches
  CHECK(
      judge_hotel(
          "select s.id, (select count(*) from bill b where b.stay = s.id) m from stay s",
          "select s.id, q.m from stay s left join (select stay, count(*) m from bill group by stay) q on q.stay = s.id")
          .change_class != ChangeClass::equivalent);
}

TEST_CASE("another environment's schema is no change, and no meeting of two", "[change]") {
  check_both_ways(equivalent, {{"select id from prod.stay where price > 1", "select id from pr_7.stay where price > 1"},
                               {"select id from \"app\".\"prod\".\"stay\"", "select id from stay"},
                               {"select s.id from prod.stay s join prod.bill b on b.stay = s.id",
                                "select s.id from ci.stay s join ci.bill b on b.stay = s.id"}});
  check_both_ways(ChangeClass::rows, {{"select id from a.bill union all select id from b.bill",
                                       "select id from a.bill union all select id from a.bill"},
                                      {"select s.id from prod.stay s join prod.bill b on b.stay = s.id",
                                       "select s.id from ci.stay s join prod.bill b on b.stay = s.id"}});
}

TEST_CASE("stars over unknown columns stay what they are", "[change]") {
  const auto judge = [](std::string_view base, std::string_view head) {
    return judge_with(nullptr, base, head).change_class;
  };
  CHECK(judge("with s as (select * from raw.x), r as (select id as a, b from s) select * from r",
              "select id as a, b from raw.x") == equivalent);
  CHECK(judge("select * from raw.x", "select q.* from raw.x q") == equivalent);
  CHECK(judge("select * from raw.x", "select id, b from raw.x") == ChangeClass::unknown);
  CHECK(judge("select a.* from x a join y b on a.id = b.id", "select b.* from x a join y b on a.id = b.id") ==
        ChangeClass::unknown);
  CHECK(judge("select * from raw.x where a > 1", "select * from raw.x where a > 2") == ChangeClass::rows);
}

TEST_CASE("equal texts are identical before they are parsed", "[change]") {
  CHECK(judge_hotel("select id from stay", "select id from stay").change_class == ChangeClass::identical);
  const ChangeJudgement broken = judge_hotel("select id,, from", "select id,, from");
  CHECK(broken.change_class == ChangeClass::identical);
  CHECK(broken.reasons.size() == 2);
}

}  // namespace
}  // namespace tollgate::sql
