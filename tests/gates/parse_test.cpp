#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

dbt::Node compiled_to(const std::string& raw, const std::string& compiled) {
  dbt::Node node = model("orders", raw);
  node.compiled_code = compiled;
  return node;
}

dbt::Node uncompiled() {
  dbt::Node node = model("orders");
  node.compiled = false;
  node.compiled_code.clear();
  return node;
}

GateResult judge(const dbt::Node& head) { return Scene().changed(model("orders"), head).run(gates::parse); }

GateResult nothing_to_parse() {
  dbt::Node seed = model("countries");
  seed.type = dbt::ResourceType::seed;
  seed.compiled = false;
  dbt::Node python = model("forecast", "def model(dbt, session): return 1");
  python.language = "python";
  return Scene()
      .changed(model("orders"), std::nullopt)
      .changed(std::nullopt, python)
      .changed(seed, seed)
      .run(gates::parse);
}

GateResult mapped_to_raw_line() {
  return judge(compiled_to("{{ config() }}\nselect\n  a form,\n  b\nfrom {{ ref('x') }}\nwhere and true\n",
                           "\nselect\n  a form,\n  b\nfrom \"db\".\"s\".\"x\"\nwhere and true\n"));
}

}  // namespace

std::vector<Case> test_gates::parse_cases() {
  return {
      {"parse", "pass-one-statement", [] { return judge(model("orders", "select a from t where b = '{{'")); }},
      {"parse", "pass-nothing-to-parse", nothing_to_parse},
      {"parse", "fail-syntax-error", mapped_to_raw_line},
      {"parse", "fail-line-is-made-by-a-macro", [] { return judge(compiled_to("{{ m() }}", "select 1\nfrom from")); }},
      {"parse", "fail-empty", [] { return judge(model("orders", "-- nothing\n/* here /* either */ */;")); }},
      {"parse", "fail-jinja-is-one-cause-with-compile", [] { return judge(model("orders", "select {{ a }}")); }},
      {"parse", "error-not-compiled", [] { return judge(uncompiled()); }},
      {"parse", "error-only-this-one-not-compiled",
       [] { return Scene().changed(model("orders"), uncompiled()).below(model("mart")).run(gates::parse); }},
  };
}

TEST_CASE("parse: a line that stands twice in the model's file is not pointed at") {
  const auto result = judge(compiled_to("select 1\nfrom from\n-- {% if x %}\nfrom from", "select 1\nfrom from"));
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].location.line == 1);
}

TEST_CASE("parse: a snapshot's raw_code is one block of its file, so its lines are not the file's") {
  dbt::Node snapshot = compiled_to("select 1\nfrom from", "select 1\nfrom from");
  snapshot.type = dbt::ResourceType::snapshot;
  const auto result = judge(snapshot);
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].location.line == 1);
  CHECK(result.findings[0].location.column == 0);
}

TEST_CASE("parse: columns count code points, also in the model's file") {
  const auto result = judge(model("orders", "select 'ä' from from"));
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].location.column == 17);
}

TEST_CASE("parse: the white space that dbt strips off the file's start is counted") {
  Scene scene;
  scene.changed(std::nullopt, model("orders", "select 1\nfrom from"));
  scene.targets()[0].lines_before_code = 3;
  CHECK(scene.run(gates::parse).findings.at(0).location.line == 5);
}
