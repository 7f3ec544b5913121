// What people see of pii-scan on the command line: `pii suggest`, tags that only YAML changed, and --all.
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate::tests;
using nlohmann::json;

namespace {

const std::string shop = std::string(TOLLGATE_SOURCE_DIR) + "/fixtures/shop/";

std::vector<Model> models() {
  return {
      {.name = "stg_people",
       .sql = "select 1 as id, 'x'::text as email, 'y'::text as phone",
       .folder = "models/staging"},
      {.name = "calls", .sql = "select id, phone as reach_at from __dbt__cte__stg_people", .parents = {"stg_people"}},
      {.name = "mails", .sql = "select id, email from __dbt__cte__stg_people", .parents = {"stg_people"}}};
}

/// The manifest of the folder, with these columns of one model tagged.
void tag(const ShopFolder& folder, const std::string& side, const std::string& model,
         const std::vector<std::string>& columns) {
  const std::string file = side + "/manifest.json";
  json manifest = json::parse(folder.read(file));
  for (const std::string& column : columns) {
    manifest["nodes"]["model.shop." + model]["columns"][column] = {{"name", column}, {"meta", {{"pii", true}}}};
  }
  folder.write(file, manifest.dump());
}

json report(const Ran& ran) { return json::parse(ran.out); }

}  // namespace

TEST_CASE("pii suggest: prints what to paste, per file, in the project's own style") {
  const Ran ran = run_tollgate({"pii", "suggest", "--project-dir", shop + "project", "--policy",
                                shop + "project/tollgate.yml", "--head", shop + "artifacts/pii-rename"});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("models/marts/_marts.yml\nmodels:\n"));
  CHECK_THAT(ran.out,
             ContainsSubstring("  - name: marketing_contacts\n    columns:\n      - name: contact_handle  # "));
  CHECK_THAT(ran.out, ContainsSubstring("\n        meta: {pii: true}\n"));
  CHECK_THAT(ran.out, ContainsSubstring("shop_raw.customers.email -> "));
  CHECK_THAT(ran.out, !ContainsSubstring("config:"));
}

TEST_CASE("pii suggest: a name says in words what it says, and where the lines go is told") {
  const ShopFolder folder({}, {{.name = "people", .sql = "select 'x'::text as first_name, 'y'::text as email"}});
  const Ran ran = run_tollgate({"pii", "suggest", "--project-dir", folder.path()});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, ContainsSubstring("Paste each part into the file named above it"));
  CHECK_THAT(ran.out,
             ContainsSubstring("people.sql: no YAML describes it yet; paste this into a new file beside it\n"));
  CHECK_THAT(ran.out, ContainsSubstring("- name: first_name  # its name says person name (\"first\")\n"));
  CHECK_THAT(ran.out, ContainsSubstring("- name: email  # its name says email (\"email\")\n"));
}

TEST_CASE("pii suggest: nothing to tag is said") {
  const Ran ran = run_tollgate({"pii", "suggest", "--project-dir", shop + "project", "--policy",
                                shop + "project/tollgate.yml", "--head", shop + "artifacts/pii-rename-tagged"});
  CHECK(ran.code == 0);
  CHECK_THAT(ran.out, !ContainsSubstring("contact_handle"));
}

TEST_CASE("pii-scan: a tag that only YAML lost is found, and no other gate is asked about that model") {
  const ShopFolder folder(models(), models());
  tag(folder, "target-base", "stg_people", {"email", "phone"});
  tag(folder, "target-base", "mails", {"email"});
  tag(folder, "target-base", "calls", {"reach_at"});
  tag(folder, "target", "stg_people", {"email", "phone"});
  tag(folder, "target", "calls", {"reach_at"});
  const json told = report(folder.check({"--gate", "pii-scan", "--gate", "parse", "--format", "json"}));
  REQUIRE(told["findings"].size() == 1);
  CHECK(told["findings"][0]["rule"] == "tag-removed");
  CHECK(told["outcomes"].size() == 1);
}

TEST_CASE("pii-scan: what stood before is told of untouched models with --all only") {
  std::vector<Model> head = models();
  head[2].sql = "select id + 1 as id, email from __dbt__cte__stg_people";
  const ShopFolder folder(models(), head);
  for (const char* side : {"target-base", "target"}) {
    tag(folder, side, "stg_people", {"email", "phone"});
    tag(folder, side, "mails", {"email"});
  }
  const Ran plain = folder.check({"--gate", "pii-scan", "--format", "json"});
  CHECK(report(plain)["findings"].empty());
  CHECK(plain.code == 0);
  const Ran all = folder.check({"--gate", "pii-scan", "--all", "--format", "json"});
  REQUIRE(report(all)["findings"].size() == 1);
  CHECK(report(all)["findings"][0]["rule"] == "untagged-derivation");
  CHECK(report(all)["findings"][0]["subject"]["id"] == "model.shop.calls");
}

namespace {

/// Folders of an unchanged project in which `board` reads these models on head, and `calls` alone on base.
json board_reads(const std::vector<std::string>& on_head) {
  const ShopFolder folder(models(), models());
  folder.write("tollgate.yml",
               "version: 1\nlayers:\n  staging:\n    select: {path: models/staging}\n    gates: {pii-scan: }\n"
               "  marts:\n    select: {path: models/marts}\n    gates: {pii-scan: {closed_exposures: [board]}}\n");
  for (const char* side : {"target-base", "target"}) {
    tag(folder, side, "stg_people", {"email", "phone"});
    const std::string file = std::string(side) + "/manifest.json";
    json manifest = json::parse(folder.read(file));
    json read = json::array({"model.shop.calls"});
    if (side == std::string("target")) {
      for (const std::string& id : on_head) read.push_back(id);
    }
    manifest["exposures"]["exposure.shop.board"] = {{"unique_id", "exposure.shop.board"},
                                                    {"resource_type", "exposure"},
                                                    {"package_name", "shop"},
                                                    {"name", "board"},
                                                    {"type", "dashboard"},
                                                    {"original_file_path", "models/_exposures.yml"},
                                                    {"depends_on", {{"nodes", read}}}};
    folder.write(file, manifest.dump());
  }
  return report(folder.check({"--format", "json"}));
}

}  // namespace

TEST_CASE("pii-scan: a change of an exposure alone is judged, by the layers of all that it reads") {
  const json told = board_reads({"model.shop.stg_people"});
  REQUIRE(told["findings"].size() == 1);
  CHECK(told["findings"][0]["rule"] == "exposed");
  CHECK(told["findings"][0]["location"]["path"] == "models/_exposures.yml");
  CHECK(board_reads({})["findings"].empty());
}

TEST_CASE("policy: a sanitizer that YAML split at its comma is refused at its line, with the remedy") {
  const ShopFolder folder(models(), models());
  const auto with_list = [&](const std::string& list) {
    folder.write("tollgate.yml",
                 "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates:\n      pii-scan:\n        "
                 "sanitizers: " +
                     list + "\n");
    return folder.check();
  };
  const Ran split = with_list("[safe_mask(1, keep<=4)]");
  CHECK(split.code == 2);
  CHECK_THAT(split.err, ContainsSubstring("tollgate.yml:7:22"));
  CHECK_THAT(split.err, ContainsSubstring("cannot read the sanitizer `safe_mask(1`: its parenthesis is not closed"));
  CHECK_THAT(split.err, ContainsSubstring("put quotes around each"));
  CHECK(with_list("[\"safe_mask(1, keep<=4)\"]").code == 0);
  CHECK(with_list("mask").code == 2);
}
