// A pull request that edits hooks of a run alone, through the command line: no model is changed, no database asked.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate::tests;
using nlohmann::json;

namespace {

constexpr const char* policy = R"(version: 1
layers:
  marts:
    select: {path: models/marts}
    gates: {lineage-diff: }
)";

class Shop : public ShopFolder {
 public:
  Shop() : ShopFolder({{.name = "orders"}}, {{.name = "orders"}}) {
    write("tollgate.yml", policy);
    json manifest = json::parse(read("target/manifest.json"));
    manifest["nodes"]["operation.shop.shop-on-run-end-0"] = {
        {"resource_type", "operation"},
        {"unique_id", "operation.shop.shop-on-run-end-0"},
        {"name", "shop-on-run-end-0"},
        {"package_name", "shop"},
        {"original_file_path", "./dbt_project.yml"},
        {"raw_code", "delete from prod.orders where id = 4711"},
        {"tags", {"on-run-end"}},
        {"depends_on", {{"nodes", json::array()}, {"macros", json::array()}}},
        {"config", {{"enabled", true}}}};
    write("target/manifest.json", manifest.dump());
    base = commit();
    write("dbt_project.yml", read("dbt_project.yml") + "\non-run-end:\n  - delete from prod.orders where id = 4711\n");
    commit("a hook");
  }

  std::string base;
};

}  // namespace

TEST_CASE("a hook of a run reaches the report though no model changed, with its line, and can fail it") {
  const Shop shop;
  const Ran ran = shop.check({"--format", "json", "--base-sha", shop.base, "--now", "2026-03-30T10:00:00Z"});
  INFO(ran.err);
  const json report = json::parse(ran.out);
  CHECK(ran.code == 0);
  REQUIRE(report["findings"].size() == 1);
  const json& finding = report["findings"][0];
  CHECK(finding["rule"] == "hook-writes");
  CHECK(finding["severity"] == "warning");
  CHECK(finding["location"]["path"] == "dbt_project.yml");
  const std::string file = shop.read("dbt_project.yml");
  CHECK(finding["location"]["line"] == std::count(file.begin(), file.end(), '\n'));
  CHECK(report["models"].empty());
  CHECK_THAT(shop.check({"--dry-run", "--base-sha", shop.base}).out,
             ContainsSubstring("lineage-diff: 0 models and the hooks of a run"));
  CHECK(shop.check({"--fail-on", "warning", "--base-sha", shop.base}).code == 1);
  CHECK(shop.check({"--fail-on", "warning", "--base-sha", shop.base, "--gate", "parse"}).code == 0);
}
