#include "gates/all.hpp"
#include "gates/compiled_sql.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

GateResult judge(const dbt::Node& head) { return Scene().changed(std::nullopt, head).run(gates::compile); }

dbt::Node reading(const std::vector<std::string>& parents, const std::string& raw) {
  dbt::Node node = model("orders", raw);
  node.compiled_code = "select 1";
  node.depends_on = parents;
  return node;
}

GateResult complete() {
  Scene scene;
  scene.changed(std::nullopt, reading({"model.shop.stg", "source.shop.raw.orders"}, "select 1"))
      .changed(model("stg"), model("stg"));
  scene.head.sources["source.shop.raw.orders"] = {};
  return scene.run(gates::compile);
}

GateResult unresolved() {
  Scene scene;
  scene.changed(std::nullopt, reading({"model.shop.gone", "model.shop.off"},
                                      "select *\nfrom {{ ref('gone') }}\njoin {{ ref(\"off\") }} using (id)\n"));
  scene.head.disabled = {"model.shop.off"};
  return scene.run(gates::compile);
}

GateResult parsed_only() {
  dbt::Node node = model("orders");
  node.compiled = false;
  return judge(node);
}

GateResult no_sql() {
  dbt::Node seed = model("countries");
  seed.type = dbt::ResourceType::seed;
  seed.compiled = false;
  dbt::Node python = model("forecast", "def model(dbt, session): return {{}}");
  python.language = "python";
  return Scene()
      .changed(model("orders"), std::nullopt)
      .changed(std::nullopt, python)
      .changed(seed, seed)
      .run(gates::compile);
}

}  // namespace

std::vector<Case> test_gates::compile_cases() {
  return {
      {"compile", "pass-complete", complete},
      {"compile", "pass-no-sql", no_sql},
      {"compile", "fail-unresolved-ref", unresolved},
      {"compile", "fail-empty", [] { return judge(model("orders", "/* only {{ words }} */ -- more")); }},
      {"compile", "fail-jinja-left-over", [] { return judge(model("orders", "select 1\nfrom {{ ref('x') }}")); }},
      {"compile", "error-parsed-only", parsed_only},
  };
}

TEST_CASE("the line of a ref() to a version that is gone is that of its model's name") {
  Scene scene;
  scene.changed(std::nullopt, reading({"model.shop.gone.v2"}, "select *\nfrom {{ ref('gone', v=2) }}\n"));
  const GateResult result = scene.run(gates::compile);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].location.line == 2);
}

TEST_CASE("Jinja is looked for outside strings, quoted names and comments only") {
  using gates::find_jinja;
  CHECK_FALSE(find_jinja("select '{{', \"{%\", $$ {{ $$, $a${{$$ $a$, E'\\'{{' -- {{\n/* {{ /* {# */ {{ */"));
  CHECK_FALSE(find_jinja("select '{\"a\": {}}'::jsonb, '''{{'''"));
  CHECK(find_jinja("select 'it' {{"));
  CHECK(find_jinja("select a$b$, {% x %} $b$"));
  CHECK(find_jinja("select $1, {# x #} $1"));
  CHECK(find_jinja("select name'\\' {{ "));
  const auto where = find_jinja("select 'ä',\n  'ö' {{ x }}");
  REQUIRE(where);
  CHECK(where->line == 2);
  CHECK(where->column == 7);
}

TEST_CASE("unfinished strings and comments end with the text") {
  for (const char* sql : {"'", "\"", "$$", "$a$", "/*", "/* /* */", "--", "E'\\", "{", "$", "/", "-", "'{{", "$x"}) {
    INFO(sql);
    CHECK_FALSE(gates::find_jinja(sql));
  }
}

TEST_CASE("a statement is more than blanks, comments and semicolons") {
  CHECK_FALSE(gates::holds_statement(""));
  CHECK_FALSE(gates::holds_statement(" \n;; -- select 1\n/* select */"));
  CHECK(gates::holds_statement("-- a\nselect"));
  CHECK(gates::holds_statement("'"));
}

TEST_CASE("compile: a missing node that the file names on two lines is pointed at on neither") {
  Scene scene;
  scene.changed(std::nullopt, reading({"model.shop.gone"}, "{{ ref('gone') }}\n{{ ref('gone') }}"));
  const auto result = scene.run(gates::compile);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].location.line == 1);
}

TEST_CASE("compile: the white space that dbt strips off the file's start is counted") {
  Scene scene;
  scene.changed(std::nullopt, reading({"model.shop.gone"}, "select *\nfrom {{ ref('gone') }}"));
  scene.targets()[0].lines_before_code = 1;
  CHECK(scene.run(gates::compile).findings.at(0).location.line == 3);
}
