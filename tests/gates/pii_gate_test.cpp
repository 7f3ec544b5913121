// pii-scan over small projects: a source of people, a staging model on it, and a mart that changes.
#include <algorithm>
#include <string>

#include "gates/all.hpp"
#include "gates/pii_scan/options.hpp"
#include "gates/pii_scan/rules.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/scene.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

using Tags = std::vector<std::pair<std::string, dbt::Meta>>;
const dbt::Meta tagged{{"pii", "true"}};

std::vector<dbt::Column> columns(const Tags& tags) {
  std::vector<dbt::Column> made;
  for (const auto& [name, meta] : tags) {
    dbt::Column column;
    column.name = name;
    column.meta = meta;
    made.push_back(column);
  }
  return made;
}

dbt::Node with(dbt::Node node, const Tags& tags, const std::vector<std::string>& depends_on) {
  node.columns = columns(tags);
  node.depends_on = depends_on;
  return node;
}

dbt::Source people(const Tags& tags) {
  dbt::Source source;
  source.unique_id = "source.shop.raw.people";
  source.source_name = "raw";
  source.name = "people";
  source.relation_name = R"("shop"."raw"."people")";
  source.columns = columns(tags);
  return source;
}

const Tags of_source{{"id", {}}, {"email", tagged}, {"phone", tagged}, {"city", {}}};
const std::string staged = "select id, email, phone, city from raw.people";
const Tags of_staging{{"email", tagged}, {"phone", tagged}};

dbt::Node staging(const std::string& sql = staged, const Tags& tags = of_staging) {
  return with(model("stg_people", sql), tags, {"source.shop.raw.people"});
}

dbt::Node mart(const std::string& sql, const Tags& tags, const std::string& name = "contacts") {
  return with(model(name, sql), tags, {"model.shop.stg_people"});
}

/// The source and the staging model, the same on both sides.
Scene shop() {
  Scene scene;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    const dbt::Source source = people(of_source);
    project->sources[source.unique_id] = source;
    const dbt::Node node = staging();
    project->nodes[node.unique_id] = node;
    project->children[source.unique_id] = {node.unique_id};
  }
  return scene;
}

const std::string plain = "select\n  id,\n  email,\n  city\nfrom marts.stg_people";

GateResult mart_becomes(const std::string& sql, const Tags& tags, const std::string& base = plain) {
  return shop().changed(mart(base, {{"email", tagged}}), mart(sql, tags)).run(gates::pii_scan);
}

GateResult renamed() { return mart_becomes("select\n  id,\n  email as handle,\n  city\nfrom marts.stg_people", {}); }
GateResult renamed_with_its_tag() {
  return mart_becomes("select\n  id,\n  email as handle,\n  city\nfrom marts.stg_people", {{"handle", tagged}});
}
GateResult hashed() {
  return mart_becomes("select\n  id,\n  md5(email) as handle,\n  city\nfrom marts.stg_people", {});
}
GateResult hashed_phone() {
  return mart_becomes("select\n  id,\n  email,\n  md5(phone) as handle\nfrom marts.stg_people", {{"email", tagged}});
}
GateResult hashed_and_declared() {
  return mart_becomes("select\n  id,\n  md5(email) as handle,\n  city\nfrom marts.stg_people",
                      {{"handle", {{"pii", "pseudonymised"}}}});
}
GateResult sanitised() {
  Scene scene = shop();
  scene.changed(mart(plain, {{"email", tagged}}),
                mart("select\n  id,\n  safe_mask(email, 4) as handle,\n  city\nfrom marts.stg_people", {}));
  scene.targets().back().options.set("sanitizers", OptionValue(std::vector<std::string>{"safe_mask(1, keep<=4)"}));
  return scene.run(gates::pii_scan);
}
GateResult derived() {
  return mart_becomes("select\n  id,\n  email,\n  lower(phone) as reach_at\nfrom marts.stg_people",
                      {{"email", tagged}});
}
GateResult tag_removed() { return mart_becomes(plain + "\nwhere id > 0", {}); }
GateResult denied_on_head() {
  return mart_becomes(plain + "\nwhere id > 0", {{"email", {{"pii", "false"}, {"reason", "shops"}}}});
}
GateResult declared_too_low() {
  return mart_becomes("select\n  id,\n  lower(email) as handle,\n  email\nfrom marts.stg_people",
                      {{"email", tagged}, {"handle", {{"pii", "pseudonymised"}}}});
}
GateResult denied_with_reason() {
  return mart_becomes("select\n  id,\n  email,\n  phone as hotline\nfrom marts.stg_people",
                      {{"email", tagged}, {"hotline", {{"pii", "false"}, {"reason", "the shop's own number"}}}});
}
GateResult looks_personal() {
  return mart_becomes("select\n  id,\n  email,\n  city as home_address\nfrom marts.stg_people", {{"email", tagged}});
}
GateResult same_words() { return mart_becomes(plain + "\nwhere id > 0", {{"email", tagged}}); }

