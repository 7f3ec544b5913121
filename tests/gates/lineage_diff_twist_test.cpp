// Edits of a value that keep its inputs and turn its meaning: told as warnings, where other edits are told and no more.
#include <string>
#include <vector>

#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

const std::string parent_sql =
    "select 1 as id, 2 as paid, 3 as orders, 3.5 as net, true as is_active, 'x'::text as status, null::date as gone";

std::vector<Finding> findings_of(const std::string& base_sql, const std::string& head_sql) {
  Scene scene;
  const dbt::Node parent = model("raw", parent_sql);
  for (dbt::Project* project : {&scene.base, &scene.head}) project->nodes[parent.unique_id] = parent;
  scene.changed(model("dim", base_sql), model("dim", head_sql));
  return scene.run(gates::lineage_diff).findings;
}

/// The rule that tells of `value` having become another.
std::string told(const std::string& before, const std::string& after, const std::string& from = " from marts.raw") {
  const auto found = findings_of("select id, " + before + " as v" + from, "select id, " + after + " as v" + from);
  REQUIRE(found.size() == 1);
  return found[0].rule + (found[0].severity == Severity::info ? " (info)" : "");
}

}  // namespace

TEST_CASE("lineage-diff: a condition that is turned into its opposite is a warning") {
  CHECK(told("is_active", "not is_active") == "inverted-condition");
  CHECK(told("not is_active", "is_active") == "inverted-condition");
  CHECK(told("coalesce(is_active, false)", "not coalesce(is_active, false)") == "inverted-condition");
  CHECK(told("is_active and paid > 1", "is_active is false and paid > 1") == "inverted-condition");
  for (const char* const denied :
       {"is_active is not true", "is_active = false", "false = is_active", "is_active <> true"})
    CHECK(told("is_active", denied) == "inverted-condition");
  CHECK(told("status = 'x'", "status <> 'x'") == "inverted-condition");
  CHECK(told("status in ('x', 'y')", "status not in ('x', 'y')") == "inverted-condition");
  CHECK(told("gone is null", "gone is not null") == "inverted-condition");
  CHECK(told("paid > 3", "paid <= 3") == "inverted-condition");
  CHECK(told("case when paid > 3 then 'a' else 'b' end", "case when paid <= 3 then 'a' else 'b' end") ==
        "inverted-condition");
  CHECK(told("case when paid > 3 then 'a' else 'b' end", "case when paid > 3 then 'b' else 'a' end") ==
        "inverted-condition");
}

TEST_CASE("lineage-diff: another condition is no opposite") {
  CHECK(told("paid > 3", "paid > 4") == "recomputed-column (info)");
  CHECK(told("paid > 3", "paid < 3") == "recomputed-column (info)");
  CHECK(told("paid > 3", "paid <= 4") == "recomputed-column (info)");
  CHECK(told("status = 'x'", "status <> 'y'") == "recomputed-column (info)");
  CHECK(told("status in ('x', 'y')", "status not in ('x', 'y', 'z')") == "recomputed-column (info)");
  CHECK(told("status not in ('x', 'y', 'z')", "status in ('x', 'y')") == "recomputed-column (info)");
  CHECK(told("paid = any (array[1, 2])", "paid <> any (array[1, 2])") == "recomputed-column (info)");
  CHECK(told("case when paid > 3 then 'a' else 'b' end", "case when paid > 4 then 'b' else 'a' end") ==
        "recomputed-column (info)");
  CHECK(told("case when paid > 3 then 'a' else 'b' end", "case when paid > 3 then 'c' else 'a' end") ==
        "recomputed-column (info)");
  CHECK(told("case when paid > 3 then 'a' else 'b' end", "case when paid > 3 then 'b' else 'c' end") ==
        "recomputed-column (info)");
}

TEST_CASE("lineage-diff: a fraction that whole numbers lose is a warning") {
  CHECK(told("round(paid * 1.0 / orders, 2)", "round((paid / orders)::numeric, 2)") == "lost-fraction");
  CHECK(told("(paid::numeric / orders)::numeric", "(paid / orders)::numeric") == "lost-fraction");
  CHECK(told("paid::numeric * orders", "(paid / orders)::numeric") == "lost-fraction");  // nothing was divided before
  CHECK(told("paid * 1.0 / orders", "paid / orders") == "lost-fraction");  // another type as well, that nothing reads
  CHECK(told("sum(paid) * 1.0 / sum(orders)", "sum(paid) / sum(orders)", " from marts.raw group by id") ==
        "lost-fraction");
}

TEST_CASE("lineage-diff: what divides as before loses no fraction") {
  CHECK(told("paid / orders", "(paid + 1) / orders") == "recomputed-column (info)");
  CHECK(told("net / orders", "net / (orders + 1)") == "recomputed-column (info)");
  CHECK(told("(paid / orders)::numeric", "(paid * 1.0 / orders)::numeric") == "recomputed-column (info)");
}

TEST_CASE("lineage-diff: what turns the meaning is said, and within a CTE as well") {
  const std::string rest = " as v from marts.raw) select id, v::numeric as v from q";
  const auto found =
      findings_of("with q as (select id, paid * 1.0 / orders" + rest, "with q as (select id, paid / orders" + rest);
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule == "lost-fraction");
  CHECK_THAT(found[0].message, ContainsSubstring("whole numbers are divided now"));
  const auto flipped =
      findings_of("select id, is_active from marts.raw", "select id, not is_active as is_active from marts.raw");
  REQUIRE(flipped.size() == 1);
  CHECK(flipped[0].severity == Severity::warning);
  CHECK_THAT(flipped[0].message, ContainsSubstring("the opposite of what it was"));
}
