// Reading plans and the expressions they print.
#include "gates/explain/plan.hpp"

#include <cmath>
#include <string>

#include "core/error.hpp"
#include "gates/explain/catalogue_json.hpp"
#include "gates/explain/expressions.hpp"
#include "sql/deep_stack.hpp"
#include "sql/tree.hpp"
#include "tests/catch.hpp"

using namespace tollgate;
using namespace tollgate::explain;

namespace {

std::vector<Condition> conditions(const std::vector<std::string>& texts) {
  std::vector<Condition> read;
  sql::run_on_deep_stack(sql::stack_to_walk(1 << 20), [&] { read = read_conditions(texts); });
  return read;
}

Condition condition(const std::string& text) { return conditions({as_sql(text, "", "")}).front(); }

constexpr const char* gathered = R"([{"Plan": {"Node Type": "Gather", "Workers Planned": 2, "Plan Rows": 1000,
  "Plans": [{"Node Type": "Nested Loop", "Parent Relationship": "Outer", "Plan Rows": 400, "Plans": [
    {"Node Type": "Seq Scan", "Parent Relationship": "Outer", "Parallel Aware": true, "Plan Rows": 100},
    {"Node Type": "Seq Scan", "Parent Relationship": "Inner", "Parallel Aware": false, "Plan Rows": 7}]}]}}])";

}  // namespace

TEST_CASE("rows of one worker become those of all, and those of every worker stay") {
  const Plan plan = read_plan(gathered);
  CHECK(plan.root.rows_all == 1000);
  const PlanNode& join = plan.root.children.at(0);
  CHECK(join.rows == 400);
  CHECK(std::lround(join.rows_all) == 960);
  CHECK(std::lround(join.children.at(0).rows_all) == 240);
  CHECK(join.children.at(1).rows_all == 7);
}

TEST_CASE("many workers leave the leader no time to help") {
  std::string text = gathered;
  text.replace(text.find("\"Workers Planned\": 2"), 20, "\"Workers Planned\": 4");
  CHECK(std::lround(read_plan(text).root.children.at(0).rows_all) == 1600);
}

TEST_CASE("node types and keys that nobody knows survive") {
  const Plan plan = read_plan(
      R"({"Plan": {"Node Type": "Motion", "Slice": 3, "Share": 0.50, "Workers": [{"No": 1}], "Note": "a\u00e9\n",
          "Disabled": true, "Actual Rows": 1.5, "Actual Loops": 2,
          "Merge Keys": ["a", "b"], "Plans": [{"Node Type": "Custom Scan"}]}, "Settings": {"jit": "off"}})");
  CHECK(plan.root.type == "Motion");
  CHECK(plan.root.number("Slice") == 3);
  CHECK(plan.root.text("Share") == "0.50");
  CHECK(plan.root.text("Workers") == R"({"No": 1})");
  CHECK(plan.root.text("Note") == "a\u00e9\n");
  CHECK(plan.root.text("Disabled") == "true");
  CHECK(plan.root.text("Merge Keys") == "a, b");
  CHECK(plan.root.actual->rows == 1.5);
  CHECK(plan.analyzed);
  CHECK(plan.settings.at("jit") == "off");
}

TEST_CASE("what is no plan is refused, without a part of it") {
  for (const std::string text :
       {"", "{}", "[]", "[{}]", "nonsense", R"({"Plan": 1})", R"({"Plan": {"Plans": []}})",
        R"({"Plan": {"Node Type": "A", "Plans": 5}})", R"("a text")", "[1, 2]", R"({"Plan": {"Node Type": "A"}} x)",
        R"({"Plan": {"Node Type": "A"})", R"([{"Plan": {"Node Type": "A"}}, {"Plan": {"Node Type": "A"}}])",
        R"({"Plan": {"Node Type": "A", "Plan Rows": 1x}})", R"({"Plan": {"Node Type": "A", "Slice": 1.2.3}})"}) {
    INFO(text);
    try {
      read_plan(text);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::unjudged);
      CHECK_THAT(error.diagnostic().message, ContainsSubstring("format not supported"));
    }
  }
}

