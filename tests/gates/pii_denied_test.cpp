// pii-scan: `pii: false`, and names that say personal data.
#include <string>

#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/pii_shop.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

TEST_CASE("pii-scan: a denial without a reason does not count") {
  const GateResult result = mart_becomes("select id, email, phone as reach_at from marts.stg_people",
                                         {{"email", tagged()}, {"reach_at", {{"pii", "false"}}}});
  REQUIRE(rules_of(result) == Rules{"untagged-derivation"});
  CHECK_THAT(result.findings[0].message, ContainsSubstring("gives no reason"));
}

TEST_CASE("pii-scan: names of constants, hashes and counts are not taken for data") {
  CHECK(mart_becomes("select id, email, 'x' as home_address, md5(city) as phone_number, null::text as first_name "
                     "from marts.stg_people",
                     {{"email", tagged()}})
            .findings.empty());
}

TEST_CASE("pii-scan: a name that is handed on is told once, where it is new") {
  Scene scene = shop();
  scene.changed(mart(plain(), {{"email", tagged()}}),
                mart("select id, email, city as home_address from marts.stg_people", {{"email", tagged()}}));
  scene.changed(std::nullopt,
                with(model("letters", "select home_address from head.contacts"), {}, {"model.shop.contacts"}));
  const GateResult result = scene.run(gates::pii_scan);
  REQUIRE(rules_of(result) == Rules{"looks-like-pii"});
  CHECK(result.findings[0].subject.id == "model.shop.contacts");
}
