// Which relations row-count-diff counts at all.
#include <algorithm>

#include "core/settle.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/row_counts.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

TEST_CASE("rows: downstream says how far below a change is counted") {
  const auto counted = [](const char* reach) {
    Scene scene;
    scene.changed(model("orders"), model("orders")).below(model("near"), 1).below(model("far"), 2);
    scene.set(downstream, std::string(reach));
    return ids_counted(scene);
  };
  CHECK(counted("all") == std::vector<std::string>{"orders", "near", "far"});
  CHECK(counted("1") == std::vector<std::string>{"orders", "near"});
  CHECK(counted("none") == std::vector<std::string>{"orders"});
}

TEST_CASE("rows: every kind of relation is counted by default, views unless they are not wanted") {
  Scene scene;
  for (const char* kind : {"table", "incremental", "seed", "snapshot", "view", "materialized_view", "own_kind"}) {
    dbt::Node node = model(kind);
    node.config.materialized = kind;
    scene.changed(node, node);
  }
  CHECK(ids_counted(scene).size() == 7);
  scene.set(count_views, false);
  CHECK(ids_counted(scene).size() == 6);
  const Plan plan = make_plan(scene.context());
  REQUIRE(plan.decided.outcomes.size() == 1);
  CHECK(plan.decided.outcomes[0].status == Status::skipped);
}

TEST_CASE("rows: versions of a model share a name and are told apart") {
  Scene scene;
  for (const char* version : {"1", "2"}) {
    dbt::Node node = model("dim");
    node.unique_id += std::string(".v") + version;
    node.version = version;
    node.relation_name = std::string(R"("shop"."base"."dim_v)") + version + '"';
    scene.changed(node, node);
  }
  const GateResult result = scene
                                .answers([](const Question& question) {
                                  if (is(question, "planner's")) return test_gates::rows({{"1000000000", "r", "f"}});
                                  return number(1);
                                })
                                .set(estimate_above_rows, std::int64_t{1})
                                .run(gates::row_count_diff);
  REQUIRE(result.notes.size() == 1);
  CHECK(result.notes.front().text ==
        "compared by the planner's statistics, not counted (estimate_above_rows): dim.v1, dim.v2");
}

TEST_CASE("rows: a Python model is counted like any table") {
  dbt::Node python = model("forecast");
  python.language = "python";
  Scene scene;
  scene.changed(python, python);
  CHECK(ids_counted(scene).size() == 1);
}

TEST_CASE("rows: an ephemeral model that became a table is new") {
  dbt::Node before = model("orders");
  before.config.materialized = "ephemeral";
  before.relation_name.clear();
  Scene scene;
  scene.changed(before, model("orders"));
  const Plan plan = make_plan(scene.context());
  REQUIRE(plan.counts.size() == 1);
  CHECK(plan.counts[0].is_new());
}

TEST_CASE("rows: a table that became ephemeral is gone for those who read it outside dbt") {
  dbt::Node after = model("orders");
  after.config.materialized = "ephemeral";
  after.relation_name.clear();
  Scene scene;
  scene.changed(model("orders"), after);
  CHECK(make_plan(scene.context()).decided.outcomes[0].status == Status::skipped);
  dbt::Exposure board;
  board.depends_on = {"model.shop.orders"};
  scene.base.exposures["exposure.shop.board"] = board;
  scene.head.exposures["exposure.shop.board"] = board;
  scene.base.children["model.shop.orders"] = {"exposure.shop.board"};
  const Plan plan = make_plan(scene.context());
  REQUIRE(plan.decided.findings.size() == 1);
  CHECK(plan.decided.findings[0].rule == "removed-in-use");
  CHECK_THAT(plan.decided.findings[0].message, ContainsSubstring("ephemeral on head, but exposure board used it"));
}

TEST_CASE("rows: who still reads a removed relation is called with its version") {
  dbt::Node reader = model("dim.v2");
  reader.depends_on = {"model.shop.orders"};
  Scene scene;
  scene.changed(model("orders"), std::nullopt).below(reader);
  scene.base.children["model.shop.orders"] = {reader.unique_id};
  const Plan plan = make_plan(scene.context());
  REQUIRE(plan.decided.findings.size() == 1);
  CHECK_THAT(plan.decided.findings[0].message, ContainsSubstring("model dim.v2"));
}

TEST_CASE("rows: a dry run shows every question without asking one") {
  Scene scene;
  scene.changed(model("orders"), model("orders"))
      .changed(std::nullopt, model("fresh"))
      .set(event_time, std::string("created_at"))
      .set(group_by, std::string("region"));
  const auto asked = questions(make_plan(scene.context()));
  const auto count = [&](std::string_view what) {
    return std::ranges::count_if(asked, [&](const Question& question) { return is(question, what); });
  };
  CHECK(count("time range") == 2);
  CHECK(count("type of") == 1);
  CHECK(count("row count of") == 3);
  CHECK(count("row count by") == 2);
  CHECK(count("kind of") == 1);
}

TEST_CASE("rows: what provably stays is not counted, and told") {
  Scene scene;
  scene.changed(model("orders"), model("orders"))
      .changed(model("items"), model("items"))
      .changed(std::nullopt, model("fresh"));
  scene.answers(replying(counts({{"items", {10, 10}}, {"fresh", {0, 3}}})));
  const std::map<std::string, std::string, std::less<>> unchanged{{"model.shop.orders", "its SQL says the same"},
                                                                  {"model.shop.fresh", "never for a new one"}};
  Context context = scene.context();
  context.unchanged_rows = &unchanged;
  const GateResult result = gates::row_count_diff.check(context);
  REQUIRE(result.outcomes.size() == 3);
  for (const Outcome& outcome : result.outcomes) {
    const bool skipped = outcome.subject == "model.shop.orders";
    INFO(outcome.subject);
    CHECK((outcome.status == Status::skipped) == skipped);
    if (skipped) CHECK(outcome.reason == "its SQL says the same");
  }
  for (const auto& call : scene.warehouse().calls())
    for (const warehouse::Question& question : call) CHECK(question.sql.find("orders") == std::string::npos);
  bool told = false;
  for (const Note& note : result.notes) told = told || note.text.find("state:modified+") != std::string::npos;
  CHECK(told);
}
