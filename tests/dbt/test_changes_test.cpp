// Which tests a change takes away or edits, and which of two says more.
#include "dbt/test_changes.hpp"

#include <functional>
#include <optional>
#include <string>

#include "dbt/squeezed.hpp"
#include "dbt/test_lines.hpp"
#include "tests/catch.hpp"
#include "tests/dbt/test_changes_scene.hpp"

using namespace tollgate::dbt;
using namespace tollgate::dbt::testing;

namespace {

using Edit = std::function<void(TestInfo&)>;

std::string told(const Edit& before, const Edit& after) {
  Node one = generic("not_null", "id"), other = one;
  before(*one.test);
  after(*other.test);
  return testing::told(one, other);
}

void as_it_is(TestInfo& /*test*/) {}

}  // namespace

TEST_CASE("a test that the head lost is told with its model, one whose model is gone is not") {
  const Node old = generic("unique", "id", {}, "model.shop.old");
  const Project base = project({model("orders"), model("old"), generic("unique", "id"), old});
  const auto changes = find_test_changes(base, project({model("orders")}));
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].loss == TestLoss::removed);
  CHECK(changes[0].kind == "unique");
  CHECK(changes[0].column == "id");
  CHECK(changes[0].model == "model.shop.orders");
  CHECK(changes[0].original_file_path == "models/schema.yml");
}

TEST_CASE("more tests are no loss, nor is one that is called otherwise") {
  Node renamed = generic("unique", "id");
  renamed.name = "orders_are_unique";
  renamed.unique_id = "test.shop.orders_are_unique.77";
  CHECK(between(generic("unique", "id"), renamed).empty());
  const Project base = project({model("orders"), generic("unique", "id")});
  CHECK(
      find_test_changes(base, project({model("orders"), generic("unique", "id"), generic("not_null", "id")})).empty());
}

TEST_CASE("a test goes with its column, not with the column's entry in YAML") {
  const Node test = generic("not_null", "status");
  const Project base = project({model("orders"), test});
  CHECK(find_test_changes(base, project({model("orders", "select id from raw")})).empty());
  CHECK(find_test_changes(base, project({model("orders", "select id, upper(status) as status from raw")})).size() == 1);
}

TEST_CASE("a column that a star brings does not go with the filter that named it") {
  const auto told_after = [](const std::string& before, const std::string& after) {
    Node base = model("orders"), head = model("orders");
    base.compiled = head.compiled = true;
    base.compiled_code = before;
    head.compiled_code = after;
    return find_test_changes(project({base, generic("not_null", "status")}), project({head})).size();
  };
  CHECK(told_after("select * from raw where status is not null", "select * from raw") == 1);
  CHECK(told_after("with a as (select * from raw) select *, x as status from a", "select * from raw") == 0);
  CHECK(told_after("with a as (select id, status from raw) select * from a",
                   "with a as (select id from raw where status > 0) select * from a") == 0);
  CHECK(told_after("select id, \"Status\" from raw", "select id from raw") == 0);
  CHECK(told_after("select id, status from raw union all select 1, 2", "select id, status from raw") == 1);
}

TEST_CASE("the first version of a model stands for the model that had none") {
  const Project base = project({model("orders"), generic("unique", "id")});
  const auto changes = find_test_changes(base, project({model("orders.v1"), model("orders.v2")}));
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].loss == TestLoss::removed);
  CHECK(changes[0].model == "model.shop.orders.v1");
  const Node kept = generic("unique", "id", {}, "model.shop.orders.v1");
  CHECK(find_test_changes(base, project({model("orders.v1"), kept})).empty());
  CHECK(find_test_changes(base, project({model("orders_v1"), model("other")})).empty());
}

TEST_CASE("columns are called alike in any case, but for those in quotes") {
  CHECK(told(generic("unique", "ID"), generic("unique", "id")).empty());
  CHECK(told(generic("unique", "\"ID\""), generic("unique", "id")) == "other column");
}

