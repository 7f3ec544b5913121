// The gate `explain` over a warehouse whose answers are made up: what it asks, what it does with what comes.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/settle.hpp"
#include "gates/all.hpp"
#include "gates/explain/options.hpp"
#include "lineage/difference.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/scene.hpp"

namespace tollgate::test_gates {

namespace {

using warehouse::Answer;
using warehouse::Problem;
using warehouse::Question;
using warehouse::Side;

std::string scan(const std::string& name, const std::string& alias, double rows, const std::string& more = "") {
  return fmt::format(
      R"({{"Node Type": "Seq Scan", "Parent Relationship": "Outer", "Schema": "raw", "Relation Name": "{}", )"
      R"("Alias": "{}", "Startup Cost": 0, "Total Cost": {}, "Plan Rows": {}, "Plan Width": 8, "Output": []{}}})",
      name, alias, rows / 10, rows, more);
}

Answer plan_of(const std::string& root) { return rows({{fmt::format(R"([{{"Plan": {}}}])", root)}}); }

/// orders and payments, every pair of them.
std::string product() {
  std::string inner = scan("payments", "p", 2000);
  inner.replace(inner.find("Outer"), 5, "Inner");
  return fmt::format(R"({{"Node Type": "Nested Loop", "Join Type": "Inner", "Startup Cost": 0, "Total Cost": 90000, )"
                     R"("Plan Rows": 4000000, "Plan Width": 8, "Output": [], "Plans": [{}, {}]}})",
                     scan("orders", "o", 2000), inner);
}

std::string joined() {
  std::string inner = scan("payments", "p", 2000);
  inner.replace(inner.find("Outer"), 5, "Inner");
  return fmt::format(R"({{"Node Type": "Hash Join", "Join Type": "Inner", "Startup Cost": 0, "Total Cost": 700, )"
                     R"~("Hash Cond": "(o.order_id = p.order_id)", "Plan Rows": 2000, "Plan Width": 8, "Output": [], )~"
                     R"("Plans": [{}, {}]}})",
                     scan("orders", "o", 2000), inner);
}

Answer facts() {
  const auto table = [](const char* name) {
    return fmt::format(R"("raw.{}": {{"relkind": "r", "reltuples": 2000, "relpages": 20, "indexes": [], )"
                       R"("columns": {{"order_id": {{"type": "bigint", "notnull": true, "n_distinct": -1}}}}}})",
                       name);
  };
  return rows({{fmt::format(R"({{"tables": {{{}, {}}}, "settings": {{"work_mem": "4096"}}, "database": "shop"}})",
                            table("orders"), table("payments"))}});
}

constexpr const char* product_sql = "select o.order_id\nfrom raw.orders as o\ncross join raw.payments as p";
constexpr const char* joined_sql =
    "select o.order_id\nfrom raw.orders as o\njoin raw.payments as p on p.order_id = o.order_id";

FakeWarehouse::Reply replying(Answer head, Answer base) {
  return [head = std::move(head), base = std::move(base)](const Question& question) {
    if (question.about.starts_with("sizes")) return facts();
    return question.about.find("base's SQL") == std::string::npos ? head : base;
  };
}

Scene scene_of(const char* base_sql, const char* head_sql, Answer base, Answer head) {
  Scene scene;
  scene.changed(model("pairs", base_sql), model("pairs", head_sql)).answers(replying(std::move(head), std::move(base)));
  return scene;
}

GateResult cartesian() {
  return scene_of(joined_sql, product_sql, plan_of(joined()), plan_of(product())).run(gates::explain);
}
GateResult unchanged() {
  return scene_of(joined_sql, joined_sql, plan_of(joined()), plan_of(joined())).run(gates::explain);
}
GateResult standing() {
  return scene_of(product_sql, product_sql, plan_of(product()), plan_of(product())).run(gates::explain);
}
GateResult refused(const char* sqlstate, Problem problem) {
  Answer answer = trouble(problem, "the plan of pairs was refused by PostgreSQL");
  answer.sqlstate = sqlstate;
  return scene_of(joined_sql, joined_sql, answer, answer).run(gates::explain);
}
GateResult constant() { return refused("22012", Problem::other); }
GateResult no_privilege() { return refused("42501", Problem::no_privilege); }
GateResult no_warehouse() {
  Scene scene;
  return scene.changed(model("pairs"), model("pairs")).run(gates::explain);
}
GateResult no_plan() {
  return scene_of(joined_sql, joined_sql, rows({{"[]"}}), rows({{R"([{"Query Text": "x"}])"}})).run(gates::explain);
}
GateResult nothing_to_plan() {
  Scene scene;
  dbt::Node seed = model("codes");
  seed.type = dbt::ResourceType::seed;
  dbt::Node python = model("forecast");
  python.language = "python";
  return scene.changed(seed, seed).changed(python, python).changed(model("gone"), std::nullopt).run(gates::explain);
}

}  // namespace

std::vector<Case> explain_cases() {
  return {{"explain", "fail-cartesian", cartesian},        {"explain", "pass-same-plan", unchanged},
          {"explain", "pass-standing", standing},          {"explain", "fail-constant", constant},
          {"explain", "error-no-privilege", no_privilege}, {"explain", "error-no-warehouse", no_warehouse},
          {"explain", "error-no-plan", no_plan},           {"explain", "pass-nothing-to-plan", nothing_to_plan}};
}

}  // namespace tollgate::test_gates

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

/// The plans that the first round asked for; facts about relations are asked beside them.
std::vector<warehouse::Question> plans_asked(Scene& scene) {
  std::vector<warehouse::Question> plans;
  for (const warehouse::Question& question : scene.warehouse().calls().front()) {
    if (question.plan) plans.push_back(question);
  }
  return plans;
}

}  // namespace