/// Renamed in staging; five marts below select everything.
GateResult flows_into_marts() {
  Scene scene;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    const dbt::Source source = people(of_source);
    project->sources[source.unique_id] = source;
  }
  scene.changed(staging(), staging("select id, email as handle,\n  phone, city from raw.people", {{"phone", tagged}}));
  for (const char* name : {"mart_a", "mart_b", "mart_c", "mart_d", "mart_e"}) {
    scene.below(mart("select * from head.stg_people", {{"phone", tagged}}, name));
  }
  return scene.run(gates::pii_scan);
}
GateResult standing_and_edited() {
  const std::string base = "select id, email, phone as reach_at from marts.stg_people";
  return mart_becomes(base + " where id > 0", {{"email", tagged}}, base);
}
GateResult standing_and_untouched() {
  Scene scene = shop();
  scene.below(mart("select id, email, phone as reach_at from marts.stg_people", {{"email", tagged}}));
  return scene.run(gates::pii_scan);
}
GateResult closed_layer() {
  Scene scene = shop();
  scene.changed(mart(plain, {{"email", tagged}}),
                mart("select id, email, phone from marts.stg_people", {{"email", tagged}, {"phone", tagged}}));
  scene.set(tollgate::pii_scan::closed, true);
  return scene.run(gates::pii_scan);
}
GateResult python_model() {
  Scene scene = shop();
  dbt::Node head = mart("", {{"id", {}}, {"score", {}}}, "scores");
  head.language = "python";
  head.compiled = false;
  return scene.changed(std::nullopt, head).run(gates::pii_scan);
}
GateResult not_compiled() {
  dbt::Node head = mart("", {{"id", {{"pii", "false"}, {"reason", "a key"}}}});
  head.compiled = false;
  return shop().changed(mart(plain, {{"email", tagged}}), head).run(gates::pii_scan);
}

std::vector<std::string> rules_of(const GateResult& result) {
  std::vector<std::string> rules;
  for (const Finding& finding : result.findings) rules.push_back(finding.rule);
  return rules;
}

using Rules = std::vector<std::string>;

}  // namespace

std::vector<Case> test_gates::pii_scan_cases() {
  constexpr std::string_view id = "pii-scan";
  return {
      {id, "pass-same-words", same_words},
      {id, "pass-renamed-with-its-tag", renamed_with_its_tag},
      {id, "pass-declared-sanitizer", sanitised},
      {id, "pass-hash-is-a-warning", hashed},
      {id, "pass-reversible-hash-is-a-warning", hashed_phone},
      {id, "pass-hash-declared", hashed_and_declared},
      {id, "pass-denied-with-a-reason", denied_with_reason},
      {id, "pass-looks-personal-is-a-warning", looks_personal},
      {id, "pass-standing-leak-edited", standing_and_edited},
      {id, "pass-standing-leak-untouched", standing_and_untouched},
      {id, "fail-renamed", renamed},
      {id, "fail-derived", derived},
      {id, "fail-tag-removed", tag_removed},
      {id, "fail-denied-on-head", denied_on_head},
      {id, "fail-declared-too-low", declared_too_low},
      {id, "fail-flows-into-marts", flows_into_marts},
      {id, "fail-closed-layer", closed_layer},
      {id, "fail-python-model", python_model},
      {id, "error-not-compiled", not_compiled},
  };
}