TEST_CASE("blanks and comments mean something in a pattern, and Jinja runs in a comment of SQL") {
  const auto matches = [](const std::string& argument, const std::string& text) {
    return generic("matches", "status", {{argument, text}});
  };
  CHECK(told(matches("regex", "^a b$"), matches("regex", "^a  b$")) == "other regex");
  CHECK(told(matches("allowed", "a--b"), matches("allowed", "a--c")) == "other allowed");
  CHECK(told(matches("allowed", "x/*abc"), matches("allowed", "x/*def")) == "other allowed");
  CHECK(told(matches("expression", "a>0"), matches("expression", "a > 0")).empty());
  CHECK(squeezed("select 1 -- {% set least = 5 %}\n") != squeezed("select 1 -- {% set least = 6 %}\n"));
  CHECK(squeezed("select 1 -- five") == squeezed("select 1 /* six */"));
}

TEST_CASE("a list of what is allowed that grows lets more pass, one that shrinks does not") {
  const auto accepts = [](const std::string& values) {
    return generic("accepted_values", "status", {{"values", values}});
  };
  CHECK(told(accepts(R"(["a","b"])"), accepts(R"(["a","b","c"])")) == "looser values");
  CHECK(told(accepts(R"(["a","b"])"), accepts(R"(["a"])")).empty());
  CHECK(told(accepts(R"(["a","b"])"), accepts(R"(["b","a"])")).empty());
  CHECK(told(accepts(R"(["a","b"])"), accepts(R"(["a","c"])")) == "other values");
  CHECK(told(accepts(R"(["a","b"])"), accepts("{{ var('states') }}")) == "other values");
}

TEST_CASE("bounds that move apart let more pass") {
  const auto range = [](const Meta& kwargs) { return generic("accepted_range", "id", kwargs); };
  CHECK(told(range({{"min_value", "0"}}), range({{"min_value", "-10"}})) == "looser min_value");
  CHECK(told(range({{"min_value", "0"}}), range({{"min_value", "1"}})).empty());
  CHECK(told(range({{"max_value", "5"}}), range({{"max_value", "50"}})) == "looser max_value");
  CHECK(told(range({{"max_value", "5"}, {"min_value", "0"}}), range({{"min_value", "0"}})) == "looser max_value");
  CHECK(told(range({{"max_value", "current_date"}}), range({{"max_value", "current_date + 1"}})) == "other max_value");
}

TEST_CASE("where a test looks is told where it looks elsewhere or at less") {
  CHECK(told(as_it_is, [](TestInfo& t) { t.where = "id > 5"; }) == "looser where");
  CHECK(told([](TestInfo& t) { t.where = "id > 5"; }, [](TestInfo& t) { t.where = "id > 6"; }) == "other where");
  CHECK(told([](TestInfo& t) { t.where = "id > 5"; }, as_it_is).empty());
  CHECK(told([](TestInfo& t) { t.where = "id > 5"; }, [](TestInfo& t) { t.where = "id  >  5 -- same"; }).empty());
}

TEST_CASE("thresholds and severity are judged by when the test fails and when it is told at all") {
  const auto warns = [](TestInfo& t) { t.severity = "WARN"; };
  CHECK(told(as_it_is, warns) == "looser severity");
  CHECK(told(warns, as_it_is).empty());
  CHECK(told(as_it_is, [](TestInfo& t) { t.error_if = "> 5"; }) == "looser error_if");
  CHECK(told([](TestInfo& t) { t.error_if = ">5"; }, [](TestInfo& t) { t.error_if = ">50000"; }) == "looser error_if");
  CHECK(told([](TestInfo& t) { t.error_if = ">5"; }, [](TestInfo& t) { t.error_if = ">= 6"; }).empty());
  CHECK(told([](TestInfo& t) { t.error_if = "!= 0"; }, as_it_is).empty());  // dbt's own default, written out
  CHECK(told(as_it_is, [](TestInfo& t) { t.error_if = "= 7"; }) == "other error_if");
  // It never failed, and fails from 100 on now.
  CHECK(told(warns, [](TestInfo& t) { t.error_if = ">= 100"; }).empty());
  CHECK(told(as_it_is, [](TestInfo& t) { t.limit = "0"; }) == "looser limit");
  CHECK(told([](TestInfo& t) { t.limit = "10"; }, as_it_is).empty());
  CHECK(told(as_it_is, [](TestInfo& t) { t.fail_calc = "0"; }) == "other fail_calc");
  CHECK(told(as_it_is, [](TestInfo& t) { t.fail_calc = "count(*)"; }).empty());
}

