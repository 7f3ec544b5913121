#include "dbt/yaml_entries.hpp"

#include <string>

#include "tests/catch.hpp"

using namespace tollgate::dbt;

namespace {

const std::string yaml = R"(version: 2

semantic_models:
  # one of two
  - name: orders
    model: ref('fct_orders')
    entities:
      - {name: order, type: primary, expr: order_id}
    measures:
      - {name: order_count, agg: count, expr: order_id}
      - expr: net_amount_usd
        name: "net_revenue"   # in dollars
        agg: sum

  - model: ref('windows')
    name: 'windows'
    measures:
    - name: net_revenue
      agg: max
    - {agg: sum, name: seen}

metrics:
- name: net_revenue
  type: simple
  type_params:
    measure:
      name: orders
- name: orders
  type: simple
)";

int line_of(const std::string& section, const std::string& name) {
  const auto found = find_entry(yaml, all_lines(yaml), section, name);
  return found ? found->first : 0;
}

int line_in(const std::string& section, const std::string& name, const std::string& inner, const std::string& item) {
  const auto outer = find_entry(yaml, all_lines(yaml), section, name);
  REQUIRE(outer);
  const auto found = find_entry(yaml, *outer, inner, item);
  return found ? found->first : 0;
}

}  // namespace

TEST_CASE("an entry is found by its name, wherever in the entry that stands") {
  CHECK(line_of("semantic_models", "orders") == 5);
  CHECK(line_of("semantic_models", "windows") == 15);
  CHECK(line_of("metrics", "net_revenue") == 23);
  CHECK(line_of("metrics", "orders") == 28);
  CHECK(find_entry(yaml, all_lines(yaml), "metrics", "orders") == LineRange{28, 29});
}

TEST_CASE("an entry of an entry is found in that one only") {
  CHECK(line_in("semantic_models", "orders", "measures", "order_count") == 10);
  CHECK(line_in("semantic_models", "orders", "measures", "net_revenue") == 11);
  CHECK(line_in("semantic_models", "windows", "measures", "net_revenue") == 18);
  CHECK(line_in("semantic_models", "windows", "measures", "seen") == 20);
  CHECK(line_in("semantic_models", "orders", "measures", "order") == 0);
  CHECK(line_in("semantic_models", "orders", "entities", "order") == 8);
}

TEST_CASE("what is not there is not found") {
  CHECK(line_of("metrics", "order") == 0);
  CHECK(line_of("metrics", "windows") == 0);
  CHECK(line_of("measures", "net_revenue") == 0);
  CHECK(line_of("exposures", "orders") == 0);
  for (const char* text : {"", "\n", "metrics:", "metrics:\n", "metrics: [{name: x}]\n", "metrics:\n  name: x\n", "-",
                           "- ", "metrics:\n  -\n", "metrics:\n  - {name: }\n", "#", "metrics:\n- name:"}) {
    INFO(text);
    CHECK_FALSE(find_entry(text, all_lines(text), "metrics", "x"));
  }
}

TEST_CASE("Windows line ends are no part of a name") {
  const std::string text = "metrics:\r\n  - name: x\r\n";
  CHECK(find_entry(text, all_lines(text), "metrics", "x") == LineRange{2, 2});
}
