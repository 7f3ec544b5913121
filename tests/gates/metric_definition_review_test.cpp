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
      {id, "fail-removed",
       [] {
         return Scene().semantic(simple("revenue", "net_revenue"), std::nullopt).run(gates::metric_definition_review);
       }},
  };
}

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