TEST_CASE("what the environment alone makes another is no edit") {
  const std::string by_target = "{{ 'warn' if target.name == 'ci' else 'error' }}";
  const auto in = [&](const std::string& severity) {
    return [&, severity](TestInfo& t) {
      t.severity = severity;
      t.templates = {{"severity", by_target}};
    };
  };
  CHECK(told(in("ERROR"), in("WARN")).empty());
  CHECK(told(in("ERROR"), [](TestInfo& t) { t.severity = "WARN"; }) == "looser severity");
}

TEST_CASE("a variable that the change edits is no environment") {
  Node strict = generic("unique", "id"), mild = strict;
  mild.test->severity = "WARN";
  strict.test->templates = mild.test->templates = {{"severity", "{{ var('severity') }}"}};
  Project head = project({model("orders"), mild});
  const Project base = project({model("orders"), strict});
  CHECK(find_test_changes(base, head).empty());
  head.variables_edited = true;
  CHECK(find_test_changes(base, head).size() == 1);
  const std::string yaml = "models:\n  - name: orders\n    severity: \"{{ var('severity') }}\"\n";
  const auto read = [&](const std::string&, const std::string&) { return std::optional(yaml); };
  auto changes = find_test_changes(base, head);
  drop_environment_differences(changes, head, read, read);
  CHECK(changes.size() == 1);
  head.variables_edited = false;
  drop_environment_differences(changes, head, read, read);
  CHECK(changes.empty());
}

TEST_CASE("a test that is switched off is a lost one, but not where only the environment does it") {
  Node test = generic("unique", "id");
  Project head = project({model("orders")});
  head.disabled = {test.unique_id};
  const auto changes = find_test_changes(project({model("orders"), test}), head);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].loss == TestLoss::disabled);
  test.test->templates = {{"enabled", "{{ target.name == 'prod' }}"}};
  CHECK(find_test_changes(project({model("orders"), test}), head).empty());
  head.disabled_in_words = {test.unique_id};
  CHECK(find_test_changes(project({model("orders"), test}), head).size() == 1);
  head.disabled_in_words.clear();
  test.test->templates = {{"enabled", "{{ var('tested') }}"}};
  CHECK(find_test_changes(project({model("orders"), test}), head).empty());
  head.variables_edited = true;
  CHECK(find_test_changes(project({model("orders"), test}), head).size() == 1);
}

TEST_CASE("a test of another column is an edited test, unless the column was renamed") {
  CHECK(told(generic("unique", "id"), generic("unique", "status")) == "other column");
  const Project base = project({model("orders"), generic("unique", "id")});
  const Project head = project({model("orders", "select key, status from raw"), generic("unique", "key")});
  CHECK(find_test_changes(base, head).empty());
  CHECK_FALSE(between(generic("unique", "id"), generic("unique", "status")).at(0).on_new_column);
  const Project finer = project({model("orders", "select id, line, status from raw"), generic("unique", "line")});
  REQUIRE(find_test_changes(base, finer).size() == 1);
  CHECK(find_test_changes(base, finer)[0].on_new_column);
}

