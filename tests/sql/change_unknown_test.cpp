// What cannot be judged from the text is unknown, and what a resolved query does not hold is not forgotten.
#include "tests/sql/change_pairs.hpp"

namespace tollgate::sql {
namespace {

constexpr auto unknown = ChangeClass::unknown;

TEST_CASE("no parse, two statements, no query", "[change]") {
  check_both_ways(unknown, {{"select id,, room from stay", "select id from stay"},
                            {"select id from {{ ref('stay') }}", "select id from stay"},
                            {"select id from stay; select id from bill", "select id from stay"},
                            {"insert into stay (id) select id from bill", "select id from stay"},
                            {"select no_such_column from stay", "select id from stay"}});
}

TEST_CASE("a function that is not known may return sets, or fold rows", "[change]") {
  check_both_ways(unknown, {{"select id from stay", "select id, hotel.price_of(id) x from stay"},
                            {"select hotel.price_of(id) x from stay", "select hotel.price_of(guest) x from stay"}});
  check_both_ways(ChangeClass::equivalent,
                  {{"select id, hotel.price_of(id) x from stay", "select s.id, hotel.price_of(s.id) x from stay s"}});
}

TEST_CASE("a row of columns that are not known", "[change]") {
  check_both_ways(unknown, {{"select to_jsonb(s) j from (select a.id, a.* from a, b) s",
                             "select to_jsonb(s) j from (select a.id, b.* from a, b) s"},
                            {"select to_jsonb(a) j from a, b", "select to_jsonb(b) j from a, b"}});
}

TEST_CASE("details that a resolved query does not hold are not called equal", "[change]") {
  const ChangePair pairs[] = {
      {"select id from only stay", "select id from stay"},
      {"select interval '1' day x from stay", "select interval '1' hour x from stay"},
      {"select labels[1:] x from stay", "select labels[:1] x from stay"},
      {"select room, id from stay group by distinct rollup (room, id), rollup (room, id)",
       "select room, id from stay group by rollup (room, id), rollup (room, id)"},
      {"select id from stay tablesample bernoulli (10)", "select id from stay tablesample system (10)"},
      {"select id from stay for update skip locked", "select id from stay for update"},
      {"select xmlelement(name a, room) x from stay", "select xmlelement(name b, room) x from stay"}};
  for (const ChangePair& pair : pairs) {
    INFO(pair.base);
    CHECK(judge_hotel(pair.base, pair.head).rows_may_change());
  }
  check_both_ways(ChangeClass::equivalent,
                  {{"select xmlelement(name a, room) x from stay", "SELECT xmlelement(name a, room) AS x FROM stay"},
                   {"select id from stay tablesample system (10)", "select  id from stay tablesample system (10)"}});
}

TEST_CASE("random rows that are read twice are the same rows", "[change]") {
  check_both_ways(unknown,
                  {{"with r as (select random() x) select a.x, b.x y from r a, r b where a.x = b.x",
                    "select a.x, b.x y from (select random() x) a, (select random() x) b where a.x = b.x"},
                   {"with s as (select id, random() r from stay) select x.n, y.l from (select count(*) n from s "
                    "where r < 0.5) x, (select string_agg(id::text, ',') l from s where r < 0.5) y",
                    "select x.n, y.l from (select count(*) n from (select id, random() r from stay) s where r < "
                    "0.5) x, (select string_agg(id::text, ',') l from (select id, random() r from stay) s where "
                    "r < 0.5) y"}});
}

TEST_CASE("a type that differs between the sides is a change", "[change]") {
  Schema base = hotel();
  Schema head;
  KnownRelation stay = *base.find(std::vector<std::string_view>{"stay"});
  stay.columns[3].type = "double precision";
  head.add(std::vector<std::string>{"stay"}, stay);
  ChangeJudgement judgement;
  run_on_deep_stack(stack_to_walk(100), [&] {
    judgement = judge_change({"select id, price from stay", &base}, {"select s.id, s.price from stay s", &head});
  });
  CHECK(judgement.change_class == ChangeClass::columns);
  CHECK(judgement.columns.count("price") == 1);
  CHECK(judgement.columns.size() == 1);
}

TEST_CASE("a key that only the caller vouches for is told", "[change]") {
  Schema schema = hotel();
  KnownRelation room;
  room.name = "room";
  room.columns = {{"name", "text"}, {"floor", "integer"}};
  room.unique_keys = {{0}};
  room.key_evidence = "if the unique test holds";
  schema.add(std::vector<std::string>{"room"}, room);
  const ChangeJudgement judgement = judge_with(&schema, "select id from stay",
                                               "select s.id, r.floor from stay s left join room r on r.name = s.room");
  CHECK(judgement.change_class == ChangeClass::additive);
  CHECK(judgement.assumes == "if the unique test holds");
}

TEST_CASE("large statements end in an answer", "[change]") {
  std::string chain = "with c0 as (select id, guest from stay)";
  for (int i = 1; i <= 20; ++i) {
    const std::string before = "c" + std::to_string(i - 1);
    chain += ", c" + std::to_string(i) + " as (select a.id, b.guest from " + before + " a join " + before +
             " b on a.id = b.guest)";
  }
  const std::string base = chain + " select id from c20";
  const std::string head = chain + " select id from c20 where guest > 1";
  CHECK(judge_hotel(base, head).rows_may_change());
  std::string sum = "select id";
  for (int i = 0; i < 2000; ++i) sum += " + " + std::to_string(i % 7) + " * guest";
  CHECK(judge_hotel(sum + " x from stay", sum + " as x from stay s").change_class == ChangeClass::equivalent);
}

}  // namespace
}  // namespace tollgate::sql
