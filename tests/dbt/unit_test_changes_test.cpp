#include <string>

#include "dbt/test_changes.hpp"
#include "dbt/test_lines.hpp"
#include "tests/catch.hpp"
#include "tests/dbt/artifacts.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

constexpr const char* plain_given = R"j([{"input": "ref('raw')", "rows": [{"id": 1, "note": null}, {"id": 2}],
  "format": "dict", "fixture": null}, {"input": "source('shop', 'fx')", "rows": "select 1 as rate", "format": "sql"}])j";
constexpr const char* plain_expect = R"({"rows": [{"id": 1, "net": 10}, {"id": 2, "net": null}], "format": "dict"})";

/// What a unit test of `orders` says, as dbt writes it.
struct Says {
  std::string given = plain_given, expect = plain_expect, overrides = "null", name = "sums", checksum = "null";
};

Project project(const std::string& tests, const std::string& sql = "select id, net from raw", const char* id = "orders",
                const char* reads = R"("model.shop.raw", "source.shop.shop.fx")") {
  const auto model = [](const std::string& name, const std::string& code, const std::string& depends) {
    return R"("model.shop.)" + name + R"(": {"resource_type": "model", "package_name": "shop", "name": ")" + name +
           R"(", "unique_id": "model.shop.)" + name + R"(", "language": "sql", "raw_code": ")" + code +
           R"(", "depends_on": {"nodes": [)" + depends + "]}}";
  };
  return load_text(manifest_text(R"("nodes": {)" + model(id, sql, reads) + ", " +
                                 model("raw", "select 1 as id, 2 as note", "") + R"(}, "unit_tests": {)" + tests +
                                 "}"));
}

std::string entry(const Says& says, const std::string& id = "orders") {
  const std::string text = R"({"model": "orders", "name": ")" + says.name +
                           R"(", "package_name": "shop", "original_file_path": "models/unit.yml", "checksum": )" +
                           says.checksum + R"(, "depends_on": {"nodes": ["model.shop.)" + id + R"("]}, "given": )" +
                           says.given + R"(, "expect": )" + says.expect + R"(, "overrides": )" + says.overrides + "}";
  return R"("unit_test.shop.orders.)" + says.name + R"(": )" + text;
}

std::string told(const Project& base, const Project& head) {
  std::string text;
  for (const TestChange& change : find_test_changes(base, head)) {
    CHECK(change.kind == "unit test");
    text += change.loss == TestLoss::removed ? "removed " + change.name : change.loss == TestLoss::changed ? "" : "off";
    for (const TestDifference& d : change.differences) text += (text.empty() ? "" : "; ") + d.what + "|" + d.after;
  }
  return text;
}

std::string told(const Says& after, const Says& before = {}) {
  return told(project(entry(before)), project(entry(after)));
}

}  // namespace

TEST_CASE("a unit test that expects, is given or overrides something else is told by part, never by value") {
  CHECK(told(Says{.expect = R"({"rows": [{"id": 1, "net": 11}, {"id": 2, "net": null}]})"}) == "expect|");
  CHECK(told(Says{.expect = R"({"rows": [{"id": 1, "net": 10}]})"}) == "expect|2 -> 1 rows");
  CHECK(told(Says{.expect = R"({"rows": [{"id": 1, "net": 10}, {"id": 2, "net": 0}]})"}) == "expect|");
  CHECK(told(Says{.expect = R"({"rows": [{"id": 1}, {"id": 2}]})"}) == "expect|");
  CHECK(told(Says{.expect = R"({"rows": "select 1", "format": "sql"})"}) == "expect|2 -> 0 rows");
  const std::string of = plain_given;
  CHECK(told(Says{.given = std::string(of).replace(of.find("\"id\": 1"), 7, "\"id\": 3")}) == "given of ref('raw')|");
  CHECK(told(Says{.given = std::string(of).replace(of.find("1 as rate"), 1, "2")}) == "given of source('shop', 'fx')|");
  CHECK(told(Says{.overrides = R"({"macros": {"is_incremental": true}})"}) == "overrides|");
  CHECK(told(Says{.overrides = R"({"vars": {"a": 1}})"}, Says{.overrides = R"({"vars": {"a": 2}})"}) == "overrides|");
}

TEST_CASE("a unit test that says the same in other words is no change") {
  const Says csv{.given = R"j([{"input": "source('shop',\"fx\")", "rows": "select 1  as rate -- one", "format": "sql"},
                              {"input": "ref(\"raw\")", "rows": [{"id": "2"}, {"id": "1"}], "fixture": "orders"}])j",
                 .expect = R"({"rows": [{"net": null, "id": "2"}, {"id": "1", "net": "10"}], "format": "csv"})",
                 .overrides = R"({"macros": {}, "vars": {}, "env_vars": {}})",
                 .checksum = "\"other\""};
  CHECK(told(csv).empty());
  Says renamed = csv;
  renamed.name = "totals";
  CHECK(told(renamed).empty());
  CHECK(told(Says{.expect = "{}", .checksum = "\"c\""}, Says{.checksum = "\"c\""}).empty());
}