TEST_CASE("a relation that a test names may be renamed, not exchanged") {
  const auto refers = [](const std::string& to) {
    Node node = generic("relationships", "id", {{"to", "ref('" + to + "')"}, {"field", "id"}});
    node.depends_on.push_back("model.shop." + to);
    return node;
  };
  const Project base = project({model("orders"), model("people"), refers("people")});
  CHECK(find_test_changes(base, project({model("orders"), model("persons"), refers("persons")})).empty());
  const Project both = project({model("orders"), model("people"), model("persons"), refers("persons")});
  CHECK(find_test_changes(base, both).size() == 1);
}

TEST_CASE("a relation that a test names may be a version that is gone") {
  const auto refers = [](const std::string& to, const std::string& id) {
    Node node = generic("relationships", "id", {{"to", to}, {"field", "id"}});
    node.depends_on.push_back(id);
    return node;
  };
  const Node old = refers("ref('people', v='2')", "model.shop.people.v2");
  const Node now = refers("ref('people', v='3')", "model.shop.people.v3");
  CHECK(find_test_changes(project({model("orders"), model("people.v2"), old}),
                          project({model("orders"), model("people.v3"), now}))
            .empty());
  CHECK(find_test_changes(project({model("orders"), model("people.v2"), old}),
                          project({model("orders"), model("people.v2"), model("people.v3"), now}))
            .size() == 1);
}

TEST_CASE("a lost test of a source is told by the model that reads it") {
  Project base = project({model("orders"), generic("unique", "id", {}, "source.shop.raw.orders")});
  base.nodes["model.shop.orders"].depends_on = {"source.shop.raw.orders"};
  Project head = base;
  head.nodes.erase(generic("unique", "id", {}).unique_id);
  for (Project* side : {&base, &head}) {
    side->sources["source.shop.raw.orders"].name = "orders";
    side->children["source.shop.raw.orders"] = {"model.shop.orders"};
  }
  const auto changes = find_test_changes(base, head);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].guards == "source.shop.raw.orders");
  CHECK(changes[0].model == "model.shop.orders");
}

TEST_CASE("a lost unit test is told, a renamed one is not") {
  Project base = project({model("orders")});
  UnitTest& sums = base.unit_tests["unit_test.shop.orders.sums"];
  sums.name = "sums";
  sums.tested_node = "model.shop.orders";
  sums.checksum = "c1";
  Project head = project({model("orders")});
  REQUIRE(find_test_changes(base, head).size() == 1);
  CHECK(find_test_changes(base, head)[0].kind == "unit test");
  UnitTest& totals = head.unit_tests["unit_test.shop.orders.totals"];
  totals = sums;
  totals.name = "totals";
  CHECK(find_test_changes(base, head).empty());
}

TEST_CASE("what Jinja in YAML renders for another target is no edit, the Jinja that a change writes is one") {
  const std::string yaml =
      "models:\n  - name: orders\n    columns:\n      - name: id\n        tests:\n"
      "          - not_null: {config: {severity: \"{{ 'error' if target.name == 'prod' else 'warn' }}\"}}\n";
  const std::string plain = "models:\n  - name: orders\n    columns:\n      - name: id\n        tests: [not_null]\n";
  const auto reading = [](const std::string& text) {
    return [text](const std::string&, const std::string&) { return std::optional(text); };
  };
  const auto nothing = [](const std::string&, const std::string&) { return std::optional<std::string>(); };
  Node strict = generic("not_null", "id"), mild = strict;
  mild.test->severity = "WARN";
  const Project head = project({model("orders"), mild});
  const auto left = [&](const ReadYaml& base_yaml, const ReadYaml& head_yaml) {
    auto changes = find_test_changes(project({model("orders"), strict}), head);
    drop_environment_differences(changes, head, base_yaml, head_yaml);
    return changes.size();
  };
  CHECK(left(reading(yaml), reading(yaml)) == 0);
  CHECK(left(nothing, reading(yaml)) == 0);
  CHECK(left(reading(plain), reading(yaml)) == 1);
  CHECK(left(reading(plain), reading(plain)) == 1);
  CHECK(left(nothing, nothing) == 1);
}

