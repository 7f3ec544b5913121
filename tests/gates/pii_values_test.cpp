// The part of pii-scan that reads values: which columns it asks for, and what it makes of the answers.
#include <algorithm>

#include "gates/all.hpp"
#include "gates/pii_scan/options.hpp"
#include "gates/pii_scan/value_options.hpp"
#include "tests/catch.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

using warehouse::Answer;
using warehouse::Question;
using warehouse::Side;

/// The columns that the database says the relation has: name and type.
using Catalogue = std::vector<std::pair<std::string, std::string>>;

Answer facts(const Catalogue& catalogue, const std::string& readable = "t") {
  std::vector<std::vector<std::optional<std::string>>> all;
  for (const auto& [name, type] : catalogue) all.push_back({"r", "1", "50", name, type, "p", readable});
  return rows(std::move(all));
}

/// As many rows as are asked for, each column made by its name.
Answer cells(const Question& question, const Catalogue& catalogue, int count = 60) {
  std::vector<std::string> wanted;
  for (const auto& [name, type] : catalogue) {
    if (question.sql.find("t.\"" + name + "\"") != std::string::npos) wanted.push_back(name);
  }
  Answer answer;
  answer.data = warehouse::SampleCells(wanted.size(), static_cast<std::size_t>(count), 4'000'000);
  for (int row = 0; row < count; ++row) {
    for (const std::string& name : wanted) {
      const std::string number = std::to_string(row);
      const bool mail = name.rfind("attr", 0) == 0;
      answer.data.add(mail ? "jane.doe" + number + "@example.org" : "item " + number);
    }
  }
  return answer;
}

FakeWarehouse::Reply database(Catalogue catalogue) {
  return [catalogue = std::move(catalogue)](const Question& question) {
    return question.data ? cells(question, catalogue) : facts(catalogue);
  };
}

const Catalogue two{{"id", "uuid"}, {"attr_7", "text"}};

dbt::Node contacts(const std::string& sql) {
  dbt::Node node = model("contacts", sql);
  return node;
}

/// `attr_7` is new on head.
Scene new_column() {
  Scene scene;
  scene.changed(contacts("select a.id from raw.things a"), contacts("select a.id, a.attr_7 from raw.things a"));
  scene.set(pii_scan::values, true);
  return scene;
}

std::vector<Finding> found(const GateResult& result, const std::string& rule) {
  std::vector<Finding> findings;
  std::ranges::copy_if(result.findings, std::back_inserter(findings), [&](const Finding& f) { return f.rule == rule; });
  return findings;
}

}  // namespace

TEST_CASE("values are not read unless the policy says so") {
  Scene scene = new_column();
  scene.set(pii_scan::values, false).answers(database(two));
  scene.run(gates::pii_scan);
  CHECK(scene.warehouse().calls().empty());
}

TEST_CASE("a column of e-mail addresses under an opaque name is found by its values") {
  Scene scene = new_column();
  scene.answers(database(two));
  const GateResult result = scene.run(gates::pii_scan);
  const auto findings = found(result, "pii-values");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::error);
  CHECK(findings[0].subject.column == "attr_7");
  CHECK_THAT(findings[0].message, ContainsSubstring("contacts.attr_7 has no tag, and its values are EMAIL (values: "));
  CHECK_THAT(findings[0].message, !ContainsSubstring("jane") && !ContainsSubstring("example"));
  REQUIRE(findings[0].evidence.size() >= 3);
  CHECK(findings[0].evidence.back().name == "seed");
  CHECK(findings[0].cause.item == "column attr_7");
  REQUIRE(result.outcomes.size() == 1);
  CHECK(result.outcomes[0].status == Status::passed);
  // A type that holds no personal data is not asked for.
  for (const Question& question : scene.warehouse().calls().at(1)) {
    CHECK(question.data);
    CHECK_THAT(question.sql, !ContainsSubstring("t.\"id\""));
  }
}

TEST_CASE("columns that declare something are not read") {
  const std::string word = GENERATE("true", "false");
  Scene scene = new_column();
  dbt::Column column;
  column.name = "attr_7";
  column.meta = {{"pii", word}, {"reason", "made up by a generator"}};
  scene.head.nodes.at("model.shop.contacts").columns = {column};
  scene.answers(database(two));
  const GateResult result = scene.run(gates::pii_scan);
  CHECK(found(result, "pii-values").empty());
  CHECK(scene.warehouse().calls().size() == 1);  // what there is, and nothing of it
}

