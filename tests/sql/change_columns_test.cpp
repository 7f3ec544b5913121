// Changes of columns that leave the rows alone: added ones, changed ones, and literals that a clock rendered.
#include "tests/sql/change_pairs.hpp"

namespace tollgate::sql {
namespace {

constexpr auto columns = ChangeClass::columns;
constexpr auto additive = ChangeClass::additive;
constexpr auto volatile_class = ChangeClass::volatile_;

ColumnChange change_of(const char* column, const char* base, const char* head) {
  const ChangeJudgement judgement = judge_hotel(base, head);
  INFO("base: " << base << "\nhead: " << head);
  CHECK(to_string(judgement.change_class) == to_string(columns));
  REQUIRE(judgement.columns.count(column) == 1);
  return judgement.columns.at(column);
}

TEST_CASE("precisions and names of arguments count", "[change]") {
  check_both_ways(columns,
                  {{"select make_interval(days => 1) x from stay", "select make_interval(hours => 1) x from stay"},
                   {"select make_interval(days => 1) x from stay", "select make_interval(1) x from stay"},
                   {"select current_timestamp(0) x from stay", "select current_timestamp(3) x from stay"},
                   {"select current_timestamp(0) x from stay", "select current_timestamp x from stay"},
                   {"select current_date x from stay", "select current_timestamp x from stay"}});
  check_one_way(additive, {{"select id from stay", "select id, current_timestamp read_at from stay"},
                           {"select id from stay", "select id, day + make_interval(days => 7) due from stay"}});
  check_both_ways(ChangeClass::rows, {{"select id from stay where day < current_date", "select id from stay"}});
}

TEST_CASE("a global aggregate is one row, whatever it reads", "[change]") {
  check_both_ways(columns, {{"select sum(price) s from stay", "select sum(price) s from stay where room = 'a'"},
                            {"select s.id, t.n from stay s cross join (select count(*) n from bill) t",
                             "select s.id, t.n from stay s, (select count(*) n from bill where kind = 'x') t"}});
  check_one_way(additive,
                {{"select id from stay", "select s.id, t.n from stay s cross join (select count(*) n from bill) t"},
                 {"select id from stay",
                  "with t as (select max(day) last from stay) select s.id, t.last - s.day age from stay s, t"},
                 {"select id from stay",
                  "select s.id, b.n from stay s, lateral (select count(*) n from bill where bill.stay = s.id) b"}});
  check_both_ways(
      ChangeClass::rows,
      {{"select id from stay", "select s.id from stay s, (select max(price) top from stay) t where s.price = t.top"},
       {"select sum(price) s from stay", "select sum(price) s from stay having count(*) > 1"},
       {"select sum(price) s from stay", "select sum(price) s from stay group by room"},
       {"select s.id from stay s, (select max(price) top from stay where room = 'a') t where s.price < t.top",
        "select s.id from stay s, (select max(price) top from stay) t where s.price < t.top"},
       {"select id from stay", "select s.id from stay s, (select max(price) from stay limit 0) t"},
       {"select id from stay", "select s.id from stay s, (select max(price) from stay having count(*) > 3) t"}});
  CHECK(change_of("s", "select 'all' k, sum(price) s from stay",
                  "select 'all' k, sum(price) s from stay where id > 3") == ColumnChange::changed);
  CHECK(judge_hotel("select 'all' k, sum(price) s from stay", "select 'all' k, sum(price) s from stay where id > 3")
            .columns.count("k") == 0);
}

TEST_CASE("columns are added", "[change]") {
  check_one_way(
      additive,
      {{"select id from stay", "select id, price - coalesce(paid, 0) open from stay"},
       {"select id from stay", "select id, count(*) over (partition by room) n from stay"},
       {"select id from stay", "select id, facts ->> 'k' k, cardinality(labels) n from stay"},
       {"select room, count(*) n from stay group by 1", "select room, count(*) n, sum(price) t from stay group by 1"},
       {"select count(*) n from stay", "select count(*) n, max(day) d from stay"},
       {"select id from stay", "select id, (select max(b.sum) from bill b where b.stay = stay.id) top from stay"},
       {"select id from stay",
        "select s.id, b.t from stay s left join (select stay, sum(sum) t from bill group by stay) b on b.stay = s.id"},
       {"select id from stay",
        "select s.id, b.kind from stay s left join (select distinct on (stay) stay, kind from bill order by stay, id) "
        "b on b.stay = s.id"},
       {"select id from stay",
        "select s.id, l.kind from stay s left join lateral (select kind from bill b where b.stay = s.id order by b.id "
        "limit 1) l on true"},
       {"select id from stay",
        "select s.id, b.kind from stay s left join (select * from (select *, row_number() over (partition by stay "
        "order by id) n from bill) z where n = 1) b on b.stay = s.id"},
       {"select distinct on (room) room, id from stay order by room, id",
        "select distinct on (room) room, id, price from stay order by room, id"},
       {"select id from stay union all select id from bill",
        "select id, 'a' x from stay union all select id, 'b' x from bill"}});
}

TEST_CASE("columns change", "[change]") {
  CHECK(change_of("price", "select id, price from stay", "select id from stay") == ColumnChange::removed);
  CHECK(change_of("price", "select id, price from stay", "select id, price as cost from stay") ==
        ColumnChange::renamed);
  CHECK(change_of("total", "select price as total from stay", "select price as \"Total\" from stay") ==
        ColumnChange::renamed);
  CHECK(change_of("x", "select price x from stay", "select paid x from stay") == ColumnChange::resourced);
  CHECK(change_of("x", "select s.guest x from stay s left join guest g on g.id = s.guest",
                  "select g.id x from stay s left join guest g on g.id = s.guest") == ColumnChange::resourced);
  CHECK(change_of("x", "select price * 0.1 x from stay", "select price * 0.2 x from stay") == ColumnChange::changed);
  CHECK(change_of("x", "select sum(price) x from stay", "select sum(price) filter (where paid > 0) x from stay") ==
        ColumnChange::changed);
  CHECK(change_of("x", "select (select max(sum) from bill b where b.stay = stay.id) x from stay",
                  "select (select max(sum) from bill b where b.stay = stay.id and kind = 'a') x from stay") ==
        ColumnChange::changed);
  CHECK(change_of("x", "select id, 'a' x from stay union all select id, 'b' from bill",
                  "select id, 'a' x from stay union all select id, 'c' from bill") == ColumnChange::changed);
  CHECK(change_of("guest", "select room, guest, count(*) n from stay group by room, guest",
                  "select room, count(*) n from stay group by room, guest") == ColumnChange::removed);
}

TEST_CASE("values that look alike are not", "[change]") {
  check_both_ways(
      columns,
      {{"select extract(year from day) x from stay", "select date_part('year', day) x from stay"},
       {"select room || kind x from stay, bill", "select concat(room, kind) x from stay, bill"},
       {"select sum(price) over (order by day) x from stay",
        "select sum(price) over (order by day rows between unbounded preceding and current row) x from stay"},
       {"select case when price > 5 then 'a' when price > 2 then 'b' end x from stay",
        "select case when price > 2 then 'b' when price > 5 then 'a' end x from stay"},
       {"select room || ' x' x from stay", "select room || '  x' x from stay"},
       {"select coalesce(room, 'none') x from stay", "select coalesce(room, 'NONE') x from stay"},
       {"select price * 1.0 x from stay", "select price * 1.00 x from stay"},
       {"select guest / 2 x from stay", "select guest / 2.0 x from stay"},
       {"select price - (paid - 1) x from stay", "select price - paid - 1 x from stay"},
       {"select sum(case when room = 'a' then price else 0 end) x from stay",
        "select sum(price) filter (where room = 'a') x from stay"},
       {"select count(*) x from stay", "select count(paid) x from stay"},
       {"select id in (select stay from bill) x from stay",
        "select exists (select 1 from bill where stay = stay.id) x from stay"},
       {"select coalesce(b.sum, 0) x from stay s left join bill b on b.stay = s.id",
        "select b.x from stay s left join (select stay, coalesce(sum, 0) x from bill) b on b.stay = s.id"},
       {"select b.src x from stay s left join (select stay, 'a' src from bill group by stay) b on b.stay = s.id",
        "select 'a' x from stay"},
       {"select id, room from stay", "select room, id from stay"},
       {"select concat(variadic labels) x from stay", "select concat(labels) x from stay"},
       {"select id, 'a' x from stay union all select guest, 'b' from stay",
        "select guest as id, 'a' x from stay union all select id, 'b' from stay"},
       {"select l.src from (select id, 'x' src from stay) l full join (select id, 'x' src from bill) r on l.id = r.id",
        "select r.src from (select id, 'x' src from stay) l full join (select id, 'x' src from bill) r on l.id = "
        "r.id"}});
}

TEST_CASE("the precision of a time rounds", "[change]") {
  check_both_ways(
      columns,
      {{"select id, left_at::timestamp(0) t from stay", "select id, left_at t from stay"},
       {"select id, left_at::timestamp(0) t from stay", "select id, left_at::timestamp t from stay"},
       {"select id, left_at::timestamp(0) t from stay", "select id, left_at::timestamp(3) t from stay"},
       {"select id, left_at::timestamptz(0) t from stay", "select id, left_at::timestamptz t from stay"},
       {"select id, left_at::time(0) t from stay", "select id, left_at::time t from stay"},
       {"select id, left_at::timetz(0) t from stay", "select id, cast(left_at as time(3) with time zone) t from stay"},
       {"select id, array[left_at]::timestamp(0)[] t from stay", "select id, array[left_at]::timestamp[] t from stay"},
       {"select id, timestamp(0) '2025-05-01 01:02:03.7' t from stay",
        "select id, timestamp '2025-05-01 01:02:03.7' t from stay"}});
  check_both_ways(ChangeClass::rows, {{"select left_at::timestamp(0) t, count(*) n from stay group by 1",
                                       "select left_at::timestamp(3) t, count(*) n from stay group by 1"},
                                      {"select id from stay where left_at::timestamp(0) = '2025-01-01'",
                                       "select id from stay where left_at = '2025-01-01'"}});
  check_both_ways(ChangeClass::equivalent,
                  {{"select id, left_at::timestamp(0) t from stay",
                    "select s.id, cast(s.left_at as timestamp(0) without time zone) t from stay s"},
                   {"select id, left_at::timestamp t from stay", "select id, left_at t from stay"},
                   {"select id, left_at::timestamp(6) t from stay", "select id, left_at t from stay"}});
}

TEST_CASE("JSON of a row holds the names of its columns", "[change]") {
  check_both_ways(columns, {{"select to_jsonb(s) j from (select id, price as a from stay) s",
                             "select to_jsonb(s) j from (select id, price as b from stay) s"},
                            {"select row_to_json(s.*) j from (select id as a from stay) s",
                             "select row_to_json(s.*) j from (select id as b from stay) s"},
                            {"with s as (select id, price as a from stay) select to_jsonb(s) j from s",
                             "with s as (select id, price as b from stay) select to_jsonb(s) j from s"},
                            {"with s(a) as (select id from stay) select json_agg(s) j from s",
                             "with s(b) as (select id from stay) select json_agg(s) j from s"},
                            {"select to_jsonb(l) j from stay s, lateral (select s.id as a) l",
                             "select to_jsonb(l) j from stay s, lateral (select s.id as b) l"},
                            {"select to_jsonb(q.r) j from (select s as r from (select id, price as a from stay) s) q",
                             "select to_jsonb(q.r) j from (select s as r from (select id, price as b from stay) s) q"},
                            {"select to_jsonb(s) j from (select id, price from stay) s",
                             "select to_jsonb(row(id, price)) j from stay"}});
  check_both_ways(ChangeClass::rows,
                  {{"select id from (select id, price from stay) s where to_jsonb(s) ? 'price'",
                    "select id from (select id, price as p from stay) s where to_jsonb(s) ? 'price'"}});
  check_both_ways(ChangeClass::equivalent,
                  {{"select s.a x from (select id, price as a from stay) s",
                    "select s.b x from (select id, price as b from stay) s"},
                   {"select to_jsonb(s) j from (select id, price as a from stay) s",
                    "with t as (select y.id, y.price as a from stay y) select to_jsonb(t) as j from t"},
                   {"select sum(s.a) x from (select room, price as a from stay) s group by s.room",
                    "select sum(s.b) x from (select room, price as b from stay) s group by s.room"}});
}

TEST_CASE("what a clock rendered is volatile, forward only", "[change]") {
  check_one_way(
      volatile_class,
      {{"select id, '2025-05-01 03:12:44.12'::timestamp at from stay",
        "select id, '2025-05-02 01:00:00.5'::timestamp at from stay"},
       {"select id from stay where left_at < '2025-05-01 03:12:44.12'",
        "select y.id from stay y where y.left_at < '2025-05-02 01:00:00.5'"},
       {"select d from generate_series(date '2025-01-01', date '2025-05-01', interval '1 day') d",
        "select d from generate_series(date '2025-01-01', date '2025-06-01', interval '1 day') d"},
       {"with b as (select 0 as n union all select 1) select a.n + 2 * c.n + 1 as k from b a cross join b c where a.n "
        "+ 2 * c.n + 1 <= 3",
        "with b as (select 0 as n union all select 1) select a.n + 2 * c.n + 1 as k from b a cross join b c where a.n "
        "+ 2 * c.n + 1 <= 4"},
       {"select id, date '2025-05-01' - day age from stay", "select id, date '2025-05-02' - day age from stay"},
       {"select id, '2025-05-01 03:12:44.12' at, '0123456789abcdef0123456789abcdef' run from stay",
        "select id, '2025-05-02 03:12:44.12' at, '0123456789abcdef0123456789abcdee' run from stay"}});
  check_one_way(columns, {{"select id, '2025-05-02 03:12:44.12'::timestamp at from stay",
                           "select id, '2025-05-01 01:00:00.5'::timestamp at from stay"},
                          {"select id, date '2025-05-02' - day age from stay",
                           "select id, date '2025-05-01' - day age from stay"},
                          {"select id, '2025-05-01 00:00:00.000'::timestamp at from stay",
                           "select id, '2025-05-02 00:00:00.000'::timestamp at from stay"},
                          {"select id, '0123456789abcdef0123456789abcdef' run from stay",
                           "select id, '0123456789abcdef0123456789abcdee' run from stay"}});
  check_one_way(ChangeClass::rows,
                {{"select d from generate_series(date '2025-01-01', date '2025-05-01', interval '1 day') d",
                  "select d from generate_series(date '2025-01-01', date '2025-04-01', interval '1 day') d"},
                 {"select d from generate_series(date '2025-01-01', date '2025-05-01', interval '1 day') d",
                  "select d from generate_series(date '2025-01-02', date '2025-06-01', interval '1 day') d"},
                 {"select id from stay where left_at < '2025-05-01 00:00:00.000'",
                  "select id from stay where left_at < '2025-05-03 00:00:00.000'"},
                 {"select id from stay where day < '2025-05-01'", "select id from stay where day < '2025-06-01'"},
                 {"select id from stay where id <= 9", "select id from stay where id <= 11"}});
}

}  // namespace
}  // namespace tollgate::sql
