// What can change which rows there are.
#include "tests/sql/change_pairs.hpp"

namespace tollgate::sql {
namespace {

constexpr auto rows = ChangeClass::rows;

TEST_CASE("set-returning calls multiply rows wherever they stand", "[change]") {
  check_both_ways(
      rows, {{"select id from stay", "select id, jsonb_array_elements(facts) x from stay"},
             {"select id from stay", "select id, generate_series(1, 3) x from stay"},
             {"select id from stay", "select id, regexp_split_to_table(room, ',') x from stay"},
             {"select id from stay", "select id, unnest(labels) x from stay"},
             {"select id from stay", "select id, upper(unnest(labels)) x from stay"},
             {"select id from stay", "select id, regexp_matches(room, 'a') x from stay"},
             {"select id from stay", "select s.id from stay s cross join lateral unnest(s.labels)"},
             {"select id from (select id from stay) q", "select id from (select id, unnest(labels) from stay) q"}});
  check_one_way(ChangeClass::additive, {{"select id from stay", "select id, regexp_match(room, 'a') x from stay"}});
}

TEST_CASE("filters and join conditions decide rows, also deep inside", "[change]") {
  check_both_ways(rows,
                  {{"select id from stay where price > 4", "select id from stay where price > 5"},
                   {"select id from stay", "select id from stay where price is not null"},
                   {"select id from stay where day > '2025-01-05'", "select id from stay where day > '2025-02-05'"},
                   {"with s as (select id from stay where price > 4) select id from s",
                    "with s as (select id from stay where price > 5) select id from s"},
                   {"select room, count(*) n from stay group by 1",
                    "select room, count(*) n from stay group by 1 having count(*) > 2"},
                   {"select s.id from stay s join bill b on b.stay = s.id",
                    "select s.id from stay s join bill b on b.stay = s.guest"},
                   {"select s.id from stay s join bill b on b.stay = s.id",
                    "select s.id from stay s left join bill b on b.stay = s.id"},
                   {"select s.id from stay s left join bill b on b.stay = s.id",
                    "select s.id from stay s full join bill b on b.stay = s.id"},
                   {"select s.id from stay s left join bill b on b.stay = s.id and s.price > 1",
                    "select s.id from stay s left join bill b on b.stay = s.id where s.price > 1"},
                   {"select id from stay where room <> 'a'", "select id from stay where room is distinct from 'a'"},
                   {"select id from stay where paid is null", "select id from stay where paid = null"},
                   {"select id from stay where room like 'a%'", "select id from stay where room ilike 'a%'"},
                   {"select id from stay where id not in (select stay from bill)",
                    "select s.id from stay s where not exists (select 1 from bill b where b.stay = s.id)"},
                   {"select id from stay where id in (select stay from bill)",
                    "select s.id from stay s join bill b on b.stay = s.id"},
                   {"select id from stay where id > all (select stay from bill)",
                    "select id from stay where id > any (select stay from bill)"}});
}

TEST_CASE("which of two inputs is filtered makes a difference in a self-join", "[change]") {
  check_both_ways(rows, {{"select a.id from stay a join stay b on a.id = b.guest where a.price > 3",
                          "select a.id from stay a join stay b on a.id = b.guest where b.price > 3"}});
  check_both_ways(ChangeClass::columns, {{"select a.id, b.id other from stay a join stay b on a.id = b.guest",
                                          "select b.id, a.id other from stay a join stay b on a.id = b.guest"}});
}

TEST_CASE("a relation that a sub-query reads is not the same one around it", "[change]") {
  check_both_ways(
      rows,
      {{"select s.id from stay s where s.day = (select max(t.day) from stay t where t.guest = s.guest)",
        "select s.id from stay s where s.day = (select max(t.day) from stay t where t.guest = t.guest)"},
       {"select s.id from stay s where exists (select 1 from stay t where t.guest = s.guest and t.price > s.price)",
        "select s.id from stay s where exists (select 1 from stay t where t.guest = s.guest and t.price < s.price)"},
       {"select g.id from guest g where not exists (select 1 from guest h where h.host = g.id)",
        "select g.id from guest g where not exists (select 1 from guest h where g.host = h.id)"},
       {"select g.id from guest g where g.id in (select h.host from guest h)",
        "select g.id from guest g where g.host in (select h.id from guest h)"},
       {"select s.id from stay s where s.guest in (select b.id from bill b where b.id in "
        "(select t.guest from stay t where t.price < s.price))",
        "select s.id from stay s where s.guest in (select b.id from bill b where b.id in "
        "(select t.guest from stay t where t.price > s.price))"},
       {"select s.id from stay s where exists (select 1 from stay t where t.guest = s.guest and exists "
        "(select 1 from stay u where u.id = t.id and u.price > s.price))",
        "select s.id from stay s where exists (select 1 from stay t where t.guest = s.guest and exists "
        "(select 1 from stay u where u.id = s.id and u.price > t.price))"},
       {"select s.id, l.price from stay s cross join lateral (select t.price from stay t where t.day < s.day limit 1) "
        "l",
        "select s.id, l.price from stay s cross join lateral (select t.price from stay t where t.day > s.day limit 1) "
        "l"}});
  check_both_ways(
      ChangeClass::columns,
      {{"select s.id, (select max(t.day) from stay t where t.day < s.day) before from stay s",
        "select s.id, (select max(t.day) from stay t where t.day > s.day) before from stay s"},
       {"select g.id, (select count(*) from guest h where h.host = g.id) guests from guest g",
        "select g.id, (select count(*) from guest h where g.host = h.id) guests from guest g"},
       {"select g.id, h.name from guest g left join (select distinct on (id) * from guest order by id, name) h "
        "on h.id = g.host and h.name < g.name",
        "select g.id, h.name from guest g left join (select distinct on (id) * from guest order by id, name) h "
        "on h.id = g.host and h.name > g.name"}});
  check_both_ways(
      ChangeClass::equivalent,
      {{"select s.id from stay s where s.day = (select max(t.day) from stay t where t.guest = s.guest)",
        "select a.id from stay a where (select max(day) from stay b where a.guest = b.guest) = a.day"},
       {"select g.id from guest g where g.id in (select h.host from guest h)",
        "select g.id from guest g where exists (select from guest h where g.id = h.host)"},
       {"select s.id from stay s where exists (select 1 from stay t where t.guest = s.guest and t.id <> s.id)",
        "select s.id from stay s where exists (select 1 from stay t where s.id <> t.id and t.guest = s.guest)"}});
}

TEST_CASE("a join keeps the rows only as a left join to what is unique on the key", "[change]") {
  check_both_ways(
      rows,
      {{"select id from stay", "select s.id from stay s left join bill b on b.stay = s.id"},
       {"select id from stay",
        "select s.id from stay s join (select stay, sum(sum) t from bill group by stay) b on b.stay = s.id"},
       {"select id from stay",
        "select s.id from stay s left join (select stay, kind, sum(sum) t from bill group by 1, 2) b on b.stay = s.id"},
       {"select s.id from stay s",
        "select s.id from stay s left join (select stay from bill group by grouping sets ((stay), (stay))) b on b.stay "
        "= s.id"},
       {"select id from stay",
        "select s.id from stay s left join lateral (select kind from bill b where b.stay = s.id limit 2) l on true"},
       {"select id from stay",
        "select s.id from stay s left join (select * from (select *, rank() over (partition by stay order by sum) n "
        "from bill) z where n = 1) b on b.stay = s.id"},
       {"select id from stay",
        "select s.id from stay s left join (select * from (select *, row_number() over (partition by kind order by "
        "sum) n from bill) z where n = 1) b on b.stay = s.id"}});
}

TEST_CASE("grouping decides rows", "[change]") {
  check_both_ways(
      rows,
      {{"select 1 as x from stay", "select 1 as x, count(*) c from stay"},
       {"select room, count(*) n from stay group by 1", "select room, guest, count(*) n from stay group by 1, 2"},
       {"select room, count(*) n from stay group by 1", "select guest::text as room, count(*) n from stay group by 1"},
       {"select room, count(*) n from stay group by room", "select room, count(*) n from stay group by rollup (room)"},
       {"select room from stay", "select distinct room from stay"},
       {"select distinct room from stay", "select distinct room, guest from stay"},
       {"select distinct on (room) room, id from stay order by room, id",
        "select distinct on (room) room, id from stay order by room, id desc"},
       {"select distinct on (room) room, id from stay order by room, id",
        "select distinct on (guest) room, id from stay order by guest, id"}});
}

TEST_CASE("set operations are what they are", "[change]") {
  check_both_ways(
      rows,
      {{"select id from stay union select id from bill", "select id from stay union all select id from bill"},
       {"select id from stay union all select id from bill", "select id from stay except select id from bill"},
       {"select id from stay except select id from bill", "select id from bill except select id from stay"},
       {"select id from stay except select id from bill", "select id from stay except all select id from bill"},
       {"select id from stay intersect select id from bill", "select id from stay intersect all select id from bill"},
       {"select id from stay", "select id from stay union all select id from bill"},
       {"select id, 'a' x from stay union select id, 'b' x from bill",
        "select id, 'a' x from stay union select id, 'c' x from bill"},
       {"select id from stay union all select id from bill",
        "select id from stay union all select id from bill where kind = 'a'"},
       {"select k from (values (1), (2)) v(k)", "select k from (values (1), (2), (2)) v(k)"},
       {"with recursive r(n) as (select 1 union all select n + 1 from r where n < 4) select n from r",
        "with recursive r(n) as (select 1 union all select n + 1 from r where n < 3) select n from r"}});
}

TEST_CASE("what is kept under LIMIT depends on the order", "[change]") {
  check_both_ways(
      rows,
      {{"select id from stay order by id limit 3", "select id from stay order by id limit 5"},
       {"select id from stay order by id limit 3", "select id from stay order by id desc limit 3"},
       {"select id from stay order by id limit 3", "select id from stay order by id nulls first limit 3"},
       {"select id from stay order by id limit 3", "select id from stay order by id limit 3 offset 1"},
       {"select id from stay order by id limit 3", "select id from stay order by id fetch first 3 rows with ties"},
       {"select id from (select id from stay order by price) q limit 3",
        "select id from (select id from stay order by id) q limit 3"},
       {"select distinct on (guest) guest, id from stay order by guest desc, id limit 1",
        "select distinct on (guest) guest, id from stay order by guest, id limit 1"},
       {"select distinct on (guest, room) id from stay order by guest, room, id offset 1",
        "select distinct on (guest, room) id from stay order by room, guest, id offset 1"},
       {"select guest from (select distinct on (guest) guest, id from stay order by guest desc, id) q limit 1",
        "select guest from (select distinct on (guest) guest, id from stay order by guest, id) q limit 1"},
       {"select max(price) m from stay", "select price m from stay order by price desc nulls last limit 1"}});
}

TEST_CASE("the order of a sub-query counts for whoever sees it", "[change]") {
  check_both_ways(
      rows,
      {{"select guest from (select * from stay order by id) s group by 1 having (array_agg(room))[1] = 'a'",
        "select guest from (select * from stay order by id desc) s group by 1 having (array_agg(room))[1] = 'a'"}});
  check_both_ways(
      ChangeClass::columns,
      {{"with s as (select room, count(*) n from stay group by room order by n desc) select 'n' k, count(*)::text v "
        "from s union all select 'list', string_agg(room, ',') from s",
        "with s as (select room, count(*) n from stay group by room order by n) select 'n' k, count(*)::text v "
        "from s union all select 'list', string_agg(room, ',') from s"}});
  check_both_ways(
      ChangeClass::equivalent,
      {{"select distinct on (guest) guest, id from stay order by guest desc, id",
        "select distinct on (guest) guest, id from stay order by guest, id"},
       {"select guest from (select * from stay order by id) s group by 1 having max(room) = 'a'",
        "select guest from (select * from stay order by id desc) s group by 1 having max(room) = 'a'"},
       {"with s as (select room, count(*) n from stay group by room order by n desc) select count(*) v from s union "
        "all select max(n) from s",
        "with s as (select room, count(*) n from stay group by room order by n) select count(*) v from s union all "
        "select max(n) from s"}});
}

TEST_CASE("columns defined for JSON take what has their name", "[change]") {
  const ChangePair pairs[] = {{"select s.id, p.a x from stay s, jsonb_to_record(s.facts) p(a numeric)",
                               "select s.id, p.b x from stay s, jsonb_to_record(s.facts) p(b numeric)"},
                              {"select s.id, p.a x from stay s, lateral jsonb_to_recordset(s.facts) as p(a numeric)",
                               "select s.id, p.b x from stay s, lateral jsonb_to_recordset(s.facts) as p(b numeric)"},
                              {"select p.x from stay s, rows from (json_to_record(s.facts::json) as (a int)) p(x)",
                               "select p.x from stay s, rows from (json_to_record(s.facts::json) as (b int)) p(x)"},
                              {"select p.a x from stay s, json_to_recordset(s.facts::json) p(a timestamp(0))",
                               "select p.a x from stay s, json_to_recordset(s.facts::json) p(a timestamp)"}};
  for (const ChangePair& pair : pairs) {
    INFO(pair.base);
    CHECK(judge_hotel(pair.base, pair.head).change_class != ChangeClass::equivalent);
  }
  check_both_ways(
      ChangeClass::equivalent,
      {{"select s.id, p.a x from stay s, jsonb_to_record(s.facts) p(a numeric)",
        "select y.id, q.a x from stay y, jsonb_to_record(y.facts) q(a numeric)"},
       {"select p.a x from stay s, unnest(s.labels) p(a)", "select p.b x from stay s, unnest(s.labels) p(b)"},
       {"select p.x from stay s, rows from (jsonb_to_record(s.facts) as (a int)) p(x)",
        "select p.y as x from stay s, rows from (jsonb_to_record(s.facts) as (a int)) p(y)"}});
}

TEST_CASE("a window that is filtered on decides rows, another one does not", "[change]") {
  check_both_ways(
      rows,
      {{"select id from (select *, row_number() over (partition by room order by id) n from stay) q where n = 1",
        "select id from (select *, row_number() over (partition by guest order by id) n from stay) q where n = 1"},
       {"select id from (select *, row_number() over (partition by room order by day) n from stay) q where n = 1",
        "select id from (select *, rank() over (partition by room order by day) n from stay) q where n = 1"}});
  check_both_ways(ChangeClass::columns,
                  {{"select id, row_number() over (partition by room order by id) n from stay",
                    "select id, row_number() over (partition by guest order by id) n from stay"}});
}

TEST_CASE("another source, a sample, a shadowed CTE", "[change]") {
  check_both_ways(rows,
                  {{"select id from stay", "select id from bill"},
                   {"select id from stay", "select id from stay tablesample bernoulli (10)"},
                   {"select id from stay tablesample bernoulli (10)", "select id from stay tablesample bernoulli (20)"},
                   {"with bill as (select stay as id from bill where sum > 4) select id from bill",
                    "with b as (select stay as id from bill where sum > 4) select id from bill"}});
}

TEST_CASE("columns are named beside a row change", "[change]") {
  const ChangeJudgement judgement = judge_hotel("select id from stay", "select id, unnest(labels) label from stay");
  CHECK(judgement.columns.at("label") == ColumnChange::added);
  CHECK(judgement.rows_may_change());
  CHECK_FALSE(judgement.reasons.empty());
}

}  // namespace
}  // namespace tollgate::sql