TEST_CASE("what base holds too in a column that is left alone is no error of this change") {
  Scene scene;
  scene.changed(contacts("select a.attr_7, 1 as n from raw.things a"),
                contacts("select a.attr_7, 2 as n from raw.things a"));
  scene.set(pii_scan::values, true).answers(database(two));
  SECTION("base holds it") {
    const GateResult result = scene.run(gates::pii_scan);
    CHECK(found(result, "pii-values").empty());
    REQUIRE(found(result, "pii-values-on-base").size() == 1);
    CHECK(found(result, "pii-values-on-base")[0].severity == Severity::info);
  }
  SECTION("base holds something else") {
    scene.answers([](const Question& question) {
      if (!question.data) return facts(two);
      return question.side == Side::head ? cells(question, two) : Answer();
    });
    CHECK(found(scene.run(gates::pii_scan), "pii-values").size() == 1);
  }
  SECTION("base cannot be read") {
    scene.answers([](const Question& question) {
      if (question.side == Side::base) return trouble(warehouse::Problem::no_privilege, "no privilege");
      return question.data ? cells(question, two) : facts(two);
    });
    const GateResult result = scene.run(gates::pii_scan);
    CHECK(found(result, "pii-values").size() == 1);
    CHECK(result.outcomes.at(0).status == Status::passed);
  }
  SECTION("--all") {
    scene.all = true;
    CHECK(found(scene.run(gates::pii_scan), "pii-values").size() == 1);
  }
}

TEST_CASE("values that could not be read are never green") {
  Scene scene = new_column();
  std::string why;
  bool unbuilt = false;
  SECTION("no database") { why = "nothing names a database"; }
  SECTION("a timeout") {
    scene.answers([](const Question& question) {
      return question.data ? trouble(warehouse::Problem::timeout, "the sample took too long") : facts(two);
    });
    why = "the sample took too long";
  }
  SECTION("no privilege") {
    scene.answers([](const Question&) { return facts(two, "f"); });
    why = "no privilege to select attr_7";
  }
  SECTION("not built") {
    scene.answers([](const Question&) { return rows({}); });
    why = "does not exist on head";
    unbuilt = true;
  }
  const GateResult result = scene.run(gates::pii_scan);
  REQUIRE(result.outcomes.size() == 1);
  CHECK(result.outcomes[0].status == Status::errored);
  CHECK_THAT(result.outcomes[0].reason, ContainsSubstring(why));
  CHECK(result.outcomes[0].unbuilt == unbuilt);

  scene.set(pii_scan::unread_values, std::string("finding"));
  const GateResult as_finding = scene.run(gates::pii_scan);
  CHECK(as_finding.outcomes.at(0).status == Status::passed);
  REQUIRE(found(as_finding, "pii-values-unread").size() == 1);
  CHECK_THAT(found(as_finding, "pii-values-unread")[0].message, ContainsSubstring(why));
}

TEST_CASE("a name that its values do not bear out is not told") {
  Scene scene;
  scene.changed(contacts("select a.id from raw.things a"), contacts("select a.id, a.email from raw.things a"));
  const Catalogue named{{"id", "uuid"}, {"email", "text"}};
  scene.answers(database(named));
  CHECK(found(scene.run(gates::pii_scan), "looks-like-pii").size() == 1);
  scene.set(pii_scan::values, true);
  const GateResult result = scene.run(gates::pii_scan);
  CHECK(found(result, "looks-like-pii").empty());
  CHECK(found(result, "pii-values").empty());
}

TEST_CASE("a column that hands on what another one shows has that one's cause") {
  Scene scene;
  scene.changed(contacts("select a.id from raw.things a"), contacts("select a.id, a.attr_7 from raw.things a"));
  dbt::Node old_mart = model("mart", "select id from shop.base.contacts");
  dbt::Node mart = model("mart", "select id, attr_7 as attr_8 from shop.marts.contacts");
  old_mart.depends_on = mart.depends_on = {"model.shop.contacts"};
  mart.compiled_code = mart.raw_code = "select id, attr_7 as attr_8 from shop.head.contacts";
  scene.changed(old_mart, mart);
  scene.set(pii_scan::values, true).answers(database({{"id", "uuid"}, {"attr_7", "text"}, {"attr_8", "text"}}));
  const auto findings = found(scene.run(gates::pii_scan), "pii-values");
  REQUIRE(findings.size() >= 2);
  const auto of_mart = std::ranges::find_if(
      findings, [](const Finding& f) { return f.subject.id == "model.shop.mart" && f.subject.column == "attr_8"; });
  REQUIRE(of_mart != findings.end());
  CHECK(of_mart->cause.model == "model.shop.contacts");
}

TEST_CASE("the report says how much was read, with which seed, and where nothing was") {
  Scene scene = new_column();
  scene.answers([](const Question& question) { return question.data ? cells(question, two, 0) : facts(two); });
  const GateResult result = scene.run(gates::pii_scan);
  REQUIRE_FALSE(result.notes.empty());
  CHECK(result.notes.back().text ==
        "values sampled: 1 column of 1 relation, 1 of them read whole, 0 rows in all, seed 42; without a value in the "
        "sample: contacts.attr_7");
}
