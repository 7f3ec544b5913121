// pii-scan: what cannot be told is never clean.
#include <string>

#include "core/settle.hpp"
#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/pii_shop.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

TEST_CASE("pii-scan: a Python model whose columns nobody lists is not clean") {
  dbt::Node python = mart("def model(dbt, session): return dbt.ref('stg_people')", {}, "scored");
  python.language = "python";
  python.compiled_code.clear();
  const GateResult result = shop().changed(std::nullopt, python).run(gates::pii_scan);
  REQUIRE(rules_of(result) == Rules{"could-not-analyse"});
  CHECK(result.findings[0].subject.column.empty());
  CHECK_THAT(result.findings[0].message, ContainsSubstring("stg_people.email -> scored"));
  python.config.meta = {{"pii", "false"}, {"reason", "scores by country"}};
  CHECK(shop().changed(std::nullopt, python).run(gates::pii_scan).findings.empty());
  python.config.meta = tagged();
  CHECK(shop().changed(std::nullopt, python).run(gates::pii_scan).findings.empty());
}

TEST_CASE("pii-scan: the tag of a whole source counts for columns that nobody lists") {
  const auto reads = [](const std::string& sql) {
    Scene scene;
    for (dbt::Project* project : {&scene.base, &scene.head}) {
      dbt::Source source = people({});
      source.meta = tagged();
      project->sources[source.unique_id] = source;
    }
    scene.changed(std::nullopt, with(model("copy", sql), {}, {"source.shop.raw.people"}));
    return rules_of(scene.run(gates::pii_scan));
  };
  CHECK(reads("select * from raw.people") == Rules{"could-not-analyse"});
  CHECK(reads("select mail as handle from raw.people") == Rules{"could-not-analyse"});
  CHECK(reads("select count(*) as n from raw.people").empty());
}

TEST_CASE("pii-scan: a tagged() column that the YAML of its source lists no more is still read by its name") {
  Scene scene;
  const dbt::Source before = people(of_source());
  scene.base.sources[before.unique_id] = before;
  const dbt::Source after = people({{"id", {}}, {"city", {}}});
  scene.head.sources[after.unique_id] = after;
  const auto copy = [](const std::string& sql) { return with(model("copy", sql), {}, {"source.shop.raw.people"}); };
  scene.changed(copy("select id, city from raw.people"), copy("select id, city, email as handle from raw.people"));
  CHECK(rules_of(scene.run(gates::pii_scan)) == Rules{"could-not-analyse"});
}

TEST_CASE("pii-scan: a sanitizer that cannot be read leaves nothing judged") {
  Scene scene = shop();
  scene.changed(mart(plain(), {{"email", tagged()}}), mart(plain(), {{"email", tagged()}}));
  scene.targets().back().options.set("sanitizers", OptionValue(std::vector<std::string>{"mask"}));
  CHECK_THROWS_WITH(scene.run(gates::pii_scan), ContainsSubstring("cannot read the sanitizer `mask`"));
}

namespace {

GateResult reads_source(const std::string& sql, const Tags& of_people = of_source()) {
  Scene scene = source_alone(of_people);
  scene.changed(std::nullopt, with(model("copy", sql), {}, {"source.shop.raw.people"}));
  return scene.run(gates::pii_scan);
}

}  // namespace

TEST_CASE("pii-scan: columns named by position, of a source whose order nobody knows, are not guessed") {
  const GateResult result = reads_source("select a, b from raw.people as t(a, b)");
  REQUIRE(rules_of(result) == Rules{"could-not-analyse"});
  CHECK_THAT(result.findings[0].message, ContainsSubstring("by position, and their order is not known"));
  CHECK_THAT(result.findings[0].message, ContainsSubstring("dbt docs generate"));
  CHECK(rules_of(reads_source("select city from raw.people as t(a)")) == Rules{"could-not-analyse"});
  CHECK(reads_source("select city from raw.people as t").findings.empty());
}

TEST_CASE("pii-scan: a whole row of which not every column is known is not clean") {
  Scene scene;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    dbt::Source source = people({});
    source.meta = tagged();
    project->sources[source.unique_id] = source;
  }
  scene.changed(std::nullopt, with(model("copy", "select to_jsonb(p) as doc, count(p) over () as n from raw.people p"),
                                   {}, {"source.shop.raw.people"}));
  const GateResult result = scene.run(gates::pii_scan);
  REQUIRE(rules_of(result) == Rules{"could-not-analyse"});
  CHECK(result.findings[0].subject.column == "doc");
}

TEST_CASE("pii-scan: a name that YAML writes in another case is told") {
  const GateResult result = reads_source("select email as handle from raw.people", {{"id", {}}, {"EMail", tagged()}});
  REQUIRE(rules_of(result) == Rules{"could-not-analyse"});
  CHECK_THAT(result.findings[0].message, ContainsSubstring("it reads email, and what is listed is called EMail"));
}

TEST_CASE("pii-scan: what cannot be told of a model and of its reader is one finding") {
  Scene scene = shop();
  scene.changed(std::nullopt, with(model("broken", "select email from from stg"), {}, {"model.shop.stg_people"}));
  scene.changed(std::nullopt, with(model("reader", "select x, y from head.broken"), {}, {"model.shop.broken"}));
  const GateResult result = scene.run(gates::pii_scan);
  for (const Finding& finding : result.findings) CHECK(finding.rule == "could-not-analyse");
  REQUIRE(result.findings.size() == 2);
  const std::vector<Finding> folded = fold(result.findings, {});
  REQUIRE(folded.size() == 1);
  CHECK(folded[0].cause == Cause{"model.shop.broken", "syntax"});  // that of the gate parse, too
}

TEST_CASE("pii-scan: what a function reads by SQL in a text cannot be told") {
  for (const char* sql :
       {"select query_to_xml('select email from raw.people', true, false, '') as doc",
        "select a, b from crosstab('select id, city, email from raw.people') as t(id int, a text, b text)",
        "select mail from dblink('', 'select email from raw.people') as t(mail text)"}) {
    INFO(sql);
    CHECK(rules_of(reads_source(sql)) == Rules{"could-not-analyse"});
    CHECK(reads_source(sql, {{"id", {}}, {"city", {}}}).findings.empty());
  }
  CHECK(reads_source("select id, count(*) as n from raw.people, dblink('', 'select 1') as t(x int) group by id")
            .findings.empty());
}
