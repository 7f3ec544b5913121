// row-count-diff from targets to outcomes, with a warehouse that answers from a table of counts.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <random>

#include "core/error.hpp"
#include "core/settle.hpp"
#include "gates/all.hpp"
#include "gates/row_count_diff/options.hpp"
#include "gates/row_count_diff/plan.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;
using namespace tollgate::gates::rows;
using warehouse::Answer;
using warehouse::Problem;
using warehouse::Question;
using warehouse::Side;

namespace {

struct Pair {
  Answer base, head;
};

/// Model name -> what its counts are; relations are called "shop"."base"."<name>" and "shop"."head"."<name>".
using Counts = std::map<std::string, Pair>;

Counts counts(std::initializer_list<std::pair<std::string, std::pair<int, int>>> numbers) {
  Counts all;
  for (const auto& [name, pair] : numbers) all[name] = {number(pair.first), number(pair.second)};
  return all;
}

bool is(const Question& question, std::string_view what) { return question.about.starts_with(what); }

Answer count_of(const Counts& counts, const Question& question) {
  for (const auto& [name, pair] : counts) {
    const std::string relation = fmt::format(R"("shop"."{}"."{}")", to_string(question.side), name);
    if (question.sql.find(relation) != std::string::npos) return question.side == Side::base ? pair.base : pair.head;
  }
  return trouble(Problem::undefined_relation);
}

FakeWarehouse::Reply replying(Counts counts) {
  return [counts = std::move(counts)](const Question& question) {
    return is(question, "kind of") ? rows({{"r"}}) : count_of(counts, question);
  };
}

GateResult one(int base, int head) {
  Scene scene;
  return scene.changed(model("orders"), model("orders"))
      .answers(replying(counts({{"orders", {base, head}}})))
      .run(gates::row_count_diff);
}

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

using Cells = std::vector<std::vector<std::optional<std::string>>>;

/// Time ranges as given; counts are 100 on base and 100 on head, or none where the range is null.
GateResult windowed(const Cells& base, const Cells& head) {
  Scene scene;
  scene.changed(model("events"), model("events"));
  return scene
      .answers([&](const Question& question) {
        const Cells& range = question.side == Side::base ? base : head;
        if (is(question, "time range")) return rows(range);
        if (is(question, "kind of")) return rows({{"r"}});
        return number(range[0][2] == "0" ? 0 : 100);
      })
      .set(event_time, std::string("created_at"))
      .run(gates::row_count_diff);
}

Cells year() { return {{"2024-01-01 00:00:00", "2024-12-31 23:59:59", "1000"}}; }
Cells week() { return {{"2024-12-25 06:00:00.5", "2025-01-02 00:00:00", "7"}}; }
Cells later() { return {{"2025-06-01 00:00:00", "2025-06-30 00:00:00", "7"}}; }
Cells none() { return {{std::nullopt, std::nullopt, "0"}}; }
Cells numbers() { return {{"1", "99", "7"}}; }

/// Counts per month of `created_at`: a month is lost on head while the total stays.
GateResult partitioned(const std::string& type, const Cells& base, const Cells& head) {
  Scene scene;
  scene.changed(model("events"), model("events"));
  return scene
      .answers([&](const Question& question) {
        if (is(question, "kind of")) return rows({{"r"}});
        if (is(question, "type of group_by")) return rows({{type}});
        if (is(question, "row count by")) return rows(question.side == Side::base ? base : head);
        return number(100);
      })
      .set(group_by, std::string("created_at"))
      .run(gates::row_count_diff);
}

GateResult month_lost() {
  return partitioned("date", {{"2024-01-01 00:00:00", "40"}, {"2024-02-01 00:00:00", "60"}},
                     {{"2024-02-01 00:00:00", "100"}});
}

GateResult key_lost() {
  return partitioned("text", {{"ann@example.com", "40"}, {"bob@example.com", "60"}}, {{"bob@example.com", "100"}});
}

Cells many_keys() {
  Cells cells;
  for (int i = 0; i <= 10'000; ++i) cells.push_back({std::to_string(i), "1"});
  return cells;
}

GateResult estimated(const char* base, const char* head) {
  Scene scene;
  return scene.changed(model("huge"), model("huge"))
      .answers([&](const Question& question) {
        const bool on_base = question.side == Side::base;
        if (is(question, "planner's")) return rows({{on_base ? base : head, "r", "f"}});
        if (is(question, "kind of")) return rows({{"r"}});
        return number(on_base ? 1000 : 2000);
      })
      .set(estimate_above_rows, std::int64_t{1'000'000})
      .run(gates::row_count_diff);
}

std::vector<std::string> ids_counted(Scene& scene) {
  std::vector<std::string> ids;
  for (const PlannedCount& count : make_plan(scene.context()).counts) ids.push_back(count.target->model->name);
  return ids;
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

TEST_CASE("rows: where goes into both counts and is told") {
  Scene scene;
  scene.changed(model("orders"), model("orders"));
  scene.set(where, std::string("status <> 'void'\n-- said twice"));
  const GateResult result = scene.answers(replying(counts({{"orders", {100, 300}}}))).run(gates::row_count_diff);
  for (const Question& question : scene.warehouse().calls()[0]) {
    if (is(question, "row count")) CHECK_THAT(question.sql, ContainsSubstring("status <> 'void'"));
  }
  REQUIRE(result.findings.size() == 1);
  CHECK_THAT(result.findings[0].message, ContainsSubstring("; rows where status <> 'void' -- said twice"));
  CHECK(result.row_counts[0].filter == "status <> 'void'\n-- said twice");
}

TEST_CASE("rows: the model's own event_time is taken unless the policy names one") {
  dbt::Node node = model("events");
  node.config.event_time = "happened_at";
  Scene scene;
  scene.changed(node, node);
  CHECK(make_plan(scene.context()).counts[0].event_time == "happened_at");
  scene.set(event_time, std::string("created_at"));
  CHECK(make_plan(scene.context()).counts[0].event_time == "created_at");
}

TEST_CASE("rows: both sides are counted in the overlap, and only days of it are told") {
  Scene scene;
  scene.changed(model("events"), model("events"));
  const GateResult result = scene
                                .answers([](const Question& question) {
                                  if (is(question, "time range")) {
                                    return rows(question.side == Side::base ? year() : week());
                                  }
                                  return number(question.side == Side::base ? 100 : 300);
                                })
                                .set(event_time, std::string("created_at"))
                                .run(gates::row_count_diff);
  for (const Question& question : scene.warehouse().calls().at(1)) {
    if (!is(question, "row count")) continue;
    CHECK_THAT(question.sql, ContainsSubstring(R"("created_at" >= '2024-12-25 06:00:00.5')"));
    CHECK_THAT(question.sql, ContainsSubstring(R"("created_at" <= '2024-12-31 23:59:59')"));
  }
  REQUIRE(result.findings.size() == 2);
  CHECK(result.findings[0].rule == "row-count-growth");
  CHECK_THAT(result.findings[0].message, ContainsSubstring("; created_at from 2024-12-25 to 2024-12-31"));
  CHECK_THAT(to_text(result), !ContainsSubstring("23:59"));
}

TEST_CASE("rows: an event_time that is null in every row of one side cannot be judged") {
  Scene scene;
  scene.changed(model("events"), model("events"));
  const GateResult result = scene
                                .answers([](const Question& question) {
                                  if (is(question, "time range")) {
                                    return rows(question.side == Side::base ? year() : none());
                                  }
                                  return number(100);
                                })
                                .set(event_time, std::string("created_at"))
                                .run(gates::row_count_diff);
  REQUIRE(result.outcomes.size() == 1);
  CHECK(result.outcomes[0].status == Status::errored);
  CHECK_THAT(result.outcomes[0].reason, ContainsSubstring("null in every row on head"));
}

TEST_CASE("rows: values of keys reach no text") {
  CHECK_THAT(to_text(key_lost()), !ContainsSubstring("example.com"));
  CHECK_THAT(to_text(partitioned("text", {{"secret", "1"}}, {{"secret", "x"}})), !ContainsSubstring("secret"));
}

TEST_CASE("rows: a period that does not fit the column is explained") {
  Scene scene;
  scene.changed(model("events"), model("events"));
  const GateResult result = scene
                                .answers([](const Question& question) {
                                  return is(question, "row count by") ? trouble(Problem::syntax, "refused") : number(1);
                                })
                                .set(group_by, std::string("id"))
                                .set(group_period, std::string("month"))
                                .run(gates::row_count_diff);
  REQUIRE(result.outcomes.size() == 1);
  CHECK_THAT(result.outcomes[0].reason, ContainsSubstring("group_period month needs a date or timestamp in id"));
}

TEST_CASE("rows: a head that holds only a part of base's time is told, and only then") {
  const GateResult narrowed = windowed(year(), week());
  REQUIRE(narrowed.findings.size() == 1);
  CHECK(narrowed.findings.front().rule == "event-time-narrowed");
  CHECK(narrowed.findings.front().severity == Severity::info);
  CHECK(windowed(year(), year()).findings.empty());
  const Cells decade{{"2020-01-01 00:00:00", "2029-12-31 00:00:00", "9000"}};
  CHECK(windowed(year(), decade).findings.empty());
}

TEST_CASE("rows: estimates are never taken for views, filters, windows or partitions, nor for zero rows") {
  Scene scene;
  scene.changed(model("huge"), model("huge")).set(estimate_above_rows, std::int64_t{1});
  CHECK(make_plan(scene.context()).counts[0].may_estimate());
  for (const Option<std::string_view>* option : {&where, &event_time, &group_by}) {
    Scene other;
    other.changed(model("huge"), model("huge")).set(estimate_above_rows, std::int64_t{1});
    other.set(*option, std::string("x"));
    CHECK_FALSE(make_plan(other.context()).counts[0].may_estimate());
  }
  const GateResult never_analysed = estimated("-1", "5000000");
  CHECK_FALSE(never_analysed.row_counts[0].estimated);
  CHECK(never_analysed.row_counts[0].head_rows == 2000);
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
