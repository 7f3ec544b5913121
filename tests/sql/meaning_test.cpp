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

TEST_CASE("digests do not depend on the run", "[meaning]") {
  CHECK(facts("select id from stay").outputs[0].digest ==
        facts("select q.id from (select * from stay) q").outputs[0].digest);
  CHECK(to_hex(Hasher{}.add("stay").add(7U).digest()).size() == 32);
  CHECK(Hasher{}.add("ab").add("c").digest() != Hasher{}.add("a").add("bc").digest());
}

}  // namespace
}  // namespace tollgate::sql