TEST_CASE("pii-scan: a rename without its tag is one finding at the select item, with the way") {
  const GateResult result = renamed();
  REQUIRE(rules_of(result) == Rules{"leaked-column"});
  const Finding& finding = result.findings.front();
  CHECK(finding.location.line == 3);
  CHECK(finding.subject.column == "handle");
  CHECK_THAT(finding.message, ContainsSubstring("contacts.email (base) -> contacts.handle (head)"));
  CHECK_THAT(finding.message, ContainsSubstring("raw.people.email -> stg_people.email -> contacts.handle"));
}

TEST_CASE("pii-scan: what is renamed is found where nothing above it is tagged") {
  Scene scene;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    const dbt::Source source = people({{"id", {}}, {"email", {}}, {"phone", {}}, {"city", {}}});
    project->sources[source.unique_id] = source;
    const dbt::Node node = staging(staged, {});
    project->nodes[node.unique_id] = node;
  }
  scene.changed(mart(plain, {{"email", tagged}}), mart("select id, email as handle, city from marts.stg_people", {}));
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
  scene.changed(node("old_people", "select id, email from raw.people", {{"email", tagged}}), std::nullopt);
  scene.changed(std::nullopt, node("new_people", "select id, email as handle from raw.people", {}));
  const GateResult result = scene.run(gates::pii_scan);
  REQUIRE(rules_of(result) == Rules{"leaked-column"});
  CHECK_THAT(result.findings[0].message, ContainsSubstring("old_people.email (base) -> new_people.handle (head)"));
}

TEST_CASE("pii-scan: a source that is called otherwise does not lose the tags of its readers unseen") {
  Scene scene;
  dbt::Source before = people({{"id", {}}, {"email", tagged}});
  scene.base.sources[before.unique_id] = before;
  dbt::Source after = people({{"id", {}}, {"email", {}}});
  after.unique_id = "source.shop.raw.folks";
  after.name = "folks";
  after.relation_name = R"("shop"."raw"."folks")";
  scene.head.sources[after.unique_id] = after;
  scene.changed(with(model("all_people", "select id, email from raw.people"), {{"email", tagged}}, {before.unique_id}),
                with(model("all_people", "select id, email as handle from raw.folks"), {}, {after.unique_id}));
  CHECK(rules_of(scene.run(gates::pii_scan)) ==
        Rules{"leaked-column", "leaked-column"});  // of the source, of the model
}

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
  python.config.meta = tagged;
  CHECK(shop().changed(std::nullopt, python).run(gates::pii_scan).findings.empty());
}

TEST_CASE("pii-scan: the tag of a whole source counts for columns that nobody lists") {
  const auto reads = [](const std::string& sql) {
    Scene scene;
    for (dbt::Project* project : {&scene.base, &scene.head}) {
      dbt::Source source = people({});
      source.meta = tagged;
      project->sources[source.unique_id] = source;
    }
    scene.changed(std::nullopt, with(model("copy", sql), {}, {"source.shop.raw.people"}));
    return rules_of(scene.run(gates::pii_scan));
  };
  CHECK(reads("select * from raw.people") == Rules{"could-not-analyse"});
  CHECK(reads("select mail as handle from raw.people") == Rules{"could-not-analyse"});
  CHECK(reads("select count(*) as n from raw.people").empty());
}

TEST_CASE("pii-scan: a tagged column that the YAML of its source lists no more is still read by its name") {
  Scene scene;
  const dbt::Source before = people(of_source);
  scene.base.sources[before.unique_id] = before;
  const dbt::Source after = people({{"id", {}}, {"city", {}}});
  scene.head.sources[after.unique_id] = after;
  const auto copy = [](const std::string& sql) { return with(model("copy", sql), {}, {"source.shop.raw.people"}); };
  scene.changed(copy("select id, city from raw.people"), copy("select id, city, email as handle from raw.people"));
  CHECK(rules_of(scene.run(gates::pii_scan)) == Rules{"could-not-analyse"});
}

