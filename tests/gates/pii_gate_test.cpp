// The cases of pii-scan that have goldens.
#include <algorithm>
#include <string>

#include "gates/all.hpp"
#include "gates/pii_scan/options.hpp"
#include "gates/pii_scan/rules.hpp"
#include "tests/catch.hpp"
#include "tests/gates/cases.hpp"
#include "tests/gates/pii_shop.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

namespace {

GateResult renamed() { return mart_becomes("select\n  id,\n  email as handle,\n  city\nfrom marts.stg_people", {}); }
GateResult renamed_with_its_tag() {
  return mart_becomes("select\n  id,\n  email as handle,\n  city\nfrom marts.stg_people", {{"handle", tagged()}});
}
GateResult hashed() {
  return mart_becomes("select\n  id,\n  md5(email) as handle,\n  city\nfrom marts.stg_people", {});
}
GateResult hashed_phone() {
  return mart_becomes("select\n  id,\n  email,\n  md5(phone) as handle\nfrom marts.stg_people", {{"email", tagged()}});
}
GateResult hashed_and_declared() {
  return mart_becomes("select\n  id,\n  md5(email) as handle,\n  city\nfrom marts.stg_people",
                      {{"handle", {{"pii", "pseudonymised"}}}});
}
GateResult sanitised() {
  Scene scene = shop();
  scene.changed(mart(plain(), {{"email", tagged()}}),
                mart("select\n  id,\n  safe_mask(email, 4) as handle,\n  city\nfrom marts.stg_people", {}));
  scene.targets().back().options.set("sanitizers", OptionValue(std::vector<std::string>{"safe_mask(1, keep<=4)"}));
  return scene.run(gates::pii_scan);
}
GateResult derived() {
  return mart_becomes("select\n  id,\n  email,\n  lower(phone) as reach_at\nfrom marts.stg_people",
                      {{"email", tagged()}});
}
GateResult tag_removed() { return mart_becomes(plain() + "\nwhere id > 0", {}); }
GateResult denied_on_head() {
  return mart_becomes(plain() + "\nwhere id > 0", {{"email", {{"pii", "false"}, {"reason", "shops"}}}});
}
GateResult declared_too_low() {
  return mart_becomes("select\n  id,\n  lower(email) as handle,\n  email\nfrom marts.stg_people",
                      {{"email", tagged()}, {"handle", {{"pii", "pseudonymised"}}}});
}
GateResult denied_with_reason() {
  return mart_becomes("select\n  id,\n  email,\n  phone as hotline\nfrom marts.stg_people",
                      {{"email", tagged()}, {"hotline", {{"pii", "false"}, {"reason", "the shop's own number"}}}});
}
GateResult looks_personal() {
  return mart_becomes("select\n  id,\n  email,\n  city as home_address\nfrom marts.stg_people", {{"email", tagged()}});
}
GateResult same_words() { return mart_becomes(plain() + "\nwhere id > 0", {{"email", tagged()}}); }

/// Renamed in staging; five marts below select everything.
GateResult flows_into_marts() {
  Scene scene;
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    const dbt::Source source = people(of_source());
    project->sources[source.unique_id] = source;
  }
  scene.changed(staging(),
                staging("select id, email as handle,\n  phone, city from raw.people", {{"phone", tagged()}}));
  for (const char* name : {"mart_a", "mart_b", "mart_c", "mart_d", "mart_e"}) {
    scene.below(mart("select * from head.stg_people", {{"phone", tagged()}}, name));
  }
  return scene.run(gates::pii_scan);
}
GateResult standing_and_edited() {
  const std::string base = "select id, email, phone as reach_at from marts.stg_people";
  return mart_becomes(base + " where id > 0", {{"email", tagged()}}, base);
}
GateResult standing_and_untouched() {
  Scene scene = shop();
  scene.below(mart("select id, email, phone as reach_at from marts.stg_people", {{"email", tagged()}}));
  return scene.run(gates::pii_scan);
}
GateResult closed_layer() {
  Scene scene = shop();
  scene.changed(mart(plain(), {{"email", tagged()}}),
                mart("select id, email, phone from marts.stg_people", {{"email", tagged()}, {"phone", tagged()}}));
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
  return shop().changed(mart(plain(), {{"email", tagged()}}), head).run(gates::pii_scan);
}

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

TEST_CASE("pii-scan: every finding names a rule that is there") {
  for (const Case& c : pii_scan_cases()) {
    for (const Finding& finding : c.run().findings) {
      INFO(c.name << " " << finding.rule);
      CHECK(find_rule(gates::pii_scan, finding.rule) != nullptr);
    }
  }
}
