#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate::tests;

namespace {
const std::vector<Model> base{{.name = "orders"}};
const std::vector<Model> head{{.name = "orders", .sql = "select 2 as id"}};
}  // namespace

TEST_CASE("an offline change that is right is green") {
  const ShopFolder shop(base, head);
  const Ran ran = shop.check({"--gate", "parse", "--gate", "compile"});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("PASS"));
}

TEST_CASE("a missing, truncated or foreign manifest is unjudged, in every format that was asked for") {
  const ShopFolder shop(base, head);
  std::string why;
  SECTION("missing") {
    std::filesystem::remove(shop.path("target/manifest.json"));
    why = "manifest.json";
  }
  SECTION("truncated") {
    const std::string text = shop.read("target/manifest.json");
    shop.write("target/manifest.json", text.substr(0, text.size() / 2));
    why = "cut off";
  }
  SECTION("another tool's") {
    shop.write("target/manifest.json", R"({"name": "my-app", "icons": []})");
    why = "not a dbt manifest";
  }
  const Ran ran = shop.check({"--format", "terminal", "--format", "json:" + shop.path("out.json"), "--format",
                              "junit:" + shop.path("out.xml")});
  CHECK(ran.code == 3);
  CHECK_THAT(ran.out, ContainsSubstring(why));
  CHECK(nlohmann::json::parse(shop.read("out.json"))["exit_code"] == 3);
  CHECK_THAT(shop.read("out.xml"), ContainsSubstring("<error"));
}

TEST_CASE("a gate that needs a database is unjudged where none is named, and says what to set") {
  std::vector<Model> tables = head;
  tables.front().materialized = "table";
  std::vector<Model> before = base;
  before.front().materialized = "table";
  const ShopFolder shop(before, tables);
  const Ran ran = shop.check({"--gate", "row-count-diff", "--format", "json"});
  CHECK(ran.code == 3);
  const auto report = nlohmann::json::parse(ran.out);
  REQUIRE(report["outcomes"].size() == 1);
  CHECK(report["outcomes"][0]["status"] == "errored");
}

TEST_CASE("a report names the gates that the policy asks for, and no other") {
  const ShopFolder shop(base, head);
  shop.write("tollgate.yml",
             "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates:\n      parse: {}\n"
             "  metrics:\n    select: {path: none-here}\n    gates:\n      compile: {}\n");
  const auto report = nlohmann::json::parse(shop.check({"--format", "json"}).out);
  CHECK(report["gates"] == nlohmann::json({"parse", "compile"}));
}

TEST_CASE("the same run twice, and with other --jobs, gives the same bytes") {
  const ShopFolder shop(base, head);
  const Ran one = shop.check({"--format", "json", "--gate", "parse", "--gate", "compile", "--jobs", "1"});
  const Ran other = shop.check({"--format", "json", "--gate", "parse", "--gate", "compile", "--jobs", "16"});
  CHECK(one.out == other.out);
}

TEST_CASE("--fail-on warning fails on a warning") {
  const ShopFolder shop(base, head);
  shop.write("tollgate.yml",
             "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates:\n      compile:\n"
             "        severity: {unresolved-ref: warning}\n");
  shop.write("target/manifest.json",
             manifest({{.name = "orders", .sql = "select 2 as id", .parents = {"gone"}}}, "pr"));
  CHECK(shop.check().code == 0);
  CHECK(shop.check({"--fail-on", "warning"}).code == 1);
}

TEST_CASE("manifests of two projects are not compared") {
  const ShopFolder shop(base, head);
  std::string text = shop.read("target/manifest.json");
  text.replace(text.find("\"project_name\":\"shop\""), 21, "\"project_name\":\"bank\"");
  shop.write("target/manifest.json", text);
  const Ran ran = shop.check();
  CHECK(ran.code == 3);
  CHECK_THAT(ran.out, ContainsSubstring("bank"));
}

TEST_CASE("the report tells the human bar of the layers that the change touches, and of no other") {
  const ShopFolder shop(base, head);
  const auto report = nlohmann::json::parse(shop.check({"--format", "json", "--gate", "parse"}).out);
  REQUIRE(report["layers"].size() == 1);
  CHECK(report["layers"][0]["name"] == "marts");
}

TEST_CASE("a base that is much older than the head is told") {
  const ShopFolder shop(base, head);
  std::string text = shop.read("target-base/manifest.json");
  text.replace(text.find("2026-01-05"), 10, "2025-11-05");
  shop.write("target-base/manifest.json", text);
  const Ran ran = shop.check({"--gate", "parse", "--format", "json"});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("base was built 62 days before head"));
}

TEST_CASE("a layer of the policy that matches no model today is a note") {
  const ShopFolder shop(base, head);
  shop.write("tollgate.yml",
             "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: }\n"
             "  later:\n    select: {path: not/yet}\n    gates: {parse: }\n");
  const auto report = nlohmann::json::parse(shop.check({"--format", "json"}).out);
  CHECK_THAT(report["notes"].dump(), ContainsSubstring("later"));
}

TEST_CASE("a base without any model is told loudly") {
  const ShopFolder shop(base, head);
  shop.write("target-base/manifest.json", manifest({}, "prod"));
  const auto report = nlohmann::json::parse(shop.check({"--gate", "parse", "--format", "json"}).out);
  CHECK_THAT(report["notes"].dump(), ContainsSubstring("base holds no model"));
}

TEST_CASE("a dbt profile that cannot be read is named with its file") {
  std::vector<Model> before = base;
  std::vector<Model> after = head;
  before.front().materialized = after.front().materialized = "table";
  const ShopFolder shop(before, after);
  shop.write("dbt_project.yml", "name: shop\nprofile: shop\n");
  shop.write("profiles.yml", "shop: [");
  shop.write("tollgate.yml",
             "version: 1\nwarehouse: {dbt_profile: {target: ci}}\nlayers:\n  marts:\n    select: {path: models}\n"
             "    gates: {row-count-diff: }\n");
  const Ran ran = shop.check({"--format", "json"});
  CHECK(ran.code == 3);
  CHECK_THAT(ran.out, ContainsSubstring("profiles.yml"));
}
