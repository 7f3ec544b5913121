// `tollgate doctor` on a set-up that is wrong: each problem once, with its remedy.
#include <nlohmann/json.hpp>

#include "change/process.hpp"
#include "tests/catch.hpp"
#include "tests/cli/support.hpp"
#include "tests/warehouse/server.hpp"

using namespace tollgate;
using namespace tollgate::tests;
using nlohmann::json;

namespace {

const std::vector<Model> models{{.name = "orders"}, {.name = "items"}};
constexpr const char* offline = "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: }\n";

class Shop : public ShopFolder {
 public:
  explicit Shop(const std::string& policy = offline) : ShopFolder(models, models) {
    write("tollgate.yml", policy);
    write("target-base/catalog.json", catalog("2026-01-06T09:00:00Z"));
    write("target/catalog.json", catalog("2026-01-06T09:00:00Z"));
    commit();
  }

  static std::string catalog(const std::string& day) {
    return R"({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/catalog/v1.json", "generated_at": ")" +
           day + R"("}, "nodes": {}, "sources": {}})";
  }
  void change_manifest(const std::string& side, const std::function<void(json&)>& change) const {
    json manifest = json::parse(read(side + "/manifest.json"));
    change(manifest);
    write(side + "/manifest.json", manifest.dump());
  }
  Ran doctor(std::vector<std::string> arguments = {}) const {
    arguments.insert(arguments.begin(), {"doctor", "--project-dir", path()});
    return run_tollgate(arguments);
  }
};

std::vector<std::string> lines_of(const std::string& text, const std::string& mark) {
  std::vector<std::string> lines;
  std::istringstream all(text);
  for (std::string line; std::getline(all, line);) {
    if (line.starts_with(mark)) lines.push_back(line);
  }
  return lines;
}

/// Exactly one line is bad, it holds `why`, and `remedy` stands somewhere.
void check_one(const Ran& ran, const std::string& mark, const std::string& why, const std::string& remedy) {
  INFO(ran.out);
  CHECK(ran.code == (mark == "wrong" ? 3 : 0));
  const auto lines = lines_of(ran.out, mark);
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines.front(), ContainsSubstring(why));
  CHECK_THAT(ran.out, ContainsSubstring(remedy));
  if (mark == "warn") CHECK(lines_of(ran.out, "wrong").empty());
}

}  // namespace

TEST_CASE("a set-up that is right has nothing to mend") {
  const Ran ran = Shop().doctor();
  INFO(ran.out);
  CHECK(ran.code == 0);
  CHECK(lines_of(ran.out, "wrong").empty());
  CHECK(lines_of(ran.out, "warn").empty());
  CHECK(lines_of(ran.out, "ok    head artifacts: ").size() == 1);
}

namespace {

/// As dbt writes it of what it did not compile.
void forget_compiled(json& node) {
  node.erase("compiled_code");
  node["compiled"] = false;
}

/// Head's manifest says that the code was edited; no file tells otherwise.
void edit_on_head(const Shop& shop, const std::string& id) {
  shop.change_manifest("target", [&](json& manifest) { manifest["nodes"][id]["raw_code"] = "select 3 as id"; });
}

}  // namespace

TEST_CASE("manifests of dbt parse have no compiled SQL") {
  const Shop shop;
  shop.change_manifest("target", [](json& manifest) {
    for (json& node : manifest["nodes"]) forget_compiled(node);
  });
  const std::string why =
      "head compiled SQL: 2 of 2 models have none (items, orders): was the manifest written by dbt "
      "parse or ls?";
  SECTION("nothing is changed: a check has base's SQL") {
    check_one(shop.doctor(), "warn", why + "; base's SQL stands for them", "run dbt compile, or dbt build, on head");
  }
  SECTION("what is changed is not judged") {
    std::filesystem::remove_all(shop.path("models"));
    edit_on_head(shop, "model.shop.items");
    check_one(shop.doctor(), "wrong",
              "head compiled SQL: 1 of 2 models has none (items): was the manifest written by dbt parse or ls?; not "
              "judged, as the change touches it: items",
              "run dbt compile");
  }
  SECTION("base has none either") {
    shop.change_manifest("target-base", [](json& manifest) {
      for (json& node : manifest["nodes"]) forget_compiled(node);
    });
    const Ran ran = shop.doctor();
    INFO(ran.out);
    CHECK(ran.code == 3);
    CHECK_THAT(ran.out,
               ContainsSubstring("base compiled SQL: 2 of 2 models have none (items, orders): was the manifest "
                                 "written by dbt parse or ls?"));
    CHECK_THAT(ran.out, ContainsSubstring("warn  head compiled SQL: 2 of 2 models have none"));
  }
}

