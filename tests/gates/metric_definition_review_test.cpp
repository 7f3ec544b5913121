#include "gates/all.hpp"
#include "gates/metric_definition_review/definition.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;
using gates::metrics::definition_changes;

namespace {

const std::string orders_model =
    R"j({"defaults":{"agg_time_dimension":"ordered_at"},"dimensions":[{"name":"channel","type":"categorical"}],)j"
    R"j("measures":[{"agg":"count","expr":"order_id","name":"order_count"},)j"
    R"j({"agg":"sum","expr":"net_amount","name":"net_revenue"}],"model":"ref('fct_orders')"})j";

std::string with(std::string text, const std::string& old_words, const std::string& new_words) {
  const std::size_t at = text.find(old_words);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old_words.size(), new_words);
}

dbt::SemanticNode simple(const std::string& name, const std::string& measure, const std::string& more = "") {
  return metric(name,
                R"({"type":"simple","type_params":{"input_measures":[{"name":")" + measure +
                    R"("}],"measure":{"name":")" + measure + R"("}})" + more + "}",
                {"semantic_model.shop.orders"});
}

const std::string yaml = R"j(semantic_models:
  - name: orders
    model: ref('fct_orders')
    measures:
      - {name: order_count, agg: count, expr: order_id}
      - {name: net_revenue, agg: sum, expr: gross_amount}
)j";

/// The measure net_revenue is of another column; a metric stands on it, a ratio on that one.
GateResult measure_edited() {
  const dbt::SemanticNode ratio =
      metric("order_value",
             R"({"type":"ratio","type_params":{"denominator":{"name":"orders"},"input_measures":)"
             R"([{"name":"net_revenue"},{"name":"order_count"}],"numerator":{"name":"revenue"}}})",
             {"metric.shop.orders", "metric.shop.revenue"});
  Scene scene;
  scene.semantic(simple("orders", "order_count"), simple("orders", "order_count"))
      .semantic(ratio, ratio)
      .semantic(simple("revenue", "net_revenue"), simple("revenue", "net_revenue"))
      .semantic(semantic_model("orders", orders_model),
                semantic_model("orders", with(orders_model, "net_amount", "gross_amount")));
  for (SemanticTarget& target : scene.semantics()) target.yaml = yaml;
  return scene.run(gates::metric_definition_review);
}

GateResult filter_edited() {
  Scene scene;
  scene.semantic(simple("revenue", "net_revenue"),
                 simple("revenue", "net_revenue", R"(,"filter":{"where_filters":[{"where_sql_template":"a = 30"}]})"));
  return scene.run(gates::metric_definition_review);
}

GateResult old_style() {
  const std::string definition = R"j({"calculation_method":"sum","expression":"net_amount","model":"ref('orders')",)j"
                                 R"("timestamp":"last_event_at"})";
  return Scene()
      .semantic(metric("revenue", definition), metric("revenue", with(definition, "last_event_at", "last_seen_at")))
      .run(gates::metric_definition_review);
}

GateResult same() {
  return Scene()
      .semantic(simple("revenue", "net_revenue"), simple("revenue", "net_revenue"))
      .semantic(std::nullopt, simple("visits", "visit_count"))
      .run(gates::metric_definition_review);
}

}  // namespace

TEST_CASE("definitions: settings are told by the path that YAML has") {
  const auto changes = definition_changes(
      R"({"type":"simple","type_params":{"measure":{"name":"a","filter":"x"},"window":{"count":7}},"tags":["a","b"]})",
      R"({"type":"simple","type_params":{"measure":{"name":"b","filter":"y"},"window":{"count":30}},"tags":["a","c"]})",
      false);
  REQUIRE(changes.size() == 4);
  CHECK(to_text(changes[0]) == "measure: `a` -> `b`");
  CHECK(to_text(changes[1]) == "measure.filter: `x` -> `y`");
  CHECK(to_text(changes[2]) == "tags: `[\"a\",\"b\"]` -> `[\"a\",\"c\"]`");
  CHECK(to_text(changes[3]) == "window.count: `7` -> `30`");
}

TEST_CASE("definitions: the order of named entries is no change, and what dbt derives is none either") {
  CHECK(definition_changes(R"({"measures":[{"name":"a","agg":"sum"},{"name":"b","agg":"max"}]})",
                           R"({"measures":[{"name":"b","agg":"max"},{"name":"a","agg":"sum"}]})", false)
            .empty());
  CHECK(definition_changes(R"({"type_params":{"input_measures":[{"name":"a"}]}})",
                           R"({"type_params":{"input_measures":[{"name":"b"}]}})", false)
            .empty());
}

TEST_CASE("definitions: what only a newer dbt writes as its default is no change") {
  const std::string before = R"({"filter":{"where_sql_template":"a"},"type":"simple"})";
  const std::string after =
      R"({"filter":{"where_filters":[{"where_sql_template":"a"}]},"join_to_timespine":false,"type":"simple"})";
  CHECK(definition_changes(before, after, true).empty());
  CHECK(definition_changes(before, after, false).size() == 1);
}

