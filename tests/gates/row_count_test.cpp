// row-count-diff from targets to outcomes, with a warehouse that answers from a table of counts.
#include <algorithm>
#include <functional>
#include <map>
#include <random>

#include "core/error.hpp"
#include "core/settle.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/row_counts.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

GateResult within_limits() {
  Scene scene;
  dbt::Node ephemeral = model("inlined");
  ephemeral.config.materialized = "ephemeral";
  ephemeral.relation_name.clear();
  return scene.changed(model("orders"), model("orders"))
      .changed(ephemeral, ephemeral)
      .changed(std::nullopt, model("fresh"))
      .below(model("mart"))
      .answers(replying(counts({{"orders", {1000, 1050}}, {"fresh", {0, 7}}, {"mart", {20, 20}}})))
      .run(gates::row_count_diff);
}

/// A join doubles a mart and what reads it: two findings, which core folds into the changed model's.
GateResult fanout() {
  Scene scene;
  return scene.changed(model("fct_orders"), model("fct_orders"))
      .below(model("revenue"))
      .answers(replying(counts({{"fct_orders", {200000, 412345}}, {"revenue", {365, 365}}})))
      .run(gates::row_count_diff);
}

GateResult removed_in_use() {
  Scene scene;
  scene.changed(model("orders"), std::nullopt);
  dbt::Exposure board;
  board.unique_id = "exposure.shop.board";
  board.depends_on = {"model.shop.orders"};
  scene.base.exposures[board.unique_id] = board;
  scene.base.children["model.shop.orders"] = {board.unique_id};
  board.depends_on.clear();
  scene.head.exposures[board.unique_id] = board;
  return scene.run(gates::row_count_diff);
}

GateResult removed() {
  Scene scene;
  dbt::Node ephemeral = model("inlined");
  ephemeral.config.materialized = "ephemeral";
  return scene.changed(model("orders"), std::nullopt).changed(ephemeral, std::nullopt).run(gates::row_count_diff);
}

GateResult not_built() {
  Scene scene;
  Counts all = counts({{"orders", {5, 5}}, {"payments", {5, 5}}});
  all["orders"].head = trouble(Problem::undefined_relation);
  all["payments"].base = trouble(Problem::undefined_relation);
  return scene.changed(model("orders"), model("orders"))
      .changed(model("payments"), model("payments"))
      .answers(replying(all))
      .run(gates::row_count_diff);
}

GateResult troubles() {
  Scene scene;
  Counts all;
  all["a"] = {number(1), trouble(Problem::no_privilege, "no privilege: grant select")};
  all["b"] = {trouble(Problem::timeout, "took longer than 60s"), trouble(Problem::timeout, "took longer than 60s")};
  all["c"] = {number(1), trouble(Problem::undefined_column)};
  all["d"] = {number(1), trouble(Problem::other)};
  all["e"] = {number(1), rows({{std::nullopt}})};
  all["f"] = {number(1), rows({})};
  all["g"] = {number(1), rows({{"many"}})};
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g"}) scene.changed(model(name), model(name));
  return scene.answers(replying(all)).run(gates::row_count_diff);
}

/// The server goes away after the first model.
GateResult connection_dies() {
  Scene scene;
  scene.changed(model("a"), model("a")).changed(model("b"), model("b")).changed(std::nullopt, model("c"));
  int asked = 0;
  return scene
      .answers([&asked](const Question& question) {
        if (++asked > 3) return trouble(Problem::connection_lost, "the connection was lost: start the server again");
        return is(question, "kind of") ? rows({{"r"}}) : number(10);
      })
      .run(gates::row_count_diff);
}

GateResult no_warehouse() {
  Scene scene;
  return scene.changed(model("orders"), model("orders")).changed(model("old"), std::nullopt).run(gates::row_count_diff);
}

GateResult hostile_names() {
  Scene scene;
  scene.changed(model("orders"), model("orders")).changed(model("x"), model("x")).changed(model("y"), model("y"));
  scene.head.nodes["model.shop.orders"].relation_name = R"("shop"."s"."t"; drop table t)";
  scene.head.nodes["model.shop.x"].relation_name = "";
  scene.base.nodes["model.shop.y"].relation_name = R"("open)";
  return scene.answers(replying({})).run(gates::row_count_diff);
}

GateResult without_base() {
  Scene scene;
  scene.without_base = true;
  return scene.changed(std::nullopt, model("orders")).run(gates::row_count_diff);
}