TEST_CASE("a build of a selection leaves the others uncompiled, and base's SQL stands for them") {
  const Shop shop;
  shop.change_manifest("target", [](json& manifest) { forget_compiled(manifest["nodes"]["model.shop.items"]); });
  SECTION("unchanged") {
    const Ran ran = shop.doctor();
    INFO(ran.out);
    CHECK(ran.code == 0);
    CHECK(lines_of(ran.out, "warn").empty());
    CHECK_THAT(ran.out,
               ContainsSubstring("ok    head compiled SQL: 1 of 2 models has none (items): dbt build --select "
                                 "compiles what it selects alone; base's SQL stands for it, unchanged as it is"));
    CHECK(ran.out.find("dbt parse") == std::string::npos);
  }
  SECTION("changed") {
    std::filesystem::remove_all(shop.path("models"));
    edit_on_head(shop, "model.shop.items");
    check_one(shop.doctor(), "wrong",
              "1 of 2 models has none (items): dbt build --select compiles what it selects alone; "
              "not judged, as the change touches it: items",
              "dbt build with a selection that holds it");
  }
}

TEST_CASE("a manifest that is older than the SQL files") {
  const Shop shop;
  shop.write("models/marts/orders.sql", "select 4 as id\n");
  check_one(shop.doctor(), "wrong", "1 model was edited since the manifest was made (model.shop.orders)",
            "run dbt compile, or dbt build, again");
}

TEST_CASE("a manifest that is not there") {
  const Shop shop;
  std::filesystem::remove(shop.path("target-base/manifest.json"));
  check_one(shop.doctor(), "wrong", "base artifacts: ", "git worktree add");
}

TEST_CASE("catalogues that are missing or old") {
  const Shop shop;
  SECTION("missing") {
    std::filesystem::remove(shop.path("target-base/catalog.json"));
    check_one(shop.doctor(), "warn", "base catalog: there is no ", "run dbt docs generate on base");
  }
  SECTION("old") {
    shop.write("target/catalog.json", Shop::catalog("2025-12-01T00:00:00Z"));
    check_one(shop.doctor(), "warn", "head catalog: it is of 2025-12-01, older than the manifest of 2026-01-06",
              "run dbt docs generate on head");
  }
  SECTION("cut off") {
    shop.write("target/catalog.json", "{\"metadata\": ");
    check_one(shop.doctor(), "wrong", "head catalog: ", "catalog.json");
  }
}

TEST_CASE("another adapter: what works without, and what does not") {
  const Shop shop;
  for (const char* side : {"target-base", "target"}) {
    shop.change_manifest(side, [](json& manifest) { manifest["metadata"]["adapter_type"] = "snowflake"; });
  }
  check_one(shop.doctor(), "warn", "the adapter is snowflake, not PostgreSQL",
            "gates that ask a warehouse cannot judge");
}

TEST_CASE("two projects, and a base that is newer than head") {
  const Shop shop;
  SECTION("two projects") {
    shop.change_manifest("target-base", [](json& manifest) { manifest["metadata"]["project_name"] = "other"; });
    const Ran ran = shop.doctor();
    CHECK(ran.code == 3);
    CHECK(lines_of(ran.out, "wrong base and head: ").size() == 1);
  }
  SECTION("newer") {
    shop.change_manifest("target-base",
                         [](json& manifest) { manifest["metadata"]["generated_at"] = "2026-01-06T10:00:00Z"; });
    check_one(shop.doctor(), "warn", "is newer than head", "base should be of the merge base");
  }
}

TEST_CASE("what git lacks") {
  SECTION("no repository") {
    const Shop shop;
    std::filesystem::remove_all(shop.path(".git"));
    check_one(shop.doctor(), "warn", "git: there is no git repository in " + shop.path(), "run tollgate in a clone");
  }
  SECTION("no such commit") {
    check_one(Shop().doctor({"--base-sha", "nowhere"}), "wrong", "base commit: --base-sha names the commit `nowhere`",
              "fetch it first");
  }
  SECTION("a shallow clone") {
    const Shop shop;
    shop.commit("another");
    const Folder folder;
    REQUIRE(
        change::run_process({"git", "clone", "--quiet", "--depth", "1", "file://" + shop.path(), folder.path("clone")})
            .exit_code == 0);
    check_one(run_tollgate({"doctor", "--project-dir", folder.path("clone")}), "warn", "is a shallow clone",
              "fetch-depth: 0");
  }
}