TEST_CASE("pii-scan: data goes through whole rows, JSON, unions, aggregates and CTEs") {
  for (const char* item :
       {"to_jsonb(p)", "json_build_object('e', p.email)", "min(p.phone) over ()", "p", "row(p.id, p.phone)",
        "(select string_agg(q.email, ',') from marts.stg_people q)", "coalesce(p.phone, 'none')"}) {
    INFO(item);
    const std::string sql = std::string("with p as (select * from marts.stg_people) select p.id, p.email, ") + item +
                            " as extra from p union all select id, email, null from marts.stg_people";
    CHECK(rules_of(mart_becomes(sql, {{"email", tagged}})) == Rules{"untagged-derivation"});
  }
}

TEST_CASE("pii-scan: a filter, a join or a count on personal data puts none into the output") {
  CHECK(mart_becomes("select p.id, p.email, count(q.phone) as phones from marts.stg_people p join marts.stg_people q "
                     "on p.email = q.email where p.phone is not null group by 1, 2",
                     {{"email", tagged}})
            .findings.empty());
}

TEST_CASE("pii-scan: a column that the source tags anew was not leaked by this change") {
  Scene scene = shop();
  scene.base.sources["source.shop.raw.people"].columns[2].meta.clear();
  scene.base.nodes["model.shop.stg_people"].columns[1].meta.clear();
  scene.below(mart("select id, email, phone as reach_at from marts.stg_people", {{"email", tagged}}));
  const GateResult result = scene.run(gates::pii_scan);
  CHECK(result.findings.empty());
  REQUIRE(result.notes.size() == 1);
  CHECK_THAT(result.notes[0].text, ContainsSubstring("contacts.reach_at"));
}

TEST_CASE("pii-scan: a new reader of an old leak is a leak of its own") {
  Scene scene = shop();
  scene.below(mart("select id, phone as reach_at from marts.stg_people", {}));
  dbt::Node fresh = with(model("calls", "select reach_at from head.contacts"), {}, {"model.shop.contacts"});
  scene.changed(std::nullopt, fresh);
  const GateResult result = scene.run(gates::pii_scan);
  REQUIRE(rules_of(result) == Rules{"untagged-derivation"});
  CHECK(result.findings[0].subject.id == "model.shop.calls");
}

TEST_CASE("pii-scan: --all makes findings of what stood before") {
  Scene scene = shop();
  scene.below(mart("select id, email, phone as reach_at from marts.stg_people", {{"email", tagged}}));
  scene.all = true;
  CHECK(rules_of(scene.run(gates::pii_scan)) == Rules{"untagged-derivation"});
}

TEST_CASE("pii-scan: a leak that flows on has one cause, and each layer that it reaches a say") {
  Scene scene;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    const dbt::Source source = people(of_source);
    project->sources[source.unique_id] = source;
  }
  scene.changed(staging(), staging("select id, email as handle, phone, city from raw.people", {{"phone", tagged}}));
  scene.below(mart("select * from head.stg_people", {{"phone", tagged}}, "mart_a"));
  scene.below(mart("select * from head.stg_people", {{"phone", tagged}}, "mart_b"));
  scene.models()[0].layer = "staging";
  scene.models()[1].layer = scene.models()[2].layer = "marts";
  const GateResult result = scene.run(gates::pii_scan);
  REQUIRE(rules_of(result) == Rules{"leaked-column", "untagged-derivation"});
  CHECK(result.findings[0].cause == result.findings[1].cause);
  CHECK(result.findings[0].subject.id == "model.shop.stg_people");
  CHECK_THAT(result.findings[0].message, ContainsSubstring("goes on untagged into 2 columns of 2 models"));
}

TEST_CASE("pii-scan: a source that is the same table as a seed lends it its tags") {
  Scene scene = shop();
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    dbt::Node seed = model("people_seed");
    seed.unique_id = "seed.shop.people";
    seed.type = dbt::ResourceType::seed;
    seed.relation_name = R"("shop"."raw"."people")";
    seed.raw_code = seed.compiled_code = "";
    seed.columns = columns({{"id", {}}, {"email", {}}, {"phone", {}}, {"city", {}}});
    project->nodes[seed.unique_id] = seed;
    project->nodes["model.shop.stg_people"].columns.clear();
  }
  scene.changed(std::nullopt,
                with(model("calls", "select phone as reach_at from raw.people"), {}, {"seed.shop.people"}));
  CHECK(rules_of(scene.run(gates::pii_scan)) == Rules{"untagged-derivation"});
}