GateResult same_relation() {
  Scene scene;
  scene.one_database = true;
  scene.changed(model("orders"), model("orders")).answers(replying({}));
  scene.head.nodes["model.shop.orders"].relation_name = scene.base.nodes["model.shop.orders"].relation_name;
  return scene.run(gates::row_count_diff);
}

/// Two URLs, by different users for example, and one relation name.
GateResult same_name(const std::string& base_database, const std::string& head_database) {
  Scene scene;
  scene.changed(model("orders"), model("orders")).answers([=](const Question& question) {
    if (is(question, "database of")) return rows({{question.side == Side::base ? base_database : head_database, "5"}});
    return is(question, "kind of") ? rows({{"r"}}) : number(question.side == Side::base ? 10 : 11);
  });
  scene.head.nodes["model.shop.orders"].relation_name = scene.base.nodes["model.shop.orders"].relation_name;
  return scene.run(gates::row_count_diff);
}

GateResult pointer_view() {
  Scene scene;
  return scene.changed(model("orders"), model("orders"))
      .answers([](const Question& question) { return is(question, "kind of") ? rows({{"v"}}) : number(3); })
      .run(gates::row_count_diff);
}

GateResult bad_where() {
  Scene scene;
  return scene.changed(model("orders"), model("orders"))
      .answers(replying({}))
      .set(where, std::string("true); drop table t; --"))
      .run(gates::row_count_diff);
}

GateResult month_lost() {
  return partitioned("date", {{"2024-01-01 00:00:00", "40"}, {"2024-02-01 00:00:00", "60"}},
                     {{"2024-02-01 00:00:00", "100"}});
}

Cells many_keys() {
  Cells cells;
  for (int i = 0; i <= 10'000; ++i) cells.push_back({std::to_string(i), "1"});
  return cells;
}

}  // namespace

std::vector<Case> test_gates::row_count_cases() {
  constexpr std::string_view gate = "row-count-diff";
  return {
      {gate, "pass-within-limits", within_limits},
      {gate, "pass-removed-and-unused", removed},
      {gate, "pass-from-zero", [] { return one(0, 5); }},
      {gate, "pass-empty-on-both", [] { return one(0, 0); }},
      {gate, "pass-window", [] { return windowed(year(), week()); }},
      {gate, "pass-same-stretch-needs-no-window", [] { return windowed(year(), year()); }},
      {gate, "pass-estimated", [] { return estimated("5000000", "5100000"); }},
      {gate, "fail-fanout", fanout},
      {gate, "fail-drop", [] { return one(1000, 450); }},
      {gate, "fail-zero-rows", [] { return one(200000, 0); }},
      {gate, "fail-empty-new",
       [] {
         Scene scene;
         return scene.changed(std::nullopt, model("fresh"))
             .answers(replying(counts({{"fresh", {0, 0}}})))
             .run(gates::row_count_diff);
       }},
      {gate, "fail-removed-in-use", removed_in_use},
      {gate, "fail-month-lost", month_lost},
      {gate, "fail-key-lost", key_lost},
      {gate, "fail-no-time-on-head-because-no-rows", [] { return windowed(year(), none()); }},
      {gate, "fail-estimate-far-off-is-counted", [] { return estimated("5000000", "9900000"); }},
      {gate, "error-not-built", not_built},
      {gate, "error-troubles", troubles},
      {gate, "error-connection-dies", connection_dies},
      {gate, "error-no-warehouse", no_warehouse},
      {gate, "error-hostile-relation-names", hostile_names},
      {gate, "error-without-base", without_base},
      {gate, "error-same-relation", same_relation},
      {gate, "error-pointer-view", pointer_view},
      {gate, "error-bad-where", bad_where},
      {gate, "error-no-overlap", [] { return windowed(year(), later()); }},
      {gate, "error-event-time-is-a-number", [] { return windowed(year(), numbers()); }},
      {gate, "error-too-many-keys", [] { return partitioned("text", many_keys(), many_keys()); }},
  };
}