TEST_CASE("a macro that makes tests is told once, with those that hang on it") {
  const auto side = [](const std::string& sql, bool overridden) {
    Node one = generic("unique", "id"), other = generic("unique", "status");
    if (overridden) one.depends_on_macros = other.depends_on_macros = {"macro.shop.test_unique"};
    Project made = project({model("orders"), one, other});
    if (overridden) {
      Macro& macro = made.macros["macro.shop.test_unique"];
      macro.unique_id = "macro.shop.test_unique";
      macro.package = "shop";
      macro.sql_digest = sql;
      macro.words_digest = squeezed(sql);
    }
    return made;
  };
  SECTION("an override of dbt's own") {
    const auto changes = find_test_changes(side("", false), side("select 1 where false", true));
    REQUIRE(changes.size() == 1);
    CHECK(changes[0].loss == TestLoss::macro);
    CHECK(changes[0].name == "macro.shop.test_unique");
    CHECK(changes[0].tests.size() == 2);
    CHECK(changes[0].model == "model.shop.orders");
  }
  SECTION("an edit") { CHECK(find_test_changes(side("select 1", true), side("select 2", true)).size() == 1); }
  SECTION("a comment") {
    CHECK(find_test_changes(side("select 1", true), side("select  1 {# why #} -- so", true)).empty());
  }
}

TEST_CASE("of an edited test only what does not make it stricter is told") {
  const auto range = [](const Meta& kwargs) { return generic("accepted_range", "id", kwargs); };
  CHECK(told(range({{"max_value", "5"}, {"min_value", "0"}}), range({{"max_value", "50"}, {"min_value", "1"}})) ==
        "looser max_value");
}

TEST_CASE("a test lets more pass where all that differs does") {
  CHECK(told(as_it_is, [](TestInfo& t) {
          t.where = "id > 5";
          t.fail_calc = "0";
        }) == "other where fail_calc");
}

TEST_CASE("a test that base has as well is not the edited form of one that is gone") {
  const Node least = generic("accepted_range", "id", {{"min_value", "0"}});
  const Node most = generic("accepted_range", "id", {{"max_value", "5"}});
  const auto changes = find_test_changes(project({model("orders"), least, most}), project({model("orders"), most}));
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].loss == TestLoss::removed);
}

TEST_CASE("one new test is the edited form of one that is gone, not of two") {
  const auto losses = [](const Node& one, const Node& other, const Node& now) {
    std::vector<TestLoss> all;
    for (const TestChange& change :
         find_test_changes(project({model("orders"), one, other}), project({model("orders"), now}))) {
      all.push_back(change.loss);
    }
    return all;
  };
  const std::vector<TestLoss> once{TestLoss::changed, TestLoss::removed};
  const auto range = [](const Meta& kwargs) { return generic("accepted_range", "id", kwargs); };
  CHECK(losses(range({{"min_value", "0"}}), range({{"min_value", "1"}}), range({{"min_value", "-10"}})) == once);
  CHECK(losses(generic("unique", "id"), generic("unique", "status"), generic("unique", "line")) == once);
}

TEST_CASE("the test of the same name is the edited one, though another says more alike") {
  const auto range = [](const std::string& name, const Meta& kwargs) {
    Node node = generic("accepted_range", "id", kwargs);
    node.name = name;
    return node;
  };
  const Node before = range("ids", {{"max_value", "5"}, {"min_value", "0"}});
  const Node edited = range("ids", {{"max_value", "50"}, {"min_value", "-10"}});
  const Node other = range("more_ids", {{"max_value", "50"}, {"min_value", "0"}});
  const auto changes = find_test_changes(project({model("orders"), before}), project({model("orders"), edited, other}));
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].differences.size() == 2);
}

TEST_CASE("a test of another column that says something else is not the one that is gone") {
  Node other = generic("not_null", "status");
  other.test->where = "id > 5";
  const auto changes = between(generic("not_null", "id"), other);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].loss == TestLoss::removed);
}
