// Clauses cut out of a statement's text: items of FROM, conditions, WITH clauses; and none where that is not certain.
#include "sql/joins/select_text.hpp"

#include "sql/analyse.hpp"
#include "tests/sql/change_pairs.hpp"

namespace tollgate::sql {
namespace {

/// The two sides of the condition of `select s.id from stay s join bill b on CONDITION`.
std::string sides(const std::string& condition) {
  const std::string sql = "select s.id from stay s join bill b on " + condition;
  const Schema schema = hotel();
  std::string told;
  run_on_deep_stack(stack_to_walk(sql.size()), [&] {
    const auto analysis = analyse(sql, schema);
    REQUIRE(std::holds_alternative<Analysis>(analysis));
    const auto select = StatementText(sql).select(*std::get<Analysis>(analysis).query());
    REQUIRE(select);
    REQUIRE(select->steps.size() == 2);
    REQUIRE(select->steps[1].conditions.size() == 1);
    const auto found = select->sides_of(select->steps[1].conditions.front());
    told = found ? std::string(found->first) + " | " + std::string(found->second) : "nothing";
  });
  return told;
}

/// The innermost SELECT that drives the statement.
std::string cut(std::string_view sql) {
  const Schema schema = hotel();
  std::string text;
  run_on_deep_stack(stack_to_walk(sql.size()), [&] {
    const auto analysis = analyse(sql, schema);
    REQUIRE(std::holds_alternative<Analysis>(analysis));
    const Query* query = std::get<Analysis>(analysis).query();
    REQUIRE(query != nullptr);
    while (query->from.size() == 1 && query->from.front()->leaf()) {
      const RangeEntry& entry = query->entries[static_cast<std::size_t>(query->from.front()->entry)];
      if (entry.query == nullptr) break;
      query = entry.query;
    }
    const auto select = StatementText(sql).select(*query);
    if (!select) {
      text = "nothing";
      return;
    }
    for (const FromStep& step : select->steps) {
      text += "[" + std::string(select->text_of(step.item));
      for (const TextSpan on : step.conditions) text += " # " + std::string(select->text_of(on));
      text += "]";
    }
    for (const TextSpan part : select->where) text += " ? " + std::string(select->text_of(part));
    text += " | " + select->enclosed("*");
  });
  return text;
}

}  // namespace

TEST_CASE("items, conditions and parts of WHERE are cut as they are written", "[joins]") {
  CHECK(cut("select s.id from stay as s left join bill b on (b.stay = s.id and (b.kind = 'a and b' or b.id = 1)) "
            "where s.price between 1 and 2 and not s.id = 3 order by 1") ==
        "[stay as s][bill b # b.stay = s.id # b.kind = 'a and b' or b.id = 1] ? s.price between 1 and 2 ? not s.id = "
        "3 | *");
  CHECK(cut("select stay.id from stay, lateral (select id from bill) x natural join guest") ==
        "[stay][(select id from bill) x][guest] | *");
  CHECK(cut("select s.id is distinct from 1 as \"from\", case when s.id = 1 and s.price = 2 then 3 end as \"where\" "
            "from /* from x */ stay s join bill b using (id) -- on\n") == "[stay s][bill b] | *");
  CHECK(cut("select s.id from stay s join (bill b join guest g on g.id = b.id) on left(b.kind, 1) = 'x';") ==
        "[stay s][(bill b join guest g on g.id = b.id) # left(b.kind, 1) = 'x'] | *");
}

TEST_CASE("a SELECT keeps the WITH clauses that it sees", "[joins]") {
  CHECK(
      cut("with a as (select * from stay), b as (select a.id from a join bill on bill.stay = a.id) select * from b") ==
      "[a][bill # bill.stay = a.id] | with a as (select * from stay) *");
  CHECK(cut("with a as (select 1 as id) select * from (with b as not materialized (select 2 as id) select a.id from a, "
            "b) q") ==
        "[a][b] | with a as (select 1 as id) select * from (with b as not materialized (select 2 as id) *) as "
        "enclosed");
}

TEST_CASE("an equality has two sides, and what only holds one has none", "[joins]") {
  CHECK(sides("b.stay = s.id") == "b.stay | s.id");
  CHECK(sides("coalesce(b.stay, 0) = case when s.id = 1 or s.id is null then 0 end") ==
        "coalesce(b.stay, 0) | case when s.id = 1 or s.id is null then 0 end");
  CHECK(sides("b.id between ('day', b.id) = s.id::text and b.id >= s.id") == "nothing");
  CHECK(sides("not b.stay = s.id") == "nothing");
  CHECK(sides("b.stay = s.id or b.stay is null") == "nothing");
  CHECK(sides("(b.stay = s.id) is true") == "nothing");
  CHECK(sides("b.stay = s.id is not false") == "nothing");
}

TEST_CASE("what cannot be cut with certainty is not", "[joins]") {
  CHECK(cut("select s.id from stay s join bill b join guest g on g.id = b.id on b.stay = s.id") == "nothing");
  CHECK(cut("select s.id from (stay s join bill b on b.stay = s.id) join guest g on g.id = b.id") == "nothing");
}

}  // namespace tollgate::sql
