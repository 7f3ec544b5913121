// A pull request that takes from the tests alone, through the command line: no model is changed, and nothing was run.
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate::tests;
using nlohmann::json;
using Texts = std::vector<std::string>;

namespace {

constexpr const char* policy = R"(version: 1
layers:
  marts:
    select: {path: models/marts}
    gates: {test: , review: }
    review: {approvals: 1, by: peer}
)";

/// `orders` is the same on both sides; base has a unique test of it.
class Shop : public ShopFolder {
 public:
  Shop() : ShopFolder({{.name = "orders"}}, {{.name = "orders"}}) {
    write("tollgate.yml", policy);
    write("models/marts/schema.yml", "models:\n  - name: orders\n    columns:\n      - name: id\n");
    json manifest = json::parse(read("target-base/manifest.json"));
    manifest["nodes"]["test.shop.unique_orders_id.1a2b3c"] = {
        {"resource_type", "test"},
        {"unique_id", "test.shop.unique_orders_id.1a2b3c"},
        {"name", "unique_orders_id"},
        {"package_name", "shop"},
        {"original_file_path", "models/marts/schema.yml"},
        {"attached_node", "model.shop.orders"},
        {"column_name", "id"},
        {"test_metadata", {{"name", "unique"}, {"kwargs", {{"column_name", "id"}}}}},
        {"depends_on", {{"nodes", {"model.shop.orders"}}, {"macros", json::array()}}},
        {"config", {{"enabled", true}, {"severity", "ERROR"}}}};
    write("target-base/manifest.json", manifest.dump());
    base = commit();
    write("note.txt", "x");
    commit("drop a test");
  }

  json report(const Texts& more) const {
    Texts arguments{"--format", "json", "--base-sha", base, "--now", "2026-03-30T10:00:00Z"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = check(arguments);
    INFO(ran.err);
    return json::parse(ran.out);
  }

  std::string base;
};

}  // namespace

TEST_CASE("a lost test reaches the report though no model changed, with model, layer, file and line") {
  const Shop shop;
  const json report = shop.report({});
  REQUIRE(report["findings"].size() == 1);
  const json& finding = report["findings"][0];
  CHECK(finding["rule"] == "test-removed");
  CHECK(finding["location"]["path"] == "models/marts/schema.yml");
  CHECK(finding["location"]["line"] == 4);
  REQUIRE(report["models"].size() == 1);
  CHECK(report["models"][0]["layer"] == "marts");
  const Ran terminal = shop.check({"--base-sha", shop.base, "--color", "never"});
  CHECK(terminal.code == 0);
  CHECK_THAT(terminal.out, ContainsSubstring("no model changed, tests of 1 model did"));
  CHECK_THAT(terminal.out, ContainsSubstring("orders (marts; not changed: its tests)"));
  CHECK_THAT(terminal.out, !ContainsSubstring("nothing to judge"));
}

TEST_CASE("a lost test asks for the approval of its layer") {
  const Shop shop;
  const Texts facts{"--pr",         "41",  "--author", "sam",   "--label", "none",
                    "--auto-merge", "off", "--stage",  "merge", "--review"};
  Texts nobody = facts, ada = facts;
  nobody.emplace_back("none");
  ada.emplace_back("ada:approved");
  CHECK(shop.report(nobody)["findings"].dump().find("approval-missing") != std::string::npos);
  CHECK(shop.report(ada)["findings"].dump().find("approval-missing") == std::string::npos);
}

TEST_CASE("a selection and a severity of the policy hold for lost tests") {
  Shop shop;
  CHECK(shop.report({"--gate", "parse"})["findings"].empty());
  shop.write("tollgate.yml", std::string(policy).replace(std::string(policy).find("test: "), 6,
                                                         "test: {severity: {test-removed: error}}"));
  shop.base = shop.commit("errors");
  shop.write("note.txt", "y");
  shop.commit("drop a test");
  CHECK(shop.report({})["findings"][0]["severity"] == "error");
}