TEST_CASE("a plan within a text is read, and one that nests too deep refused") {
  CHECK(read_plan(R"("[{\"Plan\": {\"Node Type\": \"Result\"}}]")").root.type == "Result");
  std::string text = R"({"Plan": )";
  std::string end;
  for (int i = 0; i < 1100; ++i) {
    text += R"({"Node Type": "Limit", "Plans": [)";
    end += "]}";
  }
  text += end + "}";
  CHECK_THROWS_AS(read_plan(text), Error);
  CHECK_THROWS_AS(read_plan(std::string(1'000'000, '[')), Error);
}

TEST_CASE("a catalogue that is none is refused") {
  for (const char* text : {"[]", "{\"tables\": []}", "{\"tables\": {\"a.b\": 1}}", "x"}) {
    CHECK_THROWS_AS(read_catalogue(text), Error);
  }
  const Catalogue catalogue = read_catalogue(R"({"tables": {"a.b": {"relkind": "r"}}, "settings": {"work_mem": 64}})");
  CHECK(catalogue.find("a", "b")->rows == -1);
  CHECK(catalogue.find("a", "c") == nullptr);
  CHECK(catalogue.settings.at("work_mem") == "64");
}

TEST_CASE("aliases are told from literals, columns and quotes") {
  const auto found = aliases_in(R"((a.x = 'b.y'::text) AND ("C d".z > 1.5) AND (e.f.g IS NULL) AND (x''.y) )");
  REQUIRE(found.size() >= 3);
  CHECK(found[0] == "a");
  CHECK(found[1] == "C d");
  CHECK(found[2] == "e");
}

TEST_CASE("what only EXPLAIN prints is made SQL") {
  CHECK(as_sql("(NOT (hashed SubPlan 1))", "", "") == "(NOT (tollgate_subplan()))");
  CHECK(as_sql("(a.x > (InitPlan 2).col1)", "", "") == "(a.x > ($1))");
  CHECK(as_sql("EXISTS(SubPlan 1)", "", "") == "(tollgate_subplan())");
  CHECK(as_sql("(v_3.day = 'v_3.x')", "v_3", "v") == "(\"v\".day = 'v_3.x')");
  CHECK(condition("(NOT (ANY (a.x = (hashed SubPlan 1).col1)))").columns.size() == 1);
  CHECK(without_number("events_12") == "events");
  CHECK(without_number("_1") == "_1");
  CHECK(without_number("events") == "events");
}

TEST_CASE("conditions are read into comparisons") {
  const Condition both = condition("((a.x = 5) AND ((a.y)::text ~~ '%z'::text) AND (lower(a.z) = b.w))");
  const auto parts = explain::conjuncts(both);
  REQUIRE(parts.size() == 3);
  CHECK(parts[0]->op == "=");
  CHECK(parts[0]->left.bare);
  CHECK(parts[0]->right.is_constant());
  CHECK(parts[1]->left.casts == std::vector<std::string>{"text"});
  CHECK(parts[1]->right.constant == "%z");
  CHECK_FALSE(parts[2]->left.bare);
  CHECK(parts[2]->columns.back().alias == "b");
  CHECK(condition("(a.x = ANY ('{1,2}'::integer[]))").form == Condition::Form::any);
  CHECK(condition("(a.x IS NULL)").op == "is null");
  CHECK(condition("(a.x > $1)").right.parameter);
  CHECK(condition("((a.x = 1) OR (a.y = 2))").kind == Condition::Kind::disjunction);
}

TEST_CASE("one expression that does not parse leaves the others") {
  const auto read = conditions({"(a.x = 1)", "(a.x = = 1)", "(a.y = 2)"});
  REQUIRE(read.size() == 3);
  CHECK(read[0].columns.size() == 1);
  CHECK(read[1].columns.empty());
  CHECK(read[2].columns.front().column == "y");
}
