// pii-scan: layers and exposures that the policy closes.
#include <string>

#include "gates/all.hpp"
#include "tests/catch.hpp"
#include "tests/gates/pii_shop.hpp"

using namespace tollgate;
using namespace tollgate::test_gates;

TEST_CASE("pii-scan: an exposure that the policy closes") {
  const auto run = [](const std::string& closed) {
    Scene scene = shop();
    scene.changed(mart(plain(), {{"email", tagged()}}), mart("select id, email, phone, city from marts.stg_people",
                                                             {{"email", tagged()}, {"phone", tagged()}}));
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
  scene.changed(mart(plain(), {{"email", tagged()}}), mart(plain() + " where id > 1", {{"email", tagged()}}));
  scene.targets().back().options.set("closed_exposures", OptionValue(std::vector<std::string>{"weekly_raport"}));
  const GateResult result = scene.run(gates::pii_scan);
  CHECK(result.findings.empty());
  REQUIRE(result.notes.size() == 1);
  CHECK_THAT(result.notes[0].text, ContainsSubstring("closed_exposures names weekly_raport"));
}

namespace {

dbt::Exposure board(const std::vector<std::string>& depends_on) {
  dbt::Exposure exposure;
  exposure.unique_id = "exposure.shop.board";
  exposure.name = "board";
  exposure.type = "dashboard";
  exposure.original_file_path = "models/_exposures.yml";
  exposure.depends_on = depends_on;
  return exposure;
}

/// No model differs; the exposure is the only change.
GateResult exposure_becomes(const dbt::Exposure& before, const dbt::Exposure& after) {
  Scene scene = shop();
  scene.below(mart(plain(), {{"email", tagged()}}));
  for (dbt::Project* project : {&scene.base, &scene.head}) {
    project->semantics["metric.shop.people"] = metric("people", R"({"expr":"id"})", {"model.shop.contacts"});
    project->semantics["metric.shop.mails"] = metric("mails", R"({"expr":"email"})", {"model.shop.contacts"});
  }
  scene.base.exposures[before.unique_id] = before;
  scene.head.exposures[after.unique_id] = after;
  scene.targets().back().options.set("closed_exposures", OptionValue(std::vector<std::string>{"board"}));
  return scene.run(gates::pii_scan);
}

}  // namespace

TEST_CASE("pii-scan: a closed exposure that begins to read a model is one finding in its own file") {
  const GateResult result = exposure_becomes(board({}), board({"model.shop.contacts", "model.shop.stg_people"}));
  REQUIRE(rules_of(result) == Rules{"exposed", "exposed"});
  const Finding& finding = result.findings.front();
  CHECK(finding.location.path == "models/_exposures.yml");
  CHECK_THAT(result.findings[0].message, ContainsSubstring("newly reads stg_people, which holds it in email, phone"));
  CHECK_THAT(result.findings[1].message, ContainsSubstring("newly reads contacts, which holds it in email"));
  CHECK(exposure_becomes(board({"model.shop.contacts"}), board({"model.shop.contacts"})).findings.empty());
}

TEST_CASE("pii-scan: an exposure of a metric shows what the metric reads") {
  CHECK(rules_of(exposure_becomes(board({}), board({"metric.shop.mails"}))) == Rules{"exposed"});
  CHECK(exposure_becomes(board({}), board({"metric.shop.people"})).findings.empty());
}