TEST_CASE("a policy that is wrong, with all that is wrong in it, and nothing that only follows from it") {
  const Shop shop("version: 1\nlayers:\n  marts:\n    selec: {path: models}\n    gates: {parze: }\n");
  const Ran ran = shop.doctor();
  INFO(ran.out);
  CHECK(ran.code == 3);
  CHECK(lines_of(ran.out, "wrong policy: tollgate.yml:4").size() == 1);
  CHECK(lines_of(ran.out, "wrong policy: tollgate.yml:5").size() == 1);
  CHECK(lines_of(ran.out, "wrong").size() == lines_of(ran.out, "wrong policy").size());
}

TEST_CASE("roles that the policy asks for, and nobody has") {
  const std::string policy = std::string(offline) + "    review: {approvals: 1, by: data-pm}\n";
  SECTION("no file") {
    check_one(Shop(policy).doctor(), "warn", "roles: no tollgate-roles.yml: nobody has the roles whose approval",
              "give each role the logins of its people");
  }
  SECTION("a file that is wrong") {
    const Shop shop(policy);
    shop.write("tollgate-roles.yml", "- nonsense\n");
    CHECK(lines_of(shop.doctor().out, "wrong roles: tollgate-roles.yml:1").size() == 1);
  }
}

TEST_CASE("dbt's results are looked for where a gate needs them") {
  const Shop shop("version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {test: }\n");
  CHECK(lines_of(shop.doctor().out, "ok    dbt results: ").size() == 1);
  std::filesystem::remove(shop.path("target/run_results.json"));
  check_one(shop.doctor(), "wrong", "dbt results: ", "run_results.json");
  // What check would be given.
  shop.write("kept.json", no_results());
  CHECK(lines_of(shop.doctor({"--run-results", shop.path("kept.json")}).out, "ok    dbt results: ").size() == 1);
}

TEST_CASE("results that do not tell which command of dbt wrote them are counted all the same") {
  const Shop shop("version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {test: }\n");
  json results = json::parse(shop.read("target/run_results.json"));
  results["args"].erase("which");
  shop.write("target/run_results.json", results.dump());
  const auto lines = lines_of(shop.doctor().out, "ok    dbt results: ");
  REQUIRE(lines.size() == 1);
  CHECK(lines.front().ends_with("0 results"));
}

TEST_CASE("where no gate asks a database, none is looked at") {
  CHECK(lines_of(Shop().doctor().out, "ok    database: no gate of the policy asks one").size() == 1);
}

TEST_CASE("a database that is not there is told once for both sides, without doubled words") {
  const Shop shop(
      "version: 1\nwarehouse: {base_url: \"host=/nowhere dbname=shop user=ci\", head_url: \"host=/nowhere dbname=shop "
      "user=ci\"}\nlayers:\n  marts:\n    select: {path: models}\n    gates: {row-count-diff: }\n");
  const Ran ran = shop.doctor();
  check_one(ran, "wrong", "database of base and head: cannot connect to the ", "check host, port and whether it runs");
  const std::string line = lines_of(ran.out, "wrong").front();
  CHECK(line.find("database \"shop\"") == line.rfind("database \"shop\""));
}

TEST_CASE("a host name that does not resolve is named") {
  const Shop shop(
      "version: 1\nwarehouse: {base_url: \"postgresql://ci@tollgate-test.invalid/shop\", head_url: "
      "\"postgresql://ci@tollgate-test.invalid/shop\"}\nlayers:\n  marts:\n    select: {path: models}\n"
      "    gates: {row-count-diff: }\n");
  const Ran ran = shop.doctor();
  check_one(ran, "wrong", "the host name tollgate-test.invalid does not resolve", "check its spelling");
}