TEST_CASE("explain: facts about relations are asked beside the plans, not after them") {
  Scene scene = scene_of(joined_sql, product_sql, plan_of(joined()), plan_of(product()));
  scene.run(gates::explain);
  CHECK(scene.warehouse().calls().front().size() == 3);
  CHECK(scene.warehouse().calls().front().front().about == "sizes, keys and statistics of relations");
}

TEST_CASE("explain: both plans are asked of head, base right behind head") {
  Scene scene = scene_of(joined_sql, product_sql, plan_of(joined()), plan_of(product()));
  scene.run(gates::explain);
  const auto questions = plans_asked(scene);
  REQUIRE(questions.size() == 2);
  for (const warehouse::Question& question : questions) {
    CHECK(question.side == warehouse::Side::head);
    CHECK(question.sql.starts_with("explain (format json, verbose, costs, settings) select"));
  }
  CHECK_FALSE(questions[0].with_previous);
  CHECK(questions[1].with_previous);
}

TEST_CASE("explain: a join's finding has the cause that rows have, and the rise in cost goes with it") {
  Scene scene = scene_of(joined_sql, product_sql, plan_of(joined()), plan_of(product()));
  const GateResult result = scene.run(gates::explain);
  REQUIRE(result.findings.size() >= 2);
  for (const Finding& finding : result.findings) CHECK(finding.cause == lineage::rows_cause("model.shop.pairs"));
  const Finding& first = result.findings.front();
  CHECK(first.rule == "cartesian-product");
  CHECK(first.location.line == 3);
  CHECK_THAT(first.message, ContainsSubstring("2,000 x 2,000 = 4,000,000 pairs"));
  CHECK_THAT(first.message, ContainsSubstring("the plan costs 90,000 instead of 700"));
}

TEST_CASE("explain: --all tells what base has as well") {
  Scene scene = scene_of(product_sql, product_sql, plan_of(product()), plan_of(product()));
  CHECK(scene.run(gates::explain).findings.empty());
  scene.all = true;
  CHECK_FALSE(scene.run(gates::explain).findings.empty());
}

TEST_CASE("explain: base's relations are read where head has them, under the name that the text calls them") {
  Scene scene;
  dbt::Node orders = model("orders");
  dbt::Node reader = model("reader", "select orders.id from shop.base.orders");
  dbt::Node head = reader;
  head.compiled_code = "select orders.id from shop.head.orders";
  scene.changed(orders, orders).changed(reader, head).answers([](const Question& question) {
    return question.about.starts_with("sizes") ? facts() : trouble(Problem::other);
  });
  scene.run(gates::explain);
  const auto questions = plans_asked(scene);
  REQUIRE(questions.size() == 3);  // base's SQL of orders is head's, so that its plan is known
  CHECK_THAT(questions[2].sql, ContainsSubstring(R"(from "shop"."head"."orders" as "orders")"));
}

namespace {

/// Which of both changed: a model that cross joins, inlined, and one that reads it.
Scene inlining(bool inlined_changed) {
  Scene scene;
  dbt::Node pairs = model("pairs", product_sql);
  pairs.raw_code = pairs.compiled_code;
  pairs.config.materialized = "ephemeral";
  pairs.relation_name.clear();
  pairs.original_file_path = "models/pairs.sql";
  dbt::Node before = pairs;
  before.compiled_code = joined_sql;
  if (inlined_changed) scene.changed(before, pairs);
  if (!inlined_changed) scene.head.nodes[pairs.unique_id] = pairs;
  scene.changed(
      std::nullopt,
      model("a_reader",
            fmt::format("with __dbt__cte__pairs as (\n{}\n)\nselect order_id from __dbt__cte__pairs", product_sql)));
  scene.answers(replying(plan_of(product()), plan_of(joined())));
  return scene;
}

}  // namespace

TEST_CASE("explain: what is wrong in an ephemeral model is told once, in its file") {
  Scene scene = inlining(true);
  const GateResult result = scene.run(gates::explain);
  const std::vector<SelectedModel> models(scene.models().begin(), scene.models().end());
  const std::vector<Finding> findings = fold(result.findings, models);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].subject.id == "model.shop.pairs");
  CHECK(findings[0].location.line == 3);
  REQUIRE_FALSE(findings[0].folded.empty());
  const auto of_reader = std::ranges::find(findings[0].folded, "model.shop.a_reader",
                                           [](const FoldedFinding& one) { return one.subject.id; });
  REQUIRE(of_reader != findings[0].folded.end());
  CHECK(of_reader->location.path == findings[0].location.path);
  CHECK(of_reader->location.line == findings[0].location.line);
  CHECK_THAT(of_reader->message, ContainsSubstring("in the SQL of pairs, which dbt inlines"));
}

TEST_CASE("explain: a version that a plan reads is called with its model, for waivers and for causes") {
  Scene scene = scene_of(joined_sql, product_sql, plan_of(joined()), plan_of(product()));
  dbt::Node read = model("payments.v2");
  read.relation_name = R"("shop"."raw"."payments")";
  scene.head.nodes[read.unique_id] = read;
  const GateResult result = scene.run(gates::explain);
  REQUIRE_FALSE(result.findings.empty());
  CHECK(result.findings[0].subject.relation == "payments.v2 p");
}

TEST_CASE("explain: a new reader of a faulty ephemeral model points into that model's file") {
  Scene scene = inlining(false);
  const GateResult result = scene.run(gates::explain);
  REQUIRE_FALSE(result.findings.empty());
  CHECK(result.findings[0].subject.id == "model.shop.a_reader");
  CHECK(result.findings[0].location.path == "models/pairs.sql");
  CHECK(result.findings[0].location.line == 3);
}
