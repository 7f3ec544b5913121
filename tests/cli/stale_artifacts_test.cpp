#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/cli/support.hpp"

using namespace tollgate::tests;
using nlohmann::json;

namespace {

const std::vector<Model> base{{.name = "orders"}, {.name = "items"}};
const std::vector<Model> head{{.name = "orders", .sql = "select 2 as id"}, {.name = "items"}};

class Shop : public ShopFolder {
 public:
  Shop() : ShopFolder(base, head) {
    write("tollgate.yml", "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: }\n");
    write("models/marts/orders.sql", "\n  select 2 as id\r\n\n");
    write("models/marts/items.sql", "select 1 as id\n");
  }
};

}  // namespace

TEST_CASE("artifacts of these very files are judged, whatever white space is around them") {
  CHECK(Shop().check().code == 0);
}

TEST_CASE("a model that was edited since dbt compiled it is not judged") {
  const Shop shop;
  shop.write("models/marts/items.sql", "select 3 as id");
  const Ran ran = shop.check({"--format", "json"});
  CHECK(ran.code == 3);
  const json report = json::parse(ran.out);
  REQUIRE(report["gates"].size() == 2);
  CHECK(report["gates"][0] == "artifacts");
  const json& outcome = report["outcomes"].back();
  CHECK(outcome["subject"] == "model.shop.items");
  CHECK(outcome["status"] == "errored");
  CHECK_THAT(outcome["reason"].get<std::string>(), ContainsSubstring("run dbt compile again"));
  CHECK_THAT(shop.check({"--format", "terminal"}).out, ContainsSubstring("items"));
}

TEST_CASE("a model that the change removes and the manifest still has is not judged") {
  const Shop shop;
  const std::string before = shop.commit();
  std::filesystem::remove(shop.path("models/marts/items.sql"));
  CHECK(shop.check().code == 0);  // without history a file that is not there says nothing
  shop.commit();
  const Ran ran = shop.check({"--base-sha", before});
  CHECK(ran.code == 3);
  CHECK_THAT(ran.out, ContainsSubstring("this change removes its file"));
}

TEST_CASE("a model that the change adds and the manifest has not is not judged") {
  const Shop shop;
  const std::string before = shop.commit();
  shop.write("models/marts/late.sql", "select 1 as id");
  shop.write("models/staging/new_folder.sql", "select 1 as id");
  shop.write("models/marts/late.yml", "version: 2");
  shop.write("macros/late.sql", "{% macro late() %}1{% endmacro %}");
  CHECK(shop.check().code == 0);
  shop.commit();
  const Ran ran = shop.check({"--base-sha", before});
  CHECK(ran.code == 3);
  CHECK_THAT(ran.out, ContainsSubstring("models/marts/late.sql"));
  CHECK_THAT(ran.out, ContainsSubstring("models/staging/new_folder.sql"));
  CHECK_THAT(ran.out, ContainsSubstring("the head's manifest has no model of it"));
  CHECK(ran.out.find("macros/late") == std::string::npos);
  CHECK(ran.out.find("late.yml") == std::string::npos);
}

TEST_CASE("base's artifacts that were made of the change itself judge nothing") {
  const ShopFolder shop(head, head);
  shop.write("tollgate.yml", "version: 1\nlayers:\n  marts:\n    select: {path: models}\n    gates: {parse: }\n");
  shop.write("models/marts/orders.sql", "select 1 as id\n");
  shop.write("models/marts/items.sql", "select 1 as id\n");
  const std::string before = shop.commit();
  shop.write("models/marts/orders.sql", "select 2 as id\n");
  shop.write("models/marts/items.sql", "select 1 as id\n\n");  // nothing that dbt would see
  shop.commit();
  const Ran ran = shop.check({"--base-sha", before, "--format", "json"});
  CHECK(ran.code == 3);
  const json report = json::parse(ran.out);
  REQUIRE(report["outcomes"].size() == 1);
  CHECK(report["outcomes"][0]["subject"] == "model.shop.orders");
  CHECK_THAT(report["outcomes"][0]["reason"].get<std::string>(), ContainsSubstring("check the base commit out"));
}

TEST_CASE("a policy, waivers, roles or a baseline that are there and cannot be read are exit 2") {
  for (const char* name : {"tollgate.yml", "tollgate-waivers.yml", "tollgate-roles.yml", "tollgate-baseline.json"}) {
    for (const bool dangling : {false, true}) {
      const Shop shop;
      std::filesystem::remove(shop.path(name));
      if (dangling) {
        std::filesystem::create_symlink(shop.path("gone"), shop.path(name));
      } else {
        std::filesystem::create_directory(shop.path(name));
      }
      const Ran ran = shop.check();
      INFO(name);
      CHECK(ran.code == 2);
      CHECK_THAT(ran.err, ContainsSubstring(std::string(name) + ": it is there and cannot be read"));
    }
  }
}

TEST_CASE("tollgate.yaml is no policy, and is not passed over") {
  const Shop shop;
  std::filesystem::rename(shop.path("tollgate.yml"), shop.path("tollgate.yaml"));
  const Ran ran = shop.check();
  CHECK(ran.code == 2);
  CHECK_THAT(ran.err, ContainsSubstring("the policy is called tollgate.yml"));
}

TEST_CASE("an instant that there is not is refused, also without a pull request") {
  const Shop shop;
  CHECK(shop.check({"--now", "2026-99-99"}).code == 2);
  CHECK(shop.check({"--now", "garbage"}).code == 2);
}
