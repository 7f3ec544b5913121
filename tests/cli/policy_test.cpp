#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "gates/explain/options.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate::tests;

namespace {

const std::vector<Model> base{{.name = "orders"}};
const std::vector<Model> head{{.name = "orders", .sql = "select 2 as id"}};

std::string policy_with(const std::string& gates) {
  return "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {" + gates + "}\n";
}

/// What GitHub sets for a pull request, as long as this lives.
class CiVariables {
 public:
  explicit CiVariables(const std::string& event_path) {
    setenv("GITHUB_ACTIONS", "true", 1);
    setenv("GITHUB_EVENT_NAME", "pull_request", 1);
    setenv("GITHUB_EVENT_PATH", event_path.c_str(), 1);
  }
  CiVariables(const CiVariables&) = delete;
  CiVariables& operator=(const CiVariables&) = delete;
  CiVariables(CiVariables&&) = delete;
  CiVariables& operator=(CiVariables&&) = delete;
  ~CiVariables() {
    for (const char* name : {"GITHUB_ACTIONS", "GITHUB_EVENT_NAME", "GITHUB_EVENT_PATH"}) unsetenv(name);
  }
};

}  // namespace

TEST_CASE("a project without a policy file gets the standard preset, with a note") {
  const ShopFolder shop(base, head);
  const auto report = nlohmann::json::parse(shop.check({"--format", "json", "--gate", "parse"}).out);
  CHECK(report["policy"]["source"] == "preset standard");
  CHECK_THAT(report["notes"].dump(), ContainsSubstring("no tollgate.yml"));
}

TEST_CASE("a wrong policy is exit 2, all errors at once, with line and suggestion") {
  const ShopFolder shop(base, head);
  shop.write("tollgate.yml", "version: 1\nlayers:\n  marts:\n    selct: {path: models}\n    gates: {prase: }\n");
  const Ran ran = shop.check();
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("tollgate.yml:4:5"));
  CHECK_THAT(ran.err, ContainsSubstring("did you mean \"select\"?"));
  CHECK_THAT(ran.err, ContainsSubstring("did you mean \"parse\"?"));
}

TEST_CASE("in a pull request the base branch's policy is in force, and what the head loosens is a finding") {
  const ShopFolder shop(base, head);
  shop.write("tollgate.yml", policy_with("parse: , compile: "));
  const std::string commit = shop.commit();
  shop.write("tollgate.yml", policy_with("parse: "));
  const Ran ran = shop.check({"--base-sha", commit, "--format", "json"});
  CHECK(ran.code == 0);  // a warning
  const auto report = nlohmann::json::parse(ran.out);
  CHECK_THAT(report["policy"]["source"].get<std::string>(), ContainsSubstring("(base)"));
  CHECK(report["gates"].dump().find("compile") != std::string::npos);
  REQUIRE(report["findings"].size() == 1);
  CHECK(report["findings"][0]["rule"] == "policy-loosened");
  CHECK(shop.check({"--base-sha", commit, "--fail-on", "warning"}).code == 1);
}

TEST_CASE("a head policy that is wrong is told even though the base's is in force") {
  const ShopFolder shop(base, head);
  shop.write("tollgate.yml", policy_with("parse: "));
  const std::string commit = shop.commit();
  shop.write("tollgate.yml", policy_with("prase: "));
  const Ran ran = shop.check({"--base-sha", commit});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("did you mean \"parse\"?"));
}

TEST_CASE("a head that removes the policy file is found") {
  const ShopFolder shop(base, head);
  shop.write("tollgate.yml", policy_with("parse: "));
  const std::string commit = shop.commit();
  std::filesystem::remove(shop.path("tollgate.yml"));
  const auto report = nlohmann::json::parse(shop.check({"--base-sha", commit, "--format", "json"}).out);
  REQUIRE(report["findings"].size() == 1);
  CHECK_THAT(report["findings"][0]["message"].get<std::string>(), ContainsSubstring("removes"));
}

TEST_CASE("a change that brings the first policy is judged by the default preset, and what it loosens is told") {
  const ShopFolder shop(base, head);
  const std::string commit = shop.commit();
  shop.write("tollgate.yml", policy_with("parse: "));
  const auto report = nlohmann::json::parse(shop.check({"--base-sha", commit, "--format", "json"}).out);
  CHECK(report["policy"]["source"] == "preset standard");
  CHECK_THAT(report["gates"].dump(), ContainsSubstring("compile"));
  CHECK_THAT(report["notes"].dump(), ContainsSubstring("tollgate.yml is new in this change"));
  CHECK_THAT(report["findings"].dump(), ContainsSubstring("policy-loosened"));
}

