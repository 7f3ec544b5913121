// Whether a row exists elsewhere, however it is asked; and columns that are all equal.
#include <map>
#include <string>
#include <vector>

#include "tests/sql/change_pairs.hpp"

namespace tollgate::sql {
namespace {

constexpr auto equivalent = ChangeClass::equivalent;
constexpr auto rows = ChangeClass::rows;

TEST_CASE("rows without a match are the same by NOT EXISTS and by an outer join", "[change]") {
  check_both_ways(
      equivalent,
      {{"select s.id from stay s where not exists (select 1 from bill b where b.stay = s.id)",
        "select s.id from stay s left join bill b on b.stay = s.id where b.stay is null"},
       {"select s.id from stay s where s.price > 3 and not exists (select from bill b where b.stay = s.id and b.kind = "
        "'x')",
        "select s.id from bill b right join stay s on s.id = b.stay and b.kind = 'x' where b.stay is null and s.price "
        "> 3"},
       {"select s.id from stay s where not exists (select 1 from bill b where b.stay = s.id and b.sum > s.price)",
        "with bills as (select * from bill) select s.id from stay s left join bills b on b.stay = s.id and b.sum > "
        "s.price where b.sum is null"},
       {"select s.room, count(*) n from stay s where not exists (select 1 from bill b where b.stay = s.id) group by 1",
        "select s.room, count(*) n from stay s left join bill b on b.stay = s.id where b.stay is null group by 1"},
       {"select s.id from stay s where not exists (select 1 from bill b where b.stay = s.id) and not exists (select 1 "
        "from guest g where g.id = s.guest)",
        "select s.id from stay s left join bill b on b.stay = s.id left join guest g on g.id = s.guest where b.stay is "
        "null and g.id is null"}});
}

TEST_CASE("an outer join that asks for something else is no NOT EXISTS", "[change]") {
  const char* const missing = "select s.id from stay s where not exists (select 1 from bill b where b.stay = s.id)";
  check_both_ways(
      rows,
      {// a match may leave it null
       {missing, "select s.id from stay s left join bill b on b.stay = s.id where b.kind is null"},
       {missing, "select s.id from stay s left join bill b on b.stay = s.id and b.kind = 'x' where b.stay is null"},
       {missing, "select s.id from stay s left join bill b on b.stay is not distinct from s.id where b.stay is null"},
       {missing, "select s.id from stay s left join bill b on b.stay = s.id where b.stay is not null"},
       {missing, "select s.id from stay s where s.id not in (select stay from bill)"},
       {missing, "select s.id from stay s left join bill b on b.stay = s.id and random() < 2 where b.stay is null"},
       // drawn once for all rows, not for each
       {"select s.id from stay s where not exists (select 1 from (select stay from bill where random() < 0.5 limit 9) "
        "b "
        "where b.stay = s.id)",
        "select s.id from stay s left join (select stay from bill where random() < 0.5 limit 9) b on b.stay = s.id "
        "where b.stay is null"},
       {"select s.id from stay s where not exists (select 1 from (select stay from bill order by random() limit 9) b "
        "where b.stay = s.id)",
        "select s.id from stay s left join (select stay from bill order by random() limit 9) b on b.stay = s.id where "
        "b.stay is null"}});
  // what else is read of it is null, and nobody claims to know
  CHECK(judge_hotel("select s.id, null::text k from stay s where not exists (select 1 from bill b where b.stay = s.id)",
                    "select s.id, b.kind k from stay s left join bill b on b.stay = s.id where b.stay is null")
            .rows_may_change());
}

TEST_CASE("a composite key that matches may be null, as all of its fields are", "[change]") {
  KnownRelation pair;
  pair.name = "pair";
  pair.columns = {{"id", "integer"}, {"key", "two_numbers"}};
  Schema schema;
  schema.add(std::vector<std::string>{"pair"}, pair);
  CHECK(judge_with(&schema, "select s.id from pair s where not exists (select 1 from pair p where p.key = s.key)",
                   "select s.id from pair s left join pair p on p.key = s.key where p.key is null")
            .rows_may_change());
}

TEST_CASE("an outer join whose columns a star brings, which nobody knows, is no NOT EXISTS", "[change]") {
  const std::string rest =
      " from stay s left join (bill b cross join unknown u cross join other v) on b.stay = s.id where b.stay is null";
  CHECK(judge_hotel("select s.id, u.*" + rest, "select s.id, v.*" + rest).rows_may_change());
}

TEST_CASE("rows with a match are the same by IN, EXISTS and a join of distinct keys", "[change]") {
  const char* const in = "select s.id from stay s where s.id in (select b.stay from bill b where b.sum > 3)";
  check_both_ways(
      equivalent,
      {{in, "select s.id from stay s join (select distinct stay from bill where sum > 3) b on b.stay = s.id"},
       {in, "select s.id from stay s join (select stay from bill where sum > 3 group by stay) b on s.id = b.stay"},
       {in,
        "with b as (select distinct stay from bill where sum > 3) select s.id from stay s inner join b on s.id = "
        "b.stay"},
       {"select s.id from stay s where exists (select 1 from bill b where b.stay = s.id and b.kind = s.room)",
        "select s.id from stay s join (select distinct stay, kind from bill) b on b.stay = s.id and b.kind = s.room"},
       {"select s.id from stay s join guest g on g.id = s.guest where s.id in (select stay from bill)",
        "select s.id from stay s join guest g on g.id = s.guest join (select distinct stay from bill) b on b.stay = "
        "s.id"}});
  check_both_ways(
      rows,
      {{in, "select s.id from stay s join (select stay from bill where sum > 3) b on b.stay = s.id"},
       {in, "select s.id from stay s join (select distinct stay, kind from bill where sum > 3) b on b.stay = s.id"},
       {in, "select s.id from stay s left join (select distinct stay from bill where sum > 3) b on b.stay = s.id"},
       {in, "select s.id from stay s join (select distinct stay from bill where sum > 3) b on b.stay <= s.id"},
       {in, "select s.id from stay s join (select distinct stay from bill where sum > 3 limit 5) b on b.stay = s.id"},
       {in, "select s.id from stay s where s.id in (select b.stay from bill b where b.sum > 3 limit 5)"},
       {in, "select s.id from stay s where s.id in (select b.stay from bill b where b.sum > 3 offset 1)"},
       {"select s.id from stay s where s.id in (select stay from bill)",
        "select s.id from stay s where s.id in (select distinct on (kind) stay from bill order by kind, id)"}});
}

TEST_CASE("a join of distinct keys that `=` does not tell apart is no EXISTS", "[change]") {
  // 9007199254740992 and …993 are one double precision; a collation may take 'a' for 'A'
  check_both_ways(
      rows,
      {{"select s.id from stay s where s.price::double precision in (select sum from bill)",
        "select s.id from stay s join (select distinct sum from bill) b on b.sum = s.price::double precision"},
       {"select s.id from stay s where exists (select 1 from bill b where b.kind = s.room collate \"und-x-icu\")",
        "select s.id from stay s join (select distinct kind from bill) b on b.kind = s.room collate \"und-x-icu\""},
       {"select s.id, (select max(b.id) from bill b where b.sum = s.price::double precision) n from stay s",
        "select s.id, b.n from stay s left join (select sum, max(id) n from bill group by sum) b on b.sum = "
        "s.price::double precision"}});
  check_both_ways(
      equivalent,
      {{"select s.id from stay s where s.price in (select stay from bill)",
        "select s.id from stay s join (select distinct stay from bill) b on b.stay = s.price"},
       {"select s.id from stay s where exists (select 1 from bill b where b.kind = 'x' and b.stay = s.id)",
        "select s.id from stay s join (select distinct kind, stay from bill) b on b.kind = 'x' and b.stay = s.id"},
       {"select s.id from stay s where s.room::varchar(9) in (select kind from bill)",
        "select s.id from stay s join (select distinct kind from bill) b on b.kind = s.room::varchar(9)"}});
  // without types nobody knows
  CHECK(judge_with(nullptr, "select s.id from stay s where s.id in (select b.stay from bill b)",
                   "select s.id from stay s join (select distinct b.stay from bill b) b on b.stay = s.id")
            .rows_may_change());
}

TEST_CASE("a join of which something beside its conditions reads a column is no EXISTS", "[change]") {
  CHECK(
      judge_hotel("select s.id, c.n from stay s join (select distinct stay, id from bill) b on b.stay = s.id and b.id "
                  "= s.guest cross join lateral (select count(*) n from guest g where g.id = b.stay) c",
                  "select s.id, c.n from stay s join (select distinct id, stay from bill) b on b.stay = s.id and b.id "
                  "= s.guest cross join lateral (select count(*) n from guest g where g.id = b.id) c")
          .columns == std::map<std::string, ColumnChange>{{"n", ColumnChange::resourced}});
  // which of equal keys comes first may decide what LIMIT keeps
  check_both_ways(
      rows,
      {{"select s.id from stay s join (select distinct stay from bill order by stay) b on b.stay = s.id limit 5",
        "select s.id from stay s join (select distinct stay from bill order by stay desc) b on b.stay = s.id limit 5"},
       // what an outer join brings is read from beneath another join
       {"select s.id from stay s where exists (select 1 from bill b left join guest g on g.id = b.id cross join "
        "lateral "
        "(select 1 from bill c where c.id = g.host limit 1) l where b.stay = s.id)",
        "select s.id from stay s where exists (select 1 from bill b left join guest g on g.id = b.stay cross join "
        "lateral (select 1 from bill c where c.id = g.host limit 1) l where b.stay = s.id)"},
       // what is compared is read from it
       {"select s.id from stay s where s.id in (select g.host from bill b left join guest g on g.id = b.id)",
        "select s.id from stay s where s.id in (select g.host from bill b left join guest g on g.id = b.stay)"},
       {"select s.id from stay s join (select distinct g.host from bill b left join guest g on g.id = b.id) x on "
        "x.host "
        "= s.id",
        "select s.id from stay s join (select distinct g.host from bill b left join guest g on g.id = b.stay) x on "
        "x.host = s.id"}});
  check_both_ways(
      equivalent,
      {{"select s.id from stay s where s.id in (select b.stay from bill b left join guest g on g.id = b.id)",
        "select s.id from stay s where s.id in (select b.stay from bill b)"},
       {"select s.id from stay s where exists (select from bill b left join guest g on g.id = b.id where "
        "b.stay = s.id)",
        "select s.id from stay s where s.id in (select b.stay from bill b)"}});
}

TEST_CASE("whether a row exists is another question with a LIMIT that may be 0", "[change]") {
  check_both_ways(rows, {{"select s.id from stay s where exists (select 1 from bill limit '0')",
                          "select s.id from stay s where exists (select 1 from bill)"},
                         {"select s.id from stay s where exists (select 1 from bill limit 0.4)",
                          "select s.id from stay s where exists (select 1 from bill)"}});
  check_both_ways(equivalent, {{"select s.id from stay s where exists (select 1 from bill limit 10)",
                                "select s.id from stay s where exists (select 1 from bill)"}});
}

TEST_CASE("rows that are drawn once are not drawn for each row", "[change]") {
  check_both_ways(rows, {{"select s.id from stay s where s.id in (select stay from bill where random() < 0.5)",
                          "select s.id from stay s where exists (select 1 from bill b where random() < 0.5 and b.stay "
                          "= s.id)"}});
}

TEST_CASE("many queries beneath NOT IN, each with a join of its own", "[change]") {
  const auto text = [](const char* other) {
    std::string sql = "select s.id from stay s where true";
    for (int i = 0; i < 100; ++i)
      sql +=
          " and s.id not in (select b.stay from bill b left join (select id, max(name) from guest group by id) g on "
          "g.id = b.id where b.id <> " +
          std::to_string(i) + ")";
    return sql + other;
  };
  CHECK(to_string(judge_hotel(text(""), text(" and true")).change_class) == to_string(equivalent));
}

TEST_CASE("what reads a key from beneath keeps the join", "[change]") {
  // In each the join is by all keys; only the column that is read further beneath differs.
  const auto join = [](const char* keys, const std::string& column, const std::string& beneath) {
    std::string text = std::string("select s.id from stay s join (select distinct ") + keys +
                       " from bill) b on b.stay = s.id and b.id = s.guest " + beneath;
    for (std::size_t at = text.find('?'); at != std::string::npos; at = text.find('?')) text.replace(at, 1, column);
    return text;
  };
  for (const char* const beneath :
       {"cross join lateral (select 1 from guest g order by g.id limit ?) l", "cross join generate_series(1, ?) l",
        "cross join lateral (select 1 from (select id from guest where host = ?) g full join bill c on c.id = g.id) l",
        "left join guest g on g.host = ?",
        "cross join lateral (select 1 from guest g union all select 2 where ? > 3) l",
        "cross join lateral (values (1), (?)) l", "where exists (select 1 from guest g where g.host = ?)"}) {
    INFO(beneath);
    CHECK(judge_hotel(join("stay, id", "b.stay", beneath), join("id, stay", "b.id", beneath)).rows_may_change());
  }
  CHECK(
      judge_hotel(join("stay, id", "b.stay", "left join (select id, max(host) h from guest group by id) g on g.id = ?")
                      .replace(7, 4, "s.id, g.h"),
                  join("id, stay", "b.id", "left join (select id, max(host) h from guest group by id) g on g.id = ?")
                      .replace(7, 4, "s.id, g.h"))
          .columns == std::map<std::string, ColumnChange>{{"h", ColumnChange::resourced}});
}

TEST_CASE("a join by more than keys and columns is no EXISTS", "[change]") {
  check_both_ways(
      rows,
      {// drawn for each pair, so a row may match more than once
       {"select s.id from stay s join (select distinct stay from bill) b on b.stay = s.id + (random() * 9)::integer",
        "select s.id from stay s where exists (select 1 from bill b where b.stay = s.id + (random() * 9)::integer)"},
       // x is another column of bill
       {"select s.id from stay s join (select distinct stay, id as x, sum as y from bill) b on b.stay = b.x and b.x = "
        "s.guest and b.y = s.price",
        "select s.id from stay s join (select distinct stay, sum as x, id as y from bill) b on b.stay = b.x and b.x = "
        "s.price and b.y = s.guest"},
       {"select s.id from stay s join (select distinct stay from bill where random() < 0.5) b on b.stay = s.id",
        "select s.id from stay s where exists (select 1 from bill b where random() < 0.5 and b.stay = s.id)"},
       {"select s.id from stay s join (select distinct on (stay) stay, id from bill) b on b.stay = s.id and b.id = "
        "s.guest",
        "select s.id from stay s where exists (select 1 from bill b where b.stay = s.id and b.id = s.guest)"},
       {"select s.id from stay s join (select stay from bill group by stay having count(*) > 1) b on b.stay = s.id",
        "select s.id from stay s where s.id in (select stay from bill)"},
       // rollup has a row for all, also where there is none for the key
       {"select s.id from stay s join (select distinct stay from bill group by rollup (stay)) b on b.stay = s.id",
        "select s.id from stay s where exists (select b.stay from bill b where b.stay = s.id group by rollup "
        "(b.stay))"},
       // what is null is no column of the side that is joined, or a match may have it null
       {"select s.id from stay s left join bill b on b.kind = s.room where s.room is null",
        "select s.id from stay s where not exists (select 1 from bill b where b.kind = s.room)"}});
  CHECK(
      judge_hotel("select s.id from stay s left join bill b on b.stay = s.id and draw(b.id) > 1 where b.stay is null",
                  "select s.id from stay s where not exists (select 1 from bill b where b.stay = s.id and draw(b.id) > "
                  "1)")
          .rows_may_change());
}

TEST_CASE("columns of several types, or of one that compares roughly, are not all equal", "[change]") {
  const std::string doubles =
      "select 1 from bill b, stay s, (select price::double precision d from stay limit 9) x where ";
  const std::string boxes =
      "select 1 from (select name::box b from guest limit 1) x, (select name::box b from guest limit 2) y, (select "
      "name::box b from guest limit 3) z where ";
  CHECK(judge_hotel(doubles + "b.sum = x.d and x.d = s.price", doubles + "b.sum = x.d and b.sum = s.price")
            .rows_may_change());
  CHECK(judge_hotel(boxes + "x.b = y.b and y.b = z.b", boxes + "x.b = y.b and x.b = z.b").rows_may_change());
}

TEST_CASE("columns that are all equal are so in any order", "[change]") {
  check_both_ways(
      equivalent,
      {{"select s.id from stay s join bill b on s.id = b.stay join guest g on b.stay = g.id",
        "select s.id from stay s join bill b on s.id = b.stay join guest g on s.id = g.id"},
       {"select s.id from stay s, bill b, guest g where s.id = b.stay and b.stay = g.id and g.id = s.id",
        "select s.id from stay s join guest g on s.id = g.id join bill b on b.stay = g.id"},
       {"select s.id from (stay s join bill b on s.id = b.stay join guest g on b.stay = g.id) full join guest h on "
        "h.id = "
        "s.guest",
        "select s.id from (stay s join bill b on s.id = b.stay join guest g on s.id = g.id) full join guest h on h.id "
        "= "
        "s.guest"},
       {"select s.id from stay s left join (bill b join guest g on g.id = b.stay) on s.id = b.stay",
        "select s.id from stay s left join (bill b join guest g on g.id = b.stay) on s.id = b.stay and g.id = s.id"}});
  check_both_ways(
      rows,
      {{"select s.id from stay s join bill b on s.id = b.stay join guest g on b.stay = g.id",
        "select s.id from stay s join bill b on s.id = b.stay join guest g on b.id = g.id"},
       // an outer join takes no part in it
       {"select s.id from stay s join bill b on s.id = b.stay left join guest g on b.stay = g.id where g.host = 1",
        "select s.id from stay s join bill b on s.id = b.id left join guest g on b.stay = g.id where g.host = 1"},
       {"select s.id from stay s join bill b on s.id = b.stay join guest g on b.stay = g.id",
        "select s.id from stay s join bill b on s.id = b.stay join guest g on b.stay = g.id and g.host = b.stay"}});
}

}  // namespace
}  // namespace tollgate::sql
