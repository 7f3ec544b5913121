// pii-scan: tags that base has and head has not, under the same name or another.
#include <string>

#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/pii_shop.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

TEST_CASE("pii-scan: a rename without its tag is one finding at the select item, with the way") {
  const GateResult result = mart_becomes("select\n  id,\n  email as handle,\n  city\nfrom marts.stg_people", {});
  REQUIRE(rules_of(result) == Rules{"leaked-column"});
  const Finding& finding = result.findings.front();
  CHECK(finding.location.line == 3);
  CHECK(finding.subject.column == "handle");
  CHECK_THAT(finding.message, ContainsSubstring("contacts.email (base) -> contacts.handle (head)"));
  CHECK_THAT(finding.message, ContainsSubstring("raw.people.email -> stg_people.email -> contacts.handle"));
}

TEST_CASE("pii-scan: what is renamed is found where nothing above it is tagged()") {
  Scene scene;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    const dbt::Source source = people({{"id", {}}, {"email", {}}, {"phone", {}}, {"city", {}}});
    project->sources[source.unique_id] = source;
    const dbt::Node node = staging("select id, email, phone, city from raw.people", {});
    project->nodes[node.unique_id] = node;
  }
  scene.changed(mart(plain(), {{"email", tagged()}}),
                mart("select id, email as handle, city from marts.stg_people", {}));
  CHECK(rules_of(scene.run(gates::pii_scan)) == Rules{"leaked-column"});
}

TEST_CASE("pii-scan: a model that is called otherwise does not lose its tags unseen") {
  Scene scene;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    const dbt::Source source = people({{"id", {}}, {"email", {}}});
    project->sources[source.unique_id] = source;
  }
  const auto node = [](const std::string& name, const std::string& sql, const Tags& tags) {
    return with(model(name, sql), tags, {"source.shop.raw.people"});
  };
  scene.changed(node("old_people", "select id, email from raw.people", {{"email", tagged()}}), std::nullopt);
  scene.changed(std::nullopt, node("new_people", "select id, email as handle from raw.people", {}));
  const GateResult result = scene.run(gates::pii_scan);
  REQUIRE(rules_of(result) == Rules{"leaked-column"});
  CHECK_THAT(result.findings[0].message, ContainsSubstring("old_people.email (base) -> new_people.handle (head)"));
}

TEST_CASE("pii-scan: a source that is called otherwise does not lose the tags of its readers unseen") {
  Scene scene;
  dbt::Source before = people({{"id", {}}, {"email", tagged()}});
  scene.base.sources[before.unique_id] = before;
  dbt::Source after = people({{"id", {}}, {"email", {}}});
  after.unique_id = "source.shop.raw.folks";
  after.name = "folks";
  after.relation_name = R"("shop"."raw"."folks")";
  scene.head.sources[after.unique_id] = after;
  scene.changed(
      with(model("all_people", "select id, email from raw.people"), {{"email", tagged()}}, {before.unique_id}),
      with(model("all_people", "select id, email as handle from raw.folks"), {}, {after.unique_id}));
  CHECK(rules_of(scene.run(gates::pii_scan)) ==
        Rules{"leaked-column", "leaked-column"});  // of the source, of the model
}

TEST_CASE("pii-scan: a column that the source tags anew was not leaked by this change") {
  Scene scene = shop();
  scene.base.sources["source.shop.raw.people"].columns[2].meta.clear();
  scene.base.nodes["model.shop.stg_people"].columns[1].meta.clear();
  scene.below(mart("select id, email, phone as reach_at from marts.stg_people", {{"email", tagged()}}));
  const GateResult result = scene.run(gates::pii_scan);
  CHECK(result.findings.empty());
  REQUIRE(result.notes.size() == 1);
  CHECK_THAT(result.notes[0].text, ContainsSubstring("contacts.reach_at"));
}

TEST_CASE("pii-scan: --all makes findings of what stood before") {
  Scene scene = shop();
  scene.below(mart("select id, email, phone as reach_at from marts.stg_people", {{"email", tagged()}}));
  scene.all = true;
  CHECK(rules_of(scene.run(gates::pii_scan)) == Rules{"untagged-derivation"});
}

TEST_CASE("pii-scan: a leak that flows on has one cause, and each layer that it reaches a say") {
  Scene scene;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    const dbt::Source source = people(of_source());
    project->sources[source.unique_id] = source;
  }
  scene.changed(staging(), staging("select id, email as handle, phone, city from raw.people", {{"phone", tagged()}}));
  scene.below(mart("select * from head.stg_people", {{"phone", tagged()}}, "mart_a"));
  scene.below(mart("select * from head.stg_people", {{"phone", tagged()}}, "mart_b"));
  scene.models()[0].layer = "staging";
  scene.models()[1].layer = scene.models()[2].layer = "marts";
  const GateResult result = scene.run(gates::pii_scan);
  REQUIRE(rules_of(result) == Rules{"leaked-column", "untagged-derivation"});
  CHECK(result.findings[0].cause == result.findings[1].cause);
  CHECK(result.findings[0].subject.id == "model.shop.stg_people");
  CHECK_THAT(result.findings[0].message, ContainsSubstring("goes on untagged into 2 columns of 2 models"));
}

namespace {

/// The source's YAML is gone on head, and the model reads its table by name.
GateResult source_deleted(const std::string& sql, const Tags& on_source = of_source(),
                          const Tags& before = {{"email", tagged()}}, const Tags& after = {}) {
  Scene scene;
  const dbt::Source source = people(on_source);
  scene.base.sources[source.unique_id] = source;
  scene.changed(with(model("copy", "select id, email from raw.people"), before, {source.unique_id}),
                with(model("copy", sql), after, {}));
  return scene.run(gates::pii_scan);
}

}  // namespace

TEST_CASE("pii-scan: a source that is deleted and still read by name keeps its tags") {
  const GateResult result = source_deleted("select id, email, lower(p.phone) as reach_at from raw.people p",
                                           of_source(), {{"email", tagged()}}, {{"email", tagged()}});
  REQUIRE(rules_of(result) == Rules{"untagged-derivation"});
  CHECK(result.findings[0].subject.column == "reach_at");
  CHECK_THAT(result.findings[0].message, ContainsSubstring("reads raw.people.phone by a hard-coded name"));
  CHECK(rules_of(source_deleted("select * from raw.people")) == Rules{"could-not-analyse"});
  CHECK(rules_of(source_deleted("with p as (select * from raw.people) select p.email as handle from p")) ==
        Rules{"could-not-analyse"});
  CHECK(rules_of(source_deleted("select to_jsonb(p) as doc from raw.people p")) == Rules{"could-not-analyse"});
  CHECK(source_deleted("select id, count(p) as n, 1 as one from raw.people p group by 1").findings.empty());
  CHECK(source_deleted("select id, city from raw.people").findings.empty());
}

TEST_CASE("pii-scan: a model's own tag is not lost with the source that it reads") {
  const Tags untagged{{"id", {}}, {"email", {}}};
  CHECK(rules_of(source_deleted("select id, email as handle from raw.people", untagged)) == Rules{"leaked-column"});
  CHECK(rules_of(source_deleted("select id, email from raw.people", untagged)) == Rules{"tag-removed"});
}