TEST_CASE("rows: core folds what the changed ancestor explains") {
  Scene scene;
  scene.changed(model("orders"), model("orders")).below(model("mart"));
  const GateResult result =
      scene.answers(replying(counts({{"orders", {100, 200}}, {"mart", {100, 200}}}))).run(gates::row_count_diff);
  REQUIRE(result.findings.size() == 2);
  CHECK(result.findings[0].cause == Cause{"model.shop.orders", "rows"});
  CHECK(result.findings[1].cause.empty());
  SelectedModel orders;
  orders.unique_id = "model.shop.orders";
  orders.changed = true;
  SelectedModel mart;
  mart.unique_id = "model.shop.mart";
  mart.changed_ancestors = {"model.shop.orders"};
  const std::vector<SelectedModel> models{orders, mart};
  const auto folded = fold(result.findings, models);
  REQUIRE(folded.size() == 1);
  CHECK(folded[0].subject.id == "model.shop.orders");
}

TEST_CASE("rows: a grant that is missing is asked for once, however many counts it refused") {
  Scene scene;
  const auto reason_where = [&scene](const std::function<bool(const Question&)>& is_granted) {
    const GateResult result =
        scene
            .answers([&is_granted](const Question& question) {
              if (is(question, "kind of")) return rows({{"r"}});
              if (is(question, "type of group_by")) return rows({{"text"}});
              if (is_granted(question)) return number(100);
              return trouble(Problem::no_privilege, fmt::format("the {} is not allowed: grant select", question.about));
            })
            .run(gates::row_count_diff);
    REQUIRE(result.outcomes.size() == 1);
    return result.outcomes[0].reason;
  };
  scene.changed(model("orders"), model("orders")).set(group_by, std::string("region"));
  CHECK(
      reason_where([](const Question&) { return false; }) ==
      R"(the row count of "shop"."base"."orders" is not allowed; the row count of "shop"."head"."orders" is not allowed: )"
      "grant select");
  CHECK(reason_where([](const Question& question) { return !is(question, "row count by"); }) ==
        R"(the row count by region of "shop"."base"."orders" is not allowed; )"
        R"(the row count by region of "shop"."head"."orders" is not allowed: grant select)");
}

TEST_CASE("rows: all counts of a run are one call, base and head side by side") {
  Scene scene;
  scene.changed(model("a"), model("a")).changed(model("b"), model("b"));
  scene.answers(replying(counts({{"a", {1, 1}}, {"b", {1, 1}}}))).run(gates::row_count_diff);
  REQUIRE(scene.warehouse().calls().size() == 1);
  const auto& asked = scene.warehouse().calls()[0];
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (asked[i].side != Side::base) continue;
    REQUIRE(i + 1 < asked.size());
    CHECK(asked[i + 1].side == Side::head);
    CHECK(asked[i].sql.substr(0, 15) == asked[i + 1].sql.substr(0, 15));
  }
}

TEST_CASE("rows: a warehouse that forgets an answer judges nothing") {
  class Forgetful : public warehouse::Warehouse {
    std::vector<Answer> ask(std::span<const Question>) override { return {}; }
  } forgetful;
  Scene scene;
  scene.changed(model("orders"), model("orders"));
  Context context = scene.context();
  context.warehouse = &forgetful;
  const GateResult result = gates::row_count_diff.check(context);
  REQUIRE(result.outcomes.size() == 1);
  CHECK(result.outcomes[0].status == Status::errored);
}

TEST_CASE("rows: the verdict on a model does not depend on the order of the targets") {
  std::mt19937 random(20240521);
  std::uniform_int_distribution<int> size(0, 60);
  for (int round = 0; round < 50; ++round) {
    Scene scene;
    Counts all;
    for (int i = 0; i < 12; ++i) {
      const std::string name = fmt::format("m{:02}", i);
      all[name] = {number(size(random)), number(size(random))};
      scene.changed(i % 5 == 0 ? std::nullopt : std::optional(model(name)), model(name));
    }
    scene.answers(replying(all));
    const auto lines_of = [&] {
      std::string text = to_text(scene.run(gates::row_count_diff));
      std::vector<std::string> lines;
      for (std::size_t end = 0; !text.empty(); text.erase(0, end + 1)) {
        end = text.find('\n');
        lines.push_back(text.substr(0, end));
      }
      std::ranges::sort(lines);
      return lines;
    };
    const auto in_order = lines_of();
    std::ranges::shuffle(scene.targets(), random);
    CHECK(lines_of() == in_order);
  }
}

TEST_CASE("row-count-diff: one name through two connections is counted only where the databases differ") {
  const GateResult against_itself = same_name("started at noon", "started at noon");
  REQUIRE(against_itself.outcomes.size() == 1);
  CHECK(against_itself.outcomes[0].status == Status::errored);
  CHECK_THAT(against_itself.outcomes[0].reason, ContainsSubstring("counted against itself"));
  const GateResult two = same_name("started at noon", "started at one");
  REQUIRE(two.outcomes.size() == 1);
  CHECK(two.outcomes[0].status == Status::passed);
}

