#include "sql/meaning.hpp"

#include <algorithm>

#include "tests/sql/change_pairs.hpp"

namespace tollgate::sql {
namespace {

StatementFacts facts(std::string_view sql) {
  const Schema schema = hotel();
  StatementFacts found;
  run_on_deep_stack(stack_to_walk(sql.size()), [&] {
    const auto analysis = analyse(sql, schema);
    REQUIRE(std::holds_alternative<Analysis>(analysis));
    found = facts_of(std::get<Analysis>(analysis));
  });
  return found;
}

std::vector<Digest> conditions(const StatementFacts& found) {
  std::vector<Digest> digests;
  for (const ConditionFact& condition : found.conditions) digests.push_back(condition.digest);
  std::sort(digests.begin(), digests.end());
  return digests;
}

TEST_CASE("facts outlast layout, aliases and inlined CTEs", "[meaning]") {
  const StatementFacts inlined =
      facts("select s.id, b.sum * 2 x from stay s join bill b on b.stay = s.id where s.price > 3");
  const StatementFacts with_ctes = facts(
      "with a as (select * from stay where 3 < price), c as (select stay as k, sum from bill)\n"
      "select a.id, c.sum * 2 as y from a join c on a.id = c.k");
  CHECK(conditions(inlined) == conditions(with_ctes));
  REQUIRE(inlined.outputs.size() == 2);
  REQUIRE(with_ctes.outputs.size() == 2);
  CHECK(inlined.outputs[1].digest == with_ctes.outputs[1].digest);
  CHECK(inlined.outputs[0].digest != inlined.outputs[1].digest);
  CHECK(with_ctes.outputs[1].name == "y");
}

TEST_CASE("precisions and names that choose data are told in values", "[meaning]") {
  const auto value = [](std::string_view sql) { return facts(sql).outputs.at(0).digest; };
  CHECK(value("select left_at::timestamp(0) x from stay") != value("select left_at::timestamp x from stay"));
  CHECK(value("select to_jsonb(s) x from (select id a from stay) s") !=
        value("select to_jsonb(s) x from (select id b from stay) s"));
  const Digest amount = value("select p.a x from stay, jsonb_to_record(facts) p(a int, c int)");
  CHECK(amount != value("select p.b x from stay, jsonb_to_record(facts) p(b int, c int)"));
  CHECK(amount == value("select q.a x from stay, jsonb_to_record(facts) q(d int, a int)"));
  CHECK(value("select p.a x from stay, unnest(labels) p(a)") == value("select p.b x from stay, unnest(labels) p(b)"));
}

TEST_CASE("joins, filters and grain are told apart", "[meaning]") {
  const StatementFacts found = facts(
      "select room, count(*) n from stay s left join bill b on b.stay = s.id and b.kind = 'x' where price > 3 group by "
      "1");
  REQUIRE(found.inputs.size() == 2);
  CHECK(found.inputs[0].name == "stay");
  CHECK(found.inputs[0].role == InputRole::inner);
  CHECK(found.inputs[1].role == InputRole::optional);
  REQUIRE(found.conditions.size() == 3);
  CHECK(found.conditions[0].clause == ConditionFact::Clause::join);
  CHECK(found.conditions[0].excerpt == "b.stay = s.id");
  CHECK(found.conditions[1].role == InputRole::optional);
  CHECK(found.conditions[2].clause == ConditionFact::Clause::where);
  CHECK(found.conditions[2].excerpt == "price > 3");
  REQUIRE(found.grains.size() == 1);
  CHECK(found.grains[0].kind == GrainFact::Kind::group_by);
  CHECK(found.grains[0].text == "group by room");
}

TEST_CASE("an inner join's condition is the same in ON, in WHERE and under USING", "[meaning]") {
  const auto on = conditions(facts("select s.id from stay s join bill b on s.id = b.id"));
  CHECK(on == conditions(facts("select s.id from stay s, bill b where b.id = s.id")));
  CHECK(on == conditions(facts("select id from stay join bill using (id)")));
  CHECK(on != conditions(facts("select s.id from stay s join bill b on s.id = b.stay")));
}

std::string excerpt(const std::string& condition) {
  const StatementFacts found = facts("select id from stay where " + condition);
  REQUIRE_FALSE(found.conditions.empty());
  return found.conditions.back().excerpt;
}

TEST_CASE("an excerpt is the whole condition, whatever its parts have no place of", "[meaning]") {
  for (const char* condition : {
           "room not in (select kind from bill)",
           "room in (select kind from bill)",
           "id = any (select stay from bill)",
           "not exists (select 1 from bill)",
           "price > (select max(sum) from bill where kind = 'x')",
           "room is not null",
           "(price + paid) * 2 > 3",
           "date_trunc('month', day)::date > '2024-01-01'",
           "left_at::timestamp(3) with time zone > now()",
           "case when price > 1 then 'a' else 'b' end = 'a'",
           "labels[1] = 'a'",
           "day > date '2024-01-01' - interval '1 day'",
           "room collate \"C\" > 'b'",
           "id not in (1, 2)",
       })
    CHECK(excerpt(condition) == condition);
  CHECK(excerpt("room\n  in ( -- of bills\n  select kind from bill )") == "room in (select kind from bill)");
}

TEST_CASE("an excerpt calls relations as lineage does, without the environment's schema", "[meaning]") {
  const std::string sql = "select id from dev.pr_1.stay where price > (select max(price) from dev.pr_1.stay)";
  Schema schema;
  KnownRelation relation;
  relation.name = "stays";
  relation.columns = {{"id", "integer"}, {"price", "numeric"}};
  schema.add(std::vector<std::string>{"dev", "pr_1", "stay"}, std::move(relation));
  run_on_deep_stack(stack_to_walk(sql.size()), [&] {
    const auto analysis = analyse(sql, schema);
    REQUIRE(std::holds_alternative<Analysis>(analysis));
    const StatementFacts found = facts_of(std::get<Analysis>(analysis));
    REQUIRE(found.conditions.size() == 1);
    CHECK(found.conditions.front().excerpt == "price > (select max(price) from stays)");
  });
}

TEST_CASE("DISTINCT ON is told with its keys, also those that a star brings in", "[meaning]") {
  const StatementFacts found = facts("select distinct on (id, room) * from stay order by id, room, day");
  REQUIRE(found.grains.size() == 1);
  CHECK(found.grains.front().text == "distinct on (id, room)");
}

/// `before -> after @ line of head`; empty where none is found.
std::string part(std::string_view base, std::string_view head, std::string_view output) {
  const Schema schema = hotel();
  std::string told;
  run_on_deep_stack(stack_to_walk(base.size() + head.size()), [&] {
    const auto before = analyse(base, schema);
    const auto after = analyse(head, schema);
    REQUIRE(std::holds_alternative<Analysis>(before));
    REQUIRE(std::holds_alternative<Analysis>(after));
    const auto found = differing_part(std::get<Analysis>(before), std::get<Analysis>(after), output);
    if (!found) return;
    const std::string_view ahead = head.substr(0, static_cast<std::size_t>(std::max(found->head_location, 0)));
    told = found->before + " -> " + found->after + " @ " +
           std::to_string(1 + std::count(ahead.begin(), ahead.end(), '\n'));
  });
  return told;
}

TEST_CASE("the part that differs is found where it stands, through WITH queries", "[meaning]") {
  const std::string days =
      "with days as (\n  select day,\n    sum(price) as total,\n    count(*) as n\n  from stay group by day\n)\n"
      "select day, total,\n  total / nullif(n, 0) as mean,\n  avg(total) over (\n    order by day\n"
      "    rows between 6 preceding and current row) as week\nfrom days";
  const auto edited = [&](const std::string& old_words, const std::string& new_words, std::string_view output) {
    std::string head = days;
    head.replace(head.find(old_words), old_words.size(), new_words);
    return part(days, head, output);
  };
  CHECK(edited("sum(price)", "avg(price)", "total") == "sum(price) -> avg(price) @ 3");
  CHECK(edited("sum(price)", "avg(price)", "mean") == "sum(price) -> avg(price) @ 3");
  CHECK(edited("sum(price)", "avg(price)", "week") == "sum(price) -> avg(price) @ 3");
  CHECK(edited("nullif(n, 0)", "n", "mean") == "nullif(n, 0) -> n @ 8");
  CHECK(edited("nullif(n, 0)", "nullif(n, 1)", "mean") == "nullif(n, 0) -> nullif(n, 1) @ 8");
  CHECK(edited("6 preceding", "7 preceding", "week") ==
        "avg(total) over (order by day rows between 6 preceding and current row) -> avg(total) over (order by day rows "
        "between 7 preceding and current row) @ 11");
  CHECK(edited("order by day", "order by n", "week") ==
        "avg(total) over (order by day rows between 6 preceding and current row) -> avg(total) over (order by n rows "
        "between 6 preceding and current row) @ 10");
  CHECK(edited("count(*)", "count(distinct room)", "n").empty());
  CHECK(edited("count(*)", "count(distinct room)", "mean") == "count(*) -> count(distinct room) @ 4");
  CHECK(part(days, days, "week").empty());
  CHECK(part("select price from stay", "select 'x' as price from stay", "price") == "price -> 'x' @ 1");
  CHECK(part("select id from stay union all select id from bill",
             "select id from stay union all select stay as id from bill", "id") == "id -> stay @ 1");
}

TEST_CASE("digests do not depend on the run", "[meaning]") {
  CHECK(facts("select id from stay").outputs[0].digest ==
        facts("select q.id from (select * from stay) q").outputs[0].digest);
  CHECK(to_hex(Hasher{}.add("stay").add(7U).digest()).size() == 32);
  CHECK(Hasher{}.add("ab").add("c").digest() != Hasher{}.add("a").add("bc").digest());
}

}  // namespace
}  // namespace tollgate::sql