TEST_CASE("rights, schemas and relations that the database lacks") {
  NEEDS_POSTGRES();
  test::Role role("tollgate_doctor", "");
  test::Admin admin;
  admin.run(
      "drop schema if exists prod cascade; create schema prod; create table prod.orders (id int); create table "
      "prod.items (id int); drop schema if exists pr cascade");
  const std::string database = admin.cell("select current_database()");
  const std::string url = "user=tollgate_doctor dbname=" + database;
  const Shop shop("version: 1\nwarehouse: {base_url: \"" + url + "\", head_url: \"" + url +
                  "\"}\nlayers:\n  marts:\n    select: {path: models}\n    gates: {row-count-diff: }\n");
  const auto place = [&](const std::string& side, const std::string& in, const std::string& schema) {
    shop.change_manifest(side, [&](json& manifest) {
      for (json& node : manifest["nodes"]) {
        node["config"]["materialized"] = "table";
        node["relation_name"] = "\"" + in + "\".\"" + schema + "\".\"" + node["name"].get<std::string>() + "\"";
      }
    });
  };
  place("target-base", database, "prod");
  place("target", database, "prod");
  std::string of;
  const auto both = [&](const std::string& mark, const std::string& why, const std::string& remedy) {
    const Ran ran = shop.doctor();
    INFO(ran.out);
    const auto lines = lines_of(ran.out, mark);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].starts_with(mark + (mark == "warn" ? "  base" : " base") + " relations: " + why));
    CHECK(lines[1].starts_with(mark + (mark == "warn" ? "  head" : " head") + " relations: " + why));
    CHECK_THAT(ran.out, ContainsSubstring(remedy));
  };
  SECTION("no usage") {
    both("wrong", "\"tollgate_doctor\" may not use schema \"prod\" (2 of 2 relations",
         "grant usage on schema \"prod\" to \"tollgate_doctor\"");
  }
  SECTION("no select") {
    admin.run("grant usage on schema prod to tollgate_doctor; grant select on prod.items to tollgate_doctor");
    both("wrong",
         "\"tollgate_doctor\" may not select from 1 of 2 relations, e.g. \"" + database + "\".\"prod\".\"orders\"",
         "grant select on all tables in schema \"prod\" to \"tollgate_doctor\"");
  }
  SECTION("what a build of a selection left out is not looked for on head") {
    admin.run(
        "grant usage on schema prod to tollgate_doctor; grant select on all tables in schema prod to tollgate_doctor; "
        "create schema pr; create table pr.orders (id int); grant usage on schema pr to tollgate_doctor; grant select "
        "on "
        "pr.orders to tollgate_doctor");
    place("target", database, "pr");
    std::filesystem::remove_all(shop.path("models"));
    edit_on_head(shop, "model.shop.orders");
    CHECK_THAT(shop.doctor().out, ContainsSubstring("warn  head relations: 1 of 2 relations"));
    shop.change_manifest("target", [](json& manifest) { forget_compiled(manifest["nodes"]["model.shop.items"]); });
    CHECK_THAT(shop.doctor().out, ContainsSubstring("ok    head relations: 1 may be read"));
    admin.run("drop schema pr cascade");
  }
  SECTION("all is right") {
    admin.run(
        "grant usage on schema prod to tollgate_doctor; grant select on all tables in schema prod to tollgate_doctor");
    const Ran ran = shop.doctor();
    INFO(ran.out);
    CHECK(ran.code == 0);
    CHECK(lines_of(ran.out, "ok    base relations: 2 may be read").size() == 1);
    CHECK(lines_of(ran.out, "warn").empty());
  }
  SECTION("wrong schema") {
    place("target-base", database, "nowhere");
    place("target", database, "nowhere");
    both("wrong", "there is no schema \"nowhere\" (2 of 2 relations", "connect to the database that it is built in");
  }
  SECTION("not built") {
    admin.run(
        "grant usage on schema prod to tollgate_doctor; drop table prod.items; grant select on prod.orders to "
        "tollgate_doctor");
    both("warn", "1 of 2 relations, e.g. \"" + database + "\".\"prod\".\"items\", are not there",
         "run dbt build on base");
  }
  SECTION("another database") {
    place("target-base", "elsewhere", "prod");
    place("target", "elsewhere", "prod");
    both("wrong", "2 of 2 relations, e.g. \"elsewhere\".\"prod\".\"items\", are in another database",
         "warehouse.base_url");
  }
  SECTION("a superuser") {
    const Ran ran = shop.doctor({"--policy", [&] {
                                   shop.write("super.yml", "version: 1\nwarehouse: {base_url: \"dbname=" + database +
                                                               "\", head_url: \"dbname=" + database +
                                                               "\"}\nlayers:\n  marts:\n    select: {path: models}\n"
                                                               "    gates: {row-count-diff: }\n");
                                   return shop.path("super.yml");
                                 }()});
    CHECK(lines_of(ran.out, "warn  database of base and head: its role is superuser").size() == 1);
  }
  admin.run("drop schema prod cascade");
}