TEST_CASE("a first policy of a project on another database loosens nothing by leaving out what asks PostgreSQL") {
  const ShopFolder shop(base, head);
  const std::string commit = shop.commit();
  const auto loosened = [&](const std::string& adapter) {
    for (const char* file : {"target/manifest.json", "target-base/manifest.json"}) {
      auto manifest = nlohmann::json::parse(shop.read(file));
      manifest["metadata"]["adapter_type"] = adapter;
      shop.write(file, manifest.dump());
    }
    std::filesystem::remove(shop.path("tollgate.yml"));
    run_tollgate({"init", "--project-dir", shop.path(), "--ci", "none"});
    shop.write("tollgate.yml", shop.read("tollgate.yml") + "# of the first pull request\n");
    const auto report = nlohmann::json::parse(shop.check({"--base-sha", commit, "--format", "json"}).out);
    CHECK(report["policy"]["source"] == "preset standard");
    std::string told;
    for (const auto& finding : report["findings"])
      if (finding["rule"] == "policy-loosened") told += finding["message"].get<std::string>() + "\n";
    return told;
  };
  CHECK(loosened("snowflake") == "");
  CHECK(loosened("postgres") == "");
  shop.write("tollgate.yml", policy_with("parse: "));
  const std::string of_postgres = shop.check({"--base-sha", commit}).out;
  CHECK_THAT(of_postgres, ContainsSubstring("the gate row-count-diff is no longer asked for"));
}

TEST_CASE("a first policy that gives models a place that the preset cannot know loosens nothing by that") {
  const std::vector<Model> ledger{{.name = "ledger", .folder = "models/finance"}};
  const std::vector<Model> edited{{.name = "ledger", .sql = "select 2 as id", .folder = "models/finance"}};
  const ShopFolder shop(ledger, edited);
  const std::string commit = shop.commit();
  const auto loosened = [&](const std::string& layer) {
    shop.write("tollgate.yml",
               "version: 1\npreset: standard\nlayers:\n  finance: {" + layer + "select: {path: models/finance}}\n");
    const auto report = nlohmann::json::parse(shop.check({"--base-sha", commit, "--format", "json"}).out);
    std::string told;
    for (const auto& finding : report["findings"])
      if (finding["rule"] == "policy-loosened") told += finding["message"].get<std::string>();
    return told;
  };
  CHECK(loosened("inherits: marts, ").empty());
  CHECK(loosened("inherits: staging, ").empty());
  CHECK_THAT(loosened(""), ContainsSubstring("from layer unknown to layer finance, which guards less") &&
                               ContainsSubstring("lineage-diff") && !ContainsSubstring("approvals"));
}

TEST_CASE("--head-sha alone leaves the base commit to the CI event") {
  const ShopFolder shop(base, head);
  shop.write("tollgate.yml", policy_with("parse: "));
  const std::string commit = shop.commit();
  shop.write("event.json", R"({"pull_request": {"base": {"sha": ")" + commit + R"("}, "head": {"sha": "none"}}})");
  const CiVariables ci(shop.path("event.json"));
  const Ran ran = shop.check({"--head-sha", commit, "--format", "json:" + shop.path("out.json")});
  INFO(ran.err);
  CHECK_THAT(shop.read("out.json"), ContainsSubstring("(base)"));
}

TEST_CASE("a --policy that is no file, or has no end, is wrong usage") {
  const ShopFolder shop(base, head);
  const Ran folder = shop.check({"--policy", shop.path()});
  CHECK(folder.code == 2);
  CHECK_THAT(folder.err, ContainsSubstring("Is a directory"));
  CHECK(shop.check({"--policy", "/dev/zero"}).code == 2);
}

TEST_CASE("--policy overrides, and the report says so") {
  const ShopFolder shop(base, head);
  shop.write("tollgate.yml", policy_with("parse: , compile: "));
  const std::string commit = shop.commit();
  shop.write("mine.yml", policy_with("parse: "));
  const Ran ran = shop.check({"--base-sha", commit, "--policy", shop.path("mine.yml"), "--format", "json"});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("(--policy)"));
}

TEST_CASE("a base commit that git does not have is unjudged, with advice how to get it") {
  const ShopFolder shop(base, head);
  shop.commit();
  const Ran ran = shop.check({"--base-sha", "0123456789012345678901234567890123456789"});
  CHECK(ran.code == 3);
  CHECK_THAT(ran.out, ContainsSubstring("fetch it first"));
}

TEST_CASE("policy validate, show and schema") {
  const ShopFolder shop(base, head);
  shop.write("tollgate.yml", policy_with("parse: "));
  const Ran valid = run_tollgate({"policy", "validate", "--project-dir", shop.path()});
  CHECK(valid.code == 0);
  CHECK_THAT(valid.out, ContainsSubstring("valid"));
  const Ran shown = run_tollgate({"policy", "show", "--project-dir", shop.path()});
  CHECK(shown.code == 0);
  CHECK_THAT(shown.out, ContainsSubstring("marts"));
  const Ran schema = run_tollgate({"policy", "schema"});
  CHECK(schema.code == 0);
  CHECK(nlohmann::json::parse(schema.out).contains("$schema"));
  const Ran waivers = run_tollgate({"policy", "schema", "--waivers"});
  CHECK(waivers.code == 0);
  CHECK(nlohmann::json::parse(waivers.out).at("title") == "tollgate waivers");
  shop.write("bad.yml", "layers: [");
  CHECK(run_tollgate({"policy", "validate", shop.path("bad.yml")}).code == 2);
}