TEST_CASE("a unit test that is gone, or renamed and edited, is told as removed") {
  const Project base = project(entry({}));
  CHECK(told(base, project("")) == "removed sums");
  CHECK(told(base, project(entry(Says{.expect = "{}", .name = "totals"}))) == "removed sums");
  CHECK(told(project(""), base).empty());
  CHECK(told(base, project("", "select 1", "other")).empty());  // its model is gone
}

TEST_CASE("a unit test follows its model to the model's first version") {
  const Project base = project(entry({}));
  const auto versions = [](const std::string& tests) { return project(tests, "select id, net from raw", "orders.v1"); };
  CHECK(told(base, versions(entry({}, "orders.v1"))).empty());
  CHECK(told(base, versions("")) == "removed sums");
}

TEST_CASE("columns that a model puts out anew may be expected, those that it puts out no more need not be") {
  const Project base = project(entry({}));
  const Says more{.expect = R"({"rows": [{"id": 1, "net": 10, "tax": 1}, {"id": 2, "net": null, "tax": 0}]})"};
  CHECK(told(base, project(entry(more), "select id, net, tax from raw")).empty());
  CHECK(told(project(entry(more), "select id, net, tax from raw"), base).empty());
  CHECK(told(project(entry(more), "select id, net, tax from raw"),
             project(entry({}), "select id, net, tax from raw")) == "expect|");
}

TEST_CASE("rows are given of what the model reads") {
  const std::string of = plain_given;
  const Says without{.given = std::string(of).replace(of.find(", {\"input\": \"source"), std::string::npos, "]")};
  constexpr const char* raw = R"("model.shop.raw")";
  CHECK(told(project(entry({})), project(entry(without), "select id from raw", "orders", raw)).empty());
  CHECK(told(project(entry(without), "select id from raw", "orders", raw), project(entry({}))).empty());
  CHECK(told(without) == "given of source('shop', 'fx')|");
  CHECK(told(Says{}, without) == "given of source('shop', 'fx')|");
}

TEST_CASE("rows may be given of a column that the model reads only now, or no more") {
  const Says more{.given = R"j([{"input": "ref('raw')", "rows": [{"id": 1, "note": null, "code": "x"}, {"id": 2}]},
                                {"input": "source('shop', 'fx')", "rows": "select 1 as rate", "format": "sql"}])j"};
  const Project base = project(entry({}));
  const Project head = project(entry(more), "select id, net || code as net from raw");
  CHECK(told(base, head).empty());
  CHECK(told(head, base).empty());
  CHECK(told(base, project(entry(more))) == "given of ref('raw')|");
  const std::string whole_rows = "select * from (select distinct * from raw) rows_once";
  CHECK(told(project(entry({}), whole_rows), project(entry(more), whole_rows + " where code > ''")) ==
        "given of ref('raw')|");
  CHECK(told(project(entry({}), "select id, net, to_jsonb(raw) as payload from raw"),
             project(entry(more), "select id, net, code as payload from raw")) == "given of ref('raw')|");
  CHECK(told(project(entry({}), "with raw as (select * from source) select id, net from raw"),
             project(entry(more), "with raw as (select * from source) select id, net from raw where code > ''"))
            .empty());
}

TEST_CASE("what Jinja in a unit test renders for another target is no edit") {
  const std::string plain = "unit_tests:\n  - name: sums\n    expect:\n      rows:\n        - {id: 1}\n    given: []\n";
  std::string jinja = plain;
  jinja.replace(jinja.find("{id: 1}"), 7, "{id: \"{{ var('x') }}\"}");
  const auto left = [&](const std::string& before, const std::string& after, bool variables_edited = false) {
    Project head = project(entry(Says{.expect = R"({"rows": [{"id": 7}]})"}));
    head.variables_edited = variables_edited;
    auto changes = find_test_changes(project(entry({})), head);
    const auto reading = [](const std::string& text) {
      return [text](const std::string&, const std::string&) { return std::optional(text); };
    };
    drop_environment_differences(changes, head, reading(before), reading(after));
    return changes.size();
  };
  CHECK(left(plain, plain) == 1);  // its fixture file was edited
  CHECK(left(jinja, jinja) == 0);
  CHECK(left(plain, jinja) == 1);
  CHECK(left(jinja, jinja, true) == 1);
}
