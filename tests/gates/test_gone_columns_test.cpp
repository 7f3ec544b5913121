// A column that is renamed or removed, and the dbt tests that name it: one edit, one finding.
#include <algorithm>
#include <string>
#include <vector>

#include "core/settle.hpp"
#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

dbt::Node source_table() {
  dbt::Node node = model("raw", "select 1 as id, 'x'::text as customer_name, 2 as amount, 3 as tax");
  return node;
}

dbt::Node mart(const std::string& select_list, const std::string& from = "head") {
  dbt::Node node = model("dim", "select " + select_list + R"( from "shop".")" + from + R"("."raw")");
  node.depends_on = {"model.shop.raw"};
  return node;
}

dbt::Node reader(const std::string& from) {
  dbt::Node node = model("wide", R"(select * from "shop".")" + from + R"("."dim")");
  node.depends_on = {"model.shop.dim"};
  return node;
}

/// `raw` stays, `dim` is edited.
Scene edited(const std::string& before, const std::string& after) {
  Scene scene;
  scene.below(source_table());
  scene.changed(mart(before, "base"), mart(after));
  scene.with_lineage = true;
  scene.wrote("test");
  return scene;
}

dbt::Node data_test(const std::string& kind, const std::string& column, const std::string& about = "dim",
                    const dbt::Meta& kwargs = {}) {
  dbt::Node node;
  node.type = dbt::ResourceType::test;
  node.package = "shop";
  node.name = kind + "_" + about + "_" + column;
  for (const auto& [key, value] : kwargs) node.name += "_" + std::to_string(value.size());
  node.unique_id = "test.shop." + node.name;
  node.depends_on = {"model.shop." + about};
  node.test.emplace();
  node.test->name = kind;
  node.test->column = column;
  node.test->kwargs = kwargs;
  node.test->attached_node = "model.shop." + about;
  return node;
}

void on_both(Scene& scene, const dbt::Node& test) {
  scene.base.nodes[test.unique_id] = test;
  scene.head.nodes[test.unique_id] = test;
}

void breaks(Scene& scene, const dbt::Node& test) {
  on_both(scene, test);
  scene.with_result(test.unique_id, "error");
}

/// What the gates test and lineage-diff say together, folded.
std::vector<Finding> told(Scene& scene) {
  std::vector<Finding> all = scene.run(gates::test).findings;
  for (Finding& finding : scene.run(gates::lineage_diff).findings) all.push_back(std::move(finding));
  for (Finding& finding : scene.run(gates::references).findings) all.push_back(std::move(finding));
  return fold(std::move(all), {});
}

}  // namespace

TEST_CASE("test: tests on a renamed column are one finding with its renaming") {
  Scene scene = edited("id, customer_name", "id, customer_name as full_name");
  breaks(scene, data_test("not_null", "customer_name"));
  breaks(scene, data_test("unique", "customer_name"));
  const auto findings = told(scene);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "test-error");
  CHECK(findings[0].severity == Severity::error);
  CHECK(findings[0].message ==
        "dim: test not_null_dim_customer_name (not_null on customer_name) could not be run; dim calls customer_name "
        "full_name now");
  CHECK(findings[0].help.find("Let the test name what head has") == 0);
  REQUIRE(findings[0].folded.size() == 2);
  CHECK(findings[0].folded[0].rule == "test-error");
  CHECK(findings[0].folded[1].rule == "renamed-column");
}

TEST_CASE("test: tests on columns that one edit removes are one finding") {
  Scene scene = edited("id, customer_name, tax", "id");
  breaks(scene, data_test("not_null", "customer_name"));
  breaks(scene, data_test("not_null", "tax"));
  const auto findings = told(scene);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message ==
        "dim: test not_null_dim_customer_name (not_null on customer_name) could not be run; dim gives customer_name no "
        "longer");
  REQUIRE(findings[0].folded.size() == 2);
  CHECK(findings[0].folded[1].rule == "removed-unread-column");
}