namespace {

enum class Reach { edited, from_above, nothing };

/// A snapshot with a `target_schema` that is the same in every environment.
GateResult shared_snapshot(Reach reach, bool one_database) {
  Scene scene;
  dbt::Node history = model("history");
  history.type = dbt::ResourceType::snapshot;
  history.config.materialized = "snapshot";
  if (reach == Reach::edited) {
    scene.changed(history, history);
  } else {
    scene.below(history);
  }
  scene.one_database = one_database;
  scene.answers([](const Question& question) {
    if (is(question, "database of")) return rows({{"started at noon", "5"}});
    return is(question, "kind of") ? rows({{"r"}}) : number(10);
  });
  scene.head.nodes["model.shop.history"].relation_name = scene.base.nodes["model.shop.history"].relation_name;
  if (reach == Reach::nothing) scene.reached_by_nothing("model.shop.history");
  return scene.run(gates::row_count_diff);
}

}  // namespace

TEST_CASE("row-count-diff: a snapshot that both sides share is judged only where the change reaches it") {
  const bool one_database = GENERATE(true, false);
  const GateResult nothing = shared_snapshot(Reach::nothing, one_database);
  REQUIRE(nothing.outcomes.size() == 1);
  CHECK(nothing.outcomes[0].status == Status::skipped);
  CHECK_THAT(nothing.outcomes[0].reason, ContainsSubstring("reaches neither it nor anything that it reads"));

  const GateResult above = shared_snapshot(Reach::from_above, one_database);
  REQUIRE(above.outcomes.size() == 1);
  CHECK(above.outcomes[0].status == Status::errored);
  CHECK_THAT(above.outcomes[0].reason, ContainsSubstring("a snapshot that base and head share, \"shop\".\"base\""));
  CHECK_THAT(above.outcomes[0].reason, ContainsSubstring("the change reaches it from above"));
  CHECK_THAT(above.outcomes[0].reason, ContainsSubstring(R"(target_schema: "{{ target.schema }}")"));
  CHECK_THAT(above.outcomes[0].reason,
             ContainsSubstring("models: [{select: {name: history}, gates: {row-count-diff: {downstream: none}}}]"));

  const GateResult edited = shared_snapshot(Reach::edited, one_database);
  REQUIRE(edited.outcomes.size() == 1);
  CHECK(edited.outcomes[0].status == Status::errored);
  CHECK_THAT(edited.outcomes[0].reason, ContainsSubstring("the change edits it"));
  CHECK_THAT(edited.outcomes[0].reason, !ContainsSubstring("downstream: none"));
}

TEST_CASE("row-count-diff: a where that lets no row through on either side has compared nothing") {
  Scene scene;
  scene.changed(model("orders"), model("orders"))
      .answers(replying(counts({{"orders", {0, 0}}})))
      .set(where, std::string("status = 'actve'"));
  const GateResult nothing = scene.run(gates::row_count_diff);
  REQUIRE(nothing.outcomes.size() == 1);
  CHECK(nothing.outcomes[0].status == Status::errored);
  CHECK_THAT(nothing.outcomes[0].reason, ContainsSubstring("lets no row through on either side"));
  const GateResult allowed = scene.set(allow_empty, true).run(gates::row_count_diff);
  REQUIRE(allowed.outcomes.size() == 1);
  CHECK(allowed.outcomes[0].status == Status::passed);
}

TEST_CASE("an outcome says unbuilt only where nothing but the head's relation is missing") {
  const auto outcomes = not_built().outcomes;
  REQUIRE(outcomes.size() == 2);
  CHECK(outcomes[0].unbuilt);
  CHECK_FALSE(outcomes[1].unbuilt);  // base lacks it
  Counts neither = counts({{"orders", {5, 5}}});
  neither["orders"] = {trouble(Problem::undefined_relation), trouble(Problem::undefined_relation)};
  Scene scene;
  const GateResult result =
      scene.changed(model("orders"), model("orders")).answers(replying(neither)).run(gates::row_count_diff);
  REQUIRE(result.outcomes.size() == 1);
  CHECK(result.outcomes[0].status == Status::errored);
  CHECK_FALSE(result.outcomes[0].unbuilt);
}