TEST_CASE("definitions: long values are cut on a character") {
  const std::string value(119, 'x');
  const auto changes = definition_changes(R"({"a":"1"})", R"({"a":")" + value + R"(ää\nb"})", false);
  REQUIRE(changes.size() == 1);
  CHECK(to_text(changes[0]) == "a: `1` -> `" + value + "…`");
}

TEST_CASE("metric-definition-review: a measure is pointed at in its semantic model") {
  const GateResult result = measure_edited();
  REQUIRE_FALSE(result.findings.empty());
  CHECK(result.findings[0].subject.id == "metric.shop.revenue");
  CHECK(result.findings[0].location.line == 6);
  CHECK_THAT(result.findings[0].message, ContainsSubstring("`net_amount` -> `gross_amount`"));
  CHECK_THAT(result.findings[0].message, ContainsSubstring("needs review by data-pm (2 approvals)"));
  for (const Finding& finding : result.findings) {
    CHECK(finding.cause == result.findings[0].cause);
    CHECK(finding.subject.id != "metric.shop.orders");
  }
}

namespace {

/// activity -> customers -> windows, read by the semantic model and the metric.
std::vector<dbt::Node> chain(const std::string& activity, const std::string& windows) {
  dbt::Node events = model("events", "select 1 as customer_id, now() as event_at, now() as seen_at, 'x' as kind");
  dbt::Node first = model("activity", activity);
  first.depends_on = {"model.shop.events"};
  dbt::Node second = model("customers", "select customer_id,\n       last_at,\n       kind\nfrom %activity%");
  second.depends_on = {"model.shop.activity"};
  dbt::Node third = model("windows", windows);
  third.depends_on = {"model.shop.customers"};
  return {events, first, second, third};
}

const std::string activity =
    "select customer_id,\n       max(event_at) as last_at,\n       max(kind) as kind\n"
    "from %events%\ngroup by customer_id";
const std::string windows =
    "select count(*) filter (\n    where last_at > date '2024-12-01'\n) as active, max(kind) as "
    "kind\nfrom %customers%\nwhere customer_id > 0";

/// `%name%` is the model of that name on that side.
dbt::Node rendered(dbt::Node node, const std::string& schema) {
  for (std::size_t at = node.compiled_code.find('%'); at != std::string::npos; at = node.compiled_code.find('%')) {
    const std::size_t end = node.compiled_code.find('%', at + 1);
    const std::string name = node.compiled_code.substr(at + 1, end - at - 1);
    node.compiled_code.replace(at, end - at + 1, "\"shop\".\"" + schema + "\".\"" + name + "\"");
  }
  return node;
}

GateResult judge_chain(const std::vector<dbt::Node>& base, const std::vector<dbt::Node>& head) {
  Scene scene;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    dbt::Source& things = project->sources["source.shop.raw.things"];
    things.unique_id = "source.shop.raw.things";
    things.source_name = "raw";
    things.name = things.identifier = "things";
    things.database = "shop";
    things.schema = "raw";
    things.relation_name = R"("shop"."raw"."things")";
  }
  for (std::size_t i = 0; i < base.size(); ++i) {
    scene.changed(rendered(base[i], "base"), rendered(head[i], "head"));
  }
  const dbt::SemanticNode model_of_windows = semantic_model(
      "windows", R"j({"measures":[{"agg":"sum","name":"active"}],"model":"ref('windows')"})j", {"model.shop.windows"});
  const dbt::SemanticNode metric_of_windows = metric(
      "active", R"({"type":"simple","type_params":{"input_measures":[{"name":"active"}],"measure":{"name":"active"}}})",
      {"semantic_model.shop.windows"});
  scene.semantic(metric_of_windows, metric_of_windows).semantic(model_of_windows, model_of_windows);
  return scene.run(gates::metric_definition_review);
}

/// Of a source whose columns nobody knows.
const std::string unknown_column = R"((select max(t.x) from "shop"."raw"."things" as t))";

std::vector<std::string> subjects(const GateResult& result) {
  std::vector<std::string> ids;
  for (const Finding& finding : result.findings) ids.push_back(finding.subject.id);
  return ids;
}

}  // namespace

std::vector<Case> test_gates::metric_cases() {
  constexpr std::string_view id = "metric-definition-review";
  return {
      {id, "pass-same-and-new", same},
      {id, "fail-measure-edited", measure_edited},
      {id, "fail-filter-edited", filter_edited},
      {id, "fail-old-style-metric", old_style},
      {id, "error-unreadable-definition",
       [] {
         return Scene()
             .semantic(metric("revenue", "{"), simple("revenue", "net_revenue"))
             .run(gates::metric_definition_review);
       }},
      {id, "fail-column-resourced-upstream",
       [] { return judge_chain(chain(activity, windows), chain(with(activity, "event_at", "seen_at"), windows)); }},
      {id, "error-unresolved-column",
       [] {
         return judge_chain(chain(activity, windows), chain(with(activity, "max(event_at)", unknown_column), windows));
       }},
      {id, "fail-removed",
       [] {
         return Scene().semantic(simple("revenue", "net_revenue"), std::nullopt).run(gates::metric_definition_review);
       }},
  };
}

