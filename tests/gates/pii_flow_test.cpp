// pii-scan: what tagged data flows into, and what it does not.
#include <string>

#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/pii_shop.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

TEST_CASE("pii-scan: data goes through whole rows, JSON, unions, aggregates and CTEs") {
  for (const char* item :
       {"to_jsonb(p)", "json_build_object('e', p.email)", "min(p.phone) over ()", "p", "row(p.id, p.phone)",
        "(select string_agg(q.email, ',') from marts.stg_people q)", "coalesce(p.phone, 'none')"}) {
    INFO(item);
    const std::string sql = std::string("with p as (select * from marts.stg_people) select p.id, p.email, ") + item +
                            " as extra from p union all select id, email, null from marts.stg_people";
    CHECK(rules_of(mart_becomes(sql, {{"email", tagged()}})) == Rules{"untagged-derivation"});
  }
}

TEST_CASE("pii-scan: a filter, a join or a count on personal data puts none into the output") {
  CHECK(mart_becomes("select p.id, p.email, count(q.phone) as phones from marts.stg_people p join marts.stg_people q "
                     "on p.email = q.email where p.phone is not null group by 1, 2",
                     {{"email", tagged()}})
            .findings.empty());
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

TEST_CASE("pii-scan: what is decrypted is raw again") {
  const auto of_cipher = [](const std::string& item, const std::string& declared) {
    Scene scene = source_alone({{"id", {}}, {"sealed", {{"pii", declared}}}});
    scene.changed(std::nullopt, with(model("copy", "select id, " + item + " as handle from raw.people"), {},
                                     {"source.shop.raw.people"}));
    return scene.run(gates::pii_scan);
  };
  for (const char* declared : {"encrypted", "pseudonymised", "tokenised"}) {
    INFO(declared);
    CHECK(rules_of(of_cipher("sealed", declared)) == Rules{"pseudonymised"});
    const GateResult result = of_cipher("lower(pgp_sym_decrypt(sealed, 'key'))", declared);
    REQUIRE(rules_of(result) == Rules{"untagged-derivation"});
    CHECK_THAT(result.findings[0].message, ContainsSubstring("it decrypts raw.people.sealed"));
  }
  CHECK(rules_of(of_cipher("vault.detokenise(sealed)", "tokenised")) == Rules{"untagged-derivation"});
  CHECK(rules_of(of_cipher("md5(pgp_sym_decrypt(sealed, 'key'))", "encrypted")) == Rules{"pseudonymised"});
  CHECK(of_cipher("count(pgp_sym_decrypt(sealed, 'key')) over ()", "encrypted").findings.empty());
  CHECK(of_cipher("split_part(pgp_sym_decrypt(sealed, 'key'), '@', 2)", "reduced").findings.empty());
}