TEST_CASE("test: a test below, an argument, a parent's column and a singular test go with the renaming as well") {
  Scene scene = edited("id, customer_name", "id as key, customer_name");
  scene.below(reader("head"));
  scene.base.nodes["model.shop.wide"].compiled_code = reader("base").compiled_code;
  SECTION("of an unchanged model that hands the column on") { breaks(scene, data_test("unique", "id", "wide")); }
  SECTION("in an argument") {
    breaks(scene, data_test("unique_combination_of_columns", "", "dim",
                            {{"combination_of_columns", R"(["id","customer_name"])"}}));
  }
  SECTION("of another relation that the test reads") {
    dbt::Node test = data_test("relationships", "amount", "raw", {{"field", "id"}, {"to", "ref('dim')"}});
    test.depends_on.emplace_back("model.shop.dim");
    breaks(scene, test);
  }
  SECTION("in the code of a singular test") {
    dbt::Node test = data_test("", "");
    test.test->attached_node.clear();
    test.raw_code = "select id from {{ ref('dim') }} where id < 0";
    breaks(scene, test);
  }
  SECTION("in the file of a unit test") {
    dbt::UnitTest& unit = scene.head.unit_tests["unit_test.shop.dim.adds_up"];
    unit = {"unit_test.shop.dim.adds_up", "shop", "adds_up", "dim", "models/unit.yml", "model.shop.dim", {}};
    scene.files["models/unit.yml"] = "unit_tests:\n  - name: adds_up\n    expect: {rows: [{id: 1}]}\n";
    scene.with_result(unit.unique_id, "error");
  }
  const auto findings = told(scene);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "test-error");
  CHECK(findings[0].message.ends_with("could not be run; dim calls id key now"));
}

TEST_CASE("test: what a renaming does not explain stands by itself") {
  Scene scene = edited("id, customer_name", "id, customer_name as full_name");
  breaks(scene, data_test("not_null", "id"));
  const auto findings = told(scene);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].message == "dim: test not_null_dim_id (not_null on id) could not be run");
}

TEST_CASE("test: a failure is no matter of names") {
  Scene scene = edited("id, customer_name", "id, customer_name as full_name");
  const dbt::Node test = data_test("unique_combination_of_columns", "", "dim", {{"columns", "customer_name"}});
  on_both(scene, test);
  scene.with_result(test.unique_id, "fail", 3);
  CHECK(told(scene).size() == 2);
}

TEST_CASE("test: without column graphs the texts of the model tell which column went") {
  Scene scene = edited("id, tax", "id");
  scene.with_lineage = false;
  breaks(scene, data_test("not_null", "tax"));
  breaks(scene, data_test("unique", "tax"));
  const auto findings = fold(scene.run(gates::test).findings, {});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].folded.size() == 1);
}

TEST_CASE("test: a test that follows its column is no test that was changed") {
  Scene scene = edited("id, customer_name, tax", "id, customer_name as full_name");
  const auto put = [](dbt::Project& project, const dbt::Node& test) { project.nodes[test.unique_id] = test; };
  const auto combination = [](const std::string& names) {
    return data_test("unique_combination_of_columns", "", "dim", {{"combination_of_columns", names}});
  };
  const auto answered = [&] {
    for (const auto& [id, node] : scene.head.nodes) {
      if (node.type == dbt::ResourceType::test) scene.with_result(id, "pass");
    }
    return scene.run(gates::test).findings;
  };
  SECTION("moved with it, or gone with it") {
    put(scene.base, data_test("not_null", "customer_name"));
    put(scene.base, data_test("not_null", "tax"));
    put(scene.head, data_test("not_null", "full_name"));
    CHECK(answered().empty());
  }
  SECTION("its arguments follow") {
    put(scene.base, combination(R"(["id","customer_name"])"));
    put(scene.head, combination(R"(["id","full_name"])"));
    CHECK(answered().empty());
  }
  SECTION("its arguments say more than that") {
    put(scene.base, combination(R"(["id","customer_name"])"));
    put(scene.head, combination(R"(["id","full_name","raw_id"])"));
    const auto findings = answered();
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].rule == "test-changed");
  }
  SECTION("the field of a relationship follows the parent, not what is tested") {
    const auto relationship = [](const std::string& field) {
      dbt::Node test = data_test("relationships", "customer_name", "raw", {{"field", field}, {"to", "ref('dim')"}});
      test.depends_on.emplace_back("model.shop.dim");
      return test;
    };
    put(scene.base, relationship("customer_name"));
    put(scene.head, relationship("full_name"));
    CHECK(answered().empty());
  }
  SECTION("a test of a column that stays is told") {
    put(scene.base, data_test("not_null", "id"));
    const auto findings = answered();
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].rule == "test-removed");
  }
}