TEST_CASE("metric-definition-review: a column re-sourced three models up is told where it is, with both names") {
  const GateResult result =
      judge_chain(chain(activity, windows), chain(with(activity, "event_at", "seen_at"), windows));
  REQUIRE(subjects(result) == std::vector<std::string>{"metric.shop.active", "semantic_model.shop.windows"});
  const Finding& finding = result.findings[0];
  CHECK(finding.rule == "metric-column-changed");
  CHECK(finding.location.path == "models/activity.sql");
  CHECK(finding.location.line == 2);
  CHECK(finding.cause == lineage::column_cause("model.shop.activity", "last_at"));
  CHECK_THAT(finding.message, ContainsSubstring("`event_at` -> `seen_at`"));
  CHECK_THAT(finding.message, ContainsSubstring("activity.last_at -> customers.last_at -> windows.active"));
  CHECK_THAT(finding.message, ContainsSubstring("needs review by data-pm"));
}

TEST_CASE("metric-definition-review: a column that no metric reads is nobody's concern") {
  CHECK(
      judge_chain(chain(activity, windows), chain(with(activity, "max(kind)", "min(kind)"), windows)).findings.empty());
}

TEST_CASE("metric-definition-review: a column computed otherwise from the same columns is told by its text") {
  const GateResult result =
      judge_chain(chain(activity, windows), chain(activity, with(windows, "2024-12-01", "2024-11-01")));
  REQUIRE(subjects(result) == std::vector<std::string>{"metric.shop.active", "semantic_model.shop.windows"});
  CHECK_THAT(result.findings[0].message, ContainsSubstring("2024-12-01"));
  CHECK_THAT(result.findings[0].message, ContainsSubstring("2024-11-01"));
  CHECK(result.findings[0].location.path == "models/windows.sql");
}

TEST_CASE("metric-definition-review: the rows that a metric's own model chooses are a part of its meaning") {
  const GateResult own = judge_chain(chain(activity, windows), chain(activity, with(windows, "> 0", "> 9")));
  REQUIRE(subjects(own) == std::vector<std::string>{"metric.shop.active", "semantic_model.shop.windows"});
  CHECK(own.findings[0].cause == lineage::rows_cause("model.shop.windows"));
  const std::string filtered = with(activity, "group by", "where kind = 'x'\ngroup by");
  CHECK(judge_chain(chain(activity, windows), chain(filtered, windows)).findings.empty());
}

TEST_CASE("metric-definition-review: a join by another key is another value of what it brings in") {
  const std::string joined =
      "select e.customer_id,\n       max(l.event_at) as last_at,\n       max(e.kind) as kind\nfrom %events% as e\n"
      "left join %events% as l on l.customer_id = e.customer_id\ngroup by e.customer_id";
  const auto become = [&](const std::string& old_words, const std::string& new_words) {
    return judge_chain(chain(joined, windows), chain(with(joined, old_words, new_words), windows));
  };
  const GateResult result = become("l.customer_id = e.customer_id", "l.customer_id + 1 = e.customer_id");
  REQUIRE(subjects(result) == std::vector<std::string>{"metric.shop.active", "semantic_model.shop.windows"});
  CHECK(result.findings[0].cause == lineage::rows_cause("model.shop.activity"));
  CHECK(result.findings[0].location.path == "models/activity.sql");
  CHECK_THAT(result.findings[0].message,
             ContainsSubstring("is fed by activity.last_at, joined otherwise now: `l.customer_id = e.customer_id` -> "
                               "`l.customer_id + 1 = e.customer_id`"));
  CHECK(subjects(become("left join", "join")).size() == 2);
  CHECK(subjects(become("= e.customer_id", "= e.customer_id and l.kind = 'x'")).size() == 2);
  // Nothing that a metric reads comes in by this one.
  const std::string aside =
      with(windows, "from %customers%",
           "from %customers% left join (select 1 as c, 'y'::text as other) as o on o.c = customer_id");
  CHECK(judge_chain(chain(activity, aside), chain(activity, with(aside, "o.c = customer_id", "o.c > customer_id")))
            .findings.empty());
}

TEST_CASE("metric-definition-review: what cannot be resolved on head only is not judged") {
  const GateResult result =
      judge_chain(chain(activity, windows), chain(with(activity, "max(event_at)", unknown_column), windows));
  REQUIRE(result.outcomes.size() == 2);
  CHECK(result.outcomes[0].status == Status::errored);
  CHECK_THAT(result.outcomes[0].reason, ContainsSubstring("activity.last_at"));
}

TEST_CASE("metric-definition-review: what PostgreSQL refuses is left to the references gate") {
  const GateResult result =
      judge_chain(chain(activity, windows), chain(with(activity, "event_at", "evnt_at"), windows));
  REQUIRE(result.outcomes.size() == 2);
  CHECK(result.outcomes[0].status == Status::skipped);
  CHECK_THAT(result.outcomes[0].reason, ContainsSubstring("evnt_at"));
}