TEST_CASE("pii-scan: a denial without a reason does not count") {
  const GateResult result = mart_becomes("select id, email, phone as reach_at from marts.stg_people",
                                         {{"email", tagged}, {"reach_at", {{"pii", "false"}}}});
  REQUIRE(rules_of(result) == Rules{"untagged-derivation"});
  CHECK_THAT(result.findings[0].message, ContainsSubstring("gives no reason"));
}

TEST_CASE("pii-scan: names of constants, hashes and counts are not taken for data") {
  CHECK(mart_becomes("select id, email, 'x' as home_address, md5(city) as phone_number, null::text as first_name "
                     "from marts.stg_people",
                     {{"email", tagged}})
            .findings.empty());
}

TEST_CASE("pii-scan: a name that is handed on is told once, where it is new") {
  Scene scene = shop();
  scene.changed(mart(plain, {{"email", tagged}}),
                mart("select id, email, city as home_address from marts.stg_people", {{"email", tagged}}));
  scene.changed(std::nullopt,
                with(model("letters", "select home_address from head.contacts"), {}, {"model.shop.contacts"}));
  const GateResult result = scene.run(gates::pii_scan);
  REQUIRE(rules_of(result) == Rules{"looks-like-pii"});
  CHECK(result.findings[0].subject.id == "model.shop.contacts");
}

TEST_CASE("pii-scan: an exposure that the policy closes") {
  const auto run = [](const std::string& closed) {
    Scene scene = shop();
    scene.changed(mart(plain, {{"email", tagged}}),
                  mart("select id, email, phone, city from marts.stg_people", {{"email", tagged}, {"phone", tagged}}));
    dbt::Exposure exposure;
    exposure.unique_id = "exposure.shop.board";
    exposure.name = "board";
    exposure.type = "dashboard";
    exposure.depends_on = {"model.shop.contacts"};
    scene.base.exposures[exposure.unique_id] = scene.head.exposures[exposure.unique_id] = exposure;
    scene.targets().back().options.set("closed_exposures", OptionValue(std::vector<std::string>{closed}));
    return scene.run(gates::pii_scan);
  };
  const GateResult result = run("board");
  REQUIRE(rules_of(result) == Rules{"exposed"});
  CHECK(result.findings[0].subject.column == "phone");
  CHECK(run("*").findings.size() == 1);
  CHECK(run("other").findings.empty());
}

TEST_CASE("pii-scan: a closed exposure that nobody has is told") {
  Scene scene = shop();
  scene.changed(mart(plain, {{"email", tagged}}), mart(plain + " where id > 1", {{"email", tagged}}));
  scene.targets().back().options.set("closed_exposures", OptionValue(std::vector<std::string>{"weekly_raport"}));
  const GateResult result = scene.run(gates::pii_scan);
  CHECK(result.findings.empty());
  REQUIRE(result.notes.size() == 1);
  CHECK_THAT(result.notes[0].text, ContainsSubstring("closed_exposures names weekly_raport"));
}

TEST_CASE("pii-scan: a sanitizer that cannot be read leaves nothing judged") {
  Scene scene = shop();
  scene.changed(mart(plain, {{"email", tagged}}), mart(plain, {{"email", tagged}}));
  scene.targets().back().options.set("sanitizers", OptionValue(std::vector<std::string>{"mask"}));
  CHECK_THROWS_WITH(scene.run(gates::pii_scan), ContainsSubstring("cannot read the sanitizer `mask`"));
}

TEST_CASE("pii-scan: every finding names a rule that is there") {
  for (const Case& c : pii_scan_cases()) {
    for (const Finding& finding : c.run().findings) {
      INFO(c.name << " " << finding.rule);
      CHECK(find_rule(gates::pii_scan, finding.rule) != nullptr);
    }
  }
}