TEST_CASE("halved limits of explain still let a plan cost as much as base's") {
  namespace explain = tollgate::explain;
  tollgate::Options options;
  options.set("max_cost_ratio", 2.0);
  options.set("max_join_growth", 3.0);
  options.set("max_index_cost_per_row", 101.0);
  options.set("max_memory_ratio", 1.0);
  options.set("max_estimate_error", 11.0);
  options.set("selective_share_pct", 10.0);
  const tollgate::Options tight = tollgate::halved(options, explain::all_options);
  CHECK(tight[explain::max_cost_ratio] == 1.5);
  CHECK(tight[explain::max_join_growth] == 2.0);
  CHECK(tight[explain::max_index_cost_per_row] == 51.0);
  CHECK(tight[explain::max_memory_ratio] == 1.0);
  CHECK(tight[explain::max_estimate_error] == 6.0);
  CHECK(tight[explain::selective_share_pct] == 10.0);
}

TEST_CASE("policy validate refuses a time zone that there is not, at its line, with the name that is meant") {
  const Folder folder;
  const auto validated = [&](const std::string& window) {
    folder.write("tollgate.yml", policy_with("parse: ") + "    merge_window: " + window + "\n");
    return run_tollgate({"policy", "validate", "--project-dir", folder.path()});
  };
  const Ran window = validated("\"Mon-Fri 09:00-17:00[Europe/Berln]\"");
  CHECK(window.code == 2);
  CHECK(window.out.empty());
  CHECK_THAT(window.err, ContainsSubstring("tollgate.yml:6:") && ContainsSubstring("\"Europe/Berln\"") &&
                             ContainsSubstring("did you mean \"Europe/Berlin\"?"));
  const Ran closed = validated("{closed: [{days: 2026-12-24, reason: feast, zone: Asia/Nowhere}]}");
  CHECK(closed.code == 2);
  CHECK_THAT(closed.err, ContainsSubstring("\"Asia/Nowhere\"") && ContainsSubstring("IANA"));
  for (const std::string zone : {"Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires"})
    CHECK(validated("\"Mon-Fri 09:00-17:00[" + zone + "]\"").code == 0);
  CHECK(validated("any").code == 0);
}

TEST_CASE("a time zone that two layers have from one line is told once") {
  const Folder folder;
  folder.write("tollgate.yml",
               "version: 1\ndefaults:\n  merge_window: \"Mon-Fri 09:00-17:00[Europe/Berln]\"\nlayers:\n"
               "  marts: {select: {path: models/marts}, gates: {parse: }}\n"
               "  rest: {select: {path: models/rest}, gates: {parse: }}\n");
  const Ran ran = run_tollgate({"policy", "validate", "--project-dir", folder.path()});
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("tollgate.yml:3:"));
  CHECK(ran.err.find("Berln") == ran.err.rfind("Berln"));
}

TEST_CASE("policy validate tells layers that select no model of head's manifest, and stays valid") {
  const ShopFolder shop(base, head);
  const auto validated = [&] { return run_tollgate({"policy", "validate", "--project-dir", shop.path()}); };
  shop.write("tollgate.yml",
             "version: 1\nlayers:\n  marts: {select: {path: models/marts}, gates: {parse: }}\n"
             "  other: {select: {path: models/nowhere}, gates: {parse: }}\n");
  const Ran ran = validated();
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("note: the layer other selects no model today"));
  CHECK_THAT(ran.out, !ContainsSubstring("the layer marts"));
  shop.write("target/manifest.json", "{");
  const Ran cut = validated();
  CHECK(cut.code == 0);
  CHECK_THAT(cut.out, ContainsSubstring("cannot be read") && !ContainsSubstring("selects no model"));
  std::filesystem::remove(shop.path("target/manifest.json"));
  const Ran without = validated();
  CHECK(without.code == 0);
  CHECK_THAT(without.out, ContainsSubstring("note: not checked: whether layers select models") &&
                              ContainsSubstring("no manifest.json in ") && ContainsSubstring("target; run dbt parse"));
}

TEST_CASE("policy validate outside of a dbt project says what it could not check") {
  const Folder folder;
  folder.write("tollgate.yml", policy_with("parse: ") + "    review: {approvals: 1, by: [senior-engineer]}\n");
  const Ran ran = run_tollgate({"policy", "validate", "--project-dir", folder.path()});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("note: not checked: whether layers select models") &&
                          ContainsSubstring("no dbt project is here") &&
                          ContainsSubstring("note: no tollgate-roles.yml: nobody has the roles"));
}

TEST_CASE("policy validate tells whom a misspelt role may mean") {
  const Folder folder;
  folder.write("tollgate.yml", policy_with("parse: ") + "    review: {approvals: 1, by: [senoir-engineer]}\n");
  folder.write("tollgate-roles.yml", "senior-engineer: [ada]\n");
  const Ran ran = run_tollgate({"policy", "validate", "--project-dir", folder.path()});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("did you mean \"senior-engineer\"?"));
}
